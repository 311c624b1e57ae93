/* SPDX-License-Identifier: MIT */
/* render_az.h - the parts of the bash script; nobody else's. */
#pragma once

#include "upload/render.h"

/** What the script is written with. */
struct az_script {
    const struct operations *operations;
    struct text *text;
    bool *resolved; /* one for each parameter: its variable is set already */
};

/** A query for the ids of a resource's user-assigned identities, one a line: quoted for bash. */
#define AZ_IDENTITIES "'keys(identity.userAssignedIdentities || `{}`)'"

/** Appends what is the same in every script: functions, checks, limits. */
void az_append_head(struct az_script *script);
/** Appends the lines that set the variable of each parameter that a body uses. */
void az_append_parameters(struct az_script *script, const struct json *body);
/** Appends a value between apostrophes. */
void az_append_quoted(struct az_script *script, const char *value);
/** Appends the body as JSON, quoted, with "$variables" where parameters are. @return  false: no memory */
bool az_append_json(struct az_script *script, const struct json *body, struct err *err) MUST_CHECK;
/**
 * Appends the command that makes the resource with options of its own, without a line end.
 *
 * @return  false, and nothing is appended: the options do not say all of the body
 */
bool az_append_native(struct az_script *script, const struct operation *operation);
/** Appends an upload: the empty disk, the bytes, and the end of it. */
void az_append_carry(struct az_script *script, const struct operation *operation);
/** Appends what stands around all of an upload: it is left out where the image version is there. */
void az_append_upload_begin(struct az_script *script);
void az_append_upload_end(struct az_script *script);
/** Appends what is done with the machine that the version is made from. */
void az_append_source(struct az_script *script, const struct operation *operation);
/** Appends direct and community sharing. */
void az_append_share(struct az_script *script, const struct operation *operation);
