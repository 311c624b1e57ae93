/* SPDX-License-Identifier: MIT */
/* recorded.h - facts of a guest that is recorded, or was. */
#pragma once

#include "facts/facts.h"
#include "ui/commands.h"

/**
 * Facts with --record FILE or --guest FILE.
 *
 * @param facts  receives the document; the caller calls facts_free
 * @param code   receives the exit code when there are none; it has been said why
 */
bool recorded_facts(const struct ui *ui, const struct options *options, bool deep,
    struct facts **facts, int *code) MUST_CHECK;
