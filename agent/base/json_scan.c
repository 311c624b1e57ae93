/* SPDX-License-Identifier: MIT */
/*
 * json_scan.c - is it JSON, to the letter?
 *
 * cJSON lets some malformed input pass (raw control characters, a NUL written as \u0000) and cannot
 * tell line and column. So every document is read here first; what comes through is for cJSON.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8259
 */
#include "base/json_scan.h"

#include "base/json.h"

#include <float.h>
#include <string.h>

/** The longest number: what cJSON copies before it reads one. */
enum { NUMBER_LEN_LIMIT = 60 };

struct scan {
    const char *bytes;
    size_t len;
    size_t at;                   /* next byte to read */
    size_t members;              /* names read so far */
    size_t stop_at_member;       /* see json_scan */
    char open[JSON_DEPTH_LIMIT]; /* '{' or '[' of every value that is not closed yet */
    size_t depth;                /* of open */
    enum err_agent code;         /* of the problem */
    const char *problem;         /* NULL: none so far */
};

static bool fail(struct scan *scan, size_t at, const char *problem)
{
    scan->at = at;
    scan->code = ERR_MALFORMED;
    scan->problem = problem;
    return false;
}

/** The byte at hand; 0 at the end, which no place in the grammar allows. */
static char peek(const struct scan *scan)
{
    return scan->at < scan->len ? scan->bytes[scan->at] : '\0';
}

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->len && strchr(" \t\r\n", scan->bytes[scan->at]) &&
           scan->bytes[scan->at] != '\0')
        scan->at++;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/** Four hexadecimal digits. */
static bool read_unit(struct scan *scan, unsigned *unit)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++, scan->at++) {
        char digit = peek(scan);
        if (is_digit(digit))
            value = value * 16 + (unsigned)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            value = value * 16 + (unsigned)(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F')
            value = value * 16 + (unsigned)(digit - 'A' + 10);
        else
            return fail(scan, scan->at, "four hexadecimal digits expected after \\u");
    }
    *unit = value;
    return true;
}

/** What follows "\u": one unit, or two that make a pair. */
static bool scan_unicode(struct scan *scan, size_t start)
{
    unsigned first = 0;
    unsigned second = 0;

    if (!read_unit(scan, &first))
        return false;
    if (first == 0)
        return fail(scan, start, "\\u0000 cannot be in a string here");
    if (first >= 0xDC00 && first <= 0xDFFF)
        return fail(scan, start, "the second half of a surrogate pair stands alone");
    if (first < 0xD800 || first > 0xDBFF)
        return true;
    if (scan->len - scan->at < 2 || memcmp(scan->bytes + scan->at, "\\u", 2) != 0)
        return fail(scan, start, "the first half of a surrogate pair stands alone");
    scan->at += 2;
    if (!read_unit(scan, &second))
        return false;
    if (second < 0xDC00 || second > 0xDFFF)
        return fail(scan, start, "the first half of a surrogate pair stands alone");
    return true;
}

static bool scan_string(struct scan *scan)
{
    size_t start = scan->at;

    for (scan->at++; scan->at < scan->len; scan->at++) {
        unsigned char byte = (unsigned char)scan->bytes[scan->at];
        if (byte == '"') {
            scan->at++;
            return true;
        }
        if (byte < 0x20)
            return fail(scan, scan->at, "a control character stands in a string");
        if (byte != '\\')
            continue;
        size_t escape = scan->at++;
        char kind = peek(scan);
        if (kind == 'u') {
            scan->at++;
            if (!scan_unicode(scan, escape))
                return false;
            scan->at--; /* the loop steps over the last digit */
        } else if (kind == '\0' || !strchr("\"\\/bfnrt", kind)) {
            return fail(scan, escape, "unknown escape in a string");
        }
    }
    return fail(scan, start, "the string does not end");
}

static size_t skip_digits(struct scan *scan)
{
    size_t start = scan->at;

    while (is_digit(peek(scan)))
        scan->at++;
    return scan->at - start;
}

static bool scan_number(struct scan *scan)
{
    char digits[NUMBER_LEN_LIMIT + 1];
    size_t start = scan->at;

    if (peek(scan) == '-')
        scan->at++;
    if (peek(scan) == '0')
        scan->at++;
    else if (skip_digits(scan) == 0)
        return fail(scan, start, "a value expected");
    if (is_digit(peek(scan)))
        return fail(scan, start, "a number begins with 0");
    if (peek(scan) == '.') {
        scan->at++;
        if (skip_digits(scan) == 0)
            return fail(scan, scan->at, "a digit expected after the decimal point");
    }
    if (peek(scan) == 'e' || peek(scan) == 'E') {
        scan->at++;
        if (peek(scan) == '+' || peek(scan) == '-')
            scan->at++;
        if (skip_digits(scan) == 0)
            return fail(scan, scan->at, "a digit expected in the exponent");
    }

    size_t len = scan->at - start;
    if (len > NUMBER_LEN_LIMIT)
        return fail(scan, start, "the number is too long");
    memcpy(digits, scan->bytes + start, len);
    digits[len] = '\0';
    double number = strtod(digits, NULL);
    if (number < -DBL_MAX || number > DBL_MAX)
        return fail(scan, start, "the number is too large");
    return true;
}

static bool scan_scalar(struct scan *scan)
{
    static const char *const words[] = { "true", "false", "null" };

    if (peek(scan) == '"')
        return scan_string(scan);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i]);
        if (scan->len - scan->at >= len && memcmp(scan->bytes + scan->at, words[i], len) == 0) {
            scan->at += len;
            return true;
        }
    }
    if (scan->at == scan->len)
        return fail(scan, scan->at, "the document ends too early");
    return scan_number(scan);
}

/** "name": - and white space around it. @param stop true when it is the member looked for */
static bool scan_name(struct scan *scan, bool *stop)
{
    skip_space(scan);
    if (peek(scan) != '"')
        return fail(scan, scan->at, "a member's name in quotes expected");
    if (scan->members++ == scan->stop_at_member) {
        *stop = true;
        return true;
    }
    if (!scan_string(scan))
        return false;
    skip_space(scan);
    if (peek(scan) != ':')
        return fail(scan, scan->at, "':' expected");
    scan->at++;
    return true;
}

static char closing(const struct scan *scan)
{
    return scan->open[scan->depth - 1] == '{' ? '}' : ']';
}

/** Reads '{' or '['. @param empty true when it is closed at once */
static bool scan_open(struct scan *scan, bool *empty)
{
    if (scan->depth == JSON_DEPTH_LIMIT) {
        (void)fail(scan, scan->at, "nested too deeply");
        scan->code = ERR_TOO_LARGE;
        return false;
    }
    scan->open[scan->depth++] = scan->bytes[scan->at++];
    skip_space(scan);
    *empty = peek(scan) == closing(scan);
    return true;
}

/** After a value: closes what ends here. @param more true when a comma says that more follows */
static bool scan_close(struct scan *scan, bool *more)
{
    for (*more = false; scan->depth > 0; scan->depth--, scan->at++) {
        skip_space(scan);
        if (peek(scan) == ',') {
            scan->at++;
            *more = true;
            return true;
        }
        if (peek(scan) != closing(scan))
            return fail(scan, scan->at,
                closing(scan) == '}' ? "',' or '}' expected" : "',' or ']' expected");
    }
    return true;
}

static bool scan_values(struct scan *scan)
{
    bool more = true;
    bool stop = false;

    while (more) {
        bool empty = false;
        skip_space(scan);
        bool opens = peek(scan) == '{' || peek(scan) == '[';
        if (opens ? !scan_open(scan, &empty) : !scan_scalar(scan))
            return false;
        if (!opens || empty) {
            if (!scan_close(scan, &more))
                return false;
        }
        if (more && scan->open[scan->depth - 1] == '{' && !scan_name(scan, &stop))
            return false;
        if (stop)
            return true;
    }
    skip_space(scan);
    if (scan->at != scan->len)
        return fail(scan, scan->at, "something stands behind the document");
    return true;
}

bool json_scan(
    const char *bytes, size_t len, size_t stop_at_member, size_t *offset, struct err *err)
{
    struct scan scan = { .bytes = bytes, .len = len, .stop_at_member = stop_at_member };
    bool ok = scan_values(&scan);

    *offset = scan.at;
    return ok ? true : json_scan_error(bytes, scan.at, scan.code, scan.problem, err);
}

bool json_scan_error(
    const char *bytes, size_t offset, enum err_agent code, const char *problem, struct err *err)
{
    size_t line = 1;
    size_t column = 1;

    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) { /* columns count characters */
            column++;
        }
    }
    return err_set(
        err, ERR_AGENT, (uint32_t)code, "line %zu, column %zu: %s", line, column, problem);
}
