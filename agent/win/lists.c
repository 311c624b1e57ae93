/* SPDX-License-Identifier: MIT */
/* lists.c - which list is made by which file, and what all of them need to make rows. */
#include "win/win.h"

bool win_row_text(
    struct json *row, const char *name, const wchar_t *wide, size_t count, struct err *err)
{
    AUTO(text) text = { 0 };

    if (!win_append(&text, wide, count, err))
        return err_wrap(err, "%s", name);
    return json_add_string(row, name, text_string(&text)) || err_nomem(err);
}

bool win_row_number(struct json *row, const char *name, uint64_t number, struct err *err)
{
    if (number > INT64_MAX)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%s: %llu", name, (unsigned long long)number);
    return json_add_number(row, name, (int64_t)number) || err_nomem(err);
}

bool win_rows_new(struct json_value *rows, struct err *err)
{
    rows->root = json_new_array();
    return rows->root || err_nomem(err);
}

bool win_rows_add(struct json_value *rows, struct json **row, struct err *err)
{
    if (json_count(rows->root) >= GUEST_LIST_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d rows", GUEST_LIST_LIMIT);
    *row = json_add_object(rows->root, NULL);
    return *row || err_nomem(err);
}

struct json *win_rows_take(struct json_value *rows)
{
    struct json *taken = rows->root;

    rows->root = NULL;
    return taken;
}

bool win_list_make(enum guest_list which, struct json **rows, struct err *err)
{
    switch (which) {
    case GUEST_LIST_DEVICES:
        return win_list_devices(rows, err);
    case GUEST_LIST_DRIVER_PACKAGES:
        return win_list_driver_packages(rows, err);
    case GUEST_LIST_SERVICES:
        return win_list_services(rows, err);
    case GUEST_LIST_PROCESSES:
        return win_list_processes(rows, err);
    case GUEST_LIST_ACCOUNTS:
        return win_list_accounts(rows, err);
    case GUEST_LIST_DRIVES:
        return win_list_drives(rows, err);
    case GUEST_LIST_DISKS:
        return win_list_disks(rows, err);
    case GUEST_LIST_APPX_PACKAGES:
    case GUEST_LIST_COUNT:
        break;
    }
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "there is no such list");
}

void win_look_anew(void *state, const struct guest_wmi_query *const *wmi)
{
    struct win_guest *live = state;

    win_early_done(&live->early);
    win_early_begin(&live->early, wmi);
}

void win_look_done(void *state)
{
    struct win_guest *live = state;

    win_early_done(&live->early);
}

bool win_list(void *state, enum guest_list which, struct json **rows, struct err *err)
{
    struct win_guest *live = state;
    bool made;

    if (which >= GUEST_LIST_COUNT)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "there is no such list");
    made = which == GUEST_LIST_APPX_PACKAGES ? win_list_appx_packages(state, rows, err)
                                             : win_early_list(&live->early, which, rows, err);
    return made || err_wrap(err, "cannot list the %s", guest_list_name(which));
}
