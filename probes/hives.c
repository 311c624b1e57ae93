/* SPDX-License-Identifier: MIT */
/*
 * hives.c - whose registry is there to be read without mounting anything?
 *
 * Source: https://learn.microsoft.com/windows/win32/shell/manage-user-profiles
 */
#include "probes/hives.h"

#define PROFILES "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

bool hives_of_users(const struct guest *guest, struct text_list *sids, struct err *err)
{
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;

    if (!guest->reg_list_keys(guest->state, PROFILES, &found, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        AUTO(text) key = { 0 };
        enum found loaded = ABSENT;

        text_append(&key, GUEST_USERS "%s", names.items[i]);
        if (!text_ok(&key, err) ||
            !guest->reg_has_key(guest->state, text_string(&key), &loaded, err))
            return false;
        if (loaded == FOUND && !text_list_add(sids, names.items[i], err))
            return false;
    }
    return true;
}
