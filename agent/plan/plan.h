/* SPDX-License-Identifier: MIT */
/*
 * plan.h - pure: findings -> ordered actions. The plan is a document: read, compared, approved, and
 * applied later.
 *
 * As JSON: {"schema":"goldprep.plan/1","tool":...,"facts_collected":...,"machine":...,
 * "profile":...,"steps":[{"action","title","reasons":["disk.no-recovery-partition"],"changes","risk",
 * "cost","leaves","restart":"no|may"}],"stopped_by":[{"requirement","verdict","title","seen",
 * "advice"}]}; docs/schema/plan.json is its schema.
 */
#pragma once

#include "actions/action.h"
#include "policy/policy.h"

enum { PLAN_SIZE_LIMIT = 4 * 1024 * 1024 }; /* bytes of a plan document; larger ones are refused */

struct plan_step {
    const struct action *action;
    struct text_list reasons; /* ids of the requirements it serves; empty: a person added it */
};

struct plan {
    const struct profile *profile;
    char *machine;           /* owned; from the facts' header */
    char *facts_collected;   /* owned; from the facts' header */
    struct plan_step *steps; /* in the order they are done */
    size_t count;
    struct text_list stopped_by; /* ids of musts unmet without a remedy, or unknown */
};

/** What a person changes about the set of actions. */
struct plan_choice {
    const char *operations; /* "-extend-system-volume,+disable-windows-re"; NULL or "": nothing */
    bool generalize;        /* put "generalize" last */
};

void plan_done(struct plan *plan);

/**
 * Orders the remedies of unmet findings (musts and shoulds): `after` first, one-way last, else by
 * id. The same findings give the same plan on any day.
 *
 * @param choice   an unknown action or a cycle is an error that names it
 */
bool plan_make(const struct findings *findings, const struct facts *facts,
    const struct plan_choice *choice, struct plan *plan, struct err *err) MUST_CHECK;

/** Same profile, same actions in the same order. difference: what is not the same, for people. */
bool plan_equal(const struct plan *left, const struct plan *right, struct text *difference);

bool plan_to_json(const struct plan *plan, const struct findings *findings, const char *tool,
    struct json *object, struct err *err) MUST_CHECK;
/** Reads profile, machine, steps and reasons back; unknown actions are refused by name. */
bool plan_from_json(const struct json *object, struct plan *plan, struct err *err) MUST_CHECK;
bool plan_parse(const char *bytes, size_t len, struct plan *plan, struct err *err) MUST_CHECK;
