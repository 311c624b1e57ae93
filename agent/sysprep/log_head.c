/* SPDX-License-Identifier: MIT */
/*
 * log_head.c - takes the front of a line apart.
 *
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/
 *         windows-setup-log-files-and-event-logs names the files; the form of a line is observed by
 *         public tools: unverified on a real Windows
 */
#include "sysprep/log_head.h"

#include "base/attr.h"

#include <string.h>
#include <strings.h>

enum {
    FOREIGN_MOST = 8,  /* tools within tools */
    NAME_MOST = 48,    /* bytes of a builder's name */
    DAYS_A_MONTH = 31, /* times are only compared with each other */
};

/** The rest of a line. */
struct rest {
    const char *at, *end;
};

static size_t left(const struct rest *rest)
{
    return (size_t)(rest->end - rest->at);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct rest *rest)
{
    while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t'))
        rest->at++;
}

/* Matches a form: 'd' a digit, '~' any blank or T, anything else itself. */
static bool has_form(const struct rest *rest, const char *form)
{
    size_t len = strlen(form);

    if (left(rest) < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = rest->at[i];

        if (form[i] == 'd' ? !is_digit(c) : form[i] == '~' ? c != ' ' && c != 'T' : c != form[i])
            return false;
    }
    return true;
}

static bool take_word(struct rest *rest, const char *word)
{
    size_t len;

    if (rest->at == rest->end || ((*rest->at ^ *word) & ~0x20) != 0)
        return false;
    len = strlen(word);
    if (left(rest) < len || strncasecmp(rest->at, word, len) != 0)
        return false;
    rest->at += len;
    return true;
}

static int number(const char *digits, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++)
        value = 10 * value + (digits[i] - '0');
    return value;
}

static int64_t seconds(const char *year, const char *month, const char *day, const char *clock)
{
    int64_t days =
        ((int64_t)number(year, 4) * 12 + number(month, 2)) * DAYS_A_MONTH + number(day, 2);

    return days * 86400 + number(clock, 2) * 3600 + number(clock + 3, 2) * 60 +
           number(clock + 6, 2);
}

/* A date with a time, in the forms that logs have. */
static bool take_time(struct rest *rest, int64_t *time)
{
    struct rest after = *rest;

    if (left(&after) > 0 && *after.at == '[')
        after.at++;
    if (has_form(&after, "dddd-dd-dd~dd:dd:dd") || has_form(&after, "dddd/dd/dd dd:dd:dd")) {
        *time = seconds(after.at, after.at + 5, after.at + 8, after.at + 11);
    } else if (has_form(&after, "dd-dd-dddd dd:dd:dd") || has_form(&after, "dd/dd/dddd dd:dd:dd") ||
               has_form(&after, "dd.dd.dddd dd:dd:dd")) {
        *time = seconds(after.at + 6, after.at, after.at + 3, after.at + 11);
    } else {
        return false;
    }
    after.at += 19;
    if (left(&after) > 0 && (*after.at == '.' || *after.at == ',') && left(&after) > 1 &&
        is_digit(after.at[1])) /* parts of a second */
        for (after.at++; after.at < after.end && is_digit(*after.at);)
            after.at++;
    if (left(&after) > 0 && *after.at == 'Z')
        after.at++;
    else if (has_form(&after, "+dd:dd") || has_form(&after, "-dd:dd"))
        after.at += 6;
    if (left(&after) > 0 && *after.at == ']')
        after.at++;
    *rest = after;
    return true;
}

/* -- what other tools put in front -- */

/* "[d50d81fb-...] ", "[   12.345678] ", "[12:34:56] ": no letters but hexadecimal ones inside. */
static bool take_bracket(struct rest *rest)
{
    const char *at = rest->at + 1;

    if (left(rest) < 3 || *rest->at != '[' || has_form(rest, "[0x"))
        return false;
    while (at < rest->end && *at != ']') {
        char c = *at++;

        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && c != '-' && c != '.' && c != ':' && c != ' ')
            return false;
    }
    if (at >= rest->end || at - rest->at < 3)
        return false;
    rest->at = at + 1;
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

/* "azure-arm: ", "vmware-iso.windows: ": lower case, and no word that a message begins with. */
static bool take_name(struct rest *rest)
{
    static const char *const messages[] = { "error", "warning", "fatal", "failed", "info", "volume",
        "msg", "stderr", "status", "reagentc", "dism", "sysprep", "hr" };
    const char *at = rest->at;
    size_t len;

    if (at < rest->end && is_digit(*at))
        return false;
    while (at < rest->end && is_name_char(*at))
        at++;
    len = (size_t)(at - rest->at);
    if (len < 3 || len > NAME_MOST || rest->end - at < 1 || *at != ':' ||
        (rest->end - at > 1 && at[1] != ' '))
        return false;
    for (size_t i = 0; i < COUNT_OF(messages); i++)
        if (len == strlen(messages[i]) && memcmp(rest->at, messages[i], len) == 0)
            return false;
    rest->at = at + 1;
    return true;
}

/* "setupact.log:123:", as grep -n prints it. */
static bool take_file_line(struct rest *rest)
{
    const char *at = rest->at;

    while (at < rest->end && *at != ' ' && *at != ':')
        at++;
    if (at - rest->at < 5 || memcmp(at - 4, ".log", 4) != 0 || rest->end - at < 3 ||
        !is_digit(at[1]))
        return false;
    for (at++; at < rest->end && is_digit(*at);)
        at++;
    if (at >= rest->end || *at != ':')
        return false;
    rest->at = at + 1;
    return true;
}

/* "Mar  3 12:00:00 host name[12]: " */
static bool take_syslog(struct rest *rest)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *colon;
    bool is_month = false;

    if (left(rest) < 20 || rest->at[3] != ' ' || !is_digit(rest->at[5]) || rest->at[9] != ':' ||
        rest->at[12] != ':')
        return false;
    for (size_t i = 0; i < sizeof months - 1; i += 3)
        is_month = is_month || memcmp(rest->at, months + i, 3) == 0;
    colon = is_month ? memchr(rest->at + 16, ':', left(rest) - 16) : NULL;
    if (!colon || colon - rest->at > 100)
        return false;
    rest->at = colon + 1;
    return true;
}

static bool take_foreign(struct rest *rest)
{
    static const char *const marks[] = { "==> ", "--> ", "> ", "* ", "- ", "PACKER OUT",
        "PACKER ERR", "(stdout)", "(stderr)", "stdout: ", "stderr: ", "kernel: " };
    const char *before = rest->at;
    int64_t time;

    skip_blanks(rest);
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (take_word(rest, marks[i]))
            return true;
    if (has_form(rest, "dddd-dd-ddTdd:dd:dd") || has_form(rest, "dddd/dd/dd dd:dd:dd "))
        return take_time(rest, &time);
    if (take_bracket(rest) || take_name(rest) || take_file_line(rest) || take_syslog(rest))
        return true;
    return rest->at != before;
}

size_t log_foreign_len(const char *line, size_t len)
{
    struct rest rest = { line, line + len };

    if (len > 19 && is_digit(line[0]) && line[4] == '-' && line[10] == ' ' && line[19] == ',')
        return 0; /* setupact.log's own time */
    for (int i = 0; i < FOREIGN_MOST && take_foreign(&rest); i++)
        continue;
    return (size_t)(rest.at - line);
}

/* -- setupact.log's own -- */

static bool take_level(struct rest *rest, enum log_level *level)
{
    static const struct {
        const char *word;
        enum log_level level;
    } words[] = { { "Fatal Error", LOG_LEVEL_ERROR }, { "Error", LOG_LEVEL_ERROR },
        { "Info", LOG_LEVEL_INFO }, { "Warning", LOG_LEVEL_WARNING }, { "Perf", LOG_LEVEL_INFO } };
    struct rest after = *rest;

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!take_word(&after, words[i].word))
            continue;
        if (left(&after) == 0 || *after.at != ' ')
            return false;
        *level = words[i].level;
        *rest = after;
        return true;
    }
    return false;
}

/* "[0x0f0082]"; typed from a picture, "[Ox0fO082]" */
static bool take_message_number(struct rest *rest)
{
    if (left(rest) < 10 || *rest->at != '[' || (rest->at[2] | 0x20) != 'x' || rest->at[9] != ']')
        return false;
    rest->at += 10;
    return true;
}

/* "983152 (0xf0070)", as task sequences write the same number */
static bool take_decimal_number(struct rest *rest)
{
    struct rest after = *rest;

    while (after.at < after.end && is_digit(*after.at))
        after.at++;
    if (after.at == rest->at || !take_word(&after, " (0x"))
        return false;
    while (after.at < after.end && *after.at != ')')
        after.at++;
    if (after.at >= after.end)
        return false;
    rest->at = after.at + 1;
    return true;
}

struct log_head log_read_head(const char *line, size_t len)
{
    struct log_head head = { .time = LOG_TIME_NONE };
    struct rest rest = { line, line + len };
    bool has_time, has_level, has_number;
    size_t blanks;

    skip_blanks(&rest);
    has_time = take_time(&rest, &head.time) || take_word(&rest, "<Date> <Time>");
    (void)(has_time && take_word(&rest, ","));
    skip_blanks(&rest);
    has_level = take_level(&rest, &head.level);
    blanks = left(&rest);
    skip_blanks(&rest);
    blanks -= left(&rest);
    has_number = take_message_number(&rest);
    skip_blanks(&rest);
    head.is_sysprep =
        take_word(&rest, "SYSPRP ") || (left(&rest) == 6 && take_word(&rest, "SYSPRP"));
    skip_blanks(&rest);
    has_number = (head.is_sysprep && take_decimal_number(&rest)) || has_number;
    skip_blanks(&rest);
    head.is_record = has_time || head.is_sysprep || has_number || (has_level && blanks > 3);
    /* a level word alone may begin a sentence: "Error in line 3" */
    if (!head.is_record) {
        head.level = LOG_LEVEL_NONE;
        return head;
    }
    head.len = len - left(&rest);
    return head;
}

/* Does "SYSPRP " stand there with nothing of a head in front of it? */
static bool is_bare_component(const char *line, size_t at)
{
    static const char *const words[] = { "Error", "Info", "Warning", "Perf" };

    while (at > 0 && line[at - 1] == ' ')
        at--;
    if (at == 0 || line[at - 1] == ']' || line[at - 1] == ',' || is_digit(line[at - 1]))
        return false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i]);

        if (at >= len && strncasecmp(line + at - len, words[i], len) == 0)
            return false;
    }
    return true;
}

bool log_is_record_start(const char *line, size_t len, size_t at)
{
    struct rest rest = { line + at, line + len };
    enum log_level level;

    if (at == 0 || is_name_char(line[at - 1]) || (line[at - 1] >= 'A' && line[at - 1] <= 'Z'))
        return false;
    if (has_form(&rest, "<![LOG["))
        return true;
    if (has_form(&rest, "dd-dd-dddd dd:dd:dd"))
        return log_read_head(line + at, len - at).is_sysprep;
    if (has_form(&rest, "dddd-dd-dd dd:dd:dd, ")) {
        rest.at += 21;
        return take_level(&rest, &level);
    }
    if (take_word(&rest, "SYSPRP "))
        return is_bare_component(line, at);
    if (!take_level(&rest, &level))
        return false;
    skip_blanks(&rest);
    if (take_message_number(&rest))
        skip_blanks(&rest);
    if (!take_word(&rest, "SYSPRP "))
        return false;
    while (at > 0 && line[at - 1] == ' ')
        at--;
    return at > 0 && line[at - 1] != ','; /* behind a comma the time in front is the start */
}
