/* SPDX-License-Identifier: MIT */
/* xml_copy.c - an element of one document, put into the bytes of another. */
#include "base/xml_copy.h"

#include "base/xml_encoding.h"

void xml_copy_ascii(const struct xml_source *into, const char *string, struct text *text)
{
    for (; *string; string++) {
        char unit[2] = { *string, 0 };

        if (into->width == 2 && into->big_endian) {
            unit[0] = 0;
            unit[1] = *string;
        }
        text_append_bytes(text, unit, into->width);
    }
}

void xml_copy_span(const struct xml_source *from, struct xml_span span, struct text *text)
{
    text_append_bytes(text, (const char *)from->bytes + span.begin, span.end - span.begin);
}

static bool is_one_encoding(const struct xml_source *from, const struct xml_source *into)
{
    if (from->width != into->width || from->big_endian != into->big_endian)
        return false;
    return from->width == 2 || (xml_encoding_is_utf8(from->bytes, from->len) &&
                                   xml_encoding_is_utf8(into->bytes, into->len));
}

static bool append(const struct xml_source *from, struct xml_span span, bool one_encoding,
    const struct xml_source *into, struct text *text, struct err *err)
{
    if (one_encoding) {
        xml_copy_span(from, span, text);
        return true;
    }
    for (size_t at = span.begin; at < span.end; at += from->width) {
        unsigned unit = xml_source_unit(from, at);

        if (unit >= 0x80)
            return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
                "characters beyond ASCII, and the two files are not both in UTF-8 or both in "
                "UTF-16");
        xml_copy_ascii(into, (char[]){ (char)unit, '\0' }, text);
    }
    return true;
}

static bool is_declaration(const struct xml_source *source, struct xml_span name)
{
    static const char xmlns[] = "xmlns";

    if ((name.end - name.begin) / source->width < strlen(xmlns))
        return false;
    for (size_t i = 0; i < strlen(xmlns); i++)
        if (xml_source_unit(source, name.begin + i * source->width) != (unsigned char)xmlns[i])
            return false;
    size_t end = name.begin + strlen(xmlns) * source->width;
    return end == name.end || xml_source_unit(source, end) == ':';
}

/* Has an element from `tag` outwards, up to and without `until`, an attribute of that name? */
static bool is_declared(const struct xml_source *source, const struct xml_tag *tag,
    const struct xml_tag *until, struct xml_span name)
{
    const uint8_t *bytes = source->bytes;

    for (; tag != until; tag = &source->tags[tag->parent]) {
        struct xml_attribute_span other = { .end = tag->name_end };

        while (xml_source_next_attribute(source, tag, &other))
            if (other.name.end - other.name.begin == name.end - name.begin &&
                memcmp(bytes + other.name.begin, bytes + name.begin, name.end - name.begin) == 0)
                return true;
    }
    return false;
}

static bool append_declarations(const struct xml_source *from, const struct xml_tag *tag,
    bool one_encoding, const struct xml_source *into, struct text *text, struct err *err)
{
    const struct xml_tag *around = tag;

    while (around != &from->tags[around->parent]) {
        struct xml_attribute_span attribute;

        around = &from->tags[around->parent];
        attribute = (struct xml_attribute_span){ .end = around->name_end };
        while (xml_source_next_attribute(from, around, &attribute)) {
            struct xml_span span = { attribute.name.begin, attribute.end };

            if (!is_declaration(from, attribute.name) ||
                is_declared(from, tag, around, attribute.name))
                continue;
            xml_copy_ascii(into, " ", text);
            if (!append(from, span, one_encoding, into, text, err))
                return false;
        }
    }
    return true;
}

bool xml_copy_element(const struct xml_source *from, const struct xml_tag *tag,
    const struct xml_source *into, struct text *text, struct err *err)
{
    struct xml_span name = { tag->begin, tag->name_end };
    struct xml_span rest = { tag->name_end, tag->end };
    bool one_encoding = is_one_encoding(from, into);

    return append(from, name, one_encoding, into, text, err) &&
           append_declarations(from, tag, one_encoding, into, text, err) &&
           append(from, rest, one_encoding, into, text, err) && text_ok(text, err);
}
