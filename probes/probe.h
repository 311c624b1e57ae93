/* SPDX-License-Identifier: MIT */
/* probe.h - a probe looks at one subject and writes down what it saw. */
#pragma once

#include "facts/facts.h"
#include "guest/guest.h"

/** A fact that a probe sets. */
struct probe_key {
    const char *key;  /* "os.edition" */
    const char *what; /* for docs/facts.md: type, unit, range, when absent */
    const char *from; /* where it is read: written into the fact */
};

struct probe {
    const char *id;
    const char *title;
    const char *source;                /* published page that the reading stands on */
    const struct probe_key *keys;      /* ended by a key of NULL */
    bool deep;                         /* asks a slow witness: runs with --deep only */
    const struct guest_wmi_query *wmi; /* asked ahead of all probes; NULL: it asks none */
    /** Sets every key it names, on every path. Fails only when the document cannot be written. */
    bool (*collect)(const struct guest *guest, struct facts *facts, struct err *err) MUST_CHECK;
};

/** Every probe, in the order they run, NULL-terminated. */
extern const struct probe *const probes_all[];

/**
 * Runs every probe over the guest, sets `from` of each key and the document's header.
 *
 * @param deep   ask slow witnesses too; without it the keys of deep probes are not set
 * @param facts  receives the document; the caller calls facts_free
 */
bool probes_collect(const struct guest *guest, bool deep, const char *tool, struct facts **facts,
    struct err *err) MUST_CHECK;
