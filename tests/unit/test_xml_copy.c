/* SPDX-License-Identifier: MIT */
/* test_xml_copy.c - an element arrives in another document with all that it stands on. */
#include "base/xml_copy.h"

#include "check_main.h"

#include <string.h>

/* The element called "x" of one document, and how it stands in another. */
static const struct {
    const char *from, *into, *copy; /* copy NULL: it cannot be */
} rows[] = {
    { "<a><x/></a>", "<a/>", "<x/>" },
    { "<x/>", "<a/>", "<x/>" },
    { "<a><b/> <x k = '>' ><!-- < --><y/></x ></a>", "<a/>", "<x k = '>' ><!-- < --><y/></x >" },
    { "<a xmlns='urn:a' k='v'><x k='v'/></a>", "<a/>", "<x xmlns='urn:a' k='v'/>" },
    { "<a xmlns='urn:a'><x xmlns='urn:x'/></a>", "<a/>", "<x xmlns='urn:x'/>" },
    { "<a xmlns:p = 'urn:a' xmlns:q='urn:q'><b xmlns:p='urn:b'><x/></b></a>", "<a/>",
        "<x xmlns:p='urn:b' xmlns:q='urn:q'/>" },
    { "<a xmlnsx='urn:a'><x/></a>", "<a/>", "<x/>" },
    { "<a><x>\xC3\xA9</x></a>", "<a/>", "<x>\xC3\xA9</x>" },
    { "<a><x>\xC3\xA9</x></a>", "<?xml version='1.0' encoding='UTF-8'?><a/>", "<x>\xC3\xA9</x>" },
    { "\xEF\xBB\xBF<a><x>\xC3\xA9</x></a>", "<?xml version='1.0'?><a/>", "<x>\xC3\xA9</x>" },
    { "<a><x>\xC3\xA9</x></a>", "<?xml version='1.0' encoding='iso-8859-1'?><a/>", NULL },
    { "<?xml version='1.0' encoding='iso-8859-1'?><a><x>\xE9</x></a>", "<a/>", NULL },
    { "<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9<x/></a>", "<a/>", "<x/>" },
};

static const struct xml_node *find(const struct xml_document *document)
{
    const struct xml_node *node = xml_root(document);

    while (strcmp(xml_name(node), "x") != 0) {
        const struct xml_node *x = xml_child(node, "x");

        node = x ? x : xml_child(node, NULL);
        ck_assert_ptr_nonnull(node);
    }
    return node;
}

START_TEST(an_element_arrives_whole)
{
    AUTO(xml_document) from_document = { 0 };
    AUTO(xml_document) into_document = { 0 };
    AUTO(xml_source) from = { 0 };
    AUTO(xml_source) into = { 0 };
    AUTO(text) copy = { 0 };
    struct err err = { 0 };

    ck_assert(xml_parse(rows[_i].from, strlen(rows[_i].from), &from_document, &err));
    ck_assert(xml_parse(rows[_i].into, strlen(rows[_i].into), &into_document, &err));
    ck_assert(xml_source_read(rows[_i].from, strlen(rows[_i].from), &from_document, &from, &err));
    ck_assert(xml_source_read(rows[_i].into, strlen(rows[_i].into), &into_document, &into, &err));
    bool ok =
        xml_copy_element(&from, xml_source_tag(&from, find(&from_document)), &into, &copy, &err);
    ck_assert_int_eq(ok, rows[_i].copy != NULL);
    if (ok)
        ck_assert_str_eq(text_string(&copy), rows[_i].copy);
    else
        ck_assert(err_is(&err, ERR_UNSUPPORTED));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml_copy");

    check_add(suite, an_element_arrives_whole, COUNT_OF(rows));
    return check_main(suite);
}
