/* SPDX-License-Identifier: MIT */
/*
 * redact_xml.c - makes the secrets of an answer file unreadable without moving a byte of it.
 *
 * libxml2 tells no offsets and refuses what is malformed, where a password may stand all the same.
 * So this reads units (bytes, or pairs of them in UTF-16) and knows no more of XML than where
 * tags, comments and text begin and end.
 *
 * Once a secret's element is open, everything is secret up to the end tag of that name, but for
 * the text of elements that are known to be settings.
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 *         (AutoLogon, UserAccounts, UserData-ProductKey, UnattendedJoin-Identification-Credentials,
 *         UnattendedJoin-Identification-Provisioning-AccountData)
 */
#include "guest/redact.h"

#include <string.h>

/** Bytes read as units. */
struct units {
    uint8_t *data;
    size_t width; /* bytes of a unit: 1, or 2 in UTF-16 */
    size_t low;   /* which byte of a unit is the lower one */
    size_t count;
};

/** A name in the file: units from `start` on. */
struct name {
    size_t start, len;
};

struct reader {
    struct units units;
    size_t at;
    bool redacts;       /* false: only looks for the root */
    struct name root;   /* the first element; len 0: none so far */
    struct name secret; /* the element that is open and secret; len 0: none */
    size_t inside;      /* how many more of the same name are open in it */
    bool is_setting;    /* the text at hand is no secret, although it stands in one */
};

/* -- units -- */

static unsigned unit_at(const struct units *units, size_t at)
{
    const uint8_t *unit = units->data + at * units->width;

    if (at >= units->count)
        return 0;
    return units->width == 1 ? unit[0] : (unsigned)(unit[units->low] | unit[1 - units->low] << 8);
}

static void put_x(struct units *units, size_t at)
{
    uint8_t *unit = units->data + at * units->width;

    memset(unit, 0, units->width);
    unit[units->low] = 'x';
}

static bool is_space(unsigned unit)
{
    return unit == ' ' || unit == '\t' || unit == '\r' || unit == '\n';
}

/* White space stays: lines keep their numbers, and what is empty stays so. */
static void redact_range(struct units *units, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++)
        if (!is_space(unit_at(units, at)))
            put_x(units, at);
}

static bool stands_at(const struct units *units, size_t at, const char *ascii)
{
    for (size_t i = 0; ascii[i]; i++)
        if (unit_at(units, at + i) != (unsigned char)ascii[i])
            return false;
    return true;
}

/* Where the ASCII text stands from `at` on; the end when nowhere. */
static size_t find(const struct units *units, size_t at, const char *ascii)
{
    while (at < units->count && !stands_at(units, at, ascii))
        at++;
    return at;
}

static struct units units_of(struct bytes *bytes)
{
    struct units units = { .data = bytes->data, .width = 1, .count = bytes->len };

    if (bytes->len < 2)
        return units;
    /* A mark (FF FE, FE FF), or an ASCII character in either order: an answer file begins so. */
    bool little = bytes->data[0] == 0xFF && bytes->data[1] == 0xFE;
    bool big = bytes->data[0] == 0xFE && bytes->data[1] == 0xFF;
    little = little || (bytes->data[0] != 0 && bytes->data[1] == 0);
    big = big || (bytes->data[0] == 0 && bytes->data[1] != 0);
    if (little || big) {
        units.width = 2;
        units.low = big ? 1 : 0;
        units.count = bytes->len / 2;
    }
    return units;
}

/* -- names -- */

static bool ends_name(unsigned unit)
{
    return unit == 0 || unit == '>' || unit == '/' || unit == '<' || is_space(unit);
}

static struct name read_name(const struct units *units, size_t at)
{
    struct name name = { .start = at };

    while (at + name.len < units->count && !ends_name(unit_at(units, at + name.len)))
        name.len++;
    return name;
}

static bool same_names(const struct units *units, struct name left, struct name right)
{
    if (left.len != right.len)
        return false;
    for (size_t i = 0; i < left.len; i++)
        if (unit_at(units, left.start + i) != unit_at(units, right.start + i))
            return false;
    return true;
}

static struct name without_prefix(const struct units *units, struct name name)
{
    for (size_t i = 0; i < name.len; i++)
        if (unit_at(units, name.start + i) == ':')
            return (struct name){ name.start + i + 1, name.len - i - 1 };
    return name;
}

static unsigned lower(unsigned unit)
{
    return unit >= 'A' && unit <= 'Z' ? unit - 'A' + 'a' : unit;
}

/* Does the local name end so? ASCII case does not count. @param whole it must be all of it */
static bool is_called(
    const struct units *units, struct name prefixed, const char *lower_case, bool whole)
{
    struct name name = without_prefix(units, prefixed);
    size_t len = strlen(lower_case);

    if (name.len < len || (whole && name.len != len))
        return false;
    for (size_t i = 0; i < len; i++)
        if (lower(unit_at(units, name.start + name.len - len + i)) != (unsigned char)lower_case[i])
            return false;
    return true;
}

static bool is_secret_element(const struct units *units, struct name name)
{
    /* AccountData is the blob of an offline domain join: it holds the machine's password. */
    static const char *const whole[] = { "productkey", "accountdata", "passphrase", "sharedkey",
        "keymaterial" };

    for (size_t i = 0; i < COUNT_OF(whole); i++)
        if (is_called(units, name, whole[i], true))
            return true;
    return is_called(units, name, "password", false);
}

/* Elements in a password or product key that say how it is used. */
static bool is_setting_element(const struct units *units, struct name name)
{
    return is_called(units, name, "plaintext", true) || is_called(units, name, "willshowui", true);
}

/* -- reading -- */

static bool is_secret_here(const struct reader *reader)
{
    return reader->secret.len > 0 && !reader->is_setting;
}

/* Behind the mark that ends something which begins at hand. What has no end is redacted whole.
 * @param redact its content */
static void pass(struct reader *reader, const char *begin, const char *end, bool redact)
{
    size_t from = reader->at + strlen(begin);
    size_t to = find(&reader->units, from, end);

    if (reader->redacts && (redact || to >= reader->units.count))
        redact_range(&reader->units, from, to);
    reader->at = to + strlen(end);
}

/* <!DOCTYPE ...>: may define entities, whose text is then used anywhere. */
static void pass_declaration(struct reader *reader)
{
    const struct units *units = &reader->units;
    size_t depth = 0;

    while (reader->at < units->count) {
        unsigned unit = unit_at(units, reader->at);

        if (stands_at(units, reader->at, "<!--")) {
            pass(reader, "<!--", "-->", true);
            continue;
        }
        if (unit == '"' || unit == '\'') {
            const char quote[] = { (char)unit, '\0' };

            pass(reader, quote, quote, true);
            continue;
        }
        reader->at++;
        if (unit == '<')
            depth++;
        if (unit == '>' && --depth == 0)
            return;
    }
}

/* Where a tag ends: at its '>', or at a '<', which cannot stand in a tag and so begins the next
 * one. A quoted value may hold a '>', but no '<'. */
static size_t tag_end(const struct units *units, size_t at)
{
    unsigned quote = 0;

    for (; at < units->count; at++) {
        unsigned unit = unit_at(units, at);

        if (unit == '<' || (unit == '>' && quote == 0))
            return at;
        if (quote != 0)
            quote = unit == quote ? 0 : quote;
        else if (unit == '"' || unit == '\'')
            quote = unit;
    }
    return at;
}

static void pass_tag(struct reader *reader, size_t end)
{
    reader->at = unit_at(&reader->units, end) == '>' ? end + 1 : end;
}

static void pass_start_tag(struct reader *reader)
{
    const struct units *units = &reader->units;
    struct name name = read_name(units, reader->at + 1);
    size_t end = tag_end(units, reader->at + 1);
    bool opens = unit_at(units, end - 1) != '/';

    pass_tag(reader, end);
    reader->is_setting = reader->secret.len > 0 && opens && is_setting_element(units, name);
    if (reader->root.len == 0)
        reader->root = name;
    if (!opens)
        return;
    if (reader->secret.len == 0 && is_secret_element(units, name)) {
        reader->secret = name;
        reader->inside = 0;
    } else if (reader->secret.len > 0 && same_names(units, name, reader->secret)) {
        reader->inside++;
    }
}

static void pass_end_tag(struct reader *reader)
{
    const struct units *units = &reader->units;
    struct name name = read_name(units, reader->at + 2);

    pass_tag(reader, tag_end(units, reader->at + 1));
    reader->is_setting = false;
    if (reader->secret.len == 0 || !same_names(units, name, reader->secret))
        return;
    if (reader->inside > 0)
        reader->inside--;
    else
        reader->secret.len = 0;
}

static void pass_text(struct reader *reader)
{
    size_t end = find(&reader->units, reader->at, "<");

    if (reader->redacts && is_secret_here(reader))
        redact_range(&reader->units, reader->at, end);
    reader->at = end;
}

static void pass_one(struct reader *reader)
{
    const struct units *units = &reader->units;
    size_t at = reader->at;

    if (unit_at(units, at) != '<')
        pass_text(reader);
    else if (stands_at(units, at, "<!--"))
        pass(reader, "<!--", "-->", true);
    else if (stands_at(units, at, "<![CDATA["))
        pass(reader, "<![CDATA[", "]]>", is_secret_here(reader));
    else if (stands_at(units, at, "<!"))
        pass_declaration(reader);
    else if (stands_at(units, at, "<?"))
        pass(reader, "<?", "?>", false);
    else if (stands_at(units, at, "</"))
        pass_end_tag(reader);
    else
        pass_start_tag(reader);
}

void redact_answer_file(struct bytes *bytes)
{
    struct reader first = { .units = units_of(bytes) };
    struct reader second = { .units = first.units, .redacts = true };

    /* Secrets may stand in front of the root, too: in a comment, in a DOCTYPE. */
    while (first.at < first.units.count && first.root.len == 0)
        pass_one(&first);
    if (first.root.len > 0 ? !is_called(&first.units, first.root, "unattend", true)
                           : find(&first.units, 0, "<unattend") >= first.units.count)
        return;
    while (second.at < second.units.count)
        pass_one(&second);
}
