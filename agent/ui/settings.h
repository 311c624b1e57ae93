/* SPDX-License-Identifier: MIT */
/*
 * settings.h - what was asked for when a run began; kept in its journal, so that every resume does
 * the same.
 */
#pragma once

#include "guest/guest.h"
#include "policy/policy.h"
#include "ui/options.h"

/** The answer file of a run (ui/answer.h). Zeroed: none. */
struct settings_answer_file {
    char *named;          /* owned; as it was named when the run began */
    uint64_t named_bytes; /* its size */
    uint32_t named_crc32;
    char *copy;          /* owned; what sysprep gets */
    uint64_t copy_bytes; /* its size */
    uint32_t copy_crc32;
};

enum { SETTINGS_RUN_LIMIT_MINUTES = 240 }; /* of a run that the service carries */

struct settings {
    const char *command; /* "prepare"; belongs to the table of commands */
    const struct profile *profile;
    char started[32];              /* UTC; 20 characters and the NUL would do */
    uint32_t limit_minutes;        /* of each step */
    uint64_t recovery_limit_bytes; /* larger recovery partitions stay; 0: the action's own limit */
    bool no_shutdown;              /* leave the sealed machine running */
    bool no_restart;               /* the service leaves restarts to somebody else */
    bool is_carried;               /* by the service, when it began */
    uint32_t restart_limit;        /* of the whole run */
    uint32_t run_limit_minutes;    /* of the whole run; 0: none */
    struct guest_service_start service_start; /* how the service started before; type 0: not told */
    bool remove_agent;   /* goldprep goes when the machine is sealed (ui/removal.h) */
    char *manifest_copy; /* owned; where a copy of the manifest goes; NULL: nowhere */
    char *upload_to; /* owned; where the manifest is uploaded, without the secret; NULL: nowhere */
    char *sign_with; /* owned; what it is signed with, as --sign says; NULL: it is not */
    struct settings_answer_file answer_file;
};

void settings_done(struct settings *settings);

/** Is goldprep to go when the machine is sealed? The options say so, or else the installation, which
 * may be one for a build (BUILD=1, installer/product.wxs). */
bool settings_remove_agent(const struct options *options, const struct guest *guest, bool *wanted,
    struct err *err) MUST_CHECK;

/** Fills in all but the profile, for a run that begins now. */
bool settings_from_options(const char *command, const struct options *options,
    const struct guest *guest, struct settings *settings, struct err *err) MUST_CHECK;
/** Adds the members of a journal's header. */
void settings_to_json(const struct settings *settings, struct json *header);
/**
 * Reads them back; what the options of this command say anew counts instead.
 *
 * @return  false (ERR_DAMAGED): a member is missing, or names what this goldprep does not know
 */
bool settings_from_json(const struct json *header, const struct options *options,
    struct settings *settings, struct err *err) MUST_CHECK;
