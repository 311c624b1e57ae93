/* SPDX-License-Identifier: MIT */
/* sealing.h - what goes with generalizing: the last gate before it, the manifest after it. */
#pragma once

#include "ui/work.h"

/** For struct run: looks at the machine, keeps the facts, and says no while a must is not met. */
bool sealing_gate(void *state, struct err *err) MUST_CHECK;
/** For struct run: writes the manifest from the journal and the facts of the gate. */
bool sealing_conclude(void *state, struct err *err) MUST_CHECK;
/** Does the plan of the run generalize? */
bool sealing_is_in(const struct journal *journal);
/** Is the machine as sysprep leaves it when it has sealed it? */
bool sealing_holds(
    const struct guest *guest, const char *state_folder, bool *holds, struct err *err) MUST_CHECK;
/** Writes the copy of the manifest that --manifest asks for. */
bool sealing_copy_manifest(const struct work *work, struct err *err) MUST_CHECK;
/** Adds the layout of the system disk; null when it cannot be told. */
bool sealing_add_layout(
    const struct guest *guest, struct json *object, const char *name, struct err *err) MUST_CHECK;
/** What the generalizing of the run has reported; NULL: it has not ended. Belongs to the journal. */
const struct json *sealing_report(const struct journal *journal);
/** Reads facts and findings of the gate from the state folder, unless they are there. */
bool sealing_find_facts(struct work *work, struct err *err) MUST_CHECK;
/** What the run of sysprep has logged to stderr, for a person to see what went wrong. */
void sealing_show_log(const struct work *work);
