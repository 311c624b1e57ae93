/* SPDX-License-Identifier: MIT */
/*
 * appx_blockers.h - the registry's AppX store and the deployment service, asked which packages make
 * sysprep's validator refuse; shared by the AppX probes and by the action that removes them.
 */
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

/**
 * Asks the deployment service, which tells what is a framework, a resource package or a part of
 * Windows. Slow.
 *
 * @param blockers  an array; receives a row for each, as appx_store_judge adds them
 * @param count     receives how many packages persons have, each counted once a person; NULL: not
 *                  asked for
 */
bool appx_service_blockers(
    const struct guest *guest, struct json *blockers, size_t *count, struct err *err) MUST_CHECK;
