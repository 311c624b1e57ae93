/* SPDX-License-Identifier: MIT */
/*
 * left_read.h - reads the journal that an earlier command left, and refuses one that cannot be gone on
 * with: it is named, kept under another name, and nothing is made of it.
 */
#pragma once

#include "run/aside.h"
#include "ui/work.h"

enum left_state {
    LEFT_UNKNOWN = 0, /* it could not be looked at; err says why. It may work the next time */
    LEFT_NONE,        /* there is no journal */
    LEFT_WHOLE,       /* read; of an unfinished run the settings are in work->settings */
    LEFT_REFUSED,     /* damaged, or of another version or machine; err says which and what */
};

/**
 * Reads, and changes nothing. A state folder that another account could have prepared is LEFT_UNKNOWN,
 * with ERR_REFUSED, before anything in it is read. Of a run that is over, whose it was does not count.
 *
 * @param journal  receives it when LEFT_WHOLE; the caller calls journal_free
 * @param why      receives the reason when LEFT_REFUSED
 */
enum left_state left_read(
    struct work *work, struct journal **journal, enum run_aside *why, struct err *err) MUST_CHECK;

/**
 * Takes the lock, sees that it still must be refused, sets it aside, and says so.
 *
 * @return  the exit code
 */
int left_refuse(struct work *work);
