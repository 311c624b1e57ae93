/* SPDX-License-Identifier: MIT */
/* test_unattend.c - answer files made for one fault each, and what is found in them. */
#include "sysprep/unattend.h"

#include "check_main.h"
#include "fakes/alloc.h"
#include "unattend_rows.h"

#include <stdio.h>
#include <string.h>

static void append_found(const struct unattend_report *report, struct text *text)
{
    for (size_t at = 0; at < report->count; at++) {
        const struct unattend_finding *finding = &report->findings[at];

        text_append(text, "%s%s@%zu:%zu%s", at > 0 ? " " : "",
            finding->check->id + strlen("unattend."), finding->spot.line, finding->spot.column,
            finding->fixable ? "+" : "");
    }
}

static void check_found(
    const char *name, const void *bytes, size_t len, const char *profile, const char *wanted)
{
    const struct unattend_image image = { "amd64", profile };
    AUTO(unattend_report) report = { 0 };
    AUTO(text) found = { 0 };
    struct err err = { 0 };

    ck_assert_msg(unattend_read(bytes, len, &image, &report, &err), "%s: %s", name, err.text);
    append_found(&report, &found);
    ck_assert_msg(strcmp(text_string(&found), wanted) == 0, "%s:\nfound  '%s'\nwanted '%s'", name,
        text_string(&found), wanted);
    for (size_t at = 0; at < report.count; at++) {
        ck_assert_msg(!strstr(report.findings[at].what, "hunter2"), "%s: a secret", name);
        ck_assert_msg(
            text_is_utf8(report.findings[at].what, strlen(report.findings[at].what)), "%s", name);
    }
}

START_TEST(each_fault_is_found)
{
    check_found(unattend_rows[_i].name, unattend_rows[_i].xml, strlen(unattend_rows[_i].xml),
        unattend_rows[_i].profile, unattend_rows[_i].found);
}
END_TEST

static void widen(const char *xml, bool big_endian, struct text *wide)
{
    text_append_bytes(wide, big_endian ? "\xfe\xff" : "\xff\xfe", 2);
    for (; *xml; xml++) {
        const char unit[2] = { big_endian ? 0 : *xml, big_endian ? *xml : 0 };

        text_append_bytes(wide, unit, 2);
    }
}

/* The place is the same in UTF-16 and behind a mark; the corrected copy stays in that encoding. */
START_TEST(each_fault_is_found_in_other_encodings)
{
    const struct unattend_image image = { "amd64", unattend_rows[_i].profile };
    AUTO(text) marked = { 0 };

    text_append(&marked, "\xef\xbb\xbf%s", unattend_rows[_i].xml);
    if (!strstr(unattend_rows[_i].found, "not-xml"))
        check_found(unattend_rows[_i].name, text_string(&marked), marked.len,
            unattend_rows[_i].profile, unattend_rows[_i].found);
    for (int big = 0; big < 2 && !strstr(unattend_rows[_i].found, "not-xml"); big++) {
        AUTO(text) wide = { 0 };
        AUTO(text) undeclared = { 0 };
        AUTO(unattend_report) report = { 0 };
        AUTO(text) narrow_copy = { 0 };
        AUTO(text) wide_copy = { 0 };
        AUTO(text) widened_copy = { 0 };
        const char *begin = strncmp(unattend_rows[_i].xml, "<?xml", 5) == 0
                                ? strchr(unattend_rows[_i].xml, '\n')
                                : unattend_rows[_i].xml; /* utf-8 is not what it is in */
        struct err err = { 0 };

        text_append(&undeclared, "%s%s", *begin == '\n' ? "<?xml version=\"1.0\"?>" : "", begin);
        widen(text_string(&undeclared), big, &wide);
        check_found(unattend_rows[_i].name, text_string(&wide), wide.len, unattend_rows[_i].profile,
            unattend_rows[_i].found);
        ck_assert(unattend_read(text_string(&undeclared), undeclared.len, &image, &report, &err));
        ck_assert(
            unattend_fix(text_string(&undeclared), undeclared.len, &report, &narrow_copy, &err));
        widen(text_string(&narrow_copy), big, &widened_copy);
        AUTO(unattend_report) wide_report = { 0 };
        ck_assert(unattend_read(text_string(&wide), wide.len, &image, &wide_report, &err));
        ck_assert(unattend_fix(text_string(&wide), wide.len, &wide_report, &wide_copy, &err));
        ck_assert_uint_eq(wide_copy.len, widened_copy.len);
        ck_assert_int_eq(
            memcmp(text_string(&wide_copy), text_string(&widened_copy), wide_copy.len), 0);
    }
}
END_TEST

/* How many lines of the file, in order, are in the copy as they were? */
static size_t count_changed(const char *left, const char *right)
{
    size_t changed = 0;

    while (*left) {
        size_t len = strcspn(left, "\n") + 1;

        if (strncmp(left, right, len) == 0) {
            right += len;
        } else {
            const char *after = left[len - 1] ? left + len : ""; /* the last line: nothing */
            size_t next = strcspn(right, "\n") + 1;

            changed++; /* replaced; or taken out, when the next line stands here */
            if (strncmp(after, right, strcspn(after, "\n")) != 0)
                right += right[next - 1] ? next : next - 1;
        }
        left += left[len - 1] ? len : len - 1;
    }
    return changed;
}

/* What could be put right is, is found no more, and nothing else is changed. */
START_TEST(a_copy_has_what_can_be_put_right)
{
    const struct unattend_image image = { "amd64", unattend_rows[_i].profile };
    const char *xml = unattend_rows[_i].xml;
    AUTO(unattend_report) report = { 0 };
    AUTO(unattend_report) again = { 0 };
    AUTO(text) copy = { 0 };
    struct err err = { 0 };
    size_t fixable = 0;

    ck_assert(unattend_read(xml, strlen(xml), &image, &report, &err));
    if (!report.is_xml) {
        ck_assert(!unattend_fix(xml, strlen(xml), &report, &copy, &err));
        return;
    }
    for (size_t at = 0; at < report.count; at++)
        fixable += report.findings[at].fixable;
    ck_assert_msg(unattend_fix(xml, strlen(xml), &report, &copy, &err), "%s", err.text);
    ck_assert_uint_le(count_changed(xml, text_string(&copy)), report.edit_count);
    ck_assert((fixable == 0) == (strcmp(xml, text_string(&copy)) == 0));
    ck_assert(unattend_read(text_string(&copy), copy.len, &image, &again, &err));
    for (size_t at = 0; at < again.count; at++)
        ck_assert_msg(!again.findings[at].fixable, "%s: %s is still found:\n%s",
            unattend_rows[_i].name, again.findings[at].check->id, text_string(&copy));
}
END_TEST

static const struct {
    const char *name, *xml, *copy, *profile;
} copies[] = {
    { "line ends, comments and quotes stay",
        "<?xml version='1.0' encoding='UTF-8' ?>\r\n<!-- a -->\r\n<unattend\r\n "
        "xmlns='urn:schemas-microsoft-com:unattend'>\r\n\t<settings pass='generalize'  >\r\n"
        "<component name='" SPP "' processorArchitecture='amd64' language='neutral' >\r\n"
        "  <SkipRearm><!-- b -->1</SkipRearm  ><![CDATA[ ]]>\r\n</component></settings>\r\n"
        "</unattend>\r\n<!-- c -->",
        "<?xml version='1.0' encoding='UTF-8' ?>\r\n<!-- a -->\r\n<unattend\r\n "
        "xmlns='urn:schemas-microsoft-com:unattend'>\r\n\t<settings pass='generalize'  >\r\n"
        "<component publicKeyToken=\"31bf3856ad364e35\" versionScope=\"nonSxS\" name='" SPP
        "' processorArchitecture='amd64' language='neutral' >\r\n"
        "  <SkipRearm>0</SkipRearm  ><![CDATA[ ]]>\r\n</component></settings>\r\n"
        "</unattend>\r\n<!-- c -->",
        NULL },
    { "a line that holds nothing else goes",
        ROOT(PASS("oobeSystem", OF(SHELL, "<OOBE>\n  <SkipUserOOBE>1</SkipUserOOBE>  \n</OOBE>"))),
        ROOT(PASS("oobeSystem", OF(SHELL, "<OOBE>\n</OOBE>"))), NULL },
    { "what Windows would refuse goes into a comment",
        ROOT("  " PASS("firstBoot", OF(SHELL, "")) PASS("specialize", "<OOBE/>")),
        ROOT("  <!-- <settings pass=\"firstBoot\">\n" OF(SHELL, "") "</settings> -->\n" PASS(
            "specialize", "<!-- <OOBE/> -->")),
        NULL },
    { "comments inside stay comments", ROOT("<setings><!-- a --><b/><!--c-->\n</setings>\n"),
        ROOT("<!-- <setings> --><!-- a --><!-- <b/> --><!--c--><!-- \n</setings> -->\n"), NULL },
    { "both tags of the root", "<UNATTEND xmlns='urn:schemas-microsoft-com:unattend'></UNATTEND >",
        "<unattend xmlns='urn:schemas-microsoft-com:unattend'></unattend >", NULL },
    { "the only tag of the root", "<UNATTEND xmlns='urn:schemas-microsoft-com:unattend'/>",
        "<unattend xmlns='urn:schemas-microsoft-com:unattend'/>", NULL },
    { "others on its line stay",
        ROOT(PASS("oobeSystem", OF(SHELL, "<OOBE><SkipUserOOBE>1</SkipUserOOBE> </OOBE>"))),
        ROOT(PASS("oobeSystem", OF(SHELL, "<OOBE> </OOBE>"))), NULL },
};

START_TEST(a_copy_keeps_every_other_byte)
{
    const struct unattend_image image = { "amd64", copies[_i].profile };
    AUTO(unattend_report) report = { 0 };
    AUTO(text) copy = { 0 };
    struct err err = { 0 };

    ck_assert(unattend_read(copies[_i].xml, strlen(copies[_i].xml), &image, &report, &err));
    ck_assert(unattend_fix(copies[_i].xml, strlen(copies[_i].xml), &report, &copy, &err));
    ck_assert_str_eq(text_string(&copy), copies[_i].copy);
}
END_TEST

START_TEST(a_version_has_four_parts)
{
    static const struct {
        const char *version;
        bool right;
    } versions[] = { { "10.0.19041.1", true }, { "0.0.0.65535", true }, { "10.0.1", false },
        { "10.0.1.1.", false }, { "10.0.1.65536", false }, { "10..1.1", false }, { "", false },
        { "10.0.1.99999999999999999999", false } };

    for (size_t at = 0; at < COUNT_OF(versions); at++) {
        AUTO(text) xml = { 0 };

        text_append(&xml,
            ROOT(PASS("specialize", "<component name=\"" SHELL "\" version=\"%s\" "
                                    "processorArchitecture=\"amd64\" language=\"neutral\" "
                                    "publicKeyToken=\"31bf3856ad364e35\" "
                                    "versionScope=\"nonSxS\"/>\n")),
            versions[at].version);
        check_found(versions[at].version, text_string(&xml), xml.len, NULL,
            versions[at].right ? "" : "component-attribute-wrong@4:1+");
    }
}
END_TEST

START_TEST(advice_on_devices_is_of_the_profile)
{
    static const char *const profiles[] = { "devbox", "windows365", "avd", "azure-gallery",
        "lab-services", "mine", NULL };
    static const char xml[] = ROOT(
        PASS("generalize", OF(PNP, "<PersistAllDeviceInstalls>true</PersistAllDeviceInstalls>\n")));
    const char *before = unattend_checks[UNATTEND_DEVICES_KEPT].advice;

    for (size_t at = 0; at < COUNT_OF(profiles) - 1; at++) {
        const struct unattend_image image = { "amd64", profiles[at] };
        AUTO(unattend_report) report = { 0 };
        struct err err = { 0 };

        ck_assert(unattend_read(xml, strlen(xml), &image, &report, &err));
        const struct unattend_finding *finding = &report.findings[report.count - 1];

        ck_assert_str_ne(finding->advice, before);
        ck_assert(finding->severity == UNATTEND_WARNING && finding->fixable);
        before = finding->advice;
    }
}
END_TEST

START_TEST(a_file_may_end_anywhere)
{
    const char *xml = unattend_rows[1].xml;
    const struct unattend_image image = { 0 };

    for (size_t len = 0; len < strlen(xml); len++) {
        AUTO(unattend_report) report = { 0 };
        AUTO_FREE char *cut = malloc(len + 1); /* no byte more than it may read */
        struct err err = { 0 };

        ck_assert_ptr_nonnull(cut);
        memcpy(cut, xml, len);
        ck_assert(unattend_read(cut, len, &image, &report, &err));
        ck_assert_msg(len >= strlen(xml) - 1 || !report.is_xml, "%zu bytes", len);
        ck_assert_uint_le(report.count, 1);
    }
}
END_TEST

START_TEST(a_file_has_its_limits)
{
    const struct unattend_image image = { "amd64", NULL };
    AUTO(unattend_report) report = { 0 };
    AUTO(unattend_report) many = { 0 };
    AUTO(text) deep = { 0 };
    AUTO(text) wide = { 0 };
    struct err err = { 0 };

    ck_assert(!unattend_read("", UNATTEND_SIZE_LIMIT + 1, &image, &report, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    for (int i = 0; i < UNATTEND_DEPTH_LIMIT + 1; i++)
        text_append(&deep, "<unattend>");
    for (int i = 0; i < UNATTEND_DEPTH_LIMIT + 1; i++)
        text_append(&deep, "</unattend>");
    check_found("deep", text_string(&deep), deep.len, NULL, "not-xml@1:1");
    text_append(&wide, "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">");
    for (int i = 0; i < 70000; i++)
        text_append(&wide, "<a/>\n");
    text_append(&wide, "</unattend>");
    ck_assert(unattend_read(text_string(&wide), wide.len, &image, &many, &err));
    ck_assert_uint_eq(many.count, UNATTEND_FINDING_LIMIT);
    ck_assert_uint_eq(many.left_out, 70000 - UNATTEND_FINDING_LIMIT);
    ck_assert_uint_eq(many.by_severity[UNATTEND_ERROR], 70000);
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    const char *xml = unattend_rows[_i].xml;
    const struct unattend_image image = { "amd64", unattend_rows[_i].profile };
    bool whole = false;

    for (unsigned nth = 1; !whole && nth < 5000; nth++) {
        AUTO(unattend_report) report = { 0 };
        AUTO(text) copy = { 0 };
        AUTO(text) found = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool ok = unattend_read(xml, strlen(xml), &image, &report, &err) &&
                  (!report.is_xml || unattend_fix(xml, strlen(xml), &report, &copy, &err));
        whole = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(
            ok || err_is(&err, ERR_NOMEM), "%s: %u: %s", unattend_rows[_i].name, nth, err.text);
        append_found(&report, &found);
        /* what says yes has all of it */
        ck_assert_msg(!ok || strcmp(text_string(&found), unattend_rows[_i].found) == 0,
            "%s: %u: %s", unattend_rows[_i].name, nth, text_string(&found));
    }
    ck_assert(whole);
}
END_TEST

START_TEST(every_check_says_what_and_why)
{
    const struct unattend_check *check = &unattend_checks[_i];

    ck_assert(text_starts(check->id, "unattend."));
    ck_assert(text_starts(check->source, "https://learn.microsoft.com/"));
    ck_assert(check->title[0] && check->why[0] && check->advice[0]);
    bool found = false; /* in a row above */
    for (size_t at = 0; at < COUNT_OF(unattend_rows); at++)
        found = found || strstr(unattend_rows[at].found, check->id + strlen("unattend."));
    ck_assert_msg(found, "no row has %s", check->id);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unattend");

    check_add(suite, each_fault_is_found, COUNT_OF(unattend_rows));
    check_add(suite, each_fault_is_found_in_other_encodings, COUNT_OF(unattend_rows));
    check_add(suite, a_copy_has_what_can_be_put_right, COUNT_OF(unattend_rows));
    check_add(suite, a_copy_keeps_every_other_byte, COUNT_OF(copies));
    check_add(suite, a_version_has_four_parts, 1);
    check_add(suite, advice_on_devices_is_of_the_profile, 1);
    check_add(suite, a_file_may_end_anywhere, 1);
    check_add(suite, a_file_has_its_limits, 1);
    check_add(suite, no_memory_is_an_error_like_others, COUNT_OF(unattend_rows));
    check_add(suite, every_check_says_what_and_why, UNATTEND_CHECKS);
    return check_main(suite);
}
