/* SPDX-License-Identifier: MIT */
/* test_xml_encoding.c - what a document is in is recognized, and each character arrives. */
#include "base/xml_encoding.h"

#include "base/xml.h"
#include "check_main.h"

#include <string.h>

#define BYTES(literal) literal, sizeof literal - 1
#define CALLED(name) "<?xml version='1.0' encoding='" name "'?><a>"

/* utf8 "": it is UTF-8 as it stands; NULL: in none of the known encodings. */
static const struct {
    const char *bytes;
    size_t len;
    const char *utf8;
} rows[] = {
    { BYTES("<a>\xC3\xA9</a>"), "" },
    { BYTES("\xEF\xBB\xBF<a>\xC3\xA9</a>"), "" },
    { BYTES(CALLED("utf-8") "</a>"), "" },
    { BYTES("\xEF\xBB\xBF" CALLED("UTF-8") "</a>"), "" },
    { BYTES("<?xml version='1.0'?><a encoding='x'/>"), "" },
    { BYTES("<?xml-model encoding='utf-8'?><a/>"), "" },
    { BYTES("\xFF\xFE<\0a\0/\0>\0"), "<a/>" },
    { BYTES("\xFE\xFF\0<\0a\0/\0>"), "<a/>" },
    { BYTES("<\0?\0x\0?\0>\0"), "<?x?>" },
    { BYTES("\0<\0?\0x\0?\0>"), "<?x?>" },
    { BYTES("\xFF\xFE\xE9\0\xAC\x20\x3D\xD8\x00\xDE"), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" },
    { BYTES("\xFF\xFE\x3D\xD8<\0"), "\xFF<" },
    { BYTES("\xFF\xFE\x00\xDE<\0"), "\xFF<" },
    { BYTES("\xFF\xFE\x3D\xD8"), "\xFF" },
    { BYTES("\xFF\xFE<\0a"), "<\xFF" },
    { BYTES(CALLED("iso-8859-1") "\xE9\x80</a>"), CALLED("iso-8859-1") "\xC3\xA9\xC2\x80</a>" },
    { BYTES(CALLED("Windows-1252") "\xE9\x80\x81</a>"),
        CALLED("Windows-1252") "\xC3\xA9\xE2\x82\xAC\xFF</a>" },
    { BYTES(CALLED("us-ascii") "\xE9</a>"), CALLED("us-ascii") "\xFF</a>" },
    { BYTES(CALLED("utf-16") "</a>"), NULL },
    { BYTES(CALLED("utf-") "</a>"), NULL },
    { BYTES(CALLED("") "</a>"), NULL },
    { BYTES(CALLED("koi8-r") "</a>"), NULL },
    { BYTES("<\0a\0/\0>\0"), NULL },
    { BYTES("\0\0\0<"), NULL },
    { BYTES("Lo\xA7\x94"), NULL },
};

START_TEST(each_encoding_is_recognized)
{
    AUTO(text) converted = { 0 };
    struct err err = { 0 };
    bool ok = xml_encoding_convert(rows[_i].bytes, rows[_i].len, &converted, &err);

    ck_assert_int_eq(ok, rows[_i].utf8 != NULL);
    ck_assert(ok || err_is(&err, ERR_MALFORMED));
    if (ok)
        ck_assert_str_eq(text_string(&converted), rows[_i].utf8);
    ck_assert(
        !ok || xml_encoding_is_utf8(rows[_i].bytes, rows[_i].len) == (rows[_i].utf8[0] == '\0'));
}
END_TEST

START_TEST(a_document_may_be_cut_anywhere)
{
    static const char whole[] = CALLED("windows-1252") "\x80</a>";

    for (size_t len = 1; len < sizeof whole - 1; len++) {
        AUTO(xml_document) document = { 0 };
        struct err err = { 0 };

        ck_assert(!xml_parse(whole, len, &document, &err));
        ck_assert_msg(err_is(&err, ERR_MALFORMED), "%zu: %s", len, err.text);
    }
}
END_TEST

START_TEST(the_parser_gets_each_character)
{
    static const char document_bytes[] = CALLED("windows-1252") "\x80</a>";
    AUTO(xml_document) document = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert_msg(
        xml_parse(document_bytes, strlen(document_bytes), &document, &err), "%s", err.text);
    ck_assert(xml_text(xml_root(&document), &text, &err));
    ck_assert_str_eq(text_string(&text), "\xE2\x82\xAC");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml_encoding");

    check_add(suite, each_encoding_is_recognized, COUNT_OF(rows));
    check_add(suite, a_document_may_be_cut_anywhere, 1);
    check_add(suite, the_parser_gets_each_character, 1);
    return check_main(suite);
}
