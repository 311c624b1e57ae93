/* SPDX-License-Identifier: MIT */
/* log_lines.c - bytes to lines; skips ordinary ones by columns. */
#include "sysprep/log_lines.h"

#include <string.h>

enum {
    LEVEL_AT = 19,     /* ", Info" */
    NUMBER_AT = 32,    /* "[0x0f0052]", or blanks */
    COMPONENT_AT = 43, /* "SYSPRP " */
    MESSAGE_AT = 50,
    UTF8_CHUNK = 4096,
};

static uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

static bool is_word(const char *bytes, const char *eight)
{
    return word_at(bytes) == word_at(eight);
}

/* No line end among the bytes of the time; the rest of it does not matter here. */
static bool has_time(const char *line)
{
    return line[4] == '-' && line[7] == '-' && line[10] == ' ' && line[13] == ':' &&
           line[16] == ':' && line[0] >= '0' && line[1] >= '0' && line[2] >= '0' &&
           line[3] >= '0' && line[5] >= '0' && line[6] >= '0' && line[8] >= '0' && line[9] >= '0' &&
           line[11] >= '0' && line[12] >= '0' && line[14] >= '0' && line[15] >= '0' &&
           line[17] >= '0' && line[18] >= '0';
}

static bool has_number_or_blanks(const char *line)
{
    if (line[NUMBER_AT] == ' ')
        return is_word(line + 27, "        ") && is_word(line + 35, "        ");
    if (line[NUMBER_AT] != '[' || line[33] != '0' || line[34] != 'x' || line[41] != ']')
        return false;
    for (int i = 35; i < 41; i++)
        if (line[i] < '0')
            return false;
    return line[42] == ' ' && word_at(line + 24) == word_at("o       ");
}

/* Does the message of an Info line of sysprep's tell something? */
static bool is_telling(const char *message)
{
    switch (message[0]) {
    case '=':
    case 'L': /* LaunchDll */
    case 'W': /* WinMain */
        return true;
    case 'A': /* ActionPlatform::LaunchModule, and not what is done to the registry */
        return message[1] == 'c' && message[16] == 'L';
    case 'F': /* FCreateTagFile:Successfully created */
        return message[1] == 'C' && message[15] == 'S';
    case 'I': /* Initialized, and not Ignoring package */
        return message[1] == 'n';
    case 'P': /* ProcessShutdown, and not ParseCommands */
        return message[1] == 'r';
    case 'R': /* Reset... FAILED; RunExternalDlls */
        return message[1] == 'e' && message[2] == 's';
    case 'S': /* Shutting down; SysprepSession::CreateSession, and not ::CreateXPath... */
        return message[1] == 'h' ||
               (message[1] == 'y' && memcmp(message + 14, "::CreateS", 9) == 0);
    default:
        return false;
    }
}

static bool has_info_head(const char *line)
{
    return is_word(line + LEVEL_AT, ", Info  ") && has_time(line) && has_number_or_blanks(line);
}

static bool is_ordinary_message(const char *line)
{
    static const char components[][8] = { "CSI    ", "CBS    ", "MOUPG  ", "DISM   ", "IBS    ",
        "IBSLIB ", "PANTHR ", "MIG    ", "CONX   ", "SP     ", "UI     " };

    if (memcmp(line + COMPONENT_AT, "SYSPRP ", 7) == 0)
        return !is_telling(line + MESSAGE_AT);
    for (size_t i = 0; i < sizeof components / sizeof components[0]; i++)
        if (memcmp(line + COMPONENT_AT, components[i], 7) == 0)
            return true;
    return false;
}

bool log_is_ordinary(const char *line)
{
    return has_info_head(line) && is_ordinary_message(line);
}

/* -- lines -- */

static void hand_over(struct log_lines *lines, const char *bytes, size_t len, bool ends)
{
    struct log_piece piece = { .bytes = bytes,
        .len = len,
        .line = lines->line + 1,
        .begins = !lines->within,
        .ends = ends,
        .skipped = lines->was_skipped ? lines->skipped : NULL };

    lines->take(lines->state, &piece);
    lines->was_skipped = false;
    lines->within = !ends;
    lines->line += ends ? 1 : 0;
}

/* Hands a line over, in pieces if it is long. */
static void hand_over_line(struct log_lines *lines, const char *bytes, size_t len)
{
    for (; len > LOG_PIECE_MOST; len -= LOG_PIECE_MOST, bytes += LOG_PIECE_MOST)
        hand_over(lines, bytes, LOG_PIECE_MOST, false);
    hand_over(lines, bytes, len, true);
}

/* Keeps the begin of a line until its end comes; a long one is handed over in pieces. */
static void keep(struct log_lines *lines, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t room = LOG_PIECE_MOST - lines->kept_len;
        size_t part = len < room ? len : room;

        memcpy(lines->kept + lines->kept_len, bytes, part);
        lines->kept_len += part;
        bytes += part;
        len -= part;
        if (lines->kept_len == LOG_PIECE_MOST && len > 0) {
            hand_over(lines, lines->kept, LOG_PIECE_MOST, false);
            lines->kept_len = 0;
        }
    }
}

/* Ends the line whose begin was kept. */
static void end_kept(struct log_lines *lines, const char *bytes, size_t len)
{
    keep(lines, bytes, len);
    hand_over(lines, lines->kept, lines->kept_len, true);
    lines->kept_len = 0;
}

/* Where the first line end is; NULL: there is none. */
static const char *find_end(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    const char *carriage = memchr(at, '\r', (size_t)((feed ? feed : end) - at));

    return carriage ? carriage : feed;
}

/** A line that was passed by and is handed over after all. Zeroed is none. */
struct passed {
    const char *at;
    size_t len;
    uint64_t line; /* its number */
};

static void hand_over_passed(struct log_lines *lines, const struct passed *passed)
{
    uint64_t line = lines->line;

    if (!passed->at)
        return;
    memcpy(lines->skipped, passed->at, LOG_TIME_LEN);
    lines->was_skipped = true;
    lines->line = passed->line - 1;
    hand_over_line(lines, passed->at, passed->len);
    lines->line = line;
}

/* A call of a provider or its success. Of many in a row the last of each tells as much as all. */
static bool is_call(const char *line, bool *is_success)
{
    static const char call[] = "ActionPlatform::LaunchModule: ";

    *is_success = line[MESSAGE_AT + sizeof call - 1] == 'S';
    return line[MESSAGE_AT] == 'A' && memcmp(line + COMPONENT_AT, "SYSPRP ", 7) == 0 &&
           memcmp(line + MESSAGE_AT, call, sizeof call - 1) == 0;
}

/* Skips ordinary lines and calls, as many as there are one after the other. */
static const char *skip_ordinary(struct log_lines *lines, const char *at, const char *end)
{
    struct passed last = { .at = NULL }, called = { .at = NULL }, succeeded = { .at = NULL };

    while (end - at > LOG_ORDINARY_LEAST) {
        const char *message = at + MESSAGE_AT, *feed;
        bool is_success = false, calls;

        if (!has_info_head(at))
            break;
        calls = is_call(at, &is_success);
        if (!calls && !is_ordinary_message(at))
            break;
        feed = memchr(message, '\n', (size_t)(end - message));
        /* a carriage return that stands alone would end the line too */
        if (!feed || (feed > message && memchr(message, '\r', (size_t)(feed - message - 1))))
            break;
        if (calls && feed - at > LOG_PIECE_MOST)
            break;
        last = (struct passed){ at, (size_t)(feed - at) - (feed[-1] == '\r'), ++lines->line };
        if (calls && is_success)
            succeeded = last;
        else if (calls)
            called = last;
        at = feed + 1;
    }
    if (succeeded.line < called.line) {
        hand_over_passed(lines, &succeeded);
        hand_over_passed(lines, &called);
    } else {
        hand_over_passed(lines, &called);
        hand_over_passed(lines, &succeeded);
    }
    if (last.at && last.line != called.line && last.line != succeeded.line) {
        memcpy(lines->skipped, last.at, LOG_TIME_LEN);
        lines->was_skipped = true;
    }
    return at;
}

static void feed_text(struct log_lines *lines, const char *at, size_t len)
{
    const char *end = at + len;

    while (at < end) {
        const char *stop;

        if (lines->after_cr && *at == '\n')
            at++;
        lines->after_cr = false;
        if (lines->kept_len == 0 && !lines->within)
            at = skip_ordinary(lines, at, end);
        stop = at < end ? find_end(at, end) : NULL;
        if (!stop) {
            keep(lines, at, (size_t)(end - at));
            return;
        }
        if (lines->kept_len > 0 || lines->within)
            end_kept(lines, at, (size_t)(stop - at));
        else
            hand_over_line(lines, at, (size_t)(stop - at));
        lines->after_cr = *stop == '\r';
        at = stop + 1;
    }
}

/* -- encodings -- */

static size_t put_point(uint32_t point, char *text)
{
    if (point < 0x80) {
        text[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        text[0] = (char)(0xc0 | point >> 6);
        text[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        text[0] = (char)(0xe0 | point >> 12);
        text[1] = (char)(0x80 | (point >> 6 & 0x3f));
        text[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    text[0] = (char)(0xf0 | point >> 18);
    text[1] = (char)(0x80 | (point >> 12 & 0x3f));
    text[2] = (char)(0x80 | (point >> 6 & 0x3f));
    text[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/* A surrogate without its pair becomes U+FFFD: a log may be cut. */
static size_t put_unit(struct log_lines *lines, uint16_t unit, char *text)
{
    uint16_t high = lines->high;
    bool is_high = unit >= 0xd800 && unit < 0xdc00;
    bool is_low = unit >= 0xdc00 && unit < 0xe000;
    size_t len = 0;

    lines->high = 0;
    if (high && is_low)
        return put_point(0x10000 + ((uint32_t)(high - 0xd800) << 10) + (unit - 0xdc00U), text);
    if (high)
        len = put_point(0xfffd, text);
    if (is_high)
        lines->high = unit;
    else
        len += put_point(is_low ? 0xfffd : unit, text + len);
    return len;
}

static void feed_utf16(struct log_lines *lines, const uint8_t *bytes, size_t len)
{
    char text[UTF8_CHUNK + 8]; /* a unit becomes 6 bytes at most, with a broken pair before it */
    size_t text_len = 0;

    for (size_t i = 0; i < len; i++) {
        uint8_t first = lines->odd;

        lines->has_odd = !lines->has_odd;
        lines->odd = bytes[i];
        if (lines->has_odd)
            continue;
        text_len += put_unit(lines,
            lines->encoding == LOG_UTF16_BIG ? (uint16_t)(first << 8 | bytes[i])
                                             : (uint16_t)(bytes[i] << 8 | first),
            text + text_len);
        if (text_len >= UTF8_CHUNK) {
            feed_text(lines, text, text_len);
            text_len = 0;
        }
    }
    feed_text(lines, text, text_len);
}

static void feed_told(struct log_lines *lines, const char *bytes, size_t len)
{
    if (lines->encoding == LOG_BYTES)
        feed_text(lines, bytes, len);
    else
        feed_utf16(lines, (const uint8_t *)bytes, len);
}

/* Tells the encoding by a mark, or by the zeros that Latin letters leave in UTF-16. */
static void tell(struct log_lines *lines)
{
    const uint8_t *first = (const uint8_t *)lines->first;
    size_t len = lines->first_len, mark = 0;

    lines->encoding = LOG_BYTES;
    if (len >= 3 && memcmp(first, "\xef\xbb\xbf", 3) == 0) {
        mark = 3;
    } else if (len >= 2 && first[0] == 0xff && first[1] == 0xfe) {
        lines->encoding = LOG_UTF16_LITTLE;
        mark = 2;
    } else if (len >= 2 && first[0] == 0xfe && first[1] == 0xff) {
        lines->encoding = LOG_UTF16_BIG;
        mark = 2;
    } else if (len == 4 && first[0] && !first[1] && first[2] && !first[3]) {
        lines->encoding = LOG_UTF16_LITTLE;
    } else if (len == 4 && !first[0] && first[1] && !first[2] && first[3]) {
        lines->encoding = LOG_UTF16_BIG;
    }
    feed_told(lines, lines->first + mark, len - mark);
}

void log_lines_feed(struct log_lines *lines, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (lines->encoding == LOG_UNTOLD && len > 0) {
        lines->first[lines->first_len++] = *at++;
        len--;
        if (lines->first_len == sizeof lines->first)
            tell(lines);
    }
    if (len > 0)
        feed_told(lines, at, len);
}

void log_lines_end(struct log_lines *lines)
{
    if (lines->encoding == LOG_UNTOLD)
        tell(lines);
    if (lines->kept_len > 0 || lines->within)
        end_kept(lines, "", 0);
}
