/* SPDX-License-Identifier: MIT */
/*
 * appx_registry.c - what the registry's AppX store provides.
 *
 * Source: https://learn.microsoft.com/windows/application-management/remove-provisioned-apps-during-update
 *         for AppxAllUserStore; its subkeys Applications and InboxApplications are observed by
 *         public tools: unverified on a real Windows.
 */
#include "probes/appx_registry.h"

bool appx_registry_read(const struct guest *guest, enum found *found, struct appx_store *store,
    size_t *provided, struct err *err)
{
    AUTO(text_list) applications = { 0 };
    AUTO(text_list) inbox = { 0 };
    enum found any = ABSENT;
    enum found store_found = ABSENT;

    if (!guest->reg_has_key(guest->state, APPX_STORE, &store_found, err))
        return false;
    *found = store_found;
    if (store_found == ABSENT)
        return true;
    if (!guest->reg_list_keys(
            guest->state, APPX_STORE "\\Applications", &any, &applications, err) ||
        !guest->reg_list_keys(guest->state, APPX_STORE "\\InboxApplications", &any, &inbox, err))
        return false;
    for (size_t i = 0; i < applications.count; i++)
        if (!appx_store_provide(store, applications.items[i], err))
            return false;
    for (size_t i = 0; i < inbox.count; i++)
        if (!appx_store_inbox(store, inbox.items[i], err))
            return false;
    if (provided)
        *provided = applications.count;
    return true;
}
