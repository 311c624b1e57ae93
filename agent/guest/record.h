/* SPDX-License-Identifier: MIT */
/*
 * record.h - keeps what a guest answers, so that it can be replayed anywhere (replay.h).
 *
 * The recording guest hands every question on to the guest behind it, takes secrets out of the
 * answer (redact.h), keeps it and gives out what it has kept. A question asked again gets the first
 * answer again. So facts made from it are those that a replay gives, to the byte. Changes are
 * refused (ERR_UNSUPPORTED).
 */
#pragma once

#include "guest/guest.h"
#include "guest/recording.h"

struct guest_recorder; /* what was asked and answered so far */

/**
 * Begins to record.
 *
 * @param inner     the guest that is asked; must live as long as the recorder
 * @param recorder  receives it; the caller calls guest_recorder_free
 */
bool guest_record(
    const struct guest *inner, struct guest_recorder **recorder, struct err *err) MUST_CHECK;
/** Unmounts what hives are still mounted. */
void guest_recorder_free(struct guest_recorder *recorder);

/** The guest to ask. Valid as long as the recorder. */
struct guest guest_recorder_guest(struct guest_recorder *recorder);

/**
 * Appends the whole file. Machine and time are those that were answered, "" when nobody asked.
 *
 * @param tool  "goldprep 0.1.0"
 * @param deep  were slow witnesses asked?
 * @return      false: over a limit of recording.h, or an answer could not be kept
 */
bool guest_recorder_print(const struct guest_recorder *recorder, const char *tool, bool deep,
    struct text *file, struct err *err) MUST_CHECK;
