/* SPDX-License-Identifier: MIT */
/* fold.c - letters and digits only, look-alikes as one; needles by a hash of their first bytes. */
#include "sysprep/fold.h"

#include <string.h>
#include <strings.h>

enum { NEEDLES_MOST = 4096 };

unsigned char fold_byte(char byte)
{
    unsigned char c = (unsigned char)byte;

    if (c >= 'A' && c <= 'Z')
        c = (unsigned char)(c | 0x20);
    if (c == 'i' || c == '1')
        return 'l';
    if (c == '0')
        return 'o';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return c;
    return 0;
}

size_t fold_text(const char *text, size_t len, char *folded, uint16_t *places)
{
    size_t count = 0;

    for (size_t at = 0; at < len; at++) {
        unsigned char c = fold_byte(text[at]);

        if (c == 0)
            continue;
        folded[count] = (char)c;
        places[count++] = (uint16_t)at;
    }
    return count;
}

const char *fold_find(const char *from, const char *end, const char *word)
{
    size_t len = strlen(word);
    bool is_letter = (word[0] | 0x20) >= 'a' && (word[0] | 0x20) <= 'z';
    char first = (char)(is_letter ? word[0] | 0x20 : word[0]);

    for (; (size_t)(end - from) >= len; from++)
        if ((is_letter ? *from | 0x20 : *from) == first && strncasecmp(from, word, len) == 0)
            return from;
    return NULL;
}

static uint32_t first_of(const char *folded)
{
    uint32_t word;

    memcpy(&word, folded, sizeof word);
    return word;
}

static unsigned hash_of(uint32_t first)
{
    return first * 2654435761U >> 24;
}

void fold_set_done(struct fold_set *set)
{
    for (size_t at = 0; at < set->count; at++)
        free(set->needles[at].folded);
    free(set->needles);
    memset(set, 0, sizeof *set);
}

static bool make_room(struct fold_set *set, struct err *err)
{
    size_t capacity = set->capacity ? 2 * set->capacity : 64;
    struct fold_needle *grown;

    if (set->count < set->capacity)
        return true;
    if (set->count == NEEDLES_MOST)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d needles", NEEDLES_MOST);
    grown = realloc(set->needles, capacity * sizeof *grown);
    if (!grown)
        return err_nomem(err);
    set->needles = grown;
    set->capacity = capacity;
    return true;
}

bool fold_set_add(
    struct fold_set *set, const char *needle, uint16_t kind, uint16_t row, struct err *err)
{
    size_t len = strlen(needle);
    AUTO_FREE char *folded = malloc(len + 1);
    AUTO_FREE uint16_t *places = calloc(len + 1, sizeof *places);
    uint32_t first;
    unsigned hash;

    if (!folded || !places)
        return err_nomem(err);
    len = fold_text(needle, len, folded, places);
    if (len < FOLD_NEEDLE_LEAST)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the needle '%.80s' is too short", needle);
    if (!make_room(set, err))
        return false;
    first = first_of(folded);
    hash = hash_of(first);
    set->needles[set->count] = (struct fold_needle){ .folded = TAKE(folded),
        .first = first,
        .len = (uint16_t)len,
        .next = set->heads[hash],
        .kind = kind,
        .row = row };
    set->heads[hash] = (uint16_t)++set->count;
    return true;
}

const struct fold_needle *fold_set_at(const struct fold_set *set, const char *folded, size_t len,
    size_t at, const struct fold_needle *last)
{
    uint32_t first;
    uint16_t next;

    if (len - at < FOLD_NEEDLE_LEAST)
        return NULL;
    first = first_of(folded + at);
    next = last ? last->next : set->heads[hash_of(first)];
    for (; next; next = set->needles[next - 1].next) {
        const struct fold_needle *needle = &set->needles[next - 1];

        if (needle->first == first && needle->len <= len - at &&
            memcmp(needle->folded, folded + at, needle->len) == 0)
            return needle;
    }
    return NULL;
}
