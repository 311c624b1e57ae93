/* SPDX-License-Identifier: MIT */
/* log_stream.c - lines to records. */
#include "sysprep/log_stream.h"

#include "base/attr.h"
#include "sysprep/log_clean.h"
#include "sysprep/log_lines.h"
#include "sysprep/log_text.h"

#include <stdlib.h>
#include <string.h>

static const char cmtrace_begin[] = "<![LOG[";
static const char cmtrace_end[] = "]LOG]!>";

struct log_stream {
    struct log_lines lines;
    void (*take)(void *state, const struct log_record *record);
    void *state;
    bool json;    /* the line at hand is JSON */
    bool goes_on; /* the line at hand is one of several pieces, and this is not the first */
    int64_t skipped_time;
    struct log_record record; /* being gathered; text and lines are the two below */
    char text[LOG_RECORD_MOST + 1];
    struct log_record_line starts[LOG_RECORD_LINES_MOST];
    char clean[LOG_PIECE_MOST];
};

static void give(struct log_stream *stream)
{
    struct log_record *record = &stream->record;

    stream->text[record->len] = '\0';
    if (record->len > 0) {
        record->text = stream->text;
        record->lines = stream->starts;
        record->skipped_time = stream->skipped_time;
        stream->take(stream->state, record);
        stream->skipped_time = LOG_TIME_NONE;
    }
    *record = (struct log_record){ .time = LOG_TIME_NONE };
}

/* A record that grows over its limit goes on as another one of the same kind. */
static void give_part(struct log_stream *stream)
{
    struct log_record was = stream->record;

    give(stream);
    stream->record.level = was.level;
    stream->record.is_record = was.is_record;
    stream->record.is_sysprep = was.is_sysprep;
    stream->record.time = was.time;
}

static void append(struct log_stream *stream, const char *bytes, size_t len, bool new_line)
{
    struct log_record *record = &stream->record;

    if (len == 0)
        return; /* nothing to be found in it; a line's begin is that of its first byte */
    if (record->len + len + 1 > LOG_RECORD_MOST || record->line_count == LOG_RECORD_LINES_MOST)
        give_part(stream);
    if (new_line && record->len > 0)
        stream->text[record->len++] = '\n';
    if (new_line || record->line_count == 0)
        stream->starts[record->line_count++] =
            (struct log_record_line){ (uint32_t)record->len, stream->lines.line + 1 };
    memcpy(stream->text + record->len, bytes, len);
    record->len += len;
}

/* The end of a CMTrace line tells the type: 1 information, 2 warning, 3 error. */
static void read_cmtrace_end(struct log_stream *stream, const char *at, size_t len)
{
    static const char mark[] = "type=\"";
    const char *type = log_find(&(struct log_line){ at, len }, mark);

    if (!type || type + sizeof mark > at + len)
        return;
    if (type[sizeof mark - 1] == '3')
        stream->record.level = LOG_LEVEL_ERROR;
    else if (type[sizeof mark - 1] == '2')
        stream->record.level = LOG_LEVEL_WARNING;
}

/* A line that is one record's at most. */
static void take_part(struct log_stream *stream, const char *at, size_t len)
{
    struct log_head head;
    const char *end;
    size_t taken;
    bool is_cmtrace;

    if (stream->goes_on) {
        append(stream, at, len, false);
        return;
    }
    is_cmtrace =
        len >= sizeof cmtrace_begin - 1 && memcmp(at, cmtrace_begin, sizeof cmtrace_begin - 1) == 0;
    taken = is_cmtrace ? sizeof cmtrace_begin - 1 : 0;
    taken += log_foreign_len(at + taken, len - taken);
    head = log_read_head(at + taken, len - taken);
    at += taken + head.len;
    len -= taken + head.len;
    while (len > 0 && at[len - 1] == ' ')
        len--;
    if (is_cmtrace || head.is_record || len == 0)
        give(stream);
    if (is_cmtrace || head.is_record) {
        stream->record.is_record = true;
        stream->record.is_sysprep = head.is_sysprep;
        stream->record.level = head.level;
        stream->record.time = head.time;
    }
    end = log_find(&(struct log_line){ at, len }, cmtrace_end);
    if (!end)
        end = log_find(&(struct log_line){ at, len }, "$$<"); /* the older form of the same tool */
    append(stream, at, end ? (size_t)(end - at) : len, true);
    if (end)
        read_cmtrace_end(stream, end, len - (size_t)(end - at));
}

/* What a record can begin with: a time, a level, the component, CMTrace's mark. */
static const bool may_begin[256] = { ['0' ... '9'] = true,
    ['E'] = true,
    ['I'] = true,
    ['W'] = true,
    ['P'] = true,
    ['F'] = true,
    ['S'] = true,
    ['e'] = true,
    ['i'] = true,
    ['w'] = true,
    ['p'] = true,
    ['f'] = true,
    ['s'] = true,
    ['<'] = true };

/* A line without line feeds, which may hold several records. */
static void take_line(struct log_stream *stream, const char *at, size_t len)
{
    size_t begin = 0;

    for (size_t i = 1; i < len; i++) {
        if (!may_begin[(unsigned char)at[i]] ||
            !log_is_record_start(at + begin, len - begin, i - begin))
            continue;
        take_part(stream, at + begin, i - begin);
        stream->goes_on = false;
        begin = i;
    }
    take_part(stream, at + begin, len - begin);
    stream->goes_on = false;
}

static int64_t time_of(const char *bytes)
{
    return log_read_head(bytes, LOG_TIME_LEN).time;
}

static void take_piece(void *state, const struct log_piece *piece)
{
    struct log_stream *stream = state;
    size_t len = log_clean(piece->bytes, piece->len, stream->clean);
    char *at = stream->clean, *end;

    if (piece->skipped) {
        give(stream); /* an ordinary record began behind it */
        stream->skipped_time = time_of(piece->skipped);
    }
    if (piece->begins)
        stream->json = false;
    stream->goes_on = !piece->begins;
    stream->json = stream->json || log_is_json(at, len);
    len = log_unescape(at, len, stream->json);
    end = at + len;
    for (char *feed; (feed = memchr(at, '\n', (size_t)(end - at))); at = feed + 1)
        take_line(stream, at, (size_t)(feed - at));
    take_line(stream, at, (size_t)(end - at));
}

bool log_stream_new(void (*take)(void *state, const struct log_record *record), void *state,
    struct log_stream **stream, struct err *err)
{
    struct log_stream *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    made->take = take;
    made->state = state;
    made->skipped_time = LOG_TIME_NONE;
    made->record.time = LOG_TIME_NONE;
    made->lines.take = take_piece;
    made->lines.state = made;
    *stream = made;
    return true;
}

void log_stream_free(struct log_stream *stream)
{
    free(stream);
}

void log_stream_feed(struct log_stream *stream, const void *bytes, size_t len)
{
    log_lines_feed(&stream->lines, bytes, len);
}

void log_stream_end(struct log_stream *stream)
{
    log_lines_end(&stream->lines);
    give(stream);
}

uint64_t log_record_line(const struct log_record *record, size_t at)
{
    size_t low = 0, high = record->line_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (record->lines[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return record->line_count > 0 ? record->lines[low].line : 0;
}
