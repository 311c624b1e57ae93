/* SPDX-License-Identifier: MIT */
/*
 * cfgmgr.c - cfgmgr32.dll of the lab guest: its devices, as the registry's Enum tree lists them.
 * Wine's own lists none.
 *
 * A device is a key Enum\<enumerator>\<device>\<instance>. Its properties are where Windows keeps
 * them: below Properties\{format}\<number>, the default value, type 0xFFFF0000 | DEVPROP_TYPE_*; else
 * the values of the device's key that belong to them. Without a word about it a device is present and
 * has no problem.
 *
 * Sources: learn.microsoft.com/windows/win32/api/cfgmgr32/nf-cfgmgr32-cm_get_device_id_listw,
 * nf-cfgmgr32-cm_locate_devnodew, nf-cfgmgr32-cm_get_devnode_propertyw,
 * nf-cfgmgr32-cm_get_devnode_status
 */
#include "standin.h"

#include <cfgmgr32.h>
#include <initguid.h>

#include <devpkey.h>

#define NAME "cfgmgr"
#define ENUM L"SYSTEM\\CurrentControlSet\\Enum"
#define CLASSES L"SYSTEM\\CurrentControlSet\\Control\\Class\\"

enum {
    ID_SIZE = 3 * 256 + 3, /* three names of keys */
    KEY_SIZE = ID_SIZE + 64,
    TEXT_SIZE = 4096, /* a longer text of a recipe is cut */
    LEVELS = 3,       /* enumerator, device, instance */
};

/* Ids one behind the other. */
struct ids {
    wchar_t *units;
    size_t count, capacity;
    bool broken;
};

/* The devices that were located: a DEVINST is a place in it, counted from 1. */
static struct {
    SRWLOCK lock;
    wchar_t **ids;
    size_t count, capacity;
    bool silent; /* the recipe wants presence and problems not told as properties */
} located = { .lock = SRWLOCK_INIT };

static void add_units(struct ids *ids, const wchar_t *units, size_t count)
{
    if (ids->count + count > ids->capacity) {
        size_t capacity = (ids->count + count) * 2;
        wchar_t *larger = realloc(ids->units, capacity * sizeof *larger);

        if (!larger) {
            ids->broken = true;
            return;
        }
        ids->units = larger;
        ids->capacity = capacity;
    }
    memcpy(ids->units + ids->count, units, count * sizeof *units);
    ids->count += count;
}

/* Goes down the levels of the tree; `id` is what leads to the key so far. */
static void add_devices(HKEY key, int level, const wchar_t *id, struct ids *ids)
{
    wchar_t name[256]; /* the longest name of a key */

    for (DWORD i = 0;; i++) {
        wchar_t path[ID_SIZE];
        DWORD count = sizeof name / sizeof *name;
        HKEY below = NULL;

        if (RegEnumKeyExW(key, i, name, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            return;
        (void)swprintf(path, ID_SIZE, level == 0 ? L"%ls%ls" : L"%ls\\%ls", id, name);
        if (level == LEVELS - 1) {
            add_units(ids, path, wcslen(path) + 1);
        } else if (RegOpenKeyExW(key, name, 0, KEY_ENUMERATE_SUB_KEYS, &below) == ERROR_SUCCESS) {
            add_devices(below, level + 1, path, ids);
            (void)RegCloseKey(below);
        }
    }
}

static bool list(struct ids *ids)
{
    HKEY root = NULL;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, ENUM, 0, KEY_ENUMERATE_SUB_KEYS, &root) != ERROR_SUCCESS)
        return false;
    add_devices(root, 0, L"", ids);
    (void)RegCloseKey(root);
    add_units(ids, L"", 1);
    return !ids->broken;
}

/* Windows' configuration manager has its tree in memory: the list that a size was told of is the one
 * that is handed out next. */
static struct {
    SRWLOCK lock;
    struct ids ids; /* units: NULL, nobody asked for the size */
} told = { .lock = SRWLOCK_INIT };

static void tell(const struct ids *ids)
{
    AcquireSRWLockExclusive(&told.lock);
    free(told.ids.units);
    told.ids = *ids;
    ReleaseSRWLockExclusive(&told.lock);
}

static bool list_told(struct ids *ids)
{
    AcquireSRWLockExclusive(&told.lock);
    *ids = told.ids;
    told.ids = (struct ids){ 0 };
    ReleaseSRWLockExclusive(&told.lock);
    return ids->units || list(ids);
}

static DWORD fault(void)
{
    return standin_number(NAME, L"ListFails", CR_SUCCESS);
}

CONFIGRET WINAPI CM_Get_Device_ID_List_SizeW(PULONG count, PCWSTR filter, ULONG flags)
{
    struct ids ids = { 0 };
    CONFIGRET result = fault();

    standin_announce(NAME, "the configuration manager of plug and play");
    if (!count)
        return CR_INVALID_POINTER;
    if (filter || flags != CM_GETIDLIST_FILTER_NONE)
        return CR_INVALID_FLAG;
    if (result == CR_SUCCESS && !list(&ids))
        result = CR_OUT_OF_MEMORY;
    *count = (ULONG)ids.count;
    if (result == CR_SUCCESS)
        tell(&ids);
    else
        free(ids.units);
    return result;
}

CONFIGRET WINAPI CM_Get_Device_ID_ListW(PCWSTR filter, PWCHAR buffer, ULONG count, ULONG flags)
{
    struct ids ids = { 0 };
    CONFIGRET result = fault();

    if (!buffer)
        return CR_INVALID_POINTER;
    if (filter || flags != CM_GETIDLIST_FILTER_NONE)
        return CR_INVALID_FLAG;
    if (result == CR_SUCCESS && !list_told(&ids))
        result = CR_OUT_OF_MEMORY;
    if (result == CR_SUCCESS && ids.count > count)
        result = CR_BUFFER_SMALL;
    located.silent = standin_number(NAME, L"StateNotTold", 0) == 1;
    if (result == CR_SUCCESS)
        memcpy(buffer, ids.units, ids.count * sizeof *buffer);
    standin_log(NAME, "list of %zu units: 0x%02lx", ids.count, (unsigned long)result);
    free(ids.units);
    return result;
}

/* A device is asked many questions in a row: the last one's key stays open, and what it has below
 * Properties is looked at once. Taken and given back under the lock. */
static struct {
    SRWLOCK lock;
    HKEY key, properties; /* properties: NULL when there are none */
    wchar_t id[ID_SIZE];
} asked = { .lock = SRWLOCK_INIT };

static void close_asked(void)
{
    if (asked.properties)
        (void)RegCloseKey(asked.properties);
    if (asked.key)
        (void)RegCloseKey(asked.key);
    asked.properties = NULL;
    asked.key = NULL;
}

/* True: the device is there, asked.key is its key, and the caller calls let_go. */
static bool take(const wchar_t *id)
{
    wchar_t path[KEY_SIZE];

    AcquireSRWLockExclusive(&asked.lock);
    if (asked.key && wcscmp(asked.id, id) == 0)
        return true;
    close_asked();
    (void)swprintf(path, KEY_SIZE, ENUM L"\\%ls", id);
    (void)swprintf(asked.id, ID_SIZE, L"%ls", id);
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_QUERY_VALUE, &asked.key) == ERROR_SUCCESS) {
        (void)RegOpenKeyExW(asked.key, L"Properties", 0, KEY_QUERY_VALUE, &asked.properties);
        return true;
    }
    asked.key = NULL;
    ReleaseSRWLockExclusive(&asked.lock);
    return false;
}

static void let_go(void)
{
    ReleaseSRWLockExclusive(&asked.lock);
}

static DEVINST remember(const wchar_t *id)
{
    DEVINST device = 0;

    AcquireSRWLockExclusive(&located.lock);
    if (located.count == located.capacity) {
        size_t capacity = located.capacity * 2 + 64;
        wchar_t **larger = realloc(located.ids, capacity * sizeof *larger);

        if (larger) {
            located.ids = larger;
            located.capacity = capacity;
        }
    }
    if (located.count < located.capacity) {
        located.ids[located.count] = wcsdup(id);
        if (located.ids[located.count])
            device = (DEVINST)++located.count;
    }
    ReleaseSRWLockExclusive(&located.lock);
    return device;
}

static bool take_located(DEVINST device)
{
    const wchar_t *id = NULL;

    AcquireSRWLockShared(&located.lock);
    if (device > 0 && device <= located.count)
        id = located.ids[device - 1]; /* it stays: nothing is ever taken out */
    ReleaseSRWLockShared(&located.lock);
    return id && take(id);
}

/* Reads Properties\{format}\number. @return its type, DEVPROP_TYPE_EMPTY: it is not there */
static DEVPROPTYPE stored(const DEVPROPKEY *wanted, void *data, DWORD *bytes)
{
    const GUID *format = &wanted->fmtid;
    wchar_t path[80];
    HKEY opened = NULL;
    DWORD type = 0;
    LSTATUS status;

    (void)swprintf(path, sizeof path / sizeof *path,
        L"{%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}\\%04lx", (unsigned long)format->Data1,
        format->Data2, format->Data3, format->Data4[0], format->Data4[1], format->Data4[2],
        format->Data4[3], format->Data4[4], format->Data4[5], format->Data4[6], format->Data4[7],
        (unsigned long)wanted->pid);
    if (!asked.properties ||
        RegOpenKeyExW(asked.properties, path, 0, KEY_QUERY_VALUE, &opened) != ERROR_SUCCESS)
        return DEVPROP_TYPE_EMPTY;
    status = RegQueryValueExW(opened, NULL, NULL, &type, data, bytes);
    (void)RegCloseKey(opened);
    if (status != ERROR_SUCCESS)
        return DEVPROP_TYPE_EMPTY;
    if ((type & 0xffff) == DEVPROP_TYPE_BOOLEAN)
        *bytes = 1; /* Wine writes four, and Windows has one */
    return type & 0xffff;
}

static const struct {
    const DEVPROPKEY *key;
    const wchar_t *value;
    DEVPROPTYPE type;
} values[] = {
    { &DEVPKEY_Device_DeviceDesc, L"DeviceDesc", DEVPROP_TYPE_STRING },
    { &DEVPKEY_Device_FriendlyName, L"FriendlyName", DEVPROP_TYPE_STRING },
    { &DEVPKEY_Device_Class, L"Class", DEVPROP_TYPE_STRING },
    { &DEVPKEY_Device_Service, L"Service", DEVPROP_TYPE_STRING },
    { &DEVPKEY_Device_HardwareIds, L"HardwareID", DEVPROP_TYPE_STRING_LIST },
};

/* "@oem3.inf,%key%;The words": a text of an INF with what it said in it. */
static void resolve(wchar_t *text, DWORD *bytes)
{
    wchar_t *words = text[0] == L'@' ? wcschr(text, L';') : NULL;

    if (!words)
        return;
    memmove(text, words + 1, (wcslen(words + 1) + 1) * sizeof *text);
    *bytes = (DWORD)((wcslen(text) + 1) * sizeof *text);
}

static bool read_value(HKEY key, const wchar_t *name, wchar_t *text, DWORD *bytes)
{
    *bytes = (TEXT_SIZE - 2) * sizeof *text;
    if (RegGetValueW(key, NULL, name, RRF_RT_REG_SZ | RRF_RT_REG_MULTI_SZ, NULL, text, bytes) !=
        ERROR_SUCCESS)
        return false;
    resolve(text, bytes);
    return true;
}

/* The INF is kept with the driver: Driver is "{class}\0003", a key below Control\Class. */
static bool read_inf(wchar_t *text, DWORD *bytes)
{
    wchar_t path[TEXT_SIZE + 64] = CLASSES;
    HKEY driver = NULL;
    bool got;

    if (!read_value(asked.key, L"Driver", path + wcslen(CLASSES), bytes) ||
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_QUERY_VALUE, &driver) != ERROR_SUCCESS)
        return false;
    got = read_value(driver, L"InfPath", text, bytes);
    (void)RegCloseKey(driver);
    return got;
}

static bool is(const DEVPROPKEY *left, const DEVPROPKEY *right)
{
    return left->pid == right->pid && IsEqualGUID(&left->fmtid, &right->fmtid);
}

/* What a device's key says about it, else what is so for most. */
static void read_state(bool *present, ULONG *problem)
{
    BYTE flag = 0;
    ULONG code = 0;
    DWORD bytes = sizeof flag;

    *present = stored(&DEVPKEY_Device_IsPresent, &flag, &bytes) != DEVPROP_TYPE_BOOLEAN || flag;
    bytes = sizeof code;
    if (stored(&DEVPKEY_Device_ProblemCode, &code, &bytes) != DEVPROP_TYPE_UINT32)
        code = *present ? 0 : CM_PROB_PHANTOM;
    *problem = code;
}

static bool is_state(const DEVPROPKEY *wanted)
{
    return is(wanted, &DEVPKEY_Device_IsPresent) || is(wanted, &DEVPKEY_Device_ProblemCode);
}

/* What nobody has written down is so for most. */
static DEVPROPTYPE tell_state(const DEVPROPKEY *wanted, void *data, DWORD *bytes)
{
    bool present;
    ULONG problem;
    BYTE flag;

    read_state(&present, &problem);
    flag = present ? 0xff : 0; /* DEVPROP_TRUE is -1 */
    if (is(wanted, &DEVPKEY_Device_IsPresent)) {
        *bytes = sizeof flag;
        memcpy(data, &flag, sizeof flag);
        return DEVPROP_TYPE_BOOLEAN;
    }
    *bytes = sizeof problem;
    memcpy(data, &problem, sizeof problem);
    return DEVPROP_TYPE_UINT32;
}

/* Of a property that Windows keeps as a value of the device's key. NULL: it is none */
static const wchar_t *value_of(const DEVPROPKEY *wanted, DEVPROPTYPE *type)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (is(wanted, values[i].key)) {
            *type = values[i].type;
            return values[i].value;
        }
    }
    return NULL;
}

/* Fills data, which has room for TEXT_SIZE units. */
static DEVPROPTYPE read_property(const DEVPROPKEY *wanted, wchar_t *data, DWORD *bytes)
{
    DEVPROPTYPE type = DEVPROP_TYPE_EMPTY;
    const wchar_t *value = value_of(wanted, &type);

    if (value && read_value(asked.key, value, data, bytes))
        return type;
    if (is_state(wanted) && located.silent)
        return DEVPROP_TYPE_EMPTY;
    *bytes = TEXT_SIZE * sizeof *data;
    type = stored(wanted, data, bytes);
    if (type != DEVPROP_TYPE_EMPTY)
        return type;
    if (is_state(wanted))
        return tell_state(wanted, data, bytes);
    if (is(wanted, &DEVPKEY_Device_DriverInfPath))
        return read_inf(data, bytes) ? DEVPROP_TYPE_STRING : DEVPROP_TYPE_EMPTY;
    return DEVPROP_TYPE_EMPTY;
}

CONFIGRET WINAPI CM_Locate_DevNodeW(PDEVINST device, DEVINSTID_W id, ULONG flags)
{
    bool present = false;
    ULONG problem;

    if (!device)
        return CR_INVALID_POINTER;
    if (!id || !take(id))
        return CR_NO_SUCH_DEVNODE;
    read_state(&present, &problem);
    let_go();
    if (!present && !(flags & CM_LOCATE_DEVNODE_PHANTOM))
        return CR_NO_SUCH_DEVNODE;
    *device = remember(id);
    return *device ? CR_SUCCESS : CR_OUT_OF_MEMORY;
}

CONFIGRET WINAPI CM_Get_DevNode_Status(PULONG status, PULONG problem, DEVINST device, ULONG flags)
{
    bool present = false;

    (void)flags;
    if (!status || !problem)
        return CR_INVALID_POINTER;
    if (!take_located(device))
        return CR_INVALID_DEVNODE;
    read_state(&present, problem);
    let_go();
    if (!present)
        return CR_NO_SUCH_DEVNODE;
    *status = *problem ? DN_HAS_PROBLEM : DN_DRIVER_LOADED | DN_STARTED;
    return CR_SUCCESS;
}

CONFIGRET WINAPI CM_Get_DevNode_PropertyW(DEVINST device, const DEVPROPKEY *wanted,
    DEVPROPTYPE *type, PBYTE buffer, PULONG buffer_bytes, ULONG flags)
{
    wchar_t data[TEXT_SIZE];
    DWORD bytes = 0;
    ULONG room;
    DEVPROPTYPE found;

    (void)flags;
    if (!wanted || !type || !buffer_bytes)
        return CR_INVALID_POINTER;
    if (!take_located(device))
        return CR_INVALID_DEVNODE;
    found = read_property(wanted, data, &bytes);
    let_go();
    if (found == DEVPROP_TYPE_EMPTY)
        return CR_NO_SUCH_VALUE;
    room = *buffer_bytes;
    *type = found;
    *buffer_bytes = bytes;
    if (room < bytes || !buffer)
        return CR_BUFFER_SMALL;
    memcpy(buffer, data, bytes);
    return CR_SUCCESS;
}
