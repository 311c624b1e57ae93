/* SPDX-License-Identifier: MIT */
/* replay.c - a recording, line by line: everything is checked before anything is answered. */
#include "guest/replay.h"

#include "base/sealed_line.h"
#include "guest/asking.h"

#include <string.h>

struct guest_replay {
    struct memory memory;
    struct json *header; /* the first line; owned */
    bool deep;           /* of it */
};

void guest_replay_free(struct guest_replay *replay)
{
    if (!replay)
        return;
    memory_done(&replay->memory);
    json_free(replay->header);
    free(replay);
}

/** For AUTO(reading): a replay that is not handed out yet. */
struct reading {
    struct guest_replay *replay;
    const char *line; /* where the next line begins */
    const char *end;  /* of the file */
    size_t number;    /* of the line at hand, from 1 on */
    uint32_t crc;     /* of the file up to the next line */
    bool ended;       /* the end line was there */
};

static void reading_done(struct reading *reading)
{
    guest_replay_free(reading->replay);
    reading->replay = NULL;
}

static bool fail(
    const struct reading *reading, enum err_agent code, const char *what, struct err *err)
{
    return err_set(err, ERR_AGENT, (uint32_t)code, "line %zu %s", reading->number, what);
}

static bool malformed(const struct reading *reading, const char *what, struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "line %zu is malformed: %s is missing or wrong",
        reading->number, what);
}

/* -- lines by their kind; line is owned by whoever takes it -- */

static bool take_header(struct reading *reading, struct json *taken, struct err *err)
{
    static const char *const texts[] = { "tool", "machine", "collected" };
    AUTO(json_value) line = { taken };
    const char *schema = json_string(json_member(line.root, "schema"));

    if (!schema || strcmp(schema, RECORDING_SCHEMA) != 0)
        return fail(reading, ERR_MALFORMED, "does not begin a recording: no 'schema' says so", err);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!json_string(json_member(line.root, texts[i])))
            return malformed(reading, texts[i], err);
    if (!json_bool(json_member(line.root, "deep"), &reading->replay->deep))
        return malformed(reading, "'deep'", err);
    reading->replay->header = TAKE(line.root);
    return true;
}

static bool take_end(struct reading *reading, struct json *taken, struct err *err)
{
    AUTO(json_value) line = { taken };
    int64_t count = 0;

    if (!json_number(json_member(line.root, "end"), &count) ||
        count != (int64_t)reading->replay->memory.answers.count)
        return fail(reading, ERR_DAMAGED, "counts other answers than stand above it", err);
    reading->ended = true;
    return true;
}

static bool take_answer(struct reading *reading, struct json *taken, struct err *err)
{
    struct answers *answers = &reading->replay->memory.answers;
    AUTO(json_value) line = { taken };
    AUTO(text) question = { 0 };
    const char *ask = json_string(json_member(line.root, "ask"));
    const struct json *of = json_member(line.root, "of");

    if (!ask)
        return malformed(reading, "'ask'", err);
    if (of && !json_is_array(of))
        return malformed(reading, "'of'", err);
    text_append(&question, "%s", ask);
    if (of && !json_print(of, true, &question, err))
        return false;
    if (!text_ok(&question, err))
        return false;
    if (answers_find(answers, text_string(&question)) != ANSWERS_NONE)
        return fail(reading, ERR_MALFORMED, "answers a question that was answered before", err);
    if (answers->count == RECORDING_COUNT_LIMIT)
        return fail(reading, ERR_TOO_LARGE, "is one answer too many", err);

    AUTO_FREE char *key = text_take(&question);
    if (!key)
        return err_nomem(err);
    if (!answers_add(answers, key, line.root, err))
        return false;
    (void)TAKE(key); /* both belong to the table now */
    (void)TAKE(line.root);
    return true;
}

/* -- the file -- */

static bool take_line(struct reading *reading, const char *bytes, size_t len, struct err *err)
{
    struct json *line = NULL;

    if (!json_parse(bytes, len, &line, err))
        return err_wrap(err, "line %zu", reading->number);
    if (reading->number == 1)
        return take_header(reading, line, err);
    return json_member(line, "end") ? take_end(reading, line, err)
                                    : take_answer(reading, line, err);
}

static bool check_version(
    const struct reading *reading, const char *bytes, size_t len, struct err *err)
{
    AUTO(text) version = { 0 };

    if (reading->number > 1 ||
        !sealed_line_is_foreign(bytes, len, RECORDING_FAMILY, RECORDING_SCHEMA, &version))
        return true;
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
        "line 1 says that this is a '%s', and this goldprep reads '%s'", text_string(&version),
        RECORDING_SCHEMA);
}

/* What is written begins so; a facts document, a journal or any other text does not. */
static bool begins_recording(const char *line, size_t len)
{
    static const char begin[] = "{\"schema\":\"" RECORDING_FAMILY;

    return len >= sizeof begin - 1 && memcmp(line, begin, sizeof begin - 1) == 0;
}

static bool read_line(struct reading *reading, struct err *err)
{
    const char *line = reading->line;
    size_t left = (size_t)(reading->end - line);
    const char *line_end = memchr(line, '\n', left);
    size_t len = line_end ? (size_t)(line_end - line) : left;

    if (reading->ended)
        return fail(reading, ERR_DAMAGED, "stands behind the end of the recording", err);
    if (len > RECORDING_LINE_LIMIT)
        return fail(reading, ERR_TOO_LARGE, "is longer than any answer may be", err);
    if (!check_version(reading, line, len, err))
        return false;
    if (!line_end)
        return fail(reading, ERR_DAMAGED, "is not whole: the recording was cut off there", err);
    if (!sealed_line_is_whole(line, len, &reading->crc))
        return fail(reading, ERR_DAMAGED,
            reading->number > 1 || begins_recording(line, len)
                ? "is damaged: its checksum does not fit"
                : "begins no recording: 'goldprep facts --record FILE' writes one; "
                  "facts are read by --facts",
            err);
    reading->line = line_end + 1;
    return take_line(reading, line, len, err);
}

bool guest_replay(const char *bytes, size_t len, struct guest_replay **replay, struct err *err)
{
    AUTO(reading) reading = { .line = bytes, .end = bytes + len, .number = 1 };

    if (len > RECORDING_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu bytes; the limit is %d", len,
            (int)RECORDING_SIZE_LIMIT);
    reading.replay = calloc(1, sizeof *reading.replay);
    if (!reading.replay)
        return err_nomem(err);
    for (; reading.line < reading.end; reading.number++)
        if (!read_line(&reading, err))
            return false;
    if (!reading.ended)
        return fail(&reading, ERR_DAMAGED, "is missing: the recording was cut off there", err);
    *replay = reading.replay;
    reading.replay = NULL;
    return true;
}

struct recording_header guest_replay_header(const struct guest_replay *replay)
{
    return (struct recording_header){
        .tool = json_string(json_member(replay->header, "tool")),
        .machine = json_string(json_member(replay->header, "machine")),
        .collected = json_string(json_member(replay->header, "collected")),
        .deep = replay->deep,
    };
}

size_t guest_replay_count(const struct guest_replay *replay)
{
    return replay->memory.answers.count;
}

struct guest guest_replay_guest(struct guest_replay *replay)
{
    return asked_guest(&replay->memory);
}
