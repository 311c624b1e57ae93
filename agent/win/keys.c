/* SPDX-License-Identifier: MIT */
/*
 * keys.c - opens registry keys and keeps the latest open: the next question is often for the same.
 *
 * An open key shows every later change of its values. When it is deleted, and be it made again
 * under its name, the open one answers ERROR_KEY_DELETED to everything; it is opened anew then.
 * That a key is not there is never kept. None is kept while another program is at work for us
 * (process.c): it may want to delete keys or to unload what they belong to.
 *
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regopenkeyexw
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regdeletekeyexw (a deleted key goes
 *         with its last handle)
 */
#include "win/win.h"

static void kept_key_done(struct win_kept_key *kept)
{
    win_key_done(&kept->key);
    free(kept->path);
    *kept = (struct win_kept_key){ 0 };
}

void win_keys_done(struct win_keys *keys)
{
    for (size_t i = 0; i < COUNT_OF(keys->kept); i++)
        kept_key_done(&keys->kept[i]);
}

const char *win_key_root(const char *path)
{
    return text_starts(path, GUEST_USERS) ? "" : "HKLM\\";
}

/* FNV-1a over the path, letters of ASCII in one case, as text_same compares. */
static uint32_t hash_of(const char *path)
{
    uint32_t hash = 2166136261U;

    for (; *path != '\0'; path++) {
        unsigned char byte = (unsigned char)*path;

        hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte | 0x20U : byte)) * 16777619U;
    }
    return hash;
}

static struct win_kept_key *find(struct win_keys *keys, const char *path, REGSAM access)
{
    uint32_t hash = hash_of(path);

    for (size_t i = 0; i < COUNT_OF(keys->kept); i++) {
        struct win_kept_key *kept = &keys->kept[i];

        if (kept->path && kept->hash == hash && kept->access == access &&
            text_same(kept->path, path))
            return kept;
    }
    return NULL;
}

/* A free place, or that of the key whose last use lies farthest back. */
static struct win_kept_key *find_place(struct win_keys *keys)
{
    struct win_kept_key *oldest = &keys->kept[0];

    for (size_t i = 1; i < COUNT_OF(keys->kept); i++)
        if (keys->kept[i].used < oldest->used)
            oldest = &keys->kept[i];
    kept_key_done(oldest);
    return oldest;
}

static bool open_key(
    const char *path, REGSAM access, enum found *found, struct win_key *opened, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    bool of_users = text_starts(path, GUEST_USERS);
    LSTATUS status;

    if (!win_widen(of_users ? path + strlen(GUEST_USERS) : path, &wide, err))
        return err_wrap(err, "key '%s'", path);

    status = RegOpenKeyExW(of_users ? HKEY_USERS : HKEY_LOCAL_MACHINE, wide, 0,
        access | KEY_WOW64_64KEY, &opened->handle);
    if (status != ERROR_SUCCESS && !win_is_absent((DWORD)status))
        return win_err(err, (DWORD)status, "cannot read '%s%s'", win_key_root(path), path);

    *found = status == ERROR_SUCCESS ? FOUND : ABSENT;
    return true;
}

/* Opens and keeps. @param kept  receives it when found; belongs to keys */
static bool open_anew(struct win_keys *keys, const char *path, REGSAM access, enum found *found,
    struct win_kept_key **kept, struct err *err)
{
    AUTO(win_key) opened = { 0 };
    AUTO_FREE char *copy = NULL;
    struct win_kept_key *place = find(keys, path, access);

    if (place)
        kept_key_done(place);
    if (!open_key(path, access, found, &opened, err))
        return false;
    if (*found == ABSENT)
        return true;
    if (!text_copy(path, &copy, err))
        return false;

    place = find_place(keys);
    place->hash = hash_of(path);
    place->path = TAKE(copy);
    place->access = access;
    place->key = opened;
    opened = (struct win_key){ 0 };
    *kept = place;
    return true;
}

bool win_keys_check(struct win_keys *keys, const char *path, enum found *found, struct err *err)
{
    struct win_kept_key *kept = NULL;

    if (!open_anew(keys, path, KEY_QUERY_VALUE, found, &kept, err))
        return false;
    if (kept)
        kept->used = ++keys->uses;
    return true;
}

bool win_keys_ask(struct win_keys *keys, const char *path, REGSAM access, win_key_question *ask,
    void *about, enum found *found, LSTATUS *status, struct err *err)
{
    struct win_kept_key *kept = find(keys, path, access);
    bool is_new = !kept;

    for (;;) {
        enum found is_there = FOUND;

        if (!kept && !open_anew(keys, path, access, &is_there, &kept, err))
            return false;
        *found = is_there;
        if (is_there == ABSENT)
            return true;
        kept->used = ++keys->uses;
        *status = ask(kept->key.handle, about);
        if (*status != ERROR_KEY_DELETED)
            return true;

        kept_key_done(kept);
        kept = NULL;
        if (is_new) /* deleted between opening and asking: that is what the answer says */
            return true;
        is_new = true;
    }
}
