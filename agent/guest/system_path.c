/* SPDX-License-Identifier: MIT */
/*
 * system_path.c - what the variables in paths of Windows' own registry and XML stand for.
 *
 * Source: https://learn.microsoft.com/windows/deployment/usmt/usmt-recognized-environment-variables
 *         The names of component manifests are observed by public tools: unverified on a real
 *         Windows. How a bare name is looked for:
 *         https://learn.microsoft.com/windows/win32/dlls/dynamic-link-library-search-order
 */
#include "guest/system_path.h"

enum { ATTRIBUTE_HIDDEN = 0x2, ATTRIBUTE_DIRECTORY = 0x10 }; /* FILE_ATTRIBUTE_* */

/** What a variable's value begins with. */
enum base {
    BASE_WINDOWS = 0,
    BASE_SYSTEM,
    BASE_DRIVE,
    BASE_PROGRAM_DATA,
};

static const struct {
    const char *name;
    enum base base;
    const char *rest; /* behind the base */
} variables[] = {
    { "SystemRoot", BASE_WINDOWS, "" },
    { "windir", BASE_WINDOWS, "" },
    { "SystemDrive", BASE_DRIVE, "" },
    { "ProgramData", BASE_PROGRAM_DATA, "" },
    { "ALLUSERSPROFILE", BASE_PROGRAM_DATA, "" },
    { "ProgramFiles", BASE_DRIVE, "\\Program Files" },
    { "ProgramW6432", BASE_DRIVE, "\\Program Files" },
    { "ProgramFiles(x86)", BASE_DRIVE, "\\Program Files (x86)" },
    { "CommonProgramFiles", BASE_DRIVE, "\\Program Files\\Common Files" },
    { "runtime.system32", BASE_SYSTEM, "" },
    { "runtime.wbem", BASE_SYSTEM, "\\wbem" },
    { "runtime.drivers", BASE_SYSTEM, "\\drivers" },
    { "runtime.windows", BASE_WINDOWS, "" },
    { "runtime.systemRoot", BASE_WINDOWS, "" },
    { "runtime.bootDrive", BASE_DRIVE, "" },
    { "runtime.systemDrive", BASE_DRIVE, "" },
    { "runtime.programData", BASE_PROGRAM_DATA, "" },
    { "runtime.programFiles", BASE_DRIVE, "\\Program Files" },
    { "runtime.programFilesX86", BASE_DRIVE, "\\Program Files (x86)" },
    { "runtime.commonFiles", BASE_DRIVE, "\\Program Files\\Common Files" },
};

void system_folders_done(struct system_folders *folders)
{
    text_done(&folders->windows);
    text_done(&folders->system);
    text_done(&folders->program_data);
}

bool system_folders_read(const struct guest *guest, struct system_folders *folders, struct err *err)
{
    return guest->folder(guest->state, GUEST_WINDOWS, &folders->windows, err) &&
           guest->folder(guest->state, GUEST_SYSTEM, &folders->system, err) &&
           guest->folder(guest->state, GUEST_PROGRAM_DATA, &folders->program_data, err) &&
           text_ok(&folders->windows, err) && text_ok(&folders->system, err) &&
           text_ok(&folders->program_data, err);
}

void system_drive(const struct system_folders *folders, struct text *path)
{
    text_append(path, "%.2s", text_string(&folders->windows));
}

static void append_variable(
    const struct system_folders *folders, enum base base, const char *rest, struct text *path)
{
    switch (base) {
    case BASE_WINDOWS:
        text_append(path, "%s", text_string(&folders->windows));
        break;
    case BASE_SYSTEM:
        text_append(path, "%s", text_string(&folders->system));
        break;
    case BASE_DRIVE:
        system_drive(folders, path);
        break;
    case BASE_PROGRAM_DATA:
        text_append(path, "%s", text_string(&folders->program_data));
        break;
    }
    text_append(path, "%s", rest);
}

/* The length of a variable that begins here, brackets counted; 0: none does. */
static size_t variable_at(const char *text, const char **name, size_t *name_len)
{
    const char *end = NULL;
    size_t front = 0;

    if (text[0] == '%')
        front = 1;
    else if (text_starts(text, "$("))
        front = 2;
    else
        return 0;
    end = strchr(text + front, front == 1 ? '%' : ')');
    if (!end || end == text + front)
        return 0;
    *name = text + front;
    *name_len = (size_t)(end - *name);
    return front + *name_len + 1;
}

static bool append_known(
    const struct system_folders *folders, const char *name, size_t name_len, struct text *expanded)
{
    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        if (strlen(variables[i].name) != name_len || !text_starts_same(name, variables[i].name))
            continue;
        append_variable(folders, variables[i].base, variables[i].rest, expanded);
        return true;
    }
    return false;
}

bool system_path_expand(const struct system_folders *folders, const char *path, bool *resolved,
    struct text *expanded, struct err *err)
{
    bool known = true;

    while (*path) {
        const char *name = NULL;
        size_t name_len = 0;
        size_t len = variable_at(path, &name, &name_len);

        if (len > 0 && append_known(folders, name, name_len, expanded)) {
            path += len;
            continue;
        }
        if (len > 0)
            known = false;
        text_append_bytes(expanded, path, len > 0 ? len : 1);
        path += len > 0 ? len : 1;
    }
    if (!text_ok(expanded, err))
        return false;
    *resolved = known;
    return true;
}

const char *module_state_name(enum module_state state)
{
    switch (state) {
    case MODULE_UNRESOLVED:
        return "unresolved";
    case MODULE_PRESENT:
        return "present";
    case MODULE_HIDDEN:
        return "hidden";
    case MODULE_MISSING:
        break;
    }
    return "missing";
}

static bool look(
    const struct guest *guest, const char *path, enum module_state *state, struct err *err)
{
    struct guest_file file = { 0 };
    enum found found = ABSENT;

    if (!guest->file_stat(guest->state, path, &found, &file, err))
        return err_wrap(err, "'%s'", path);
    if (found == ABSENT || (file.attributes & ATTRIBUTE_DIRECTORY) != 0)
        *state = MODULE_MISSING;
    else
        *state = (file.attributes & ATTRIBUTE_HIDDEN) != 0 ? MODULE_HIDDEN : MODULE_PRESENT;
    return true;
}

/* A bare name: the program's own folder, System32, Windows. When it is nowhere, System32 is named,
 * since that is where such DLLs belong. */
static bool locate_bare(const struct guest *guest, const struct system_folders *folders,
    const char *name, enum module_state *state, struct text *path, struct err *err)
{
    const char *system = text_string(&folders->system);
    const char *const folder[] = { system, system, text_string(&folders->windows) };
    static const char *const below[] = { "\\Sysprep\\", "\\", "\\" };

    for (size_t i = 0; i < COUNT_OF(folder); i++) {
        AUTO(text) place = { 0 };

        text_append(&place, "%s%s%s", folder[i], below[i], name);
        if (!text_ok(&place, err) || !look(guest, text_string(&place), state, err))
            return false;
        if (*state == MODULE_MISSING)
            continue;
        text_append(path, "%s", text_string(&place));
        return text_ok(path, err);
    }
    text_append(path, "%s\\%s", system, name);
    return text_ok(path, err);
}

bool module_locate(const struct guest *guest, const struct system_folders *folders,
    const char *name, enum module_state *state, struct text *path, struct err *err)
{
    AUTO(text) expanded = { 0 };
    bool resolved = false;

    if (!system_path_expand(folders, name, &resolved, &expanded, err))
        return false;
    const char *whole = text_string(&expanded);
    if (resolved && !strpbrk(whole, "\\/:"))
        return locate_bare(guest, folders, whole, state, path, err);
    text_append(path, "%s", whole);
    if (!text_ok(path, err))
        return false;
    /* A relative path depends on the folder that sysprep is started in. */
    if (!resolved || whole[0] == '\0' || whole[1] != ':') {
        *state = MODULE_UNRESOLVED;
        return true;
    }
    return look(guest, whole, state, err);
}
