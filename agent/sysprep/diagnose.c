/* SPDX-License-Identifier: MIT */
/* diagnose.c - sends records to the runs or to what stands around them, keeps noise, decides. */
#include "sysprep/diagnose.h"

#include "base/text.h"
#include "sysprep/around.h"
#include "sysprep/runs.h"

#include <stdio.h>
#include <string.h>

struct diagnoser {
    struct log_stream *stream;
    struct signs signs;
    struct runs runs;
    struct around around;
    struct code_list noise_codes;
    struct diagnosis result; /* noise is gathered here */
    bool good, errors; /* something succeeded; a line was an error by its level or its words */
};

static const char nothing_stops[] = "nothing stopped on it";

/* -- noise -- */

static void add_noise(struct diagnoser *diagnoser, const struct fault_line *line, const char *why)
{
    struct diagnosis *result = &diagnoser->result;

    result->noise_lines++;
    for (size_t at = 0; at < result->noise_count; at++) {
        struct diagnosis_noise *noise = &result->noise[at];

        if (noise->why == why &&
            (why != nothing_stops || strcmp(noise->first.text, line->text) == 0)) {
            noise->count++;
            return;
        }
    }
    if (result->noise_count == DIAGNOSIS_NOISE_MOST)
        return;
    result->noise[result->noise_count++] = (struct diagnosis_noise){ *line, 1, why };
}

static void take_noise(void *state, const struct fault *fault)
{
    struct diagnoser *diagnoser = state;

    code_list_join(&diagnoser->noise_codes, &fault->codes);
    for (size_t at = 0; at < fault->line_count; at++)
        add_noise(diagnoser, &fault->lines[at], nothing_stops);
    diagnoser->errors = true;
}

static void note_noise(struct diagnoser *diagnoser, const struct log_record *record, size_t from,
    size_t to, const char *why)
{
    struct fault found = { .line_count = 0 };

    fault_add_line(&found, record, from);
    fault_add_codes(&found, record, from, to);
    code_list_join(&diagnoser->noise_codes, &found.codes);
    add_noise(diagnoser, &found.lines[0], why);
    diagnoser->errors = true;
}

/* -- records -- */

/* Which lines are sysprep's own, also where they were stripped of all that says so? */
static bool is_sysprep(const struct log_record *record, const struct signs *signs)
{
    static const bool of_sysprep[SIGN_KINDS] = { [SIGN_STOP] = true,
        [SIGN_STOP_LAST] = true,
        [SIGN_PROVIDER] = true,
        [SIGN_BANNER] = true,
        [SIGN_BEGIN] = true,
        [SIGN_END] = true,
        [SIGN_SUCCESS] = true,
        [SIGN_CALL] = true,
        [SIGN_CALLED] = true,
        [SIGN_FIRST_BOOT] = true,
        [SIGN_FAILED_RUN] = true };

    if (record->is_sysprep)
        return true;
    for (size_t at = 0; at < signs->hit_count; at++) {
        const struct sign_hit *hit = &signs->hits[at];

        if (hit->kind == SIGN_CAUSE ? (hit->signature->traits & CAUSE_SYSPREP) != 0
                                    : of_sysprep[hit->kind])
            return true;
    }
    return false;
}

static void read_noise(struct diagnoser *diagnoser, const struct log_record *record, bool own)
{
    const struct signs *signs = &diagnoser->signs;
    const struct sign_hit *last = NULL;
    bool explained = false;

    for (size_t at = 0; at < signs->hit_count; at++) {
        const struct sign_hit *hit = &signs->hits[at];

        explained = explained || hit->kind == SIGN_CAUSE || hit->kind == SIGN_FAILED ||
                    hit->kind == SIGN_NOISE;
        if (hit->kind != SIGN_NOISE)
            continue;
        /* lines are counted, however often they say the same */
        if (!last || last->why != hit->why ||
            log_record_line(record, last->from) != log_record_line(record, hit->from))
            note_noise(diagnoser, record, hit->from, hit->to, hit->why);
        last = hit;
    }
    if (explained ||
        (record->level != LOG_LEVEL_WARNING && (own || record->level != LOG_LEVEL_ERROR)))
        return;
    note_noise(diagnoser, record, 0, record->len, nothing_stops);
}

static void take_record(void *state, const struct log_record *record)
{
    struct diagnoser *diagnoser = state;
    struct signs *signs = &diagnoser->signs;
    bool own;

    signs_find(signs, record);
    own = is_sysprep(record, signs);
    if (own)
        runs_read(&diagnoser->runs, record, signs);
    if (!record->is_sysprep) /* a paragraph may hold both */
        around_read(&diagnoser->around, record, signs);
    read_noise(diagnoser, record, own);
    diagnoser->good = diagnoser->good || signs_have(signs, SIGN_GOOD) ||
                      signs_have(signs, SIGN_CALLED) || signs_have(signs, SIGN_SUCCESS);
}

bool diagnoser_new(struct diagnoser **diagnoser, struct err *err)
{
    struct diagnoser *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    made->runs.noise = take_noise;
    made->runs.state = made;
    if (!signs_make(&made->signs, err) || !log_stream_new(take_record, made, &made->stream, err)) {
        diagnoser_free(made);
        return false;
    }
    *diagnoser = made;
    return true;
}

void diagnoser_free(struct diagnoser *diagnoser)
{
    if (!diagnoser)
        return;
    log_stream_free(diagnoser->stream);
    signs_done(&diagnoser->signs);
    free(diagnoser);
}

void diagnoser_feed(struct diagnoser *diagnoser, const void *bytes, size_t len)
{
    log_stream_feed(diagnoser->stream, bytes, len);
}

/* -- deciding -- */

static void decide(struct diagnosis *result, const struct fault *fault, const char *id,
    enum diagnosis_confidence confidence)
{
    if (fault)
        result->fault = *fault;
    if (id)
        result->fault.cause = cause_find(id);
    result->confidence = confidence;
}

static bool decide_refusal(const struct around *around, struct diagnosis *result)
{
    const struct cause *cause = around->fault.cause;

    if (!cause)
        return false;
    decide(result, &around->fault, NULL,
        cause->weight >= CAUSE_WEIGHT_AROUND ? DIAGNOSIS_SURE : DIAGNOSIS_LIKELY);
    if (strcmp(cause->id, "wait-loop-timeout") == 0)
        fault_set_item(&result->fault, around->states.last);
    return true;
}

static bool decide_around(const struct around *around, struct diagnosis *result)
{
    const struct cause *cause = around->fault.cause;
    char item[16]; /* a partition's number has 3 digits at most */

    if (cause && cause->weight > CAUSE_WEIGHT_FINDING)
        return decide_refusal(around, result);
    if (around_waits(around)) {
        decide(result, &around->states.fault, "wait-loop-timeout",
            around->states.repeated > 1 ? DIAGNOSIS_LIKELY : DIAGNOSIS_AMBIGUOUS);
        fault_set_item(&result->fault, around->states.last);
        return true;
    }
    if (around_is_blocked(around) || cause) {
        decide(result, around->partitions.candidate ? &around->partitions.fault : &around->fault,
            "recovery-partition-blocks-extend", cause ? DIAGNOSIS_LIKELY : DIAGNOSIS_AMBIGUOUS);
        snprintf(item, sizeof item, "%u", around->partitions.candidate);
        if (around->partitions.candidate)
            fault_set_item(&result->fault, item);
        return true;
    }
    return false;
}

/* Neither a failure nor a refusal. */
static void decide_quiet(struct diagnoser *diagnoser, const struct run *run)
{
    struct diagnosis *result = &diagnoser->result;
    bool is_open = run && run->called && !run->ended && !run->sealed;

    if (is_open || (run && run == &diagnoser->runs.now && !run->ended && !run->sealed &&
                       !run->succeeded_once && !diagnoser->errors && !run->first_boot)) {
        decide(result, NULL, "incomplete-log", DIAGNOSIS_LIKELY);
        if (is_open)
            fault_set_item(&result->fault, run->last_call);
        return;
    }
    if (diagnoser->around.failed_is_set) {
        decide(result, &diagnoser->around.failed, "unknown", DIAGNOSIS_LIKELY);
        return;
    }
    if (diagnoser->errors) {
        decide(result, NULL, "success-with-noise",
            run && (run->ended || run->sealed) ? DIAGNOSIS_SURE : DIAGNOSIS_LIKELY);
        result->fault.codes = diagnoser->noise_codes;
        return;
    }
    if (diagnoser->good || diagnoser->around.good || around_is_sealed(&diagnoser->around) ||
        (run && (run->ended || run->sealed))) {
        decide(result, NULL, "no-failure", DIAGNOSIS_LIKELY);
        return;
    }
    decide(result, NULL, "incomplete-log", DIAGNOSIS_AMBIGUOUS);
}

static enum diagnosis_confidence confidence_of(const struct run *run)
{
    if (strcmp(run->fault.cause->id, "unknown") == 0)
        return DIAGNOSIS_LIKELY;
    return run->certain || run->provider[0] ? DIAGNOSIS_SURE : DIAGNOSIS_LIKELY;
}

static void tell_runs(struct diagnoser *diagnoser)
{
    const struct runs *runs = &diagnoser->runs;
    const struct around_states *states = &diagnoser->around.states;
    struct diagnosis *result = &diagnoser->result;

    result->runs_told = true;
    result->runs = runs->count;
    if (runs->any && !runs->now.first_boot) {
        result->last_run = run_failed(&runs->now)                ? DIAGNOSIS_FAILED
                           : runs->now.ended || runs->now.sealed ? DIAGNOSIS_SUCCEEDED
                                                                 : DIAGNOSIS_NONE;
    } else if (!runs->any && states->last[0]) {
        result->runs_told = states->generalizing;
        result->runs = states->generalizing ? 1 : 0;
        result->last_run =
            around_is_sealed(&diagnoser->around) ? DIAGNOSIS_SUCCEEDED : DIAGNOSIS_NONE;
    }
}

void diagnoser_end(struct diagnoser *diagnoser, struct diagnosis *result)
{
    struct run *run;
    bool failed, known;

    log_stream_end(diagnoser->stream);
    run = runs_end(&diagnoser->runs);
    failed = run && run_failed(run);
    known = failed && strcmp(run->fault.cause->id, "unknown") != 0;
    tell_runs(diagnoser);
    /* a cause below a symptom wins, and an unknown failure is explained by what was refused */
    if (known || (failed && !decide_around(&diagnoser->around, &diagnoser->result)))
        decide(&diagnoser->result, &run->fault, NULL, confidence_of(run));
    else if (!failed && !decide_around(&diagnoser->around, &diagnoser->result))
        decide_quiet(diagnoser, run);
    *result = diagnoser->result;
}

const char *diagnosis_end_name(enum diagnosis_end end)
{
    switch (end) {
    case DIAGNOSIS_FAILED:
        return "failed";
    case DIAGNOSIS_SUCCEEDED:
        return "succeeded";
    case DIAGNOSIS_NONE:
        break;
    }
    return "none";
}

const char *diagnosis_confidence_name(enum diagnosis_confidence confidence)
{
    switch (confidence) {
    case DIAGNOSIS_SURE:
        return "sure";
    case DIAGNOSIS_LIKELY:
        return "likely";
    case DIAGNOSIS_AMBIGUOUS:
        break;
    }
    return "ambiguous";
}
