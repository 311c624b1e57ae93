/* SPDX-License-Identifier: MIT */
/* policy.h - pure: facts and a profile in, findings out. No clock, no machine, no files. */
#pragma once

#include "facts/facts.h"

enum verdict {
    VERDICT_UNKNOWN = 0, /* could not be told: never counts as met */
    VERDICT_MET,
    VERDICT_UNMET,
    VERDICT_NOT_APPLICABLE,
};

enum level {
    LEVEL_SHOULD = 0, /* recommended: reported, does not stop a run */
    LEVEL_MUST,       /* the consumer refuses the image otherwise */
};

/** A number that a profile gives to a requirement. */
struct parameter {
    const char *name; /* "min_build_windows_11" */
    int64_t value;
};

/** What a fact must be, for a requirement that needs no code of its own. */
enum expects {
    EXPECTS_NUMBER = 0, /* number */
    EXPECTS_NOT_NUMBER, /* any other number */
    EXPECTS_AT_LEAST,   /* number, or the profile's parameter, or more */
    EXPECTS_AT_MOST,    /* number, or the profile's parameter, or less */
    EXPECTS_TEXT,       /* text, whatever its case */
    EXPECTS_ONE_OF,     /* one of the texts that bars divide: "Automatic|Manual" */
    EXPECTS_NO_ROWS,    /* a list or rows without any */
    EXPECTS_ABSENT,     /* nothing there */
};

/** Zeroed is none: then the requirement has a judge. expect.c judges by it. */
struct expectation {
    const char *fact; /* key */
    enum expects kind;
    int64_t number;
    const char *text;
    const char *parameter;    /* of the profile, in place of number; NULL: number */
    enum verdict when_absent; /* of the fact; EXPECTS_ABSENT is met by it */
    const char *show;         /* "fDenyTSConnections", in front of what was seen; NULL: nothing.
                                 Of rows: the member that names one; NULL: the first text of each */
    bool deep;                /* a slow witness' fact: without --deep it does not apply */
    bool not_when_sealed;     /* sysprep changes it: not asked of a sealed guest */
};

/** Asks one thing of a machine. */
struct requirement {
    const char *id;        /* "os.edition-enterprise": never renamed */
    const char *title;     /* the wanted condition: "Edition is Enterprise" */
    const char *why;       /* one sentence: what breaks */
    const char *source;    /* where the rule is published: a URL */
    const char *remedy;    /* id of the action that makes it met; NULL: no action can */
    const char *advice;    /* what a person does when there is no action; NULL when there is one */
    const char *disagrees; /* another published source that says otherwise, and what is followed
                              here; NULL: none is known */
    struct expectation expects; /* in place of judge */
    /**
     * NULL: expects says it all.
     *
     * @param parameters  of the profile, ended by a name of NULL
     * @param seen        append what the facts say, for people: "Professional", "4 partitions"
     */
    enum verdict (*judge)(
        const struct facts *facts, const struct parameter *parameters, struct text *seen);
};

struct profile_rule {
    const char *requirement; /* id */
    enum level level;
    const struct parameter *parameters; /* NULL or ended by a name of NULL */
    const char *error;                  /* what the service answers when unmet; NULL: not known */
};

struct profile {
    const char *id;                   /* "devbox" */
    const char *title;                /* "Microsoft Dev Box" */
    const char *dated;                /* day of the published text it follows: "2026-03-01" */
    const char *source;               /* URL */
    const struct profile_rule *rules; /* ended by a requirement of NULL */
};

/** Every requirement, sorted by subject as the rules files list them; NULL-terminated. */
extern const struct requirement *const policy_requirements[];
/** Every built-in profile; NULL-terminated. */
extern const struct profile *const policy_profiles[];

const struct requirement *policy_requirement(const char *id); /* NULL: no such one */
const struct profile *policy_profile(const char *id);         /* NULL: no such one */

struct finding {
    const struct requirement *requirement;
    const struct profile_rule *rule;
    enum verdict verdict;
    char *seen; /* owned */
};

struct findings {
    const struct profile *profile;
    struct finding *items; /* in the profile's order */
    size_t count;
};

void findings_done(struct findings *findings);
bool policy_judge(const struct profile *profile, const struct facts *facts,
    struct findings *findings, struct err *err) MUST_CHECK;

struct findings_summary {
    size_t met, unmet, unknown, not_applicable; /* of all findings */
    size_t must_unmet, must_unknown;            /* of those that a must asks for */
    size_t should_unmet, should_unknown;
};

struct findings_summary findings_count(const struct findings *findings);

/** "met", "unmet", "unknown", "not-applicable" */
const char *verdict_name(enum verdict verdict);
/** "must", "should" */
const char *level_name(enum level level);

/** Judges by requirement->judge or requirement->expects. */
enum verdict requirement_judge(const struct requirement *requirement, const struct facts *facts,
    const struct parameter *parameters, struct text *seen);

/** The parameter's value; asserts that the profile gives it. */
int64_t parameter_value(const struct parameter *parameters, const char *name);

/** Adds members "profile", "dated", "source", "ready", "summary", "findings" to an object. */
bool findings_to_json(
    const struct findings *findings, struct json *object, struct err *err) MUST_CHECK;
