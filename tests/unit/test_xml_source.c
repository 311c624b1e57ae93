/* SPDX-License-Identifier: MIT */
/* test_xml_source.c - elements are found in the bytes, and only what is edited changes. */
#include "base/xml_source.h"

#include "check_main.h"

#include <string.h>

static const char sample[] =
    "<?xml version='1.0'?>\r\n<!-- <no/> -->\r\n<u:a xmlns:u='urn:x'\r\n  k = "
    "'x>\"y'>\r\n\t<b/>\r\n  caf\xC3\xA9 <c d=\"1\">t<![CDATA[<e/>]]></c>\r\n</u:a>\r\n";

static const struct {
    const char *name;
    size_t line, column, parent;
} wanted[] = { { "u:a", 3, 1, 0 }, { "b", 5, 2, 0 }, { "c", 6, 8, 0 } };

/* The sample in UTF-16, with a mark; the accented letter is one unit there. */
static void widen(bool big_endian, struct text *wide)
{
    text_append_bytes(wide, big_endian ? "\xfe\xff" : "\xff\xfe", 2);
    for (const char *at = sample; *at; at++) {
        char unit[2] = { *at, 0 };

        if (*at == '\xC3') {
            unit[0] = '\xE9';
            at++;
        }
        text_append_bytes(wide, big_endian ? &(char){ 0 } : unit, 1);
        text_append_bytes(wide, big_endian ? unit : &(char){ 0 }, 1);
    }
}

static void check_found(const void *bytes, size_t len)
{
    AUTO(xml_document) document = { 0 };
    AUTO(xml_source) source = { 0 };
    struct err err = { 0 };

    ck_assert_msg(xml_parse(bytes, len, &document, &err), "%s", err.text);
    ck_assert_msg(xml_source_read(bytes, len, &document, &source, &err), "%s", err.text);
    ck_assert_uint_eq(source.count, COUNT_OF(wanted));
    for (size_t i = 0; i < source.count; i++) {
        ck_assert_uint_eq(source.tags[i].spot.line, wanted[i].line);
        ck_assert_uint_eq(source.tags[i].spot.column, wanted[i].column);
        ck_assert_uint_eq(source.tags[i].parent, wanted[i].parent);
    }
}

START_TEST(elements_are_found_in_every_encoding)
{
    AUTO(text) text = { 0 };

    if (_i < 2) {
        widen(_i == 1, &text);
    } else {
        text_append(&text, "%s%s", _i == 2 ? "\xef\xbb\xbf" : "", sample);
    }
    check_found(text_string(&text), text.len);
}
END_TEST

START_TEST(only_what_is_edited_changes)
{
    AUTO(xml_document) document = { 0 };
    AUTO(xml_source) source = { 0 };
    AUTO(text) text = { 0 };
    AUTO(text) made = { 0 };
    struct xml_edit edits[3] = { { .with = "2" }, { .with = "" }, { .with = " n='1'" } };
    struct err err = { 0 };

    if (_i < 2)
        widen(_i == 1, &text);
    else
        text_append(&text, "%s", sample);
    ck_assert(xml_parse(text_string(&text), text.len, &document, &err));
    ck_assert(xml_source_read(text_string(&text), text.len, &document, &source, &err));
    ck_assert(xml_source_attribute(&source, &source.tags[2], "d", NULL, &edits[0].span));
    edits[1].span = xml_source_lines(&source, &source.tags[1]);
    edits[2].span = (struct xml_span){ source.tags[0].name_end, source.tags[0].name_end };
    ck_assert(xml_source_edit(&source, edits, 3, &made, &err));
    if (_i == 2)
        ck_assert_str_eq(text_string(&made),
            "<?xml version='1.0'?>\r\n<!-- <no/> -->\r\n<u:a n='1' xmlns:u='urn:x'\r\n  k = "
            "'x>\"y'>\r\n  caf\xC3\xA9 <c d=\"2\">t<![CDATA[<e/>]]></c>\r\n</u:a>\r\n");
    AUTO(xml_document) again = { 0 };
    ck_assert_msg(xml_parse(text_string(&made), made.len, &again, &err), "%s", err.text);
    ck_assert_str_eq(xml_name(xml_child(xml_root(&again), NULL)), "c");
}
END_TEST

START_TEST(attributes_are_found_by_their_whole_name)
{
    AUTO(xml_document) document = { 0 };
    AUTO(xml_source) source = { 0 };
    struct xml_span whole = { 0 }, value = { 0 };
    struct err err = { 0 };

    ck_assert(xml_parse(sample, strlen(sample), &document, &err));
    ck_assert(xml_source_read(sample, strlen(sample), &document, &source, &err));
    ck_assert(xml_source_attribute(&source, &source.tags[0], "k", &whole, &value));
    ck_assert_int_eq(memcmp(sample + value.begin, "x>\"y", value.end - value.begin), 0);
    ck_assert_int_eq(sample[whole.begin], '\r');
    ck_assert(xml_source_attribute(&source, &source.tags[0], "xmlns:u", NULL, NULL));
    ck_assert(!xml_source_attribute(&source, &source.tags[0], "u", NULL, NULL));
    ck_assert(!xml_source_attribute(&source, &source.tags[1], "k", NULL, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml_source");

    check_add(suite, elements_are_found_in_every_encoding, 4);
    check_add(suite, only_what_is_edited_changes, 3);
    check_add(suite, attributes_are_found_by_their_whole_name, 1);
    return check_main(suite);
}
