/* SPDX-License-Identifier: MIT */
/* order.c - the order in which a plan's actions are done. */
#include "plan/order.h"

static bool comes_after(const struct action *action, const char *id)
{
    for (const char *const *after = action->after; after && *after; after++) {
        if (strcmp(*after, id) == 0)
            return true;
    }
    return false;
}

/* The first of the steps from `from` on that this one must wait for, or NULL. */
static const struct plan_step *waits_for(
    const struct plan_step *steps, size_t from, size_t count, const struct plan_step *step)
{
    for (size_t i = from; i < count; i++) {
        if (comes_after(step->action, steps[i].action->id))
            return &steps[i];
    }
    return NULL;
}

static bool goes_before(const struct action *left, const struct action *right)
{
    bool left_is_last = (left->traits & ACTION_ONE_WAY) != 0;
    bool right_is_last = (right->traits & ACTION_ONE_WAY) != 0;

    if (left_is_last != right_is_last)
        return right_is_last;
    return strcmp(left->id, right->id) < 0;
}

/* Every step from `from` on waits for another one: following them leads into the circle. */
static bool name_circle(const struct plan_step *steps, size_t from, size_t count, struct err *err)
{
    AUTO(text) circle = { 0 };
    const struct plan_step *step = &steps[from];

    for (size_t i = from; i < count; i++)
        step = waits_for(steps, from, count, step);

    const struct plan_step *first = step;
    do {
        text_append(&circle, "'%s' after ", step->action->id);
        step = waits_for(steps, from, count, step);
    } while (step != first);
    text_append(&circle, "'%s'", first->action->id);
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "the actions' order makes a circle: %s",
        text_string(&circle));
}

bool plan_order(struct plan_step *steps, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t best = count;

        for (size_t j = i; j < count; j++) {
            if (waits_for(steps, i, count, &steps[j]))
                continue;
            if (best == count || goes_before(steps[j].action, steps[best].action))
                best = j;
        }
        if (best == count)
            return name_circle(steps, i, count, err);
        if (i > 0 && (steps[i - 1].action->traits & ACTION_ONE_WAY) != 0 &&
            (steps[best].action->traits & ACTION_ONE_WAY) == 0)
            return err_set(err, ERR_AGENT, ERR_MALFORMED,
                "'%s' would come after '%s', which cannot be taken back", steps[best].action->id,
                steps[i - 1].action->id);

        struct plan_step taken = steps[best];
        steps[best] = steps[i];
        steps[i] = taken;
    }
    return true;
}
