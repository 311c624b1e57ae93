/* SPDX-License-Identifier: MIT */
/* hives.h - whose registry is there to be read without mounting anything? */
#pragma once

#include "probes/probe.h"

/** Adds the SIDs of those users that have a profile and whose hive is loaded: they are signed in,
 * or a service runs as them. */
bool hives_of_users(const struct guest *guest, struct text_list *sids, struct err *err) MUST_CHECK;
