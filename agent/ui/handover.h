/* SPDX-License-Identifier: MIT */
/*
 * handover.h - where the manifest goes when the image is sealed.
 *
 * An address may be a secret (base/url.h), so no journal holds it: of a run that is to upload the
 * journal has what url_show leaves. Whoever goes on with the run gives the address anew, or has it
 * in the environment.
 */
#pragma once

#include "base/url.h"
#include "ui/options.h"
#include "ui/say.h"

#define HANDOVER_UPLOAD_VARIABLE "GOLDPREP_UPLOAD_URL"

enum { HANDOVER_LIMIT_MINUTES = 10 }; /* of an upload, unless --limit says less */

/**
 * The address to upload to: of --upload, where "env" is the environment variable; with wanted, that
 * variable also where the option is not given.
 *
 * @param wanted  the manifest is to be uploaded, whether the option is there or not
 * @param found   receives ABSENT when it is not to be uploaded
 * @return        false (ERR_REFUSED): it is to be, and there is no address, or not one to send to
 */
bool handover_address(const struct options *options, bool wanted, enum found *found,
    struct url *url, struct err *err) MUST_CHECK;

/** Uploads a file that is in memory and says so.
 * @param name  what it is called in the answer */
bool handover_upload(struct ui *ui, const struct url *url, const char *name,
    const struct bytes *bytes, uint32_t limit_minutes, struct err *err) MUST_CHECK;
