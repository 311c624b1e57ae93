/* SPDX-License-Identifier: MIT */
/* asking.c - how a question is written, kept and answered from memory. */
#include "guest/asking.h"

#include <string.h>

enum {
    LABEL_LIMIT = 240, /* of a question in a message: the rest of err's text is for who wraps it */
    FIRST_ANSWER = 2,  /* line of a recording: the first one is the header */
};

void memory_done(struct memory *memory)
{
    struct err ignored = { 0 }; /* nobody is left to be told; the next start of Windows unmounts */

    for (size_t i = 0; i < memory->mounted.count; i++)
        (void)!memory->inner.hive_unmount(memory->inner.state, memory->mounted.items[i], &ignored);
    text_list_done(&memory->mounted);
    answers_done(&memory->answers);
}

void asking_done(struct asking *asking)
{
    json_free(asking->line);
    text_done(&asking->question);
    *asking = (struct asking){ 0 };
}

static void fail(struct asking *asking, const void *added)
{
    if (!added)
        err_nomem(&asking->why);
}

/* The array of what is asked about; a question about nothing has none. */
static struct json *about(struct asking *asking)
{
    if (!asking->of) {
        asking->of = json_add_array(asking->line, "of");
        fail(asking, asking->of);
    }
    return asking->of;
}

struct asking asking_new(
    struct memory *memory, const char *ask, const char *first, const char *second)
{
    struct asking asking = { .memory = memory, .ask = ask, .place = ANSWERS_NONE };

    asking.line = json_new_object();
    fail(&asking, json_add_string(asking.line, "ask", ask));
    if (first)
        asking_text(&asking, first);
    if (second)
        asking_text(&asking, second);
    return asking;
}

void asking_text(struct asking *asking, const char *text)
{
    struct json *of = about(asking);

    fail(asking, text ? json_add_string(of, NULL, text) : json_add_null(of, NULL));
}

void asking_number(struct asking *asking, uint64_t number)
{
    /* Sizes and places: below 2^63 by their nature. */
    fail(asking, json_add_number(about(asking), NULL, (int64_t)number));
}

void asking_texts(struct asking *asking, const char *const *texts)
{
    struct json *list = json_add_array(about(asking), NULL);

    fail(asking, list);
    for (; texts && *texts; texts++)
        fail(asking, json_add_string(list, NULL, *texts));
}

/* A question for people: no bytes that a terminal obeys, and not too long. */
static void append_label(const struct asking *asking, struct text *label)
{
    text_append(label, "%s", asking->ask);
    for (const struct json *item = json_first(asking->of); item; item = json_next(item)) {
        int64_t number = 0;

        if (json_string(item))
            text_append(label, " %s", json_string(item));
        else if (json_number(item, &number))
            text_append(label, " %lld", (long long)number);
    }
    for (size_t i = 0; i < label->len; i++)
        if ((unsigned char)label->bytes[i] < 0x20 || label->bytes[i] == 0x7F ||
            (unsigned char)label->bytes[i] >= 0x80)
            label->bytes[i] = '?';
}

static bool no_answer(const struct asking *asking, struct err *err)
{
    AUTO(text) label = { 0 };

    append_label(asking, &label);
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "the recording has no answer for '%.*s%s'",
        (int)LABEL_LIMIT, text_string(&label), label.len > LABEL_LIMIT ? "..." : "");
}

bool asking_is_new(struct asking *asking)
{
    const struct memory *memory = asking->memory;

    if (asking->why.domain != ERR_NONE)
        return false;
    text_append(&asking->question, "%s", asking->ask);
    if (asking->of && !json_print(asking->of, true, &asking->question, &asking->why))
        return false;
    if (!text_ok(&asking->question, &asking->why))
        return false;
    asking->place = answers_find(&memory->answers, text_string(&asking->question));
    if (asking->place != ANSWERS_NONE)
        return false;
    if (!memory->is_live)
        (void)no_answer(asking, &asking->why);
    return memory->is_live;
}

static bool write_error(struct json *line, const struct err *why, struct err *err)
{
    size_t len = text_utf8_len(why->text, strlen(why->text));
    struct json *error = json_add_object(line, "error");
    struct err cut = *why;

    cut.text[len] = '\0';
    if (json_add_string(error, "domain", err_domain_name(cut.domain)) &&
        json_add_number(error, "code", cut.code) && json_add_string(error, "text", cut.text))
        return true;
    return err_nomem(err);
}

static bool write_answer(struct json *line, const struct reply *reply, struct err *err)
{
    if (reply->asks_found && !json_add_bool(line, "found", reply->found == FOUND))
        return err_nomem(err);
    if (reply->asks_found && reply->found == ABSENT)
        return true;
    return parts_write(reply->parts, reply->count, line, err);
}

static bool keep(struct asking *asking, bool told, const struct reply *reply, struct err *err)
{
    struct answers *answers = &asking->memory->answers;
    struct err unfit = { 0 };
    const struct err *why = &reply->why;

    /* What cannot be written cannot be handed out either: the two must not differ. */
    if (told && (!reply->asks_found || reply->found == FOUND) &&
        !parts_can_be_written(reply->parts, reply->count, &unfit)) {
        if (err_is(&unfit, ERR_NOMEM))
            return err_nomem(err);
        told = false;
        why = &unfit;
    }
    if (told ? !write_answer(asking->line, reply, err) : !write_error(asking->line, why, err))
        return false;

    AUTO_FREE char *question = text_take(&asking->question);
    if (!question)
        return err_nomem(err);
    if (!answers_add(answers, question, asking->line, err))
        return false;
    (void)TAKE(question); /* both belong to the table now */
    asking->line = NULL;
    asking->place = answers->count - 1;
    return true;
}

void asking_keep(struct asking *asking, bool told, const struct reply *reply)
{
    if (!keep(asking, told, reply, &asking->why))
        asking->memory->broken = asking->why;
}

static enum err_domain domain_named(const char *name)
{
    static const enum err_domain all[] = { ERR_AGENT, ERR_ERRNO, ERR_WIN32, ERR_HRESULT, ERR_WMI };

    for (size_t i = 0; name && i < COUNT_OF(all); i++)
        if (strcmp(err_domain_name(all[i]), name) == 0)
            return all[i];
    return ERR_NONE;
}

/* Reads the failure that was kept. */
static bool read_error(const struct json *error, struct err *kept)
{
    enum err_domain domain = domain_named(json_string(json_member(error, "domain")));
    const char *text = json_string(json_member(error, "text"));
    int64_t code = 0;

    if (domain == ERR_NONE || !text || !json_number(json_member(error, "code"), &code) ||
        code < 0 || code > UINT32_MAX)
        return false;
    (void)err_set(kept, domain, (uint32_t)code, "%s", text);
    return true;
}

static bool read_answer(const struct json *line, struct reply *reply, struct err *err)
{
    bool found = true;

    if (reply->asks_found && !json_bool(json_member(line, "found"), &found))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "'found' is missing or malformed");
    reply->found = found ? FOUND : ABSENT;
    return !found || parts_read(reply->parts, reply->count, line, err);
}

bool asking_tell(struct asking *asking, struct reply *reply, struct err *err)
{
    if (asking->why.domain != ERR_NONE) {
        *err = asking->why;
        return false;
    }
    const struct json *line = asking->memory->answers.items[asking->place].line;
    const struct json *error = json_member(line, "error");
    if (!error && read_answer(line, reply, err))
        return true;
    if (error ? read_error(error, err) : err_is(err, ERR_NOMEM))
        return false;
    if (error)
        (void)err_set(err, ERR_AGENT, ERR_MALFORMED, "'error' is malformed");
    return err_wrap(err, "line %zu of the recording", asking->place + FIRST_ANSWER);
}

bool asking_refuses(const struct memory *memory, const char *member, struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "'%s' is refused while a guest is %s", member,
        memory->is_live ? "recorded" : "replayed");
}

struct guest asked_guest(struct memory *memory)
{
    struct guest guest = { .state = memory };

    asked_registry(&guest);
    asked_files(&guest);
    asked_machine(&guest);
    asked_lists(&guest);
    asked_disks(&guest);
    asked_changes(&guest);
    return guest;
}
