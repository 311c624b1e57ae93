/* SPDX-License-Identifier: MIT */
/* runs.c - tells runs apart, and keeps of each what it stopped on. */
#include "sysprep/runs.h"

#include <string.h>

enum {
    JUMP_SECONDS = 30 * 60,        /* no run is silent for so long */
    JUMP_STOPPED_SECONDS = 2 * 60, /* nor does it take so long to say that it has stopped */
    RULE_LEAST = 20,
};

bool runs_is_rule(const struct log_record *record)
{
    size_t signs = 0;

    for (size_t i = 0; i < record->len; i++) {
        signs += record->text[i] == '=';
        if (record->text[i] != '=' && record->text[i] != '\n' && record->text[i] != ' ')
            return false;
    }
    return signs >= RULE_LEAST;
}

bool run_failed(const struct run *run)
{
    return run->stopped || (run->certain && !run->sealed);
}

static bool says_something(const struct run *run)
{
    return run_failed(run) || run->ended || run->sealed || run->succeeded_once || run->error.is_set;
}

/* Nothing stopped on what was kept. */
static void drop(struct runs *runs, struct run *run)
{
    if (run->error.is_set)
        runs->noise(runs->state, &run->error.fault);
    run->error.is_set = false;
    if (!run->stopped && run->fault.cause) {
        runs->noise(runs->state, &run->fault);
        memset(&run->fault, 0, sizeof run->fault);
        run->certain = false;
    }
}

/* -- what a run stopped on -- */

static bool has_code(const struct run *run, uint32_t code)
{
    for (size_t i = 0; i < run->fault.codes.count; i++)
        if (run->fault.codes.codes[i] == code)
            return true;
    return false;
}

static const struct cause *cause_of_codes(const struct run *run)
{
    for (size_t i = 0; i < run->fault.codes.count; i++) {
        const struct cause *cause = cause_by_code(run->fault.codes.codes[i]);

        /* any provider may be refused access; that is another story than a step of the build */
        if (cause && strcmp(cause->id, "access-denied") != 0)
            return cause;
    }
    return NULL;
}

static const struct cause *cause_of_provider(const struct run *run)
{
    const struct cause *known = cause_by_dll(run->provider);

    if (known && !run->first_boot)
        return known;
    if (run->provider[0] == '\0')
        return cause_find("unknown");
    /* Windows' own providers may be registered as external ones, and old sysprep tells no difference */
    return run->provider_is_inbox || cause_is_inbox_dll(run->provider)
               ? cause_find("inbox-provider-failed")
               : cause_find("third-party-provider-failed");
}

static bool names_its_dll(const struct cause *cause)
{
    static const char *const ids[] = { "inbox-provider-failed", "third-party-provider-failed",
        "dsc-cleanup-failed", "vmagentdisabler-missing", "bcd-generalize-failed" };

    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (strcmp(cause->id, ids[i]) == 0)
            return true;
    return false;
}

void run_conclude(struct run *run)
{
    const struct cause *by_code = cause_of_codes(run);

    if (!run_failed(run))
        return;
    if (!run->fault.cause || run->fault.cause->weight < CAUSE_WEIGHT_PROVIDER)
        run->fault.cause = run->fault.cause ? run->fault.cause
                           : by_code        ? by_code
                                            : cause_of_provider(run);
    if (strcmp(run->fault.cause->id, "appx-not-provisioned") == 0 && run->fault.item[0] == '\0' &&
        has_code(run, 0x80070422))
        run->fault.cause = cause_find("appxsvc-disabled");
    if (names_its_dll(run->fault.cause) && run->provider[0])
        fault_set_item(&run->fault, run->provider);
}

/* The line in front of the stop belongs to it. */
static void take_error(struct run *run)
{
    struct fault *error = &run->error.fault;

    if (!run->error.is_set)
        return;
    run->error.is_set = false;
    if (run->fault.cause)
        return;
    code_list_join(&run->fault.codes, &error->codes);
    for (size_t i = 0; i < error->line_count && run->fault.line_count < FAULT_LINES_MOST; i++)
        run->fault.lines[run->fault.line_count++] = error->lines[i];
}

static void read_stop(
    struct runs *runs, const struct log_record *record, const struct sign_hit *hit)
{
    struct run *run = &runs->now;
    bool is_inbox;
    char dll[CAPTURE_MOST];

    if (run->fault.cause && run->error.is_set)
        drop(runs, &(struct run){ .error = run->error, .stopped = true });
    take_error(run);
    run->stopped = true;
    run->called = false;
    run->stopped_last = run->stopped_last || hit->kind == SIGN_STOP_LAST;
    if (fault_is_full(&run->fault))
        return;
    if (hit->kind == SIGN_PROVIDER && run->provider[0] == '\0') {
        capture_provider(record, hit->to, dll, &is_inbox);
        memcpy(run->provider, dll, sizeof dll);
        run->provider_is_inbox = is_inbox;
    }
    fault_add_line(&run->fault, record, hit->from);
    fault_add_codes(&run->fault, record, hit->from, hit->to);
}

static void read_cause(
    struct runs *runs, const struct log_record *record, const struct sign_hit *hit)
{
    struct run *run = &runs->now;
    char item[CAPTURE_MOST];
    bool is_certain = (hit->signature->traits & CAUSE_STOPS) != 0;

    if (run->fault.cause == hit->cause && fault_is_full(&run->fault))
        return;
    if (run->fault.cause && run->fault.cause != hit->cause) {
        /* the first one is what it stopped on, unless it knew less */
        if (hit->cause->weight <= run->fault.cause->weight &&
            (run->stopped || run->certain || !is_certain))
            return;
        run->fault.item[0] = '\0';
    }
    run->fault.cause = hit->cause;
    run->certain = run->certain || is_certain;
    capture_item(hit->signature->item, record, hit->from, hit->to, item);
    fault_set_item(&run->fault, item);
    fault_add_line(&run->fault, record, hit->from);
    fault_add_codes(&run->fault, record, hit->from, hit->to);
}

static void read_call(
    struct runs *runs, const struct log_record *record, const struct sign_hit *hit)
{
    struct run *run = &runs->now;
    char dll[CAPTURE_MOST];
    bool is_inbox;

    if (run->stopped)
        return;
    drop(runs, run);
    run->called = hit->kind == SIGN_CALL;
    run->succeeded_once = run->succeeded_once || hit->kind == SIGN_CALLED;
    capture_provider(record, hit->from, dll, &is_inbox);
    memcpy(run->last_call, dll, sizeof dll);
}

/* -- one run after the other -- */

static void begin(struct runs *runs)
{
    struct run *now = &runs->now;

    if (runs->any && !now->first_boot) {
        if (!run_failed(now))
            drop(runs, now);
        if (says_something(now)) {
            runs->decided = *now;
            runs->has_decided = true;
        }
    }
    *now = (struct run){ .first_time = LOG_TIME_NONE, .last_time = LOG_TIME_NONE };
    runs->any = true;
    runs->count++;
}

static int64_t gap(const struct run *run, const struct log_record *record)
{
    int64_t last = run->last_time;

    if (record->skipped_time > last)
        last = record->skipped_time;
    return last == LOG_TIME_NONE || record->time == LOG_TIME_NONE ? 0 : record->time - last;
}

/* Is it the tail of a run that has told its end? */
static bool is_tail(
    const struct run *run, const struct log_record *record, const struct signs *signs)
{
    static const char time_is[] = "The time is now";

    if (signs_have(signs, SIGN_END) || signs_have(signs, SIGN_STOP_LAST))
        return !(run->stopped_last && signs_have(signs, SIGN_STOP_LAST) &&
                 record->level == LOG_LEVEL_ERROR && gap(run, record) > JUMP_STOPPED_SECONDS);
    return record->len >= sizeof time_is - 1 &&
           memcmp(record->text, time_is, sizeof time_is - 1) == 0;
}

static bool begins_another(
    const struct runs *runs, const struct log_record *record, const struct signs *signs)
{
    const struct run *now = &runs->now;
    bool is_over = now->stopped_last || now->ended;
    int64_t jump = gap(now, record);

    if (!runs->any)
        return true;
    if (signs_have(signs, SIGN_BANNER))
        return !now->by_rule;
    if (runs_is_rule(record))
        return !now->at_banner;
    if (signs_have(signs, SIGN_BEGIN) && now->begun)
        return true;
    if (record->level == LOG_LEVEL_NONE && !record->is_sysprep &&
        !signs_have(signs, SIGN_STOP_LAST) && is_over)
        return false; /* words of a person who quotes the log */
    if (is_over && record->time != LOG_TIME_NONE && now->first_time != LOG_TIME_NONE &&
        record->time >= now->first_time && record->time <= now->last_time)
        return false; /* the other log of the same run */
    if (is_over)
        return !is_tail(now, record, signs);
    return jump > JUMP_SECONDS || (now->stopped && jump > JUMP_STOPPED_SECONDS);
}

static void note_record(
    struct runs *runs, const struct log_record *record, const struct signs *signs)
{
    struct run *now = &runs->now;

    if (signs_have(signs, SIGN_FIRST_BOOT) && !now->first_boot && !now->begun && !now->stopped) {
        now->first_boot = true;
        runs->count--;
    }
    now->by_rule = runs_is_rule(record) && now->records == 0;
    now->at_banner = signs_have(signs, SIGN_BANNER);
    now->begun = now->begun || signs_have(signs, SIGN_BEGIN);
    now->external = now->external || (now->stopped && signs_have(signs, SIGN_EXTERNAL));
    now->records++;
    if (record->time != LOG_TIME_NONE) {
        if (now->first_time == LOG_TIME_NONE)
            now->first_time = record->time;
        now->last_time = record->time;
    }
}

static void read_hit(struct runs *runs, const struct log_record *record, const struct signs *signs,
    const struct sign_hit *hit)
{
    struct run *run = &runs->now;

    switch (hit->kind) {
    case SIGN_CAUSE:
        /* what is only announced has not failed */
        if (record->level != LOG_LEVEL_INFO && !(hit->signature->traits & CAUSE_OUTSIDE) &&
            !signs_have(signs, SIGN_CALL) && !signs_have(signs, SIGN_CALLED))
            read_cause(runs, record, hit);
        break;
    case SIGN_STOP:
    case SIGN_STOP_LAST:
    case SIGN_PROVIDER:
        read_stop(runs, record, hit);
        break;
    case SIGN_FAILED_RUN:
        run->stopped = true;
        fault_add_line(&run->fault, record, hit->from);
        break;
    case SIGN_CALL:
    case SIGN_CALLED:
        read_call(runs, record, hit);
        break;
    case SIGN_END:
        run->ended = true;
        run->called = false;
        break;
    case SIGN_SUCCESS:
        run->sealed = true;
        run->called = false;
        break;
    case SIGN_GOOD:
        run->succeeded_once = true;
        run->called = false;
        break;
    case SIGN_BANNER:
    case SIGN_BEGIN:
    case SIGN_EXTERNAL:
    case SIGN_FIRST_BOOT:
    case SIGN_DECRYPTED:
    case SIGN_DELETED:
    case SIGN_FREE:
    case SIGN_FAILED:
    case SIGN_NOISE:
    case SIGN_KINDS:
        break;
    }
}

static bool read_volume(struct runs *runs, const struct log_record *record)
{
    struct run *run = &runs->now;
    char item[CAPTURE_MOST];
    size_t from, to;

    if (run->stopped || record->level == LOG_LEVEL_INFO ||
        !capture_missing_volume(record, &from, &to, item))
        return false;
    memset(&run->fault, 0, sizeof run->fault);
    run->fault.cause = cause_find("volume-not-found");
    run->certain = true;
    fault_set_item(&run->fault, item);
    fault_add_line(&run->fault, record, from);
    fault_add_codes(&run->fault, record, from, to);
    return true;
}

/* An error line that no sign explains is kept until it is known whether something stops on it. */
static void read_error(struct runs *runs, const struct log_record *record)
{
    struct run *run = &runs->now;

    if (run->stopped)
        return;
    if (run->error.is_set)
        runs->noise(runs->state, &run->error.fault);
    memset(&run->error, 0, sizeof run->error);
    run->error.is_set = true;
    fault_add_line(&run->error.fault, record, 0);
    fault_add_codes(&run->error.fault, record, 0, record->len);
}

void runs_read(struct runs *runs, const struct log_record *record, const struct signs *signs)
{
    bool explained = false;

    if (begins_another(runs, record, signs))
        begin(runs);
    for (size_t at = 0; at < signs->hit_count; at++) {
        const struct sign_hit *hit = &signs->hits[at];

        read_hit(runs, record, signs, hit);
        explained = explained || (hit->kind != SIGN_EXTERNAL && hit->kind != SIGN_FIRST_BOOT &&
                                     hit->kind != SIGN_FAILED);
    }
    if (!explained && record->is_sysprep && read_volume(runs, record))
        explained = true;
    if (!explained && record->level == LOG_LEVEL_ERROR)
        read_error(runs, record);
    note_record(runs, record, signs);
}

struct run *runs_end(struct runs *runs)
{
    struct run *now = &runs->now;

    if (!runs->any)
        return NULL;
    if (!run_failed(now))
        drop(runs, now);
    if (now->first_boot || says_something(now) || !runs->has_decided) {
        run_conclude(now);
        return now;
    }
    run_conclude(&runs->decided);
    return &runs->decided;
}
