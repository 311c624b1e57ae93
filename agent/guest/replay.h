/* SPDX-License-Identifier: MIT */
/*
 * replay.h - a guest that answers from a recording, on any system.
 *
 * A question that was not recorded fails with ERR_UNSUPPORTED, by name; so does every change.
 */
#pragma once

#include "guest/guest.h"
#include "guest/recording.h"

struct guest_replay; /* a recording that was read */

/**
 * Reads a whole recording. One that was cut, altered, joined or made by another version is refused,
 * and err names the line: ERR_DAMAGED, ERR_MALFORMED, ERR_TOO_LARGE, ERR_UNSUPPORTED.
 *
 * @param replay  receives it; the caller calls guest_replay_free
 */
bool guest_replay(
    const char *bytes, size_t len, struct guest_replay **replay, struct err *err) MUST_CHECK;
void guest_replay_free(struct guest_replay *replay);

/** Belongs to the replay. */
struct recording_header guest_replay_header(const struct guest_replay *replay);
/** How many questions it can answer. */
size_t guest_replay_count(const struct guest_replay *replay);

/** The guest to ask. Valid as long as the replay. */
struct guest guest_replay_guest(struct guest_replay *replay);
