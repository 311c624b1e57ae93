/* SPDX-License-Identifier: MIT */
/* appx_registry.h - what the registry's AppX store provides; shared by the two AppX probes. */
#pragma once

#include "guest/appx_store.h"
#include "guest/guest.h"

#define APPX_STORE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"

/**
 * Reads which packages every user gets, and which are parts of Windows.
 *
 * @param found     ABSENT: this Windows keeps no AppX store
 * @param provided  receives how many packages every user gets; NULL: not asked for
 */
bool appx_registry_read(const struct guest *guest, enum found *found, struct appx_store *store,
    size_t *provided, struct err *err) MUST_CHECK;
