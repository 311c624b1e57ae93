/* SPDX-License-Identifier: MIT */
/*
 * removal.h - goldprep takes itself away from a machine that it has sealed.
 *
 * The order is: the manifest is handed over; what is goldprep's own outside of its folders goes, each
 * part looked for again; the manifest that was handed over says so; the state folder goes, its
 * journal last; the program's file goes when the process ends. Whoever dies in between leaves what
 * the same command goes on from: the journal, or, where that is gone, the manifest that was handed
 * over.
 */
#pragma once

#include "ui/work.h"

/**
 * May the removal that is wanted begin? Wants a place for the manifest outside of what goes.
 *
 * @param code  receives the exit code when not; it has been said why
 */
bool removal_is_possible(struct work *work, int *code) MUST_CHECK;
/** Has the manifest that was handed over a word of it already, of this machine? Then the journal may
 * be gone. */
bool removal_has_begun(const struct work *work);
/** Removes. @return the exit code; the machine is left running unless all is gone */
int removal_carry_out(struct work *work);
/**
 * Where there is no journal: ends a removal that died behind it, of which the manifest that was
 * handed over is what is left.
 *
 * @param code  receives the exit code
 * @return      false: there is no such removal on a machine that is sealed; nothing was done
 */
bool removal_take_up(struct work *work, int *code) MUST_CHECK;
