/* SPDX-License-Identifier: MIT */
/*
 * proof.h - what shows that a machine is sealed, read from it and not taken from anybody's word.
 *
 * The tag file and ImageState decide, and that Windows was not started again. How setup is armed
 * and what became of goldprep's own service are told beside them.
 */
#pragma once

#include "run/journal.h"
#include "sysprep/seal.h"
#include "ui/say.h"

enum proof_service {
    PROOF_SERVICE_NOT_TOLD = 0,
    PROOF_SERVICE_ABSENT,
    PROOF_SERVICE_FOUND, /* state and start say what it is like */
};

struct proof {
    struct seal seal;
    enum proof_service service;
    const char *service_state; /* "stopped"; NULL: not told, or there is no service */
    const char *service_start; /* "disabled"; the same */
    enum seal_restart restart;
    int64_t boot_sealed; /* when the boot began in which it was sealed, UTC; 0: not known */
};

/**
 * Reads it all.
 *
 * @param journal  of the run that sealed it
 * @return         false: the seal itself cannot be read. What else cannot be told is said so in the
 *                 proof
 */
bool proof_collect(const struct guest *guest, const struct journal *journal, struct proof *proof,
    struct err *err) MUST_CHECK;
/** Is it sealed still? err says what speaks against it. */
bool proof_holds(const struct proof *proof, struct err *err) MUST_CHECK;
/** Adds the members that the manifest's "sysprep" has of it. */
void proof_to_json(const struct proof *proof, struct json *sysprep);
/** Appends a line each, for people. */
void proof_show(const struct ui *ui, const struct proof *proof, struct text *text);
