/* SPDX-License-Identifier: MIT */
/* windows_test.c - what the tests of agent/win share. */
#include "windows_test.h"

enum { CHILD_LIMIT_MS = 60 * 1000 };

struct guest test_guest(void)
{
    struct guest guest = { 0 };
    struct err err = { 0 };

    ck_assert_msg(win_guest_open(&guest, &err), "%s", err.text);
    return guest;
}

void test_own_path(struct text *path)
{
    wchar_t wide[MAX_PATH];
    DWORD count = GetModuleFileNameW(NULL, wide, COUNT_OF(wide));
    struct err err = { 0 };

    ck_assert_msg(count > 0 && count < COUNT_OF(wide), "own path: %lu", GetLastError());
    ck_assert_msg(win_append(path, wide, count, &err), "%s", err.text);
}

/* Empties a folder of files and of empty folders, links included. */
static void empty(const wchar_t *folder)
{
    wchar_t pattern[MAX_PATH];
    wchar_t item[MAX_PATH * 2];
    WIN32_FIND_DATAW data;
    HANDLE find;

    (void)swprintf(pattern, COUNT_OF(pattern), L"%ls\\*", folder);
    find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE)
        return;
    do {
        if (wcscmp(data.cFileName, L".") == 0 || wcscmp(data.cFileName, L"..") == 0)
            continue;
        (void)swprintf(item, COUNT_OF(item), L"%ls\\%ls", folder, data.cFileName);
        if (!DeleteFileW(item))
            (void)RemoveDirectoryW(item); /* the folder's own removal shows what is left */
    } while (FindNextFileW(find, &data));
    (void)FindClose(find);
}

void test_folder(const char *name, struct text *path)
{
    AUTO_FREE wchar_t *wide = NULL;
    struct err err = { 0 };

    text_append(path, "C:\\goldprep-test-%s", name);
    ck_assert_msg(win_widen(text_string(path), &wide, &err), "%s", err.text);
    empty(wide);
    (void)RemoveDirectoryW(wide);
    ck_assert_msg(CreateDirectoryW(wide, NULL), "%s: %lu", text_string(path), GetLastError());
}

uint32_t test_run_self(const char *const *arguments, struct text *output)
{
    struct guest guest = test_guest();
    struct guest_process *process = NULL;
    AUTO(text) self = { 0 };
    struct err err = { 0 };
    bool ended = false;
    uint32_t code = 0;

    test_own_path(&self);
    ck_assert_msg(
        guest.process_start(guest.state, text_string(&self), arguments, false, &process, &err),
        "%s", err.text);
    ck_assert_msg(guest.process_wait(guest.state, process, CHILD_LIMIT_MS, &ended, &code, &err),
        "%s", err.text);
    ck_assert_msg(ended, "the child still runs");
    ck_assert_msg(guest.process_output(guest.state, process, output, &err), "%s", err.text);
    guest.process_free(guest.state, process);
    win_guest_close(&guest);
    return code;
}
