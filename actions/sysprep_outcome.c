/* SPDX-License-Identifier: MIT */
/* sysprep_outcome.c - what a run of sysprep has come to: log, cause, state; told and reported. */
#include "actions/sysprep_command.h"
#include "actions/sysprep_run.h"
#include "base/clock.h"

void sysprep_done(struct sysprep *sysprep)
{
    if (sysprep->process)
        sysprep->guest->process_free(sysprep->guest->state, sysprep->process);
    sysprep->process = NULL;
    bytes_done(&sysprep->log_before);
    sysprep_log_done(&sysprep->log);
    free(sysprep->diagnosis);
    sysprep->diagnosis = NULL;
}

static bool diagnose(const struct bytes *log, struct diagnosis **diagnosis, struct err *err)
{
    AUTO_FREE struct diagnosis *made = calloc(1, sizeof *made);
    struct diagnoser *diagnoser = NULL;

    if (!made)
        return err_nomem(err);
    if (!diagnoser_new(&diagnoser, err))
        return false;
    diagnoser_feed(diagnoser, log->data, log->len);
    diagnoser_end(diagnoser, made);
    diagnoser_free(diagnoser);
    free(*diagnosis);
    *diagnosis = TAKE(made);
    return true;
}

bool sysprep_read_outcome(struct sysprep *sysprep, bool sealed, struct err *err)
{
    AUTO(bytes) since = { 0 };

    if (!sysprep_log_since(sysprep->guest, &sysprep->log_before, &since, err))
        return false;
    sysprep_log_done(&sysprep->log);
    if (since.len > 0 && !sysprep_log_read(since.data, since.len, &sysprep->log, err))
        return false;
    if (sealed)
        return true;
    const struct stuck_sight sight = { .seal = sysprep->seal,
        .in_time = !sysprep->is_hung,
        .log_begun = since.len > 0,
        .log_closed = sysprep->log.ended };

    sysprep->state = stuck_judge(&sight);
    return since.len == 0 || diagnose(&since, &sysprep->diagnosis, err);
}

/* What a log names counts only when its run failed of it. */
static bool is_named(const struct sysprep *sysprep)
{
    return sysprep->diagnosis && sysprep->diagnosis->last_run != DIAGNOSIS_SUCCEEDED &&
           sysprep->diagnosis->fault.cause->weight > CAUSE_WEIGHT_NONE;
}

const struct cause *sysprep_cause(const struct sysprep *sysprep)
{
    return is_named(sysprep) ? sysprep->diagnosis->fault.cause : sysprep->state;
}

void sysprep_tell_outcome(const struct sysprep *sysprep)
{
    struct action_context *context = sysprep->context;
    const struct cause *cause = sysprep_cause(sysprep);

    if (!cause)
        return;
    action_say(context, "cause: %s, %s%s%s", cause->id, cause->title, is_named(sysprep) ? ", " : "",
        is_named(sysprep) ? diagnosis_confidence_name(sysprep->diagnosis->confidence) : "");
    if (sysprep->diagnosis && !is_named(sysprep))
        action_say(context, "log: %s, %s", sysprep->diagnosis->fault.cause->id,
            sysprep->diagnosis->fault.cause->title);
    /* Of a log that breaks off: what was called last. */
    if (sysprep->diagnosis && sysprep->diagnosis->fault.item[0] != '\0')
        action_say(context, "item: %s", sysprep->diagnosis->fault.item);
    if (sysprep->state && sysprep->state != cause)
        action_say(context, "state: %s, %s", sysprep->state->id, sysprep->state->title);
    action_say(context, "remedy: %s", cause->remedy);
    action_say(context, "more: goldprep explain %s", cause->id);
}

/* -- what the manifest gets -- */

static void add_time(struct json *object, const char *name, int64_t seconds)
{
    AUTO(text) time = { 0 };

    if (seconds == 0) {
        (void)json_add_null(object, name);
        return;
    }
    clock_append_utc(&time, seconds);
    (void)json_add_string(object, name, text_string(&time));
}

static void add_log(struct json *report, const struct sysprep_log *log)
{
    struct json *object = json_add_object(report, "log");
    AUTO(text) code = { 0 };

    (void)json_add_number(object, "runs", (int64_t)log->runs);
    (void)json_add_bool(object, "ended", log->ended);
    (void)json_add_bool(object, "stopped", log->stopped);
    text_append(&code, "0x%08lX", (unsigned long)log->code);
    if (log->cause)
        (void)json_add_string(object, "cause", log->cause);
    else
        (void)json_add_null(object, "cause");
    (void)json_add_string(object, "code", text_string(&code));
    (void)json_add_string(object, "excerpt", log->excerpt ? log->excerpt : "");
}

/* Of a run that did not seal: ids as 'diagnose' and 'explain' have them. */
static void add_diagnosis(struct json *report, const struct sysprep *sysprep)
{
    const struct cause *cause = sysprep_cause(sysprep);

    if (!cause) {
        (void)json_add_null(report, "diagnosis");
        return;
    }
    struct json *object = json_add_object(report, "diagnosis");

    (void)json_add_string(object, "cause", cause->id);
    (void)json_add_string(object, "state", sysprep->state ? sysprep->state->id : "");
    (void)json_add_string(object, "remedy", cause->remedy);
    struct json *codes = json_add_array(object, "codes");
    struct json *evidence = json_add_array(object, "evidence");
    if (!sysprep->diagnosis) {
        (void)json_add_null(object, "log");
        (void)json_add_null(object, "item");
        (void)json_add_null(object, "confidence");
        return;
    }
    const struct fault *fault = &sysprep->diagnosis->fault;

    for (size_t i = 0; i < fault->codes.count; i++) {
        char digits[16]; /* "0x80073CF2" */

        (void)snprintf(digits, sizeof digits, "0x%08lX", (unsigned long)fault->codes.codes[i]);
        (void)json_add_string(codes, NULL, digits);
    }
    for (size_t i = 0; i < fault->line_count; i++)
        (void)json_add_string(evidence, NULL, fault->lines[i].text);
    (void)json_add_string(object, "log", fault->cause->id);
    if (fault->item[0] != '\0')
        (void)json_add_string(object, "item", fault->item);
    else
        (void)json_add_null(object, "item");
    (void)json_add_string(
        object, "confidence", diagnosis_confidence_name(sysprep->diagnosis->confidence));
}

void sysprep_report(const struct sysprep *sysprep, bool sealed, const char *missing)
{
    struct json *report = sysprep->context->report;
    const struct seal *seal = &sysprep->seal;
    AUTO(sysprep_command) command = { 0 };
    AUTO(text) typed = { 0 };
    struct err no_memory = { 0 };

    if (sysprep_command_make(sysprep->context->answer_file, &command, &no_memory))
        sysprep_command_append(&command, &typed);
    (void)json_add_string(report, "command", text_string(&typed));
    add_time(report, "started", sysprep->started);
    add_time(report, "ended", sysprep->ended);
    if (sysprep->process && sysprep->ended != 0)
        (void)json_add_number(report, "exit_code", sysprep->exit_code);
    else
        (void)json_add_null(report, "exit_code");
    (void)json_add_string(report, "stage", sysprep_stage_name(sysprep->stage));
    (void)json_add_bool(report, "sealed", sealed);
    (void)json_add_string(report, "missing", missing);
    (void)json_add_bool(report, "tag_file", seal->tag_file);
    (void)json_add_string(report, "image_state", seal->image_state);
    if (seal->setup_type == UINT32_MAX)
        (void)json_add_null(report, "setup_type");
    else
        (void)json_add_number(report, "setup_type", seal->setup_type);
    (void)json_add_string(report, "cmd_line", seal->cmd_line);
    add_diagnosis(report, sysprep);
    add_log(report, &sysprep->log);
}
