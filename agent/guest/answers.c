/* SPDX-License-Identifier: MIT */
/* answers.c - a hash table over a growing list. */
#include "guest/answers.h"

#include <string.h>

void answers_done(struct answers *answers)
{
    for (size_t i = 0; i < answers->count; i++) {
        free(answers->items[i].question);
        json_free(answers->items[i].line);
    }
    free(answers->items);
    free(answers->slots);
    *answers = (struct answers){ 0 };
}

/* FNV-1a. Source: https://www.rfc-editor.org/rfc/rfc9923 */
static uint64_t hash_of(const char *string)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (; *string; string++)
        hash = (hash ^ (unsigned char)*string) * 0x100000001b3;
    return hash ^ hash >> 32;
}

/* The slot where that question stands or would stand. slot_count is a power of two, never full. */
static size_t slot_of(const struct answers *answers, const char *question)
{
    size_t mask = answers->slot_count - 1;
    size_t slot = (size_t)hash_of(question) & mask;

    while (answers->slots[slot] != 0 &&
           strcmp(answers->items[answers->slots[slot] - 1].question, question) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

size_t answers_find(const struct answers *answers, const char *question)
{
    if (answers->slot_count == 0)
        return ANSWERS_NONE;
    size_t place = answers->slots[slot_of(answers, question)];
    return place == 0 ? ANSWERS_NONE : place - 1;
}

/* Twice as many slots once half of them are taken. */
static bool grow_slots(struct answers *answers, struct err *err)
{
    size_t wanted = answers->slot_count == 0 ? 256 : answers->slot_count * 2;

    if (answers->count < answers->slot_count / 2)
        return true;
    size_t *slots = calloc(wanted, sizeof *slots);
    if (!slots)
        return err_nomem(err);
    free(answers->slots);
    answers->slots = slots;
    answers->slot_count = wanted;
    for (size_t i = 0; i < answers->count; i++)
        slots[slot_of(answers, answers->items[i].question)] = i + 1;
    return true;
}

static bool grow_items(struct answers *answers, struct err *err)
{
    size_t wanted = answers->capacity == 0 ? 128 : answers->capacity * 2;

    if (answers->count < answers->capacity)
        return true;
    if (wanted > SIZE_MAX / sizeof *answers->items)
        return err_nomem(err);
    struct answer *items = realloc(answers->items, wanted * sizeof *items);
    if (!items)
        return err_nomem(err);
    answers->items = items;
    answers->capacity = wanted;
    return true;
}

bool answers_add(struct answers *answers, char *question, struct json *line, struct err *err)
{
    if (!grow_items(answers, err) || !grow_slots(answers, err))
        return false;
    answers->slots[slot_of(answers, question)] = answers->count + 1;
    answers->items[answers->count++] = (struct answer){ .question = question, .line = line };
    return true;
}
