/* SPDX-License-Identifier: MIT */
/*
 * signing.h - signs a file: FILE.p7s beside it, a detached CMS signature.
 *
 * The key is a PFX file, or the thumbprint of a certificate in the machine's store. The password of
 * a PFX comes from the environment, or from a file that the environment names: never from the
 * command line, and it is kept nowhere.
 */
#pragma once

#include "base/text.h"

#define SIGNING_PASSWORD_VARIABLE "GOLDPREP_PFX_PASSWORD"
#define SIGNING_PASSWORD_FILE_VARIABLE "GOLDPREP_PFX_PASSWORD_FILE"

/** Appends what --sign names as it is found from any folder: a thumbprint as it is, a file from the root
 * on. */
bool signing_append_name(const char *with, struct text *name, struct err *err) MUST_CHECK;
/** Signs bytes. @param with  as --sign says. @param signature  the caller releases it */
bool signing_sign(const char *with, const void *data, size_t len, struct bytes *signature,
    struct err *err) MUST_CHECK;
/** Signs bytes and writes the signature. @param path  of the file that they are */
bool signing_write(
    const char *with, const char *path, const struct bytes *bytes, struct err *err) MUST_CHECK;
