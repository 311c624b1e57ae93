/* SPDX-License-Identifier: MIT */
/*
 * devices.c - every installed device, also one that is not there at the moment, by the
 * configuration manager: its list holds ids alone, and each device is asked once and forgotten.
 * SetupAPI would build a set of all devices in memory first and walk it from the front for each.
 *
 * A device that is not present is either told by DEVPKEY_Device_IsPresent or has no node in the tree:
 * then CM_Get_DevNode_Status does not know it.
 *
 * Source: learn.microsoft.com/windows/win32/api/cfgmgr32/nf-cfgmgr32-cm_get_device_id_listw
 * Source: learn.microsoft.com/windows/win32/api/cfgmgr32/nf-cfgmgr32-cm_locate_devnodew
 *         (CM_LOCATE_DEVNODE_PHANTOM: also one that is not present)
 * Source: learn.microsoft.com/windows/win32/api/cfgmgr32/nf-cfgmgr32-cm_get_devnode_propertyw
 * Source: learn.microsoft.com/windows-hardware/drivers/install/devpkey-device-ispresent
 * Source: learn.microsoft.com/windows-hardware/drivers/install/devpkey-device-problemcode
 */
#include "win/win.h"

#include <cfgmgr32.h>
#include <initguid.h>

#include <devpkey.h>

enum {
    LIST_TRIES = 5,          /* devices may arrive between asking for the size and for the list */
    FIRST_TEXT_BYTES = 1024, /* most texts are shorter; it grows to what a longer one needs */
};

/* What is asked with, and the buffer that all texts pass through. Zeroed is nothing. */
struct asking {
    struct win_cfgmgr cfgmgr;
    wchar_t *buffer;
    ULONG buffer_bytes;
};

static void asking_done(struct asking *asking)
{
    win_cfgmgr_done(&asking->cfgmgr);
    free(asking->buffer);
    *asking = (struct asking){ 0 };
}

static bool fail(DWORD result, struct err *err, const char *what)
{
    return err_set(
        err, ERR_AGENT, ERR_UNSUPPORTED, "%s: CONFIGRET 0x%02lX", what, (unsigned long)result);
}

/* Ids one behind the other, an empty one at the end. The caller frees *ids. */
static bool list_ids(const struct win_cfgmgr *cfgmgr, wchar_t **ids, ULONG *count, struct err *err)
{
    DWORD result = CR_BUFFER_SMALL;

    for (int i = 0; result == CR_BUFFER_SMALL && i < LIST_TRIES; i++) {
        AUTO_FREE wchar_t *list = NULL;
        ULONG needed = 0;

        result = cfgmgr->get_device_id_list_size(&needed, NULL, CM_GETIDLIST_FILTER_NONE);
        if (result != CR_SUCCESS)
            break;
        list = calloc((size_t)needed + 1, sizeof *list); /* terminated, whatever is written */
        if (!list)
            return err_nomem(err);
        result = cfgmgr->get_device_id_list(NULL, list, needed, CM_GETIDLIST_FILTER_NONE);
        if (result == CR_SUCCESS) {
            *ids = TAKE(list);
            *count = needed;
            return true;
        }
    }
    return fail(result, err, "cannot list the devices");
}

static bool grow(struct asking *asking, ULONG bytes, struct err *err)
{
    wchar_t *larger;

    if (bytes > GUEST_TEXT_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "larger than %d bytes", GUEST_TEXT_LIMIT);
    larger = realloc(asking->buffer, bytes);
    if (!larger)
        return err_nomem(err);
    asking->buffer = larger;
    asking->buffer_bytes = bytes;
    return true;
}

/* Leaves the property in the buffer. @param type  DEVPROP_TYPE_EMPTY: it is not told */
static bool read_property(struct asking *asking, DWORD device, const DEVPROPKEY *key,
    DEVPROPTYPE *type, ULONG *bytes, struct err *err)
{
    DWORD result = CR_BUFFER_SMALL;

    for (int i = 0; result == CR_BUFFER_SMALL && i < LIST_TRIES; i++) {
        *bytes = asking->buffer_bytes;
        result = asking->cfgmgr.get_property(device, key, type, asking->buffer, bytes, 0);
        if (result == CR_BUFFER_SMALL && !grow(asking, *bytes, err))
            return false;
    }
    if (result == CR_NO_SUCH_VALUE) {
        *type = DEVPROP_TYPE_EMPTY;
        return true;
    }
    return result == CR_SUCCESS || fail(result, err, "cannot read a property");
}

/* The text, of a list of texts the first one; "" when it is not told. */
static bool add_text(struct asking *asking, DWORD device, const DEVPROPKEY *key, const char *name,
    struct json *row, bool *told, struct err *err)
{
    AUTO(text) text = { 0 };
    DEVPROPTYPE type = DEVPROP_TYPE_EMPTY;
    ULONG bytes = 0;

    *told = false;
    if (!read_property(asking, device, key, &type, &bytes, err))
        return err_wrap(err, "%s", name);
    if (type == DEVPROP_TYPE_EMPTY)
        return true;
    if (type != DEVPROP_TYPE_STRING && type != DEVPROP_TYPE_STRING_LIST)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "%s: type 0x%lX is no text", name, (unsigned long)type);
    if (!win_append(
            &text, asking->buffer, wcsnlen(asking->buffer, bytes / sizeof *asking->buffer), err))
        return err_wrap(err, "%s", name);
    *told = text.len > 0;
    return !*told || json_add_string(row, name, text_string(&text)) || err_nomem(err);
}

static const struct {
    const char *name;
    const DEVPROPKEY *keys[2]; /* the first that is told */
} texts[] = {
    { "name", { &DEVPKEY_Device_FriendlyName, &DEVPKEY_Device_DeviceDesc } },
    { "class", { &DEVPKEY_Device_Class, NULL } },
    { "service", { &DEVPKEY_Device_Service, NULL } },
    { "hardware_id", { &DEVPKEY_Device_HardwareIds, NULL } },
    { "inf", { &DEVPKEY_Device_DriverInfPath, NULL } },
};

static bool add_texts(struct asking *asking, DWORD device, struct json *row, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        bool told = false;

        for (size_t k = 0; !told && k < COUNT_OF(texts[i].keys) && texts[i].keys[k]; k++) {
            if (!add_text(asking, device, texts[i].keys[k], texts[i].name, row, &told, err))
                return false;
        }
        if (!told && !json_add_string(row, texts[i].name, ""))
            return err_nomem(err);
    }
    return true;
}

/* A number of 1 (a truth value) or 4 bytes. @param found  ABSENT: it is not told */
static bool read_number(struct asking *asking, DWORD device, const DEVPROPKEY *key,
    DEVPROPTYPE wanted, enum found *found, uint32_t *number, struct err *err)
{
    DEVPROPTYPE type = DEVPROP_TYPE_EMPTY;
    ULONG bytes = 0;
    uint32_t read = 0;

    if (!read_property(asking, device, key, &type, &bytes, err))
        return false;
    *found = ABSENT;
    if (type == DEVPROP_TYPE_EMPTY)
        return true;
    if (type != wanted || bytes != (wanted == DEVPROP_TYPE_BOOLEAN ? 1 : sizeof read))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "type 0x%lX of %lu bytes is no such number",
            (unsigned long)type, (unsigned long)bytes);
    memcpy(&read, asking->buffer, bytes);
    *found = FOUND;
    *number = read;
    return true;
}

/* What the tree of devices says where the properties say nothing. */
static bool ask_tree(
    struct asking *asking, DWORD device, uint32_t *present, uint32_t *problem, struct err *err)
{
    ULONG status = 0;
    ULONG code = 0;
    DWORD result = asking->cfgmgr.get_status(&status, &code, device, 0);

    if (result == CR_NO_SUCH_DEVINST || result == CR_NO_SUCH_VALUE) {
        *present = 0;
        *problem = CM_PROB_PHANTOM;
        return true;
    }
    if (result != CR_SUCCESS)
        return fail(result, err, "cannot read the status");
    *present = 1;
    *problem = status & DN_HAS_PROBLEM ? code : 0;
    return true;
}

static bool add_state(struct asking *asking, DWORD device, struct json *row, struct err *err)
{
    enum found present_found = ABSENT;
    enum found problem_found = ABSENT;
    uint32_t present = 0;
    uint32_t problem = 0;
    uint32_t tree_present = 0;
    uint32_t tree_problem = 0;

    if (!read_number(asking, device, &DEVPKEY_Device_IsPresent, DEVPROP_TYPE_BOOLEAN,
            &present_found, &present, err))
        return err_wrap(err, "present");
    if (!read_number(asking, device, &DEVPKEY_Device_ProblemCode, DEVPROP_TYPE_UINT32,
            &problem_found, &problem, err))
        return err_wrap(err, "problem");
    if ((present_found == ABSENT || problem_found == ABSENT) &&
        !ask_tree(asking, device, &tree_present, &tree_problem, err))
        return false;
    if (present_found == ABSENT)
        present = tree_present;
    if (problem_found == ABSENT)
        problem = tree_problem;
    return (json_add_number(row, "present", present != 0) &&
               json_add_number(row, "problem", problem)) ||
           err_nomem(err);
}

static bool fill_row(struct asking *asking, wchar_t *wide_id, struct json *rows, struct err *err)
{
    AUTO(text) id = { 0 };
    DWORD device = 0;
    DWORD result = asking->cfgmgr.locate_device(&device, wide_id, CM_LOCATE_DEVNODE_PHANTOM);
    struct json *row;

    if (result == CR_NO_SUCH_DEVINST)
        return true; /* uninstalled since the list was made */
    if (!win_append(&id, wide_id, wcslen(wide_id), err))
        return false;
    if (result != CR_SUCCESS) {
        (void)fail(result, err, "cannot find the device");
        return err_wrap(err, "%s", text_string(&id));
    }
    row = json_add_object(rows, NULL);
    if (!json_add_string(row, "id", text_string(&id)))
        return err_nomem(err);
    return (add_texts(asking, device, row, err) && add_state(asking, device, row, err)) ||
           err_wrap(err, "%s", text_string(&id));
}

static bool fill(
    struct asking *asking, wchar_t *ids, ULONG count, struct json *rows, struct err *err)
{
    size_t devices = 0;

    for (ULONG at = 0; at < count && ids[at]; at += (ULONG)wcslen(ids + at) + 1) {
        if (++devices > GUEST_LIST_LIMIT)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d devices", GUEST_LIST_LIMIT);
        if (!fill_row(asking, ids + at, rows, err))
            return false;
    }
    /* No machine is without a device: somebody who names none was not able to look. */
    return devices > 0 ||
           err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "the configuration manager names none");
}

bool win_list_devices(struct json **rows, struct err *err)
{
    AUTO(asking) asking = { 0 };
    AUTO(json_value) made = { json_new_array() };
    AUTO_FREE wchar_t *ids = NULL;
    ULONG count = 0;

    if (!made.root)
        return err_nomem(err);
    if (!win_cfgmgr_open(&asking.cfgmgr, err) || !grow(&asking, FIRST_TEXT_BYTES, err) ||
        !list_ids(&asking.cfgmgr, &ids, &count, err) || !fill(&asking, ids, count, made.root, err))
        return err_wrap(err, "devices");
    *rows = made.root;
    made.root = NULL;
    return true;
}
