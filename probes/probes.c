/* SPDX-License-Identifier: MIT */
/* probes.c - the table of all probes, and how a facts document is made with them. */
#include "probes/probe.h"

#include "base/clock.h"

#define PROBE(name) extern const struct probe probe_##name;
#include "probes/list.h"
#undef PROBE

const struct probe *const probes_all[] = {
#define PROBE(name) &probe_##name,
#include "probes/list.h"
#undef PROBE
    NULL,
};

/* A machine that cannot tell its name or the time still gets a document: both stay "". */
static bool write_header(
    const struct guest *guest, bool deep, const char *tool, struct facts *facts, struct err *err)
{
    AUTO(text) machine = { 0 };
    AUTO(text) collected = { 0 };
    struct err why = { 0 };
    int64_t now = 0;

    if (!guest->computer_name(guest->state, &machine, &why))
        text_clear(&machine);
    if (guest->now(guest->state, &now, &why))
        clock_append_utc(&collected, now);
    if (!text_ok(&machine, err) || !text_ok(&collected, err))
        return false;

    struct facts_header header = {
        .tool = tool,
        .collected = text_string(&collected),
        .machine = text_string(&machine),
        .deep = deep,
    };
    return facts_set_header(facts, &header, err);
}

static bool run_probe(
    const struct probe *probe, const struct guest *guest, struct facts *facts, struct err *err)
{
    if (!probe->collect(guest, facts, err))
        return err_wrap(err, "probe '%s'", probe->id);
    for (const struct probe_key *key = probe->keys; key->key; key++) {
        if (!facts_set_from(facts, key->key, key->from, err))
            return err_wrap(err, "probe '%s', fact '%s'", probe->id, key->key);
    }
    return true;
}

enum { WMI_MOST = 16 };

static void look_anew(const struct guest *guest, bool deep)
{
    const struct guest_wmi_query *wmi[WMI_MOST + 1] = { NULL };
    size_t count = 0;

    for (const struct probe *const *probe = probes_all; *probe && count < WMI_MOST; probe++)
        if ((*probe)->wmi && (deep || !(*probe)->deep))
            wmi[count++] = (*probe)->wmi;
    guest->look_anew(guest->state, wmi);
}

bool probes_collect(
    const struct guest *guest, bool deep, const char *tool, struct facts **facts, struct err *err)
{
    struct facts *collected = facts_new();
    if (!collected)
        return err_nomem(err);

    look_anew(guest, deep);
    bool written = write_header(guest, deep, tool, collected, err);
    for (const struct probe *const *probe = probes_all; written && *probe; probe++) {
        if (deep || !(*probe)->deep)
            written = run_probe(*probe, guest, collected, err);
    }
    guest->look_done(guest->state);
    if (!written) {
        facts_free(collected);
        return false;
    }
    *facts = collected;
    return true;
}
