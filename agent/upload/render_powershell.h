/* SPDX-License-Identifier: MIT */
/* render_powershell.h - the parts of the PowerShell script; nobody else's. */
#pragma once

#include "upload/render.h"

/** What the script is written with. */
struct powershell_script {
    const struct operations *operations;
    struct text *text;
    bool *resolved; /* one for each parameter: its variable is set already */
};

/** Appends what is the same in every script: functions, checks, limits. */
void powershell_append_head(struct powershell_script *script);
/** Appends a value as a literal. */
void powershell_append_quoted(struct powershell_script *script, const char *value);
/**
 * Appends the cmdlet that makes the resource, with parameters of its own.
 *
 * @return  false, and nothing is appended: the parameters do not say all of the body
 */
bool powershell_append_native(struct powershell_script *script, const struct operation *operation);
/** Appends what stands around all of an upload: it is left out where the image version is there. */
void powershell_append_upload_begin(struct powershell_script *script);
void powershell_append_upload_end(struct powershell_script *script);
/** Appends an upload, what is done with the machine that the version is made from, or sharing. */
void powershell_append_carry(struct powershell_script *script, const struct operation *operation);
void powershell_append_source(struct powershell_script *script, const struct operation *operation);
void powershell_append_share(struct powershell_script *script, const struct operation *operation);
