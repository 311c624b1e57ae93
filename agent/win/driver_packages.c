/* SPDX-License-Identifier: MIT */
/*
 * driver_packages.c - driver packages that did not come with Windows: those are published in
 * Windows' Inf folder as oem<number>.inf.
 *
 * Source: learn.microsoft.com/windows-hardware/drivers/install/inf-version-section
 * Source: learn.microsoft.com/windows/win32/api/setupapi,
 *         SetupQueryInfOriginalFileInformationW
 */
#include "win/win.h"

enum {
    LINE_COUNT = 4096, /* MAX_INF_STRING_LENGTH of setupapi.h: no string of an INF is longer */
};

/* The calls, and an INF that is open. Zeroed is nothing. */
struct inf {
    const struct win_setupapi *setupapi;
    HINF handle;
};

static void inf_done(struct inf *inf)
{
    if (inf->handle)
        inf->setupapi->close_inf_file(inf->handle);
    inf->handle = NULL;
}

/* "oem", a number, ".inf" */
static bool is_published(const char *name)
{
    size_t digits;

    if (!text_starts_same(name, "oem"))
        return false;
    digits = strspn(name + 3, "0123456789");
    return digits > 0 && text_same(name + 3 + digits, ".inf");
}

/* A value of [Version], its %strings% resolved; "" when there is none. */
static bool add_version(
    struct inf *inf, const wchar_t *key, const char *name, struct json *row, struct err *err)
{
    AUTO(text) text = { 0 };
    wchar_t line[LINE_COUNT];
    DWORD needed = 0;
    DWORD code;

    if (inf->setupapi->get_line_text(
            NULL, inf->handle, L"Version", key, line, COUNT_OF(line), &needed)) {
        if (!win_append(&text, line, wcsnlen(line, COUNT_OF(line)), err))
            return err_wrap(err, "%s", name);
    } else {
        code = GetLastError();
        if (code != ERROR_LINE_NOT_FOUND && code != ERROR_SECTION_NOT_FOUND)
            return win_err(err, code, "cannot read the %s", name);
    }
    return json_add_string(row, name, text_string(&text)) || err_nomem(err);
}

/* The name that the INF had in its package; "" where that is not kept. */
static bool add_original(
    const struct win_setupapi *setupapi, const wchar_t *path, struct json *row, struct err *err)
{
    AUTO(text) text = { 0 };
    AUTO_FREE SP_INF_INFORMATION *info = NULL;
    SP_ORIGINAL_FILE_INFO_W original = { .cbSize = sizeof original };
    DWORD needed = 0;

    if (!setupapi->get_inf_information(path, INFINFO_INF_NAME_IS_ABSOLUTE, NULL, 0, &needed))
        return win_err(err, GetLastError(), "cannot look into it");
    info = calloc(1, needed);
    if (!info)
        return err_nomem(err);
    if (!setupapi->get_inf_information(path, INFINFO_INF_NAME_IS_ABSOLUTE, info, needed, &needed))
        return win_err(err, GetLastError(), "cannot look into it");

    /* It fails for an INF of which Windows has not kept where it came from. */
    if (setupapi->query_original_file(info, 0, NULL, &original) &&
        !win_append(&text, original.OriginalInfName,
            wcsnlen(original.OriginalInfName, COUNT_OF(original.OriginalInfName)), err))
        return err_wrap(err, "original name");
    return json_add_string(row, "original", text_string(&text)) || err_nomem(err);
}

static bool add_row(const struct win_setupapi *setupapi, const char *folder, const char *name,
    struct json *rows, struct err *err)
{
    AUTO(inf) inf = { .setupapi = setupapi };
    AUTO(text) path = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    struct json *row;
    UINT line = 0;
    DWORD code;

    text_append(&path, "%s\\%s", folder, name);
    if (!text_ok(&path, err) || !win_widen(text_string(&path), &wide, err))
        return false;
    inf.handle = setupapi->open_inf_file(wide, NULL, INF_STYLE_WIN4, &line);
    if (inf.handle == INVALID_HANDLE_VALUE) {
        code = GetLastError();
        inf.handle = NULL;
        /* Of the kind from before Windows 95: not a driver's. */
        return code == ERROR_WRONG_INF_STYLE ||
               win_err(err, code, "cannot open it (line %u)", line);
    }
    row = json_add_object(rows, NULL);
    if (!json_add_string(row, "inf", name))
        return err_nomem(err);
    return add_original(setupapi, wide, row, err) &&
           add_version(&inf, L"Provider", "provider", row, err) &&
           add_version(&inf, L"Class", "class", row, err);
}

/* The library is large, and a fresh Windows has no such package. */
static bool open_once(struct win_setupapi *setupapi, struct err *err)
{
    return setupapi->library || win_setupapi_open(setupapi, err);
}

static bool fill(const char *folder, const struct json *files, struct json *rows, struct err *err)
{
    AUTO(win_setupapi) setupapi = { 0 };

    for (const struct json *file = json_first(files); file; file = json_next(file)) {
        const char *name = json_string(json_member(file, "name"));

        if (!name || !is_published(name))
            continue;
        if (!open_once(&setupapi, err) || !add_row(&setupapi, folder, name, rows, err))
            return err_wrap(err, "'%s'", name);
    }
    return true;
}

bool win_list_driver_packages(struct json **rows, struct err *err)
{
    AUTO(json_value) files = { 0 };
    AUTO(json_value) made = { 0 };
    AUTO(text) folder = { 0 };
    enum found found = ABSENT;

    if (!win_rows_new(&made, err) || !win_folder(NULL, GUEST_WINDOWS, &folder, err))
        return false;
    text_append(&folder, "\\Inf");
    /* SetupGetInfFileListW would open every INF of Windows to tell what kind of INF it is. */
    if (!text_ok(&folder, err) ||
        !win_file_list(NULL, text_string(&folder), &found, &files.root, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "there is no '%s'", text_string(&folder));
    if (!fill(text_string(&folder), files.root, made.root, err))
        return false;
    *rows = win_rows_take(&made);
    return true;
}
