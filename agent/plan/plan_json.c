/* SPDX-License-Identifier: MIT */
/* plan_json.c - a plan to and from JSON; docs/schema/plan.json is its schema. */
#include "plan/plan.h"

static const char schema[] = "goldprep.plan/1";

static void add_list(struct json *object, const char *name, const struct text_list *list)
{
    struct json *array = json_add_array(object, name);

    for (size_t i = 0; i < list->count; i++)
        (void)json_add_string(array, NULL, list->items[i]);
}

static void add_step(struct json *steps, const struct plan_step *step)
{
    const struct action *action = step->action;
    struct json *object = json_add_object(steps, NULL);

    (void)json_add_string(object, "action", action->id);
    (void)json_add_string(object, "title", action->title);
    add_list(object, "reasons", &step->reasons);
    (void)json_add_string(object, "changes", action->changes);
    (void)json_add_string(object, "risk", action->risk);
    (void)json_add_string(object, "cost", action->cost);
    (void)json_add_string(object, "leaves", action->leaves);
    (void)json_add_string(
        object, "restart", (action->traits & ACTION_NEEDS_REBOOT) != 0 ? "may" : "no");
}

static const struct finding *finding_of(const struct findings *findings, const char *id)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->items[i].requirement->id, id) == 0)
            return &findings->items[i];
    }
    return NULL;
}

static void add_stop(struct json *stops, const struct finding *finding)
{
    const struct requirement *requirement = finding->requirement;
    struct json *object = json_add_object(stops, NULL);
    AUTO(text) advice = { 0 };

    if (requirement->advice)
        text_append(&advice, "%s", requirement->advice);
    else if (finding->verdict == VERDICT_UNKNOWN)
        text_append(&advice, "make it readable, then look again");
    else if (requirement->remedy)
        text_append(&advice, "leave '%s' in the plan", requirement->remedy);

    (void)json_add_string(object, "requirement", requirement->id);
    (void)json_add_string(object, "verdict", verdict_name(finding->verdict));
    (void)json_add_string(object, "title", requirement->title);
    (void)json_add_string(object, "seen", finding->seen ? finding->seen : "");
    (void)json_add_string(object, "advice", text_string(&advice));
}

bool plan_to_json(const struct plan *plan, const struct findings *findings, const char *tool,
    struct json *object, struct err *err)
{
    (void)json_add_string(object, "schema", schema);
    (void)json_add_string(object, "tool", tool);
    (void)json_add_string(object, "facts_collected", plan->facts_collected);
    (void)json_add_string(object, "machine", plan->machine);
    (void)json_add_string(object, "profile", plan->profile->id);

    struct json *steps = json_add_array(object, "steps");
    for (size_t i = 0; i < plan->count; i++)
        add_step(steps, &plan->steps[i]);

    struct json *stops = json_add_array(object, "stopped_by");
    for (size_t i = 0; i < plan->stopped_by.count; i++) {
        const struct finding *finding = finding_of(findings, plan->stopped_by.items[i]);

        if (!finding)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "the findings do not have '%s'",
                plan->stopped_by.items[i]);
        add_stop(stops, finding);
    }
    return stops ? true : err_nomem(err);
}

static bool wrong(struct err *err, const char *member)
{
    return err_set(
        err, ERR_AGENT, ERR_MALFORMED, "plan: '%s' is missing or of the wrong type", member);
}

/* Refuses members that this version does not know: a plan is carried out as a whole or not
 * at all. */
static bool check_members(
    const struct json *object, const char *const *names, const char *where, struct err *err)
{
    if (!json_is_object(object))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "plan: %s is not an object", where);
    for (size_t i = 0; i < json_count(object); i++) {
        const char *name = json_name(json_at(object, i));
        size_t known = 0;

        while (names[known] && strcmp(names[known], name) != 0)
            known++;
        if (!names[known])
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "plan: %s has an unknown member '%.64s'",
                where, name);
    }
    return true;
}

static bool read_strings(
    const struct json *array, const char *name, struct text_list *list, struct err *err)
{
    if (!json_is_array(array))
        return wrong(err, name);
    for (size_t i = 0; i < json_count(array); i++) {
        const char *item = json_string(json_at(array, i));

        if (!item)
            return wrong(err, name);
        if (!text_list_add(list, item, err))
            return false;
    }
    return true;
}

static bool read_step(const struct json *object, struct plan *plan, struct err *err)
{
    static const char *const names[] = { "action", "title", "reasons", "changes", "risk", "cost",
        "leaves", "restart", NULL };
    struct plan_step *step = &plan->steps[plan->count];

    if (!check_members(object, names, "a step", err))
        return false;
    const char *id = json_string(json_member(object, "action"));
    if (!id)
        return wrong(err, "action");
    for (size_t i = 0; i < plan->count; i++) {
        if (strcmp(plan->steps[i].action->id, id) == 0)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "plan: '%s' stands in it twice", id);
    }
    step->action = action_find(id);
    if (!step->action)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "plan: there is no action '%.64s'", id);
    plan->count++;
    return read_strings(json_member(object, "reasons"), "reasons", &step->reasons, err);
}

static bool read_steps(const struct json *array, struct plan *plan, struct err *err)
{
    if (!json_is_array(array))
        return wrong(err, "steps");
    plan->steps = calloc(json_count(array) + 1, sizeof *plan->steps);
    if (!plan->steps)
        return err_nomem(err);
    for (size_t i = 0; i < json_count(array); i++) {
        if (!read_step(json_at(array, i), plan, err))
            return false;
    }
    return true;
}

static bool read_stops(const struct json *array, struct plan *plan, struct err *err)
{
    static const char *const names[] = { "requirement", "verdict", "title", "seen", "advice",
        NULL };

    if (!json_is_array(array))
        return wrong(err, "stopped_by");
    for (size_t i = 0; i < json_count(array); i++) {
        const struct json *stop = json_at(array, i);

        if (!check_members(stop, names, "a stop", err))
            return false;
        const char *id = json_string(json_member(stop, "requirement"));
        if (!id)
            return wrong(err, "requirement");
        if (!text_list_add(&plan->stopped_by, id, err))
            return false;
    }
    return true;
}

static bool read_head(const struct json *object, struct plan *plan, struct err *err)
{
    const char *version = json_string(json_member(object, "schema"));
    const char *profile = json_string(json_member(object, "profile"));
    const char *machine = json_string(json_member(object, "machine"));
    const char *collected = json_string(json_member(object, "facts_collected"));

    if (!version)
        return wrong(err, "schema");
    if (strcmp(version, schema) != 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "plan is '%.64s'; this goldprep reads '%s'",
            version, schema);
    if (!profile || !machine || !collected)
        return wrong(err, !profile ? "profile" : !machine ? "machine" : "facts_collected");
    plan->profile = policy_profile(profile);
    if (!plan->profile)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "plan: there is no built-in profile '%.64s'", profile);
    return text_copy(machine, &plan->machine, err) &&
           text_copy(collected, &plan->facts_collected, err);
}

bool plan_from_json(const struct json *object, struct plan *plan, struct err *err)
{
    static const char *const names[] = { "schema", "tool", "facts_collected", "machine", "profile",
        "steps", "stopped_by", NULL };
    AUTO(plan) read = { 0 };

    if (!check_members(object, names, "the document", err) || !read_head(object, &read, err) ||
        !read_steps(json_member(object, "steps"), &read, err) ||
        !read_stops(json_member(object, "stopped_by"), &read, err))
        return false;
    *plan = read;
    read = (struct plan){ 0 };
    return true;
}

bool plan_parse(const char *bytes, size_t len, struct plan *plan, struct err *err)
{
    AUTO(json_value) document = { 0 };

    if (len > PLAN_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "plan has %zu bytes, over the limit of %d",
            len, PLAN_SIZE_LIMIT);
    if (!json_parse(bytes, len, &document.root, err))
        return err_wrap(err, "plan");
    return plan_from_json(document.root, plan, err);
}
