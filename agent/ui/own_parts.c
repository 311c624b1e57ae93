/* SPDX-License-Identifier: MIT */
/*
 * own_parts.c - finds and removes what is goldprep's own: installation, service, event source, keys,
 * what the prefetcher keeps of it.
 *
 * An installation is removed by Windows Installer itself, which alone knows what it has registered.
 * While that works, no file of it may be in use, or it would want a restart: the running program
 * steps aside first.
 *
 * Reads:  HKLM\SOFTWARE\goldprep, ProductCode and Program (installer/product.wxs)
 * Source: https://learn.microsoft.com/windows/win32/msi/command-line-options
 * Source: https://learn.microsoft.com/windows/win32/msi/error-codes (1605: not installed; 3010, 1641:
 *         a restart)
 * Source: https://learn.microsoft.com/windows/win32/msi/msifastinstall (1: no restore point)
 * Source: https://learn.microsoft.com/windows/win32/eventlog/event-sources
 */
#include "ui/own_parts.h"

#include <ctype.h>

#define OWN_KEY "SOFTWARE\\goldprep"
#define SERVICE_KEY "SYSTEM\\CurrentControlSet\\Services\\goldprep"
#define EVENT_KEY "SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\goldprep"
#define UNINSTALL_KEY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\"

enum {
    SERVICE_LIMIT_MS = 60 * 1000,
    INSTALLER_LIMIT_MS = 10 * 60 * 1000,
    INSTALLER_DONE = 0,
    INSTALLER_UNKNOWN_PRODUCT = 1605,
    PRODUCT_CODE_LEN = 38, /* "{8-4-4-4-12}" */
};

void own_parts_done(struct own_parts *parts)
{
    text_done(&parts->product);
    text_done(&parts->program);
    text_done(&parts->folder);
}

/* "C:\Program Files\goldprep" of "C:\Program Files\goldprep\goldprep.exe" */
static void append_folder(const char *path, struct text *folder)
{
    const char *cut = strrchr(path, '\\');

    text_append_bytes(folder, path, cut ? (size_t)(cut - path) : 0);
}

/* One that stepped aside in an earlier process was an installed one. */
bool own_parts_begin(struct own_parts *parts, struct err *err)
{
    if (!parts->own->program(parts->own->state, &parts->program, err))
        return false;
    if (text_ends_same(text_string(&parts->program), "\\" OWN_ASIDE_NAME))
        append_folder(text_string(&parts->program), &parts->folder);
    return text_ok(&parts->folder, err);
}

/* -- the installation -- */

/* It becomes an argument, so nothing but a code is taken for one. */
static bool is_product_code(const char *text)
{
    static const char form[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";

    if (strlen(text) != PRODUCT_CODE_LEN)
        return false;
    for (size_t at = 0; at < PRODUCT_CODE_LEN; at++)
        if (form[at] == 'x' ? !isxdigit((unsigned char)text[at]) : text[at] != form[at])
            return false;
    return true;
}

static bool read_product(struct own_parts *parts, struct err *err)
{
    AUTO(text) code = { 0 };
    enum found found = ABSENT;

    if (parts->product.len > 0)
        return true;
    if (!parts->guest->reg_read_text(
            parts->guest->state, OWN_KEY, "ProductCode", &found, &code, err))
        return false;
    if (found == FOUND && is_product_code(text_string(&code)))
        text_append(&parts->product, "%s", text_string(&code));
    return text_ok(&parts->product, err);
}

static bool find_installation(
    struct own_parts *parts, enum found *found, struct text *where, struct err *err)
{
    AUTO(text) key = { 0 };

    if (!read_product(parts, err))
        return false;
    *found = ABSENT;
    if (parts->product.len == 0)
        return true;
    text_append(&key, UNINSTALL_KEY "%s", text_string(&parts->product));
    text_append(where, "Windows Installer, product %s", text_string(&parts->product));
    return text_ok(&key, err) &&
           parts->guest->reg_has_key(parts->guest->state, text_string(&key), found, err);
}

/* Is the running program the installed one? Then it makes room. */
static bool make_room(struct own_parts *parts, struct err *err)
{
    AUTO(text) installed = { 0 };
    AUTO(text) aside = { 0 };
    enum found found = ABSENT;

    if (!parts->guest->reg_read_text(
            parts->guest->state, OWN_KEY, "Program", &found, &installed, err))
        return false;
    if (found == ABSENT || !text_same(text_string(&installed), text_string(&parts->program)))
        return true;
    if (!parts->own->step_aside(parts->own->state, &aside, err))
        return false;
    append_folder(text_string(&installed), &parts->folder);
    text_clear(&parts->program);
    text_append(&parts->program, "%s", text_string(&aside));
    return text_ok(&parts->folder, err) && text_ok(&parts->program, err);
}

static bool run_installer(struct own_parts *parts, uint32_t *code, struct err *err)
{
    const struct guest *guest = parts->guest;
    const char *const arguments[] = { "/x", text_string(&parts->product), "/qn", "/norestart",
        "MSIFASTINSTALL=1", NULL };
    AUTO(text) path = { 0 };
    struct guest_process *process = NULL;
    bool ended = false;

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, err))
        return false;
    text_append(&path, "\\msiexec.exe");
    if (!text_ok(&path, err) ||
        !guest->process_start(guest->state, text_string(&path), arguments, false, &process, err))
        return false;
    bool told = guest->process_wait(guest->state, process, INSTALLER_LIMIT_MS, &ended, code, err);

    guest->process_free(guest->state, process);
    if (told && !ended)
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "msiexec.exe has not ended within %d min",
            INSTALLER_LIMIT_MS / 60000);
    return told;
}

static bool remove_installation(struct own_parts *parts, struct err *err)
{
    uint32_t code = 0;

    /* its service runs the installed program */
    if (!parts->own->service_remove(parts->own->state, SERVICE_LIMIT_MS, err) ||
        !make_room(parts, err) || !run_installer(parts, &code, err))
        return false;
    if (code == INSTALLER_DONE || code == INSTALLER_UNKNOWN_PRODUCT)
        return true;
    return err_set(err, ERR_WIN32, code, "msiexec.exe /x %s has ended with %lu",
        text_string(&parts->product), (unsigned long)code);
}

/* -- service and keys -- */

static bool find_key(struct own_parts *parts, const char *key, enum found *found,
    struct text *where, struct err *err)
{
    text_append(where, "HKLM\\%s", key);
    return parts->guest->reg_has_key(parts->guest->state, key, found, err);
}

static bool find_service(
    struct own_parts *parts, enum found *found, struct text *where, struct err *err)
{
    return find_key(parts, SERVICE_KEY, found, where, err);
}

static bool remove_service(struct own_parts *parts, struct err *err)
{
    return parts->own->service_remove(parts->own->state, SERVICE_LIMIT_MS, err);
}

static bool find_event_source(
    struct own_parts *parts, enum found *found, struct text *where, struct err *err)
{
    return find_key(parts, EVENT_KEY, found, where, err);
}

static bool remove_event_source(struct own_parts *parts, struct err *err)
{
    return parts->own->key_remove(parts->own->state, EVENT_KEY, err);
}

static bool find_settings(
    struct own_parts *parts, enum found *found, struct text *where, struct err *err)
{
    return find_key(parts, OWN_KEY, found, where, err);
}

static bool remove_settings(struct own_parts *parts, struct err *err)
{
    return parts->own->key_remove(parts->own->state, OWN_KEY, err);
}

/* -- what the prefetcher keeps of a program's start -- */

static bool append_prefetch(struct own_parts *parts, struct text *folder, struct err *err)
{
    if (!parts->guest->folder(parts->guest->state, GUEST_WINDOWS, folder, err))
        return false;
    text_append(folder, "\\Prefetch");
    return text_ok(folder, err);
}

/* "GOLDPREP.EXE-1A2B3C4D.pf" */
static bool is_own_prefetch(const char *name)
{
    return name && text_starts_same(name, "goldprep.") && text_ends_same(name, ".pf");
}

static bool find_prefetch(
    struct own_parts *parts, enum found *found, struct text *where, struct err *err)
{
    AUTO(text) folder = { 0 };
    AUTO(json_value) rows = { 0 };
    enum found listed = ABSENT;

    *found = ABSENT;
    if (!append_prefetch(parts, &folder, err) ||
        !parts->guest->file_list(
            parts->guest->state, text_string(&folder), &listed, &rows.root, err))
        return false;
    for (const struct json *row = json_first(rows.root); row; row = json_next(row))
        if (is_own_prefetch(json_string(json_member(row, "name"))))
            *found = FOUND;
    text_append(where, "%s\\GOLDPREP.*.pf", text_string(&folder));
    return true;
}

static bool remove_prefetch(struct own_parts *parts, struct err *err)
{
    AUTO(text) folder = { 0 };
    AUTO(json_value) rows = { 0 };
    enum found listed = ABSENT;

    if (!append_prefetch(parts, &folder, err) ||
        !parts->guest->file_list(
            parts->guest->state, text_string(&folder), &listed, &rows.root, err))
        return false;
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, "name"));
        AUTO(text) path = { 0 };

        if (!is_own_prefetch(name))
            continue;
        text_append(&path, "%s\\%s", text_string(&folder), name);
        if (!text_ok(&path, err) ||
            !parts->own->file_remove(parts->own->state, text_string(&path), err))
            return false;
    }
    return true;
}

const struct own_part own_parts_all[] = {
    { "installation", find_installation, remove_installation },
    { "service", find_service, remove_service },
    { "event-source", find_event_source, remove_event_source },
    { "settings", find_settings, remove_settings },
    { "prefetch", find_prefetch, remove_prefetch },
    { NULL, NULL, NULL },
};
