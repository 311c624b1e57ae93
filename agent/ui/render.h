/* SPDX-License-Identifier: MIT */
/* render.h - findings and plans as a person reads them. */
#pragma once

#include "plan/plan.h"
#include "ui/say.h"

/** Appends one row a finding, with what was seen and what to do, and the summary line. */
void render_findings(const struct ui *ui, const struct findings *findings, struct text *text);
/** Appends "12 met, 1 unmet, 0 unknown: not ready for devbox" and a line end. */
void render_summary(const struct ui *ui, const struct findings *findings, struct text *text);
/** Appends who was looked at and when. */
void render_origin(const struct ui *ui, const struct facts *facts, struct text *text);
/** Appends the numbered steps. */
void render_plan(const struct ui *ui, const struct plan *plan, struct text *text);
/** Appends the musts that no action can meet, or nothing. */
void render_stopped_by(const struct ui *ui, const struct plan *plan,
    const struct findings *findings, struct text *text);

/** "met", "UNMET" (a must), "unmet" (recommended only), "unknown", "n/a"; NULL is not asked: "-" */
const char *finding_word(const struct finding *finding);
enum say_color finding_color(const struct finding *finding);
/** Unmet or unknown: there is more to say than the word. NULL: no. */
bool finding_is_open(const struct finding *finding);
/** The action that meets it, where it is known to be unmet; NULL otherwise. */
const char *finding_remedy(const struct finding *finding);
/** Appends "Microsoft Dev Box (rules of 2026-03-18)". */
void render_profile(const struct profile *profile, struct text *text);
/** Is every must met? */
bool findings_ready(const struct findings *findings);
/** Done, unmet or unknown, by the musts. */
int findings_code(const struct findings *findings);
/** Done when every must that is not met has a remedy; else unmet or unknown. */
int plan_code(const struct plan *plan, const struct findings *findings);
