/* SPDX-License-Identifier: MIT */
/* asked_lists.c - lists, WMI and what a guest belongs to, recorded or replayed. */
#include "guest/asking.h"
#include "guest/redact.h"

static bool list(void *state, enum guest_list which, struct json **rows, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "list", guest_list_name(which), NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(json_value) seen = { NULL };
    const struct part parts[] = { { "rows", PART_ROWS, &seen.root, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->list(inner->state, which, &seen.root, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *rows = TAKE(seen.root);
    return true;
}

static bool wmi(
    void *state, const struct guest_wmi_query *query, struct json **rows, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "wmi", query->name_space, query->class_name);
    const struct guest *inner = &asking.memory->inner;
    AUTO(json_value) seen = { NULL };
    const struct part parts[] = { { "rows", PART_ROWS, &seen.root, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    asking_text(&asking, query->where);
    asking_text(&asking, query->method);
    asking_texts(&asking, query->properties);
    asking_number(&asking, query->limit_ms);
    if (asking_is_new(&asking)) {
        bool told = inner->wmi(inner->state, query, &seen.root, &reply.why);

        told = told && redact_rows(&seen.root, &reply.why);
        asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    *rows = TAKE(seen.root);
    return true;
}

static bool join_domain(void *state, uint32_t *status, struct text *name, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "join_domain", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    uint32_t seen_status = 0;
    AUTO(text) seen = { 0 };
    const struct part parts[] = { { "status", PART_U32, &seen_status, 0 },
        { "name", PART_TEXT, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(
            &asking, inner->join_domain(inner->state, &seen_status, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    text_append_bytes(name, text_string(&seen), seen.len);
    if (!text_ok(name, err))
        return false;
    *status = seen_status;
    return true;
}

static bool join_entra(
    void *state, enum found *found, uint32_t *type, struct text *tenant, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "join_entra", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    uint32_t seen_type = 0;
    AUTO(text) seen = { 0 };
    const struct part parts[] = { { "type", PART_U32, &seen_type, 0 },
        { "tenant", PART_TEXT, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->join_entra(inner->state, &reply.found, &seen_type, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == ABSENT)
        return true;
    *type = seen_type;
    text_append_bytes(tenant, text_string(&seen), seen.len);
    return text_ok(tenant, err);
}

static bool join_mdm(void *state, bool *enrolled, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "join_mdm", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    bool seen = false;
    const struct part parts[] = { { "enrolled", PART_BOOL, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->join_mdm(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *enrolled = seen;
    return true;
}

static bool lsa_secret(void *state, const char *name, enum found *found, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "lsa_secret", name, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct reply reply = { .asks_found = true };

    if (asking_is_new(&asking))
        asking_keep(
            &asking, inner->lsa_secret(inner->state, name, &reply.found, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    return true;
}

static bool update_agent(void *state, bool *restart_required, bool *busy, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "update_agent", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    bool seen_restart = false;
    bool seen_busy = false;
    const struct part parts[] = { { "restart_required", PART_BOOL, &seen_restart, 0 },
        { "busy", PART_BOOL, &seen_busy, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->update_agent(inner->state, &seen_restart, &seen_busy, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *restart_required = seen_restart;
    *busy = seen_busy;
    return true;
}

/* A recording is of one state alone. */
static void look_anew(void *state, const struct guest_wmi_query *const *wmi)
{
    const struct memory *memory = state;

    if (memory->is_live)
        memory->inner.look_anew(memory->inner.state, wmi);
}

static void look_done(void *state)
{
    const struct memory *memory = state;

    if (memory->is_live)
        memory->inner.look_done(memory->inner.state);
}

void asked_lists(struct guest *guest)
{
    guest->look_anew = look_anew;
    guest->look_done = look_done;
    guest->list = list;
    guest->wmi = wmi;
    guest->join_domain = join_domain;
    guest->join_entra = join_entra;
    guest->join_mdm = join_mdm;
    guest->lsa_secret = lsa_secret;
    guest->update_agent = update_agent;
}
