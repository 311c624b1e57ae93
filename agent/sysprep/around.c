/* SPDX-License-Identifier: MIT */
/* around.c - refusals of tools, states of the image, partitions. */
#include "sysprep/around.h"

#include "sysprep/fold.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    WAITS_LEAST = 2,      /* the same state in a row */
    BESIDE = 256,         /* bytes around a signature */
    QUOTE_FAR = 200,      /* bytes from an operator to the state it compares with */
    PARTITION_MOST = 128, /* numbers of a GPT */
};

static const char state_mark[] = "IMAGE_STATE_";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* -- states -- */

/* A script that compares with a state prints none: quotation marks in front, or an operator. */
static bool is_quoted(const char *begin, const char *at)
{
    const char *line = at;

    while (line > begin && at - line < QUOTE_FAR && line[-1] != '\n')
        line--;
    return (at > begin && (at[-1] == '"' || at[-1] == '\'') &&
               (fold_find(line, at, "-ne") || fold_find(line, at, "-eq") ||
                   fold_find(line, at, "-match") || fold_find(line, at, "-like") ||
                   fold_find(line, at, "=="))) ||
           fold_find(line, at, "-ne ") != NULL || fold_find(line, at, "-eq ") != NULL;
}

static void take_state(
    struct around_states *states, const struct log_record *record, const char *at, size_t len)
{
    if (len >= sizeof states->last)
        return;
    if (strlen(states->last) == len && memcmp(states->last, at, len) == 0) {
        states->repeated++;
    } else {
        memcpy(states->last, at, len);
        states->last[len] = '\0';
        states->repeated = 1;
    }
    states->generalizing = states->generalizing || strstr(states->last, "UNDEPLOYABLE") ||
                           strstr(states->last, "GENERALIZE");
    if (states->repeated <= FAULT_LINES_MOST) /* more of the same tell no more */
        fault_add_line(&states->fault, record, (size_t)(at - record->text));
}

static void read_states(struct around_states *states, const struct log_record *record)
{
    const char *end = record->text + record->len;

    for (const char *at = record->text; (at = fold_find(at, end, state_mark));) {
        size_t len = sizeof state_mark - 1;

        while (at + len < end && ((at[len] >= 'A' && at[len] <= 'Z') || at[len] == '_'))
            len++;
        if (len > sizeof state_mark - 1 && !is_quoted(record->text, at))
            take_state(states, record, at, len);
        at += len;
    }
}

bool around_is_sealed(const struct around *around)
{
    return strstr(around->states.last, "GENERALIZE_RESEAL") != NULL;
}

bool around_waits(const struct around *around)
{
    const struct around_states *states = &around->states;

    if (states->last[0] == '\0' || around_is_sealed(around))
        return false;
    return states->repeated >= WAITS_LEAST || strcmp(states->last, "IMAGE_STATE_COMPLETE") != 0;
}

/* -- partitions -- */

static bool has_word(const char *from, const char *end, const char *const *words)
{
    for (; *words; words++)
        if (fold_find(from, end, *words))
            return true;
    return false;
}

/* "Partition 4", "4", "Volume 2" at the begin of a line. @return 0: no such row */
static unsigned row_number(const char *from, const char *end)
{
    static const char word[] = "Partition";
    unsigned number = 0;

    while (from < end && (*from == ' ' || *from == '*'))
        from++;
    if ((size_t)(end - from) > sizeof word && strncasecmp(from, word, sizeof word - 1) == 0)
        from += sizeof word - 1;
    while (from < end && *from == ' ')
        from++;
    if (from == end || !is_digit(*from))
        return 0;
    for (; from < end && is_digit(*from) && number <= PARTITION_MOST; from++)
        number = number * 10 + (unsigned)(*from - '0');
    return from < end && *from == ' ' && number <= PARTITION_MOST ? number : 0;
}

/* "Disk 0    Online    200 GB    72 GB": the second size is free space. */
static bool has_free_gigabytes(const char *from, const char *end)
{
    static const char *const states[] = { "Online", "En ligne", NULL };
    unsigned sizes = 0, number = 0;
    bool in_number = false;

    if (!fold_find(from, end, "Disk ") && !fold_find(from, end, "Datentr") &&
        !fold_find(from, end, "Disque "))
        return false;
    if (!has_word(from, end, states))
        return false;
    for (const char *at = from; at < end; at++) {
        if (is_digit(*at)) {
            number = in_number ? number * 10 + (unsigned)(*at - '0') : (unsigned)(*at - '0');
            in_number = number < 100000;
        } else if (in_number) {
            in_number = false;
            if (*at == ' ' && end - at > 2 &&
                (at[1] == 'G' || at[1] == 'T' || at[1] == 'M' || at[1] == 'K' || at[1] == 'B')) {
                if (++sizes == 2)
                    return number > 0 && (at[1] == 'G' || at[1] == 'T');
            }
        }
    }
    return false;
}

static void read_row(struct around_partitions *partitions, const struct log_record *record,
    const char *from, const char *end)
{
    static const char *const recovery[] = { "Recovery", "Wiederherst", "cup\xc3\xa9ration", NULL };
    static const char *const system[] = { "Primary", "Basic", " C:", "Prim\xc3\xa4r", "Principal",
        NULL };
    unsigned number = row_number(from, end);

    partitions->free_behind = partitions->free_behind || has_free_gigabytes(from, end);
    if (number == 0)
        return;
    if (number <= partitions->last) { /* another list */
        partitions->candidate = 0;
        partitions->fault.line_count = 0;
        partitions->after_system = false;
    }
    partitions->at_recovery = false;
    if (has_word(from, end, recovery)) {
        if (partitions->after_system) {
            partitions->candidate = number;
            partitions->at_recovery = true;
            fault_add_line(&partitions->fault, record, (size_t)(from - record->text));
        }
        partitions->after_system = false;
    } else {
        partitions->candidate = 0;
        partitions->after_system = has_word(from, end, system);
        if (partitions->after_system) {
            partitions->fault.line_count = 0;
            fault_add_line(&partitions->fault, record, (size_t)(from - record->text));
        }
    }
    partitions->last = number;
}

bool around_is_blocked(const struct around *around)
{
    return around->partitions.candidate != 0 && around->partitions.free_behind;
}

/* -- refusals -- */

/* A signature that is not a failure by itself needs a word of failure beside it. */
static bool is_confirmed(const struct log_record *record, const struct sign_hit *hit)
{
    static const char *const words[] = { "not found", "fail", "error", "denied", "80070490", NULL };

    size_t from = hit->from > BESIDE ? hit->from - BESIDE : 0;
    size_t to = record->len - hit->to > BESIDE ? hit->to + BESIDE : record->len;

    return (hit->signature->traits & CAUSE_STOPS) ||
           has_word(record->text + from, record->text + to, words);
}

/* @param codes  NULL: those of the lines from one place to another */
static void take_refusal(struct around *around, const struct log_record *record,
    const struct cause *cause, const char *item, size_t from, size_t to,
    const struct code_list *codes)
{
    struct fault *fault = &around->fault;

    if (fault->cause && cause != fault->cause) {
        if (cause->weight <= fault->cause->weight)
            return;
        memset(fault, 0, sizeof *fault);
    }
    fault->cause = cause;
    fault_set_item(fault, item);
    fault_add_line(fault, record, from);
    if (codes)
        code_list_join(&fault->codes, codes);
    else
        fault_add_codes(fault, record, from, to);
}

static void read_volume(struct around *around, const struct log_record *record)
{
    char item[CAPTURE_MOST];
    size_t from, to;

    if (!fault_is_full(&around->fault) && capture_missing_volume(record, &from, &to, item))
        take_refusal(around, record, cause_find("volume-not-found"), item, from, to, NULL);
}

/* "Error: 112" as DISM prints it, "Operation failed: 70" as reagentc does, in hexadecimal. */
static void read_failed(
    struct around *around, const struct log_record *record, size_t from, size_t to)
{
    static const char reagentc[] = "Operation failed";
    struct fault found = { .line_count = 0 };
    const struct cause *cause = NULL;
    uint32_t code;

    if (fault_is_full(&around->failed))
        return;
    if (fold_find(record->text + from, record->text + to, reagentc)) {
        to += record->text[to] == ':';
        if (code_read_hex(record->text + to, record->len - to, &code))
            code_list_add(&found.codes, code);
    } else {
        fault_add_codes(&found, record, from, to);
    }
    for (size_t i = 0; !cause && i < found.codes.count; i++)
        cause = cause_by_code(found.codes.codes[i]);
    if (cause) {
        take_refusal(around, record, cause, "", from, to, &found.codes);
        return;
    }
    fault_add_line(&around->failed, record, from);
    code_list_join(&around->failed.codes, &found.codes);
    around->failed_is_set = true;
}

static void read_hit(
    struct around *around, const struct log_record *record, const struct sign_hit *hit)
{
    char item[CAPTURE_MOST];

    switch (hit->kind) {
    case SIGN_CAUSE:
        if (hit->cause == around->fault.cause && fault_is_full(&around->fault))
            break;
        if ((hit->signature->traits & CAUSE_SYSPREP) || !is_confirmed(record, hit))
            break;
        capture_item(hit->signature->item, record, hit->from, hit->to, item);
        if (hit->signature->item == CAUSE_ITEM_VOLUME && item[0] == '\0')
            memcpy(item, around->volume, sizeof item);
        take_refusal(around, record, hit->cause, item, hit->from, hit->to, NULL);
        break;
    case SIGN_GOOD:
        around->good = true;
        break;
    case SIGN_DECRYPTED:
        around->good = true;
        if (around->fault.cause && strcmp(around->fault.cause->id, "bitlocker-enabled") == 0) {
            capture_item(CAUSE_ITEM_VOLUME, record, hit->from, hit->to, item);
            if (strcmp(item[0] ? item : around->volume, around->fault.item) == 0)
                memset(&around->fault, 0, sizeof around->fault);
        }
        break;
    case SIGN_DELETED:
        around->good = true;
        around->partitions.candidate = 0;
        break;
    case SIGN_FREE:
        around->partitions.free_behind = true;
        break;
    case SIGN_FAILED:
        read_failed(around, record, hit->from, hit->to);
        break;
    case SIGN_STOP:
    case SIGN_STOP_LAST:
    case SIGN_PROVIDER:
    case SIGN_BANNER:
    case SIGN_BEGIN:
    case SIGN_END:
    case SIGN_SUCCESS:
    case SIGN_CALL:
    case SIGN_CALLED:
    case SIGN_EXTERNAL:
    case SIGN_FIRST_BOOT:
    case SIGN_FAILED_RUN:
    case SIGN_NOISE:
    case SIGN_KINDS:
        break;
    }
}

/* What is told by single lines. */
static void read_line(
    struct around *around, const struct log_record *record, const char *from, const char *end)
{
    static const char mark[] = "Error: ";
    const char *volume = fold_find(from, end, "Volume ");
    size_t place = (size_t)(from - record->text);

    while (from < end && *from == ' ')
        from++;
    if ((size_t)(end - from) > sizeof mark - 1 && strncasecmp(from, mark, sizeof mark - 1) == 0 &&
        (is_digit(from[sizeof mark - 1]) || from[sizeof mark - 1] == '-'))
        read_failed(around, record, place, (size_t)(end - record->text));
    if (volume && end - volume > 8 && volume[8] == ':' && volume[7] >= 'A' && volume[7] <= 'Z')
        snprintf(around->volume, sizeof around->volume, "%.2s", volume + 7);
    read_row(&around->partitions, record, from, end);
}

void around_read(struct around *around, const struct log_record *record, const struct signs *signs)
{
    for (size_t i = 0; i < record->line_count; i++) {
        size_t from = record->lines[i].at;
        size_t to = i + 1 < record->line_count ? record->lines[i + 1].at - 1U : record->len;

        read_line(around, record, record->text + from, record->text + to);
    }
    for (size_t at = 0; at < signs->hit_count; at++)
        read_hit(around, record, &signs->hits[at]);
    read_states(&around->states, record);
    read_volume(around, record);
}
