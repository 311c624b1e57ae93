/* SPDX-License-Identifier: MIT */
/* user_profiles.h - the profiles of persons on this machine, and their registry. */
#pragma once

#include "guest/guest.h"

/** Is it the SID of a person's account: of a computer or domain, or of Microsoft Entra? */
bool user_sid_is_person(const char *sid);

/** Subkeys of ProfileList that belong to persons, as they stand: those of a temporary profile end in
 * ".bak". */
bool user_profiles_list(const struct guest *guest, enum found *found, struct text_list *sids,
    struct err *err) MUST_CHECK;

/** Ends in ".bak": Windows has put the profile aside and given a temporary one. */
bool user_profile_is_set_aside(const char *sid);

/** SIDs of persons whose registry is loaded: they are signed in, or something runs as them. */
bool user_profiles_loaded(
    const struct guest *guest, struct text_list *sids, struct err *err) MUST_CHECK;

/** Asks about one user's registry, which is readable below GUEST_USERS and the SID. */
typedef bool (*user_registry_visit)(
    const struct guest *guest, const char *sid, void *context, struct err *err);

/**
 * Visits the registry of every person's profile. One that is not in use is mounted for that and
 * unmounted again, whatever happens. Profiles set aside are left out.
 *
 * @return  false as soon as one cannot be visited: err names the SID
 */
bool user_registries_visit(const struct guest *guest, user_registry_visit visit, void *context,
    struct err *err) MUST_CHECK;
