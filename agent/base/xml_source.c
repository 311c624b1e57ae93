/* SPDX-License-Identifier: MIT */
/* xml_source.c - where the elements of a document stand in its bytes, and a copy with some replaced. */
#include "base/xml_source.h"

#include "base/xml_copy.h"

/* Where the scan is. */
struct scan {
    struct xml_source *source;
    size_t at; /* byte */
    struct xml_spot spot;
    size_t open; /* ordinal of the innermost open element; NONE: outside the root */
};

enum { OUTSIDE_ASCII = 0x100 }; /* what any character looks like that no markup is made of */
static const size_t NONE = SIZE_MAX;

void xml_source_done(struct xml_source *source)
{
    free(source->tags);
    *source = (struct xml_source){ 0 };
}

/* The unit at that byte; 0 past the end, where no document has one. */
static unsigned unit_at(const struct xml_source *source, size_t at)
{
    const uint8_t *unit = source->bytes + at;

    if (at >= source->len || source->len - at < source->width)
        return 0;
    if (source->width == 1)
        return *unit < 0x80 ? *unit : OUTSIDE_ASCII;
    unsigned value = source->big_endian ? (unsigned)(unit[0] << 8 | unit[1])
                                        : (unsigned)(unit[1] << 8 | unit[0]);
    return value < 0x80 ? value : OUTSIDE_ASCII;
}

static bool is_space(unsigned unit)
{
    return unit == ' ' || unit == '\t' || unit == '\r' || unit == '\n';
}

static bool is_here(const struct xml_source *source, size_t at, const char *string)
{
    for (; *string; string++, at += source->width)
        if (unit_at(source, at) != (unsigned char)*string)
            return false;
    return true;
}

/* Is a character begun there, and not gone on with? */
static bool begins_character(const struct xml_source *source, size_t at)
{
    if (source->width == 1)
        return (source->bytes[at] & 0xc0) != 0x80;
    uint8_t high = source->bytes[at + (source->big_endian ? 0 : 1)];
    return high < 0xdc || high > 0xdf; /* the second half of a pair */
}

static bool at_end(const struct scan *scan)
{
    return scan->source->len - scan->at < scan->source->width;
}

static void step(struct scan *scan)
{
    unsigned unit = unit_at(scan->source, scan->at);

    if (unit == '\n') {
        scan->spot.line++;
        scan->spot.column = 0;
    }
    if (unit == '\n' || begins_character(scan->source, scan->at))
        scan->spot.column++;
    scan->at += scan->source->width;
}

static void step_over(struct scan *scan, const char *string)
{
    for (; *string && !at_end(scan); string++)
        step(scan);
}

/* Up to that string, and over it. */
static void skip_past(struct scan *scan, const char *string)
{
    while (!at_end(scan) && !is_here(scan->source, scan->at, string))
        step(scan);
    step_over(scan, string);
}

/* Over the rest of a tag, quotes respected. @return  does it end with "/>"? */
static bool skip_tag(struct scan *scan)
{
    unsigned quote = 0, last = 0;

    while (!at_end(scan)) {
        unsigned unit = unit_at(scan->source, scan->at);

        step(scan);
        if (quote) {
            quote = unit == quote ? 0 : quote;
            last = 0;
            continue;
        }
        if (unit == '>')
            return last == '/';
        if (unit == '"' || unit == '\'')
            quote = unit;
        last = unit;
    }
    return false;
}

static bool open_element(struct scan *scan, struct err *err)
{
    struct xml_source *source = scan->source;

    if (source->count == source->capacity) {
        size_t capacity = source->capacity ? source->capacity * 2 : 64;
        struct xml_tag *tags = realloc(source->tags, capacity * sizeof *tags);

        if (!tags)
            return err_nomem(err);
        source->tags = tags;
        source->capacity = capacity;
    }
    struct xml_tag *tag = &source->tags[source->count];

    *tag = (struct xml_tag){ .spot = scan->spot, .begin = scan->at };
    tag->parent = scan->open == NONE ? source->count : scan->open;
    step(scan);
    while (!at_end(scan) && !is_space(unit_at(source, scan->at)) &&
           unit_at(source, scan->at) != '>' && unit_at(source, scan->at) != '/')
        step(scan);
    tag->name_end = scan->at;
    bool is_empty = skip_tag(scan);
    tag->open_end = tag->close_begin = tag->end = scan->at;
    if (!is_empty)
        scan->open = source->count;
    source->count++;
    return true;
}

static void close_element(struct scan *scan)
{
    struct xml_source *source = scan->source;
    size_t begin = scan->at;

    (void)skip_tag(scan); /* an end tag has no "/" at its end */
    if (scan->open == NONE)
        return;
    struct xml_tag *tag = &source->tags[scan->open];

    tag->close_begin = begin;
    tag->end = scan->at;
    scan->open = tag->parent == scan->open ? NONE : tag->parent;
}

static bool scan_all(struct scan *scan, struct err *err)
{
    const struct xml_source *source = scan->source;

    while (!at_end(scan)) {
        if (unit_at(source, scan->at) != '<') {
            step(scan);
        } else if (is_here(source, scan->at, "<!--")) {
            step_over(scan, "<!--");
            skip_past(scan, "-->");
        } else if (is_here(source, scan->at, "<![CDATA[")) {
            skip_past(scan, "]]>");
        } else if (is_here(source, scan->at, "<?")) {
            skip_past(scan, "?>");
        } else if (is_here(source, scan->at, "</")) {
            close_element(scan);
        } else if (!open_element(scan, err)) {
            return false;
        }
    }
    return true;
}

/* "u:unattend" at the tag, against "unattend" of the tree. */
static bool is_named(const struct xml_source *source, const struct xml_tag *tag, const char *name)
{
    size_t units = (tag->name_end - tag->begin) / source->width - 1;
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] >= 0x80)
            return true; /* too much to ask: only encodings that are not ASCII are looked for */
    if (units < len || !is_here(source, tag->name_end - len * source->width, name))
        return false;
    return units == len || unit_at(source, tag->name_end - (len + 1) * source->width) == ':';
}

/* Are the elements those of the tree? */
static bool fits(const struct xml_source *source, const struct xml_document *document)
{
    const struct xml_node *node = xml_root(document);
    size_t seen = 0;

    while (node) {
        size_t ordinal = xml_ordinal(node);

        if (ordinal >= source->count || !is_named(source, &source->tags[ordinal], xml_name(node)))
            return false;
        seen++;
        const struct xml_node *next = xml_child(node, NULL);
        while (node && !next) {
            next = xml_next(node, NULL);
            node = next ? node : xml_parent(node);
        }
        node = next;
    }
    return seen == source->count;
}

static void find_encoding(struct xml_source *source)
{
    const uint8_t *bytes = source->bytes;

    source->width = 1;
    if (source->len < 2)
        return;
    if ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == '<' && bytes[1] == 0)) {
        source->width = 2;
    } else if ((bytes[0] == 0xfe && bytes[1] == 0xff) || (bytes[0] == 0 && bytes[1] == '<')) {
        source->width = 2;
        source->big_endian = true;
    }
}

/* How many bytes a mark of the encoding takes. */
static size_t mark_len(const struct xml_source *source)
{
    if (source->width == 2)
        return unit_at(source, 0) == OUTSIDE_ASCII ? 2 : 0;
    return source->len >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

bool xml_source_read(const void *bytes, size_t len, const struct xml_document *document,
    struct xml_source *source, struct err *err)
{
    AUTO(xml_source) read = { .bytes = bytes, .len = len };
    struct scan scan = { .source = &read, .spot = { 1, 1 }, .open = NONE };

    find_encoding(&read);
    scan.at = mark_len(&read);
    if (!scan_all(&scan, err))
        return false;
    if (!fits(&read, document))
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "in an encoding that is neither UTF-8 nor UTF-16 nor like ASCII");
    *source = read;
    read = (struct xml_source){ 0 };
    return true;
}

const struct xml_tag *xml_source_tag(const struct xml_source *source, const struct xml_node *node)
{
    return &source->tags[xml_ordinal(node)];
}

unsigned xml_source_unit(const struct xml_source *source, size_t at)
{
    return unit_at(source, at);
}

bool xml_source_next_attribute(const struct xml_source *source, const struct xml_tag *tag,
    struct xml_attribute_span *attribute)
{
    struct xml_attribute_span next = { .begin = attribute->end };
    size_t width = source->width;
    size_t at = attribute->end;

    while (is_space(unit_at(source, at)))
        at += width;
    next.name.begin = at;
    while (at < tag->open_end && unit_at(source, at) != '=' && unit_at(source, at) != '>' &&
           !is_space(unit_at(source, at)))
        at += width;
    next.name.end = at;
    while (at < tag->open_end && unit_at(source, at) != '"' && unit_at(source, at) != '\'')
        at += width;
    unsigned quote = unit_at(source, at);
    next.value.begin = at += width;
    while (at < tag->open_end && unit_at(source, at) != quote)
        at += width;
    if (at >= tag->open_end)
        return false;
    next.value.end = at;
    next.end = at + width;
    *attribute = next;
    return true;
}

bool xml_source_attribute(const struct xml_source *source, const struct xml_tag *tag,
    const char *name, struct xml_span *whole, struct xml_span *value)
{
    struct xml_attribute_span attribute = { .end = tag->name_end };
    size_t size = strlen(name) * source->width;

    while (xml_source_next_attribute(source, tag, &attribute)) {
        if (attribute.name.end - attribute.name.begin != size ||
            !is_here(source, attribute.name.begin, name))
            continue;
        if (whole)
            *whole = (struct xml_span){ attribute.begin, attribute.end };
        if (value)
            *value = attribute.value;
        return true;
    }
    return false;
}

struct xml_span xml_source_lines(const struct xml_source *source, const struct xml_tag *tag)
{
    struct xml_span span = { tag->begin, tag->end };
    size_t width = source->width;
    size_t begin = tag->begin, end = tag->end;

    while (begin >= width &&
           (unit_at(source, begin - width) == ' ' || unit_at(source, begin - width) == '\t'))
        begin -= width;
    while (unit_at(source, end) == ' ' || unit_at(source, end) == '\t')
        end += width;
    if (unit_at(source, end) == '\r')
        end += width;
    if (begin >= width && unit_at(source, begin - width) == '\n' && unit_at(source, end) == '\n')
        span = (struct xml_span){ begin, end + width };
    return span;
}

/* The first edit at or behind that byte; NULL: none. */
static const struct xml_edit *next_edit(
    const struct xml_edit *edits, size_t count, size_t at, const struct xml_edit *last)
{
    const struct xml_edit *next = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct xml_edit *edit = &edits[i];

        if (edit->span.begin < at || edit->span.end < edit->span.begin)
            continue;
        /* of several at one place: those behind the last one that was made */
        if (last && edit->span.begin == last->span.begin && edit <= last)
            continue;
        if (!next || edit->span.begin < next->span.begin)
            next = edit;
    }
    return next;
}

bool xml_source_edit(const struct xml_source *source, const struct xml_edit *edits, size_t count,
    struct text *text, struct err *err)
{
    const struct xml_edit *edit = NULL;
    size_t at = 0;

    while ((edit = next_edit(edits, count, at, edit)) != NULL && edit->span.end <= source->len) {
        text_append_bytes(text, (const char *)source->bytes + at, edit->span.begin - at);
        xml_copy_ascii(source, edit->with, text);
        at = edit->span.end;
    }
    text_append_bytes(text, (const char *)source->bytes + at, source->len - at);
    return text_ok(text, err);
}
