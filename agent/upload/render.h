/* SPDX-License-Identifier: MIT */
/*
 * render.h - pure: a target as what people deploy with.
 *
 * All are written from one list (operations.h), so that they do the same. Each appends a whole file.
 * The target must have no problems (target_read). No secret is ever in the text: a password or an
 * address with a signature is asked for, or read, where the script runs.
 */
#pragma once

#include "upload/operations.h"

/** A deployment template for the resource group; its outputs say what a template cannot do. */
bool render_arm(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
/** A bash script for the Azure CLI. */
bool render_az(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
/** A PowerShell script for the Az modules. */
bool render_powershell(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
/** The requests in order, as JSON: docs/schema/rest.json. */
bool render_rest(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
/** Packer blocks (HCL2) that run goldprep in the guest and name the gallery as destination. */
bool render_packer(const struct target *target, struct text *text, struct err *err) MUST_CHECK;
