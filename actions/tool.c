/* SPDX-License-Identifier: MIT */
/* tool.c - runs a program of Windows. What it prints is localized: evidence, never a decision. */
#include "actions/tool.h"

#include "actions/patience.h"

enum {
    FIRST_LINE_LIMIT = 160,
    LOOK_MS = 1000, /* from being told to stop until that is said */
};

/** A started program; releases what the port keeps of it. */
struct started {
    struct action_context *context;
    const char *image;
    struct text path;
    struct guest_process *process;
};

static void started_done(struct started *started)
{
    const struct guest *guest = started->context->guest;

    if (started->process)
        guest->process_free(guest->state, started->process);
    started->process = NULL;
    text_done(&started->path);
}

void tool_result_done(struct tool_result *result)
{
    text_done(&result->output);
}

/* Console output comes in whatever code page the tool chose; JSON takes UTF-8 only. */
static void keep_output(const struct text *raw, struct text *output)
{
    size_t len = raw->len < TOOL_OUTPUT_LIMIT ? raw->len : TOOL_OUTPUT_LIMIT;
    const char *bytes = text_string(raw);
    bool is_utf8;

    while (len > 0 && len < raw->len && ((unsigned char)bytes[len] & 0xc0) == 0x80)
        len--;
    is_utf8 = text_is_utf8(bytes, len);
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool is_text = byte == '\n' || byte == '\t' || (byte >= 0x20 && byte < 0x7f) ||
                       (byte >= 0x80 && is_utf8);

        if (byte != '\r')
            text_append_bytes(output, is_text ? bytes + i : "?", 1);
    }
}

/* A program may run more than once, and a member has one name of its own. */
static void report(struct action_context *context, const char *image, const char *const *arguments,
    const struct tool_result *result)
{
    AUTO(text) name = { 0 };

    text_append(&name, "%s", image);
    for (int i = 2; json_member(context->report, text_string(&name)); i++) {
        text_clear(&name);
        text_append(&name, "%s %d", image, i);
        if (name.broken)
            return;
    }
    struct json *run = json_add_object(context->report, text_string(&name));
    struct json *list = json_add_array(run, "arguments");
    for (; *arguments; arguments++)
        (void)json_add_string(list, NULL, *arguments);
    (void)json_add_number(run, "exit_code", result->exit_code);
    (void)json_add_string(run, "output", text_string(&result->output));
}

/* Who does not see that the stop was heard asks again, and that ends goldprep at once. */
static void say_stop_once(const struct started *started, bool *said)
{
    const struct guest *guest = started->context->guest;
    struct err ignored = { 0 };

    if (*said || guest->wait(guest->state, 0, &ignored))
        return;
    action_say(started->context, "told to stop: waiting for %s, which must not be cut off",
        started->image);
    *said = true;
}

static bool wait_within(const struct started *started, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    const struct guest *guest = started->context->guest;
    struct patience patience;
    uint32_t left_ms = limit_ms;
    bool said = false;

    *ended = false;
    if (!patience_begin(&patience, guest, limit_ms, err))
        return false;
    for (;;) {
        uint32_t look_ms = left_ms < LOOK_MS ? left_ms : LOOK_MS;

        if (!guest->process_wait(guest->state, started->process, look_ms, ended, exit_code, err) ||
            !patience_left(&patience, &left_ms, err))
            return false;
        if (*ended || left_ms == 0)
            return true;
        say_stop_once(started, &said);
    }
}

static bool wait_for_end(
    const struct started *started, uint32_t limit_ms, uint32_t *exit_code, struct err *err)
{
    const struct guest *guest = started->context->guest;
    const char *path = text_string(&started->path);
    AUTO(text) limit = { 0 };
    bool ended;

    if (!wait_within(started, limit_ms, &ended, exit_code, err))
        return false;
    if (ended)
        return true;
    if (!guest->process_end(guest->state, started->process, err))
        return err_wrap(err, "cannot end '%s', which runs too long", path);
    patience_append(&limit, limit_ms);
    return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "'%s' did not end within %s and was ended", path,
        text_string(&limit));
}

static bool start(struct started *started, const char *const *arguments, struct err *err)
{
    const struct guest *guest = started->context->guest;

    if (!guest->wait(guest->state, 0, err) ||
        !guest->folder(guest->state, GUEST_SYSTEM, &started->path, err))
        return false;
    text_append(&started->path, "\\%s", started->image);
    if (!text_ok(&started->path, err))
        return false;
    return guest->process_start(guest->state, text_string(&started->path), arguments, false,
               &started->process, err) ||
           err_wrap(err, "cannot start '%s'", text_string(&started->path));
}

bool tool_run(struct action_context *context, const char *image, const char *const *arguments,
    uint32_t limit_ms, struct tool_result *result, struct err *err)
{
    const struct guest *guest = context->guest;
    AUTO(started) started = { .context = context, .image = image };
    AUTO(text) raw = { 0 };

    if (limit_ms > context->limit_ms)
        limit_ms = context->limit_ms;
    if (!start(&started, arguments, err) ||
        !wait_for_end(&started, limit_ms, &result->exit_code, err) ||
        !guest->process_output(guest->state, started.process, &raw, err))
        return false;
    keep_output(&raw, &result->output);
    report(context, image, arguments, result);
    text_append(&context->details, "%s exit code: %lu\n", image, (unsigned long)result->exit_code);
    return text_ok(&result->output, err);
}

void tool_first_line(const struct tool_result *result, struct text *line)
{
    const char *at = text_string(&result->output);

    at += strspn(at, " \t\n");
    size_t len = strcspn(at, "\n");
    if (len > FIRST_LINE_LIMIT)
        len = FIRST_LINE_LIMIT;
    while (len > 0 && !text_is_utf8(at, len))
        len--;
    text_append_bytes(line, at, len);
}
