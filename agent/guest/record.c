/* SPDX-License-Identifier: MIT */
/* record.c - a recorder's life, and the file it makes. */
#include "guest/record.h"

#include "base/clock.h"
#include "base/sealed_line.h"
#include "guest/asking.h"

struct guest_recorder {
    struct memory memory;
};

bool guest_record(const struct guest *inner, struct guest_recorder **recorder, struct err *err)
{
    struct guest_recorder *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    made->memory.inner = *inner;
    made->memory.is_live = true;
    *recorder = made;
    return true;
}

void guest_recorder_free(struct guest_recorder *recorder)
{
    if (!recorder)
        return;
    memory_done(&recorder->memory);
    free(recorder);
}

struct guest guest_recorder_guest(struct guest_recorder *recorder)
{
    return asked_guest(&recorder->memory);
}

/* What was answered to a question about nothing; NULL when it was not asked or failed. */
static const struct json *answered(
    const struct guest_recorder *recorder, const char *question, const char *member)
{
    size_t place = answers_find(&recorder->memory.answers, question);

    if (place == ANSWERS_NONE)
        return NULL;
    return json_member(recorder->memory.answers.items[place].line, member);
}

static bool print_line(const struct json *object, uint32_t *crc, struct text *file, struct err *err)
{
    size_t before = file->len;

    if (!sealed_line_print(object, crc, file, err))
        return false;
    if (file->len - before > RECORDING_LINE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "an answer takes %zu bytes; the limit is %d",
            file->len - before, (int)RECORDING_LINE_LIMIT);
    if (file->len > RECORDING_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "the answers take more than %d bytes",
            (int)RECORDING_SIZE_LIMIT);
    return true;
}

static bool print_header(const struct guest_recorder *recorder, const char *tool, bool deep,
    uint32_t *crc, struct text *file, struct err *err)
{
    AUTO(json_value) line = { json_new_object() };
    AUTO(text) collected = { 0 };
    const char *machine = json_string(answered(recorder, "computer_name", "name"));
    int64_t now = 0;

    if (json_number(answered(recorder, "now", "seconds"), &now))
        clock_append_utc(&collected, now);
    if (!text_ok(&collected, err))
        return false;
    (void)json_add_string(line.root, "schema", RECORDING_SCHEMA);
    (void)json_add_string(line.root, "tool", tool);
    (void)json_add_string(line.root, "machine", machine ? machine : "");
    (void)json_add_string(line.root, "collected", text_string(&collected));
    (void)json_add_bool(line.root, "deep", deep);
    return print_line(line.root, crc, file, err);
}

static bool print_end(size_t count, uint32_t *crc, struct text *file, struct err *err)
{
    AUTO(json_value) line = { json_new_object() };

    (void)json_add_number(line.root, "end", (int64_t)count);
    return print_line(line.root, crc, file, err);
}

bool guest_recorder_print(const struct guest_recorder *recorder, const char *tool, bool deep,
    struct text *file, struct err *err)
{
    const struct answers *answers = &recorder->memory.answers;
    AUTO(text) printed = { 0 };
    uint32_t crc = 0;

    if (recorder->memory.broken.domain != ERR_NONE) {
        *err = recorder->memory.broken;
        return err_wrap(err, "an answer could not be kept");
    }
    if (answers->count > RECORDING_COUNT_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu questions were asked; the limit is %d",
            answers->count, (int)RECORDING_COUNT_LIMIT);
    if (!print_header(recorder, tool, deep, &crc, &printed, err))
        return false;
    for (size_t i = 0; i < answers->count; i++)
        if (!print_line(answers->items[i].line, &crc, &printed, err))
            return err_wrap(err, "'%s'", text_shown(answers->items[i].question));
    if (!print_end(answers->count, &crc, &printed, err))
        return false;
    text_append_bytes(file, text_string(&printed), printed.len);
    return text_ok(file, err);
}
