/* SPDX-License-Identifier: MIT */
/*
 * appx_store.c - which AppX packages make sysprep's validator refuse.
 *
 * Source: https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-fails-remove-or-update-store-apps
 *         https://learn.microsoft.com/windows/apps/desktop/modernize/package-identity-overview
 *         The validator's exact algorithm is not published; the rule is the one that its messages
 *         in public logs follow: unverified on a real Windows.
 *
 * A provisioned bundle carries a version of its own, mostly a date ("2023.507.23"), which is never
 * below that of the package in it. So a user's package above it is newer for sure, and one below
 * it may be newer all the same: that is not told, rather than guessed.
 */
#include "guest/appx_store.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/** Of one family. */
struct appx_provided {
    char family[APPX_FAMILY_SIZE];
    char version[24];
    uint64_t version_number;
    bool is_inbox;
};

/** Families of frameworks, by what they begin with; observed in public inventories. */
static const char *const frameworks[] = {
    "Microsoft.VCLibs.",
    "Microsoft.UI.Xaml.",
    "Microsoft.NET.Native.Framework.",
    "Microsoft.NET.Native.Runtime.",
    "Microsoft.NET.CoreRuntime.",
    "Microsoft.NET.CoreFramework.",
    "Microsoft.WindowsAppRuntime.",
    "Microsoft.Services.Store.Engagement_",
    "Microsoft.Advertising.Xaml_",
    "Microsoft.DirectXRuntime_",
    "Microsoft.Media.PlayReadyClient.",
    "Microsoft.WinJS.",
};

/* "1.2.3.4", each below 65,536. */
static bool read_version(const char *text, size_t len, struct appx_name *name)
{
    uint64_t number = 0;
    unsigned part = 0, parts = 1, digits = 0;

    if (len == 0 || len >= sizeof name->version)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '.') {
            if (digits == 0)
                return false;
            number = number << 16 | part;
            part = digits = 0;
            parts++;
            continue;
        }
        if (!isdigit((unsigned char)text[i]) || ++digits > 5)
            return false;
        part = part * 10 + (unsigned)(text[i] - '0');
        if (part > 0xFFFF)
            return false;
    }
    if (digits == 0 || parts != 4)
        return false;
    memcpy(name->version, text, len);
    name->version[len] = '\0';
    name->version_number = number << 16 | part;
    return true;
}

/* Letters, digits, dots and dashes. */
static bool is_identity(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '.' && text[i] != '-')
            return false;
    return len > 0;
}

bool appx_name_parse(const char *full_name, struct appx_name *name)
{
    enum { NAME = 0, VERSION, ARCHITECTURE, RESOURCE, PUBLISHER, PARTS, PUBLISHER_LEN = 13 };
    const char *part[PARTS] = { full_name };
    size_t len[PARTS] = { 0 };
    struct appx_name read = { 0 };
    size_t parts = 1;

    if (strlen(full_name) >= APPX_NAME_SIZE)
        return false;
    for (const char *at = full_name; *at; at++) {
        if (*at != '_') {
            len[parts - 1]++;
            continue;
        }
        if (parts == PARTS)
            return false;
        part[parts++] = at + 1;
    }
    if (parts != PARTS || !is_identity(part[NAME], len[NAME]) || len[NAME] > 50 ||
        !is_identity(part[ARCHITECTURE], len[ARCHITECTURE]) || len[PUBLISHER] != PUBLISHER_LEN ||
        !is_identity(part[PUBLISHER], len[PUBLISHER]) ||
        !read_version(part[VERSION], len[VERSION], &read))
        return false;
    read.is_bundle = len[RESOURCE] == 1 && part[RESOURCE][0] == '~';
    if (!read.is_bundle && len[RESOURCE] > 0 && !is_identity(part[RESOURCE], len[RESOURCE]))
        return false;
    read.is_resource = text_starts_same(part[RESOURCE], "split.");
    (void)snprintf(read.family, sizeof read.family, "%.*s_%s", (int)len[NAME], part[NAME],
        part[PUBLISHER]); /* 50 and 13 characters fit */
    *name = read;
    return true;
}

bool appx_is_known_framework(const char *family)
{
    for (size_t i = 0; i < COUNT_OF(frameworks); i++)
        if (text_starts_same(family, frameworks[i]))
            return true;
    return false;
}

void appx_store_done(struct appx_store *store)
{
    free(store->items);
    *store = (struct appx_store){ 0 };
}

static bool add(struct appx_store *store, const char *full_name, bool is_inbox, struct err *err)
{
    struct appx_name name = { 0 };

    if (!appx_name_parse(full_name, &name))
        return true;
    if (store->count == store->capacity) {
        size_t capacity = store->capacity ? store->capacity * 2 : 128;
        struct appx_provided *items = realloc(store->items, capacity * sizeof *items);

        if (!items)
            return err_nomem(err);
        store->items = items;
        store->capacity = capacity;
    }
    struct appx_provided *item = &store->items[store->count++];
    *item = (struct appx_provided){ .version_number = name.version_number, .is_inbox = is_inbox };
    memcpy(item->family, name.family, sizeof item->family);
    memcpy(item->version, name.version, sizeof item->version);
    store->sorted = false;
    return true;
}

bool appx_store_provide(struct appx_store *store, const char *full_name, struct err *err)
{
    return add(store, full_name, false, err);
}

bool appx_store_inbox(struct appx_store *store, const char *full_name, struct err *err)
{
    return add(store, full_name, true, err);
}

/* ASCII letters without case. */
static int compare_text(const char *left, const char *right)
{
    for (; *left && tolower((unsigned char)*left) == tolower((unsigned char)*right); left++)
        right++;
    return tolower((unsigned char)*left) - tolower((unsigned char)*right);
}

/* By family; of one family the newest first. */
static int compare(const void *left, const void *right)
{
    const struct appx_provided *a = left, *b = right;
    int order = compare_text(a->family, b->family);

    if (order != 0)
        return order;
    return (a->version_number < b->version_number) - (a->version_number > b->version_number);
}

/* Sorts once and keeps one item of each family: the newest, marked inbox when any is. */
static void make_ready(struct appx_store *store)
{
    size_t kept = 0;

    if (store->sorted)
        return;
    if (store->count > 0)
        qsort(store->items, store->count, sizeof store->items[0], compare);
    for (size_t i = 0; i < store->count; i++) {
        struct appx_provided *last = kept > 0 ? &store->items[kept - 1] : NULL;

        if (last && compare_text(last->family, store->items[i].family) == 0)
            last->is_inbox = last->is_inbox || store->items[i].is_inbox;
        else
            store->items[kept++] = store->items[i];
    }
    store->count = kept;
    store->sorted = true;
}

static int compare_family(const void *family, const void *item)
{
    return compare_text(family, ((const struct appx_provided *)item)->family);
}

static bool add_row(struct json *blockers, const struct appx_user_package *package,
    const struct appx_name *name, const char *provisioned, const char *reason, struct err *err)
{
    struct json *row = json_add_object(blockers, NULL);
    /* What is no name may hold anything. */
    const char *full_name = name ? package->full_name : text_shown(package->full_name);

    json_add_string(row, "package", full_name);
    json_add_string(row, "family", name ? name->family : "");
    json_add_string(row, "sid", package->sid);
    json_add_string(row, "version", name ? name->version : "");
    json_add_string(row, "provisioned", provisioned);
    return json_add_string(row, "reason", reason) ? true : err_nomem(err);
}

bool appx_store_judge(struct appx_store *store, const struct appx_user_package *package,
    struct json *blockers, struct err *err)
{
    const struct appx_provided *provided = NULL;
    struct appx_name name = { 0 };

    if (!appx_name_parse(package->full_name, &name))
        return add_row(blockers, package, NULL, "", "malformed", err);
    if (package->is_framework || package->is_resource || package->is_system || name.is_resource)
        return true;
    make_ready(store);
    if (store->count > 0)
        provided = bsearch(
            name.family, store->items, store->count, sizeof store->items[0], compare_family);
    if (!provided)
        return add_row(blockers, package, &name, "", "not provisioned", err);
    if (!provided->is_inbox && name.version_number > provided->version_number)
        return add_row(blockers, package, &name, provided->version, "newer than provisioned", err);
    return true;
}
