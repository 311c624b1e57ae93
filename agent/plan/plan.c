/* SPDX-License-Identifier: MIT */
/* plan.c - findings -> ordered actions. */
#include "plan/plan.h"

#include "plan/order.h"

void plan_done(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        text_list_done(&plan->steps[i].reasons);
    free(plan->steps);
    free(plan->machine);
    free(plan->facts_collected);
    text_list_done(&plan->stopped_by);
    memset(plan, 0, sizeof *plan);
}

/* What a person said about an action: '+', '-', or 0 for nothing. The last word counts. */
static char choice_of(const char *operations, const char *id)
{
    size_t len = strlen(id);
    char sign = 0;

    for (const char *at = operations; at && *at != '\0';) {
        size_t word = strcspn(at, ",");

        if (word == len + 1 && memcmp(at + 1, id, len) == 0)
            sign = at[0];
        at += word;
        at += *at == ',';
    }
    return sign;
}

/* Each word is a sign and the id of an action. */
static bool check_operations(const char *operations, struct err *err)
{
    for (const char *at = operations; at && *at != '\0';) {
        size_t word = strcspn(at, ",");
        char id[64] = ""; /* longer than any id; what does not fit is none */

        if (*at != '+' && *at != '-')
            return err_set(err, ERR_AGENT, ERR_MALFORMED,
                "operation '%.*s' begins with neither '+' nor '-'", (int)(word < 64 ? word : 64),
                at);
        if (word - 1 < sizeof id)
            memcpy(id, at + 1, word - 1);
        if (!action_find(id))
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "there is no action '%.*s'",
                (int)(word < 64 ? word - 1 : 64), at + 1);
        at += word;
        if (*at == ',' && at[1] == '\0')
            return err_set(
                err, ERR_AGENT, ERR_MALFORMED, "operations '%.64s' end with ','", operations);
        at += *at == ',';
    }
    return true;
}

static struct plan_step *step_of(struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (strcmp(plan->steps[i].action->id, id) == 0)
            return &plan->steps[i];
    }
    return NULL;
}

/* The action's step, added when it is not there yet. There is room for every action once. */
static struct plan_step *add_step(struct plan *plan, const struct action *action)
{
    struct plan_step *step = step_of(plan, action->id);

    if (!step) {
        step = &plan->steps[plan->count++];
        *step = (struct plan_step){ .action = action };
    }
    return step;
}

static bool add_reason(struct plan_step *step, const char *reason, struct err *err)
{
    if (text_list_has(&step->reasons, reason))
        return true;
    return text_list_add(&step->reasons, reason, err);
}

static bool allocate_steps(struct plan *plan, struct err *err)
{
    size_t count = 0;

    while (actions_all[count])
        count++;
    plan->steps = calloc(count + 1, sizeof *plan->steps);
    return plan->steps ? true : err_nomem(err);
}

/* A must that is unmet or unknown stops the run, unless an action of the plan is there to
 * meet it. */
static bool judge_finding(const struct finding *finding, const struct plan_choice *choice,
    struct plan *plan, struct err *err)
{
    const char *remedy = finding->requirement->remedy;
    bool unmet = finding->verdict == VERDICT_UNMET;
    bool open = unmet || finding->verdict == VERDICT_UNKNOWN;
    const struct action *action = unmet && remedy ? action_find(remedy) : NULL;

    if (action && choice_of(choice->operations, action->id) != '-')
        return add_reason(add_step(plan, action), finding->requirement->id, err);
    if (open && finding->rule->level == LEVEL_MUST)
        return text_list_add(&plan->stopped_by, finding->requirement->id, err);
    return true;
}

/* Is what this action does so already, by a finding of its own? */
static bool is_met(const struct findings *findings, const char *action)
{
    bool met = false;

    for (size_t i = 0; i < findings->count; i++) {
        const char *remedy = findings->items[i].requirement->remedy;

        if (!remedy || strcmp(remedy, action) != 0)
            continue;
        if (findings->items[i].verdict != VERDICT_MET)
            return false;
        met = true;
    }
    return met;
}

static bool goes_in_front(const struct action *bringer, const char *id)
{
    for (const char *const *after = bringer->after; after && *after; after++) {
        if (strcmp(*after, id) == 0)
            return true;
    }
    return false;
}

/*
 * Adds what one step brings, for the same reasons. What goes in front of it and is so already needs
 * no step; what comes behind it may be so now and not be so any more then.
 */
static bool add_brought(const struct findings *findings, const struct plan_choice *choice,
    struct plan *plan, size_t bringer, struct err *err)
{
    const struct action *action = plan->steps[bringer].action;

    for (const char *const *id = action->brings; id && *id; id++) {
        const struct action *brought = action_find(*id);

        if (!brought)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "'%s' brings '%s', which is no action",
                action->id, *id);
        if (choice_of(choice->operations, *id) == '-' ||
            (goes_in_front(action, *id) && is_met(findings, *id)))
            continue;

        struct plan_step *step = add_step(plan, brought);
        const struct text_list *reasons = &plan->steps[bringer].reasons;
        for (size_t i = 0; i < reasons->count; i++) {
            if (!add_reason(step, reasons->items[i], err))
                return false;
        }
    }
    return true;
}

static bool add_steps(const struct findings *findings, const struct plan_choice *choice,
    struct plan *plan, struct err *err)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (!judge_finding(&findings->items[i], choice, plan, err))
            return false;
    }
    for (size_t i = 0; actions_all[i]; i++) {
        if (choice_of(choice->operations, actions_all[i]->id) == '+')
            (void)add_step(plan, actions_all[i]);
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (!add_brought(findings, choice, plan, i, err))
            return false;
    }
    const struct action *last = choice->generalize ? action_find("generalize") : NULL;
    if (last && choice_of(choice->operations, last->id) != '-')
        (void)add_step(plan, last);
    return plan_order(plan->steps, plan->count, err);
}

bool plan_make(const struct findings *findings, const struct facts *facts,
    const struct plan_choice *choice, struct plan *plan, struct err *err)
{
    AUTO(plan) made = { .profile = findings->profile };
    struct facts_header header = facts_header(facts);

    if (!check_operations(choice->operations, err) || !allocate_steps(&made, err) ||
        !text_copy(header.machine, &made.machine, err) ||
        !text_copy(header.collected, &made.facts_collected, err) ||
        !add_steps(findings, choice, &made, err))
        return false;
    *plan = made;
    made = (struct plan){ 0 };
    return true;
}

bool plan_equal(const struct plan *left, const struct plan *right, struct text *difference)
{
    bool equal = true;

    if (strcmp(left->profile->id, right->profile->id) != 0) {
        text_append(difference, "the profile is '%s' in one and '%s' in the other",
            left->profile->id, right->profile->id);
        return false;
    }
    for (size_t i = 0; i < left->count || i < right->count; i++) {
        const char *one = i < left->count ? left->steps[i].action->id : "nothing";
        const char *other = i < right->count ? right->steps[i].action->id : "nothing";

        if (strcmp(one, other) == 0)
            continue;
        text_append(difference, "%sstep %zu is '%s' in one and '%s' in the other",
            equal ? "" : "; ", i + 1, one, other);
        equal = false;
    }
    return equal;
}
