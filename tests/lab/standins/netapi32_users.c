/* SPDX-License-Identifier: MIT */
/*
 * netapi32_users.c - the local accounts of the lab guest: a subkey each of
 * HKLM\SOFTWARE\LabGuest\netapi32\Users, with Rid and Flags.
 *
 * Source: learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netuserenum,
 * .../nf-lmaccess-netusergetinfo and .../ns-lmaccess-user_info_23
 */
#include "standin.h"

#include <lmcons.h>
/* They need the types above. */
#include <lmaccess.h>
#include <lmapibuf.h>
#include <lmerr.h>

#define NAME "netapi32"
#define USERS "netapi32\\Users\\"
#define USERS_KEY L"SOFTWARE\\LabGuest\\netapi32\\Users"

enum {
    NAME_SIZE = UNLEN + 1,
    USERS_LIMIT = 64,          /* more accounts than a recipe has */
    FLAGS_OF_A_USER = 0x10201, /* UF_DONT_EXPIRE_PASSWD, UF_NORMAL_ACCOUNT, UF_SCRIPT */
    GUESTS_GROUP = 513,        /* DOMAIN_GROUP_RID_USERS */
    SID_PARTS = 5,
};

struct user {
    wchar_t name[NAME_SIZE];
    uint32_t rid, flags;
};

/* One entry of an answer: the structure asked for, then all that it points to. */
struct entry {
    union {
        USER_INFO_0 level_0;
        USER_INFO_3 level_3;
        USER_INFO_20 level_20;
        USER_INFO_23 level_23;
    } info;
    struct user user;
    BYTE sid[8 + 4 * SID_PARTS];
};

static wchar_t nothing[] = L"";

static size_t read_users(struct user users[USERS_LIMIT])
{
    HKEY opened = NULL;
    size_t count = 0;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, USERS_KEY, 0, KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY,
            &opened) != ERROR_SUCCESS)
        return 0;
    for (DWORD i = 0; count < USERS_LIMIT; i++) {
        struct user *user = &users[count];
        DWORD len = NAME_SIZE;
        char own[sizeof USERS + NAME_SIZE];

        if (RegEnumKeyExW(opened, i, user->name, &len, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        (void)snprintf(own, sizeof own, USERS "%ls", user->name);
        user->rid = standin_number(own, L"Rid", 0);
        user->flags = standin_number(own, L"Flags", FLAGS_OF_A_USER);
        count++;
    }
    (void)RegCloseKey(opened);
    return count;
}

/* S-1-5-21-0-0-0-RID: the machine's part is the one that Wine gives to its own user. */
static void make_sid(BYTE *sid, uint32_t rid)
{
    static const BYTE head[] = { 1, SID_PARTS, 0, 0, 0, 0, 0, 5, 21 };

    memset(sid, 0, 8 + 4 * SID_PARTS);
    memcpy(sid, head, sizeof head);
    memcpy(sid + 8 + 4 * (SID_PARTS - 1), &rid, sizeof rid);
}

static size_t size_of(DWORD level)
{
    switch (level) {
    case 0:
        return sizeof(USER_INFO_0);
    case 3:
        return sizeof(USER_INFO_3);
    case 20:
        return sizeof(USER_INFO_20);
    case 23:
        return sizeof(USER_INFO_23);
    default:
        return 0;
    }
}

static void fill_level_3(USER_INFO_3 *info, struct user *user)
{
    info->usri3_name = user->name;
    info->usri3_priv = user->rid == DOMAIN_USER_RID_ADMIN ? USER_PRIV_ADMIN : USER_PRIV_USER;
    info->usri3_flags = user->flags;
    info->usri3_acct_expires = TIMEQ_FOREVER;
    info->usri3_max_storage = USER_MAXSTORAGE_UNLIMITED;
    info->usri3_units_per_week = UNITS_PER_WEEK;
    info->usri3_user_id = user->rid;
    info->usri3_primary_group_id = GUESTS_GROUP;
    info->usri3_home_dir = info->usri3_comment = info->usri3_script_path = nothing;
    info->usri3_full_name = info->usri3_usr_comment = info->usri3_parms = nothing;
    info->usri3_workstations = info->usri3_logon_server = nothing;
    info->usri3_profile = info->usri3_home_dir_drive = nothing;
}

/* Puts the structure of that level to `at`; what it points to is in the entry. */
static void fill(void *at, struct entry *entry, DWORD level)
{
    struct user *user = &entry->user;

    make_sid(entry->sid, user->rid);
    memset(&entry->info, 0, sizeof entry->info);
    switch (level) {
    case 0:
        entry->info.level_0.usri0_name = user->name;
        break;
    case 3:
        fill_level_3(&entry->info.level_3, user);
        break;
    case 20:
        entry->info.level_20 =
            (USER_INFO_20){ user->name, nothing, nothing, user->flags, user->rid };
        break;
    default:
        entry->info.level_23 =
            (USER_INFO_23){ user->name, nothing, nothing, user->flags, entry->sid };
        break;
    }
    memcpy(at, &entry->info, size_of(level));
}

/* An array of structures, and behind it the entries they point into: one block for one free. */
static NET_API_STATUS answer(const struct user *users, size_t count, DWORD level, LPBYTE *buffer)
{
    size_t table = (size_of(level) * count + 15) & ~(size_t)15;
    void *block = NULL;

    if (NetApiBufferAllocate((DWORD)(table + count * sizeof(struct entry)), &block) != NERR_Success)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = (struct entry *)(void *)((BYTE *)block + table) + i;

        entry->user = users[i];
        fill((BYTE *)block + i * size_of(level), entry, level);
    }
    *buffer = block;
    return NERR_Success;
}

/* With PageSize, only that many an answer: a caller must come again with its resume handle. */
NET_API_STATUS WINAPI NetUserEnum(LPCWSTR server, DWORD level, DWORD filter, LPBYTE *buffer,
    DWORD preferred, LPDWORD read, LPDWORD total, LPDWORD resume)
{
    static struct user users[USERS_LIMIT];
    uint32_t code = standin_number(NAME, L"UsersCode", 0);
    size_t page = standin_number(NAME, L"PageSize", USERS_LIMIT);
    size_t count = read_users(users);
    size_t start = resume ? *resume : 0;
    NET_API_STATUS status;

    (void)preferred;
    standin_log(
        NAME, "NetUserEnum: level %lu, %lu accounts", (unsigned long)level, (unsigned long)count);
    if (server && server[0] != L'\0')
        return ERROR_NOT_SUPPORTED;
    if (code != 0)
        return code;
    if (size_of(level) == 0 || level == 23)
        return ERROR_INVALID_LEVEL;
    /* All of them are normal accounts, so another filter finds none. */
    if (start > count || (filter != 0 && !(filter & FILTER_NORMAL_ACCOUNT)))
        start = count;
    if (page == 0 || page > count - start)
        page = count - start;
    status = answer(users + start, page, level, buffer);
    if (status != NERR_Success)
        return status;
    *read = (DWORD)page;
    *total = (DWORD)(count - start);
    if (resume)
        *resume = (DWORD)(start + page);
    return start + page < count ? ERROR_MORE_DATA : NERR_Success;
}

NET_API_STATUS WINAPI NetUserGetInfo(LPCWSTR server, LPCWSTR name, DWORD level, LPBYTE *buffer)
{
    static struct user users[USERS_LIMIT];
    uint32_t code = standin_number(NAME, L"UserCode", 0);
    size_t count = read_users(users);

    if (server && server[0] != L'\0')
        return ERROR_NOT_SUPPORTED;
    if (code != 0)
        return code;
    if (size_of(level) == 0)
        return ERROR_INVALID_LEVEL;
    for (size_t i = 0; i < count; i++) {
        if (_wcsicmp(users[i].name, name) == 0)
            return answer(&users[i], 1, level, buffer);
    }
    return NERR_UserNotFound;
}
