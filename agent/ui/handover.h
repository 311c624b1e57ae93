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
#include "ui/settings.h"

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

/** Can what the options ask for be done? Says so if not, before anything else is.
 * @param code  receives EXIT_CODE_USAGE then */
bool handover_is_usable(const struct ui *ui, const struct options *options, int *code) MUST_CHECK;
/**
 * Can the manifest be handed over as is wanted? Tries the key, and whether there is an address.
 *
 * @param sign_with  NULL: it is not signed
 * @param uploads    it is to be uploaded also where --upload is not there: a run was begun so
 * @return           false: err says what is missing; nothing was sent
 */
bool handover_check(
    const struct options *options, const char *sign_with, bool uploads, struct err *err) MUST_CHECK;
/** Appends what may be seen of the address to upload to; nothing when none is given. */
bool handover_show_address(
    const struct options *options, struct text *shown, struct err *err) MUST_CHECK;
/** Signs and uploads the manifest of the state folder as the run was begun to; may be repeated. */
bool handover_sealed(struct ui *ui, const struct options *options, const struct settings *settings,
    struct err *err) MUST_CHECK;
/** Signs a copy of the manifest that was written anew, where the run signs. */
bool handover_sign_again(
    const struct settings *settings, const char *copy, struct err *err) MUST_CHECK;
