/* SPDX-License-Identifier: MIT */
/*
 * appx_store.h - which AppX packages make sysprep's validator refuse: those that a user has and the
 * image does not provide for every user.
 *
 * A package that a user has is judged by its family (name and publisher): without a provisioned
 * package of that family it is a blocker, and so it is when the user's is newer than the
 * provisioned one. Left out are frameworks, resource packages and what came with Windows as a part
 * of it. Nothing is decided of a name that is none: it is told as such.
 */
#pragma once

#include "base/json.h"

enum {
    APPX_NAME_SIZE = 256,   /* a full name has 127 characters at most */
    APPX_FAMILY_SIZE = 128, /* a family name has 64 at most */
};

/** A full name, taken apart: "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe". */
struct appx_name {
    char family[APPX_FAMILY_SIZE]; /* "Microsoft.Copilot_8wekyb3d8bbwe" */
    char version[24];              /* "0.4.2.0" */
    uint64_t version_number;       /* four times 16 bits: compares as versions do */
    bool is_bundle;                /* resource id "~" */
    bool is_resource;              /* resource id "split.language-de" and its kin */
};

/** Takes a full name apart. @return false: it is none */
bool appx_name_parse(const char *full_name, struct appx_name *name);

/** Is it known to be a framework, by its family? For sources that do not tell. */
bool appx_is_known_framework(const char *family);

/** What the image provides. Zeroed is empty. */
struct appx_store {
    struct appx_provided *items; /* sorted once by appx_store_ready */
    size_t count, capacity;
    bool sorted;
};

void appx_store_done(struct appx_store *store);
/** Adds a package that every user gets. One whose name is none is left out: it provides nothing. */
bool appx_store_provide(
    struct appx_store *store, const char *full_name, struct err *err) MUST_CHECK;
/** Adds a package that is a part of Windows: of its family no package is a blocker. */
bool appx_store_inbox(struct appx_store *store, const char *full_name, struct err *err) MUST_CHECK;

/** A package that a user has. */
struct appx_user_package {
    const char *full_name;
    const char *sid;
    bool is_framework; /* as far as the source tells */
    bool is_resource;
    bool is_system; /* signed as a part of Windows, or not removable */
};

/**
 * Judges one package and adds a row when it blocks: package, family, sid, version, provisioned (the
 * version that is; "" when none), reason ("not provisioned", "newer than provisioned",
 * "malformed").
 */
bool appx_store_judge(struct appx_store *store, const struct appx_user_package *package,
    struct json *blockers, struct err *err) MUST_CHECK;
