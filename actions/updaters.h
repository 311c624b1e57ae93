/* SPDX-License-Identifier: MIT */
/*
 * updaters.h - keeps what updates Windows, its Store and Edge quiet while sysprep works.
 *
 * Their start types are in the journal before the first of them is changed, so that every later
 * process can put them back.
 */
#pragma once

#include "actions/action.h"

/** Adds how each of them that is there starts now: "updaters", an array of name, start, delayed.
 * One that cannot be read is told, and then not held. */
void updaters_remember(struct action_context *context, struct json *kept);

/**
 * Stops them, and lets none of those start that context->kept has. One that cannot be held is told,
 * and the others are held.
 *
 * @return  false only when goldprep is told to stop
 */
bool updaters_hold(struct action_context *context, struct err *err) MUST_CHECK;

/** Puts back what still stands as updaters_hold has set it. Every one is tried. @return false: at
 * least one is not as it was; err names those */
bool updaters_put_back(struct action_context *context, struct err *err) MUST_CHECK;

/** Is none of them held any more? */
bool updaters_are_back(
    const struct action_context *context, bool *back, struct err *err) MUST_CHECK;
