/* SPDX-License-Identifier: MIT */
/*
 * log.c - reads sysprep's setupact.log: how the last run in it ended, and why.
 *
 * A run begins with a banner. A line that says that sysprep halts stops it; the lines behind that
 * repeat the same code upwards. What went wrong stands in front of it: the first Error line since
 * the provider was called. Error lines on which nothing stops are noise, which successful runs have
 * too.
 *
 * Source: the place of the log is documented at learn.microsoft.com/windows-hardware/manufacture/
 *         desktop/windows-setup-log-files-and-event-logs; its form only by the excerpts in
 *         learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 *         sysprep-fails-remove-or-update-store-apps and in public issues
 */
#include "sysprep/log.h"

#include "sysprep/log_text.h"

enum {
    CONTEXT_LINES = 3, /* of the excerpt, around an error */
    TAIL_LINES = 40,   /* of the excerpt when there is no error */
};

enum line_kind {
    LINE_OTHER = 0,
    LINE_BANNER,  /* a run begins */
    LINE_END,     /* sysprep closes its log */
    LINE_CALL,    /* a provider is called, or has succeeded */
    LINE_ERROR,   /* an error that stops nothing by itself */
    LINE_PACKAGE, /* an error that names the package in the way */
    LINE_STOP,    /* the run stops */
};

static const struct {
    const char *needle;
    enum line_kind kind;
} signs[] = {
    { "Beginning of a new sysprep run", LINE_BANNER },
    { "Shutting down SysPrep log", LINE_END },
    { "halting sysprep execution", LINE_STOP },
    { "Hit failure while", LINE_STOP },
    { "Failure occurred while executing", LINE_STOP },
    { "Not running DLLs", LINE_STOP },
    { "but not provisioned for all users", LINE_PACKAGE },
    { "Executing method", LINE_CALL },
    { "; executing it", LINE_CALL },
    { "Successfully executed", LINE_CALL },
};

void sysprep_log_done(struct sysprep_log *log)
{
    free(log->cause);
    free(log->excerpt);
    memset(log, 0, sizeof *log);
}

/* "2026-03-20 15:17:23," in front? Lines that a tool has stripped of it have none. */
static struct log_line without_time(struct log_line line)
{
    static const char form[] = "0000-00-00 00:00:00,";

    if (line.len < sizeof form - 1)
        return line;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool is_digit = line.start[i] >= '0' && line.start[i] <= '9';

        if (form[i] == '0' ? !is_digit : line.start[i] != form[i])
            return line;
    }
    line.start += sizeof form - 1;
    line.len -= sizeof form - 1;
    return line;
}

static bool take(struct log_line *line, const char *word)
{
    size_t len = strlen(word);

    if (line->len < len || memcmp(line->start, word, len) != 0)
        return false;
    line->start += len;
    line->len -= len;
    return true;
}

static void take_blanks(struct log_line *line)
{
    while (line->len > 0 && (line->start[0] == ' ' || line->start[0] == '\t')) {
        line->start++;
        line->len--;
    }
}

/* Takes time, level, message number and component off; is_error: the level was Error. */
static struct log_line message_of(struct log_line line, bool *is_error)
{
    static const char *const other_levels[] = { "Info", "Warning", "Perf" };

    *is_error = false;
    line = without_time(line);
    take_blanks(&line);
    if (take(&line, "Fatal Error") || take(&line, "Error"))
        *is_error = true;
    for (size_t i = 0; !*is_error && i < COUNT_OF(other_levels); i++) {
        if (take(&line, other_levels[i]))
            break;
    }
    take_blanks(&line);
    if (line.len > 10 && line.start[0] == '[' && line.start[9] == ']') {
        line.start += 10;
        line.len -= 10;
    }
    take_blanks(&line);
    if (take(&line, "SYSPRP"))
        take_blanks(&line);
    return line;
}

static enum line_kind classify(const struct log_line *line, bool is_error)
{
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (log_find(line, signs[i].needle))
            return signs[i].kind;
    }
    return is_error ? LINE_ERROR : LINE_OTHER;
}

/* A number as 0x hexadecimal or signed decimal; HRESULTs appear as both. */
static bool parse_code(const char *at, const char *end, uint32_t *code)
{
    uint64_t number = 0;
    bool negative = false;
    unsigned base = 10;
    size_t digits = 0;

    if (at < end && *at == '-') {
        negative = true;
        at++;
    } else if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        base = 16;
        at += 2;
    }
    for (; at < end && digits < 11; at++, digits++) {
        unsigned c = (unsigned char)*at;
        unsigned digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10;

        if (digit >= base)
            break;
        number = number * base + digit;
    }
    if (digits == 0 || number > UINT32_MAX)
        return false;
    *code = negative ? (uint32_t)(0 - number) : (uint32_t)number;
    return true;
}

static void find_code(const struct log_line *line, uint32_t *code)
{
    static const char *const marks[] = { "hr = ", "dwRet = ", "error code ", "Err = " };

    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const char *at = log_find(line, marks[i]);

        if (at && parse_code(at + strlen(marks[i]), line->start + line->len, code))
            return;
    }
}

/** What is known of the run being read. */
struct run {
    size_t runs;
    struct log_line all; /* from its first line to the end of the log */
    bool ended, stopped;
    uint32_t code;
    struct log_line candidate; /* message that may turn out to be the cause; start NULL: none */
    struct log_line cause;     /* start NULL: none */
};

static void read_line(struct run *run, const struct log_line *line, const struct log_line *rest)
{
    bool is_error;
    struct log_line message = message_of(*line, &is_error);

    switch (classify(&message, is_error)) {
    case LINE_BANNER:
        *run = (struct run){ .runs = run->runs + 1,
            .all = { line->start, (size_t)(rest->start + rest->len - line->start) } };
        break;
    case LINE_END:
        run->ended = true;
        break;
    case LINE_CALL:
        run->candidate = (struct log_line){ 0 };
        break;
    case LINE_ERROR:
        if (!run->candidate.start)
            run->candidate = message;
        break;
    case LINE_PACKAGE:
        /* The package is the cause whatever was printed above it. */
        if (!run->stopped)
            run->candidate = message;
        break;
    case LINE_STOP:
        if (!run->stopped)
            run->cause = run->candidate.start ? run->candidate : message;
        run->stopped = true;
        find_code(&message, &run->code);
        break;
    case LINE_OTHER:
        break;
    }
}

static bool is_worth_showing(const struct log_line *line)
{
    bool is_error;
    struct log_line message = message_of(*line, &is_error);
    enum line_kind kind = classify(&message, is_error);

    return kind == LINE_ERROR || kind == LINE_PACKAGE || kind == LINE_STOP;
}

/* Keeps the end of the text, from a line's start on. */
static void keep_end(struct text *text, size_t limit)
{
    if (text->broken || text->len <= limit)
        return;

    const char *from = text->bytes + text->len - limit;
    const char *line = strchr(from, '\n');

    if (line && line[1] != '\0')
        from = line + 1;
    text->len -= (size_t)(from - text->bytes);
    memmove(text->bytes, from, text->len + 1);
}

static void append_line(struct text *excerpt, const struct log_line *line)
{
    log_append(line, SYSPREP_LINE_LIMIT, excerpt);
    text_append(excerpt, "\n");
    /* Cutting now and then, rather than at every line, keeps a long log linear. */
    if (excerpt->len > 4 * (size_t)SYSPREP_EXCERPT_LIMIT)
        keep_end(excerpt, SYSPREP_EXCERPT_LIMIT);
}

/* Errors, with lines before and behind; "..." stands for what is left out. false: there are
 * none. */
static bool append_errors(struct log_line left, struct text *excerpt)
{
    struct log_line before[CONTEXT_LINES] = { { 0 } };
    struct log_line line;
    size_t waiting = 0, skipped = 0, behind = 0;
    bool any = false;

    while (log_next(&left, &line)) {
        bool show = is_worth_showing(&line);

        if (!show && behind == 0) {
            skipped += waiting == CONTEXT_LINES;
            if (waiting == CONTEXT_LINES)
                memmove(before, before + 1, sizeof before - sizeof before[0]);
            else
                waiting++;
            before[waiting - 1] = line;
            continue;
        }
        if (skipped > 0)
            text_append(excerpt, "...\n");
        for (size_t i = 0; i < waiting; i++)
            append_line(excerpt, &before[i]);
        append_line(excerpt, &line);
        waiting = skipped = 0;
        behind = show ? CONTEXT_LINES : behind - 1;
        any = any || show;
    }
    return any;
}

static void append_tail(struct log_line left, struct text *excerpt)
{
    struct log_line last[TAIL_LINES] = { { 0 } };
    struct log_line line;
    size_t count = 0;

    while (log_next(&left, &line))
        last[count++ % TAIL_LINES] = line;
    for (size_t i = count > TAIL_LINES ? count - TAIL_LINES : 0; i < count; i++)
        append_line(excerpt, &last[i % TAIL_LINES]);
}

static bool make_excerpt(const struct run *run, char **excerpt, struct err *err)
{
    AUTO(text) text = { 0 };

    if (!append_errors(run->all, &text))
        append_tail(run->all, &text);
    keep_end(&text, SYSPREP_EXCERPT_LIMIT);
    if (!text_ok(&text, err))
        return false;
    return text_copy(text_string(&text), excerpt, err);
}

bool sysprep_log_read(const void *bytes, size_t len, struct sysprep_log *log, struct err *err)
{
    AUTO(text) decoded = { 0 };
    AUTO(text) cause = { 0 };
    AUTO(sysprep_log) read = { 0 };
    struct log_line left, line;

    if (len > SYSPREP_LOG_LIMIT) {
        bytes = (const char *)bytes + (len - SYSPREP_LOG_LIMIT);
        len = SYSPREP_LOG_LIMIT;
    }
    if (!log_decode(bytes, len, &decoded, &left, err))
        return false;

    struct run run = { .all = left };
    while (log_next(&left, &line))
        read_line(&run, &line, &left);

    log_append(&run.cause, run.cause.start ? SYSPREP_LINE_LIMIT : 0, &cause);
    if (!text_ok(&cause, err) || !make_excerpt(&run, &read.excerpt, err))
        return false;
    if (run.cause.start && !text_copy(text_string(&cause), &read.cause, err))
        return false;

    *log = (struct sysprep_log){ .runs = run.runs,
        .ended = run.ended,
        .stopped = run.stopped,
        .cause = TAKE(read.cause),
        .excerpt = TAKE(read.excerpt),
        .code = run.code };
    return true;
}
