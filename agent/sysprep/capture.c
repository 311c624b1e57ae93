/* SPDX-License-Identifier: MIT */
/* capture.c - package names, DLLs, services, paths, volumes and cmdlets in a record. */
#include "sysprep/capture.h"

#include "base/attr.h"
#include "sysprep/fold.h"

#include <string.h>
#include <strings.h>

enum {
    MISSING_FAR = 160, /* bytes from "Volume" to "not found" */
    FAR = 1024,        /* bytes around a signature that are searched at all */
    NEAR = 480,        /* bytes around a signature in which its item stands */
};

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Copies without line breaks; what is too long is no item. */
static void put(const char *from, size_t len, char *item)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++) {
        if (from[i] == '\n')
            continue;
        if (count == CAPTURE_MOST - 1) {
            item[0] = '\0';
            return;
        }
        item[count++] = from[i];
    }
    item[count] = '\0';
    if (memchr(item, '<', count)) /* a placeholder */
        item[0] = '\0';
}

/* The last one in front of a place. */
static const char *find_back(const char *begin, const char *from, const char *word)
{
    size_t len = strlen(word);

    for (; from > begin; from--)
        if (strncasecmp(from - 1, word, len) == 0)
            return from - 1;
    return NULL;
}

/* -- packages -- */

static bool is_package_char(char c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '~';
}

/* Name_1.2.3.4_x64__8wekyb3d8bbwe: five parts, the last one an id of 13 */
static bool is_full_name(const char *at, size_t len)
{
    size_t bars = 0, last = 0, version = 0;

    for (size_t i = 0; i < len; i++) {
        if (at[i] != '_')
            continue;
        if (++bars == 1)
            version = i + 1;
        last = i;
    }
    return bars == 4 && len - last == 14 && at[version] >= '0' && at[version] <= '9';
}

/* Copies text without its line breaks, but for one behind the word in front of a name. */
static size_t join_lines(const char *from, const char *to, char *joined)
{
    size_t count = 0;

    for (; from < to; from++) {
        if (*from != '\n')
            joined[count++] = *from;
        else if (count >= 7 && strncasecmp(joined + count - 7, "package", 7) == 0)
            joined[count++] = ' ';
    }
    return count;
}

/* The full name that stands last in front of a place, or else first behind it. */
static bool find_full_name(const char *text, size_t len, size_t place, char *item)
{
    for (size_t at = 0; at < len;) {
        size_t end = at;

        while (end < len && is_package_char(text[end]))
            end++;
        while (end > at && text[end - 1] == '.') /* the sentence's own */
            end--;
        if (is_full_name(text + at, end - at) && (at < place || item[0] == '\0'))
            put(text + at, end - at, item);
        at = end > at ? end : at + 1;
    }
    return item[0] != '\0';
}

static void capture_package(const char *begin, const char *from, const char *end, char *item)
{
    char joined[2 * NEAR + CAPTURE_MOST];
    const char *left = from - begin > NEAR ? from - NEAR : begin;
    const char *right = end - from > NEAR ? from + NEAR : end;
    size_t front, len;

    front = join_lines(left, from, joined);
    len = front + join_lines(from, right, joined + front);
    if (find_full_name(joined, len, front, item) ||
        find_full_name(left, (size_t)(right - left), (size_t)(from - left), item))
        return;
    /* not a name as it should be: cut, or typed from a picture */
    for (const char *word = find_back(left, from, "package"); word;) {
        size_t count = 0;

        for (word += 7; word < from && count < CAPTURE_MOST - 1; word++)
            if (!is_blank(*word) && *word != '\'' && *word != '"')
                item[count++] = *word;
        item[count] = '\0';
        if (memchr(item, '<', count) || !memchr(item, '.', count))
            item[0] = '\0';
        return;
    }
}

/* -- DLLs -- */

static bool is_file_char(char c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '\n';
}

void capture_provider(const struct log_record *record, size_t from, char *dll, bool *is_inbox)
{
    const char *end = record->text + record->len;
    const char *dot = fold_find(record->text + from, end, ".dll");
    const char *start = dot, *path;

    dll[0] = '\0';
    *is_inbox = false;
    if (!dot)
        return;
    while (start > record->text && is_file_char(start[-1]))
        start--;
    put(start, (size_t)(dot + 4 - start), dll);
    path = start;
    while (path > record->text && !is_blank(path[-1]) && path[-1] != '\'' && path[-1] != '"')
        path--;
    *is_inbox = cause_is_inbox_dll(dll) || fold_find(path, start, "\\System32\\") ||
                fold_find(path, start, "system32");
}

/* -- what stands in quotation marks, brackets or parentheses -- */

static bool between(const char *at, const char *end, char open, char close, char *item)
{
    const char *from = memchr(at, open, (size_t)(end - at));
    const char *to = from ? memchr(from + 1, close, (size_t)(end - from - 1)) : NULL;

    if (!to || to - from > CAPTURE_MOST)
        return false;
    put(from + 1, (size_t)(to - from - 1), item);
    return item[0] != '\0';
}

static void capture_service(
    const char *begin, const char *from, const char *to, const char *end, char *item)
{
    const char *kind = fold_find(begin, end, ":String)");
    const char *right = end - to > NEAR ? to + NEAR : end;

    if (kind) {
        const char *open = kind;

        while (open > begin && open[-1] != '(')
            open--;
        if (open > begin) {
            put(open, (size_t)(kind - open), item);
            return;
        }
    }
    if (fold_find(from, to, "Given") != NULL)
        return; /* the id alone: what follows is no name */
    if (!between(to, right, '\'', '\'', item))
        (void)between(to, right, '"', '"', item);
}

static bool is_answer_file(const char *item)
{
    size_t len = strlen(item);

    return memchr(item, '\\', len) || (len > 4 && strcasecmp(item + len - 4, ".xml") == 0);
}

static void capture_answer_file(const char *begin, const char *from, const char *end, char *item)
{
    static const char marks[] = "[]\"\"''";

    for (size_t i = 0; i < sizeof marks - 1; i += 2)
        for (const char *at = from; between(at, end, marks[i], marks[i + 1], item);) {
            if (is_answer_file(item))
                return;
            at = (const char *)memchr(at, marks[i], (size_t)(end - at)) + 1;
        }
    item[0] = '\0';
    for (const char *dot = fold_find(begin, end, ".xml"); dot;) {
        const char *start = dot;

        while (start > begin && !is_blank(start[-1]) && !strchr("\"'[(,;=", start[-1]))
            start--;
        put(start, (size_t)(dot + 4 - start), item);
        return;
    }
}

/* -- volumes, values, cmdlets -- */

/* A drive letter that begins no path; NULL: there is none. */
static const char *find_drive(const char *from, const char *end)
{
    for (; end - from >= 2; from++)
        if (*from >= 'A' && *from <= 'Z' && from[1] == ':' &&
            (end - from == 2 || !is_alnum(from[2])) &&
            (end - from < 4 || from[2] != '\\' || !is_alnum(from[3])))
            return from;
    return NULL;
}

static bool find_letter(const char *begin, const char *from, const char *end, char *item)
{
    const char *drive = NULL;

    for (const char *at = begin; (at = find_drive(at, end)); at += 2) {
        if (at > begin && is_alnum(at[-1]))
            continue;
        if (at < from || !drive)
            drive = at;
    }
    if (!drive)
        return false;
    put(drive, 2, item);
    return true;
}

static void capture_volume(const char *begin, const char *from, const char *end, char *item)
{
    const char *left = from - begin > NEAR ? from - NEAR : begin;
    const char *right = end - from > NEAR ? from + NEAR : end;
    const char *volume = fold_find(left, right, "\\\\?\\Volume{");
    const char *brace = volume ? memchr(volume, '}', (size_t)(right - volume)) : NULL;

    if (brace)
        put(volume, (size_t)(brace + 1 - volume), item);
    else
        (void)find_letter(left, from, right, item);
}

/* The signature ends with the name. */
static void capture_value(const char *from, const char *to, char *item)
{
    const char *word = fold_find(from, to, "value ");
    const char *start = word ? word + 6 : to;

    put(start, (size_t)(to - start), item);
}

/* Verb-Noun */
static size_t cmdlet_len(const char *at, const char *end)
{
    static const char *const verbs[] = { "Get-", "Remove-", "Add-", "Set-", "Enable-", "Disable-",
        "Install-", "Uninstall-", "New-", "Start-", "Stop-", "Restart-", "Repair-", "Mount-",
        "Dismount-", "Resize-", "Suspend-", "Copy-", "Register-", "Unregister-" };

    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        size_t len = strlen(verbs[i]);

        if ((size_t)(end - at) <= len || strncasecmp(at, verbs[i], len) != 0)
            continue;
        while (at + len < end && is_alnum(at[len]))
            len++;
        return at[strlen(verbs[i])] >= 'A' && at[strlen(verbs[i])] <= 'Z' ? len : 0;
    }
    return 0;
}

static void capture_cmdlet(const char *begin, const char *from, const char *end, char *item)
{
    for (const char *at = begin; at < end; at++) {
        size_t len = at == begin || (!is_alnum(at[-1]) && at[-1] != '-') ? cmdlet_len(at, end) : 0;

        if (len > 0 && (at < from || item[0] == '\0'))
            put(at, len, item);
    }
}

void capture_item(
    enum cause_item kind, const struct log_record *record, size_t from, size_t to, char *item)
{
    const char *text = record->text, *begin = text, *end = text + record->len;
    bool is_inbox;

    item[0] = '\0';
    /* a record that repeats a signature for ever must not be searched whole for each of them */
    begin += from > FAR ? from - FAR : 0;
    end = record->len - to > FAR ? text + to + FAR : end;
    switch (kind) {
    case CAUSE_ITEM_PACKAGE:
        capture_package(begin, text + from, end, item);
        break;
    case CAUSE_ITEM_DLL:
        capture_provider(record, from, item, &is_inbox);
        break;
    case CAUSE_ITEM_VALUE:
        capture_value(text + from, text + to, item);
        break;
    case CAUSE_ITEM_SERVICE:
        capture_service(begin, text + from, text + to, end, item);
        break;
    case CAUSE_ITEM_ANSWER_FILE:
        capture_answer_file(begin, text + from, end, item);
        break;
    case CAUSE_ITEM_VOLUME:
        capture_volume(begin, text + from, end, item);
        break;
    case CAUSE_ITEM_CMDLET:
        capture_cmdlet(begin, text + from, end, item);
        break;
    case CAUSE_ITEM_NONE:
    case CAUSE_ITEM_STATE:
    case CAUSE_ITEM_PARTITION:
        break;
    }
}

bool capture_missing_volume(const struct log_record *record, size_t *from, size_t *to, char *item)
{
    const char *end = record->text + record->len;

    if (!fold_find(record->text, end, "not found"))
        return false;
    for (const char *at = record->text; (at = fold_find(at, end, "volume ")); at += 7) {
        const char *stop = end - at > MISSING_FAR ? at + MISSING_FAR : end;
        const char *not_found = fold_find(at, stop, "not found");

        if (!not_found || (at > record->text && is_alnum(at[-1])))
            continue;
        *from = (size_t)(at - record->text);
        *to = (size_t)(not_found - record->text);
        capture_item(CAUSE_ITEM_VOLUME, record, *from, *to, item);
        return true;
    }
    return false;
}
