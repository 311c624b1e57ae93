/* SPDX-License-Identifier: MIT */
/* test_unattend_merge.c - what is passed to sysprep of a named answer file and the one it would take. */
#include "sysprep/unattend_merge.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
#define BEGIN "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">\n"
#define PASS(pass, content) "<settings pass=\"" pass "\">\n" content "</settings>\n"
#define COMPONENT(start, name, content)                                                            \
    "<component" start " name=\"" name "\" processorArchitecture=\"amd64\" "                       \
    "publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" versionScope=\"nonSxS\">" content    \
    "</component>\n"
#define OF(name, content) COMPONENT("", name, content)
#define INTO(name, content)                                                                        \
    COMPONENT(" xmlns=\"urn:schemas-microsoft-com:unattend\"", name, content)
#define NEW(pass, content)                                                                         \
    "\n<settings xmlns=\"urn:schemas-microsoft-com:unattend\" pass=\"" pass "\">\n" content        \
    "</settings>"
#define SHELL "Microsoft-Windows-Shell-Setup"
#define SPP "Microsoft-Windows-Security-SPP"
#define CORE "Microsoft-Windows-International-Core"
#define ZONE "<TimeZone>UTC</TimeZone>"
#define LOCALE "<UserLocale>en-US</UserLocale>"
#define REARM "<SkipRearm>0</SkipRearm>"
#define WCM "http://schemas.microsoft.com/WMIConfig/2002/State"
#define LOGON                                                                                      \
    "<FirstLogonCommands><SynchronousCommand wcm:action=\"add\"><Order>1</Order>"                  \
    "<CommandLine>cmd /c echo</CommandLine></SynchronousCommand></FirstLogonCommands>"

/* parts as "carried specialize Microsoft-Windows-Shell-Setup", one a line. passed NULL: named as it is. */
static const struct row {
    const char *name, *named, *other;
    enum unattend_merge_outcome outcome;
    const char *passed, *parts;
} rows[] = {
    { "no other", BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>", NULL,
        UNATTEND_MERGE_AS_IS, NULL, "" },
    { "an error in the named one", BEGIN PASS("firstBoot", "") "</unattend>",
        BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>", UNATTEND_MERGE_REFUSED, "", "" },
    { "no XML", "hello", NULL, UNATTEND_MERGE_REFUSED, "", "" },
    { "an error in the other", BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>",
        BEGIN PASS("firstBoot", "") PASS("specialize", OF(CORE, LOCALE)) "</unattend>",
        UNATTEND_MERGE_AS_IS, NULL, "left out  \n" },
    { "the other is no XML", BEGIN "</unattend>", "<unattend", UNATTEND_MERGE_AS_IS, NULL,
        "left out  \n" },
    { "the named one has it", BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>",
        BEGIN PASS("specialize", OF(SHELL, "<CopyProfile>false</CopyProfile>")) "</unattend>",
        UNATTEND_MERGE_AS_IS, NULL, "replaced specialize " SHELL "\n" },
    { "into a pass that is there",
        HEAD BEGIN PASS("specialize", OF(SHELL, ZONE)) "<!-- a --></unattend>",
        BEGIN PASS("specialize", OF(CORE, LOCALE)) "</unattend>", UNATTEND_MERGE_MERGED,
        HEAD BEGIN PASS("specialize", OF(SHELL, ZONE) INTO(CORE, LOCALE)) "<!-- a --></unattend>",
        "carried specialize " CORE "\n" },
    { "a pass that is not there", BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>",
        BEGIN PASS("oobeSystem", OF(CORE, LOCALE)) PASS("generalize", OF(SPP, REARM)) "</unattend>",
        UNATTEND_MERGE_MERGED,
        BEGIN "<settings pass=\"specialize\">\n" OF(SHELL, ZONE) "</settings>" NEW(
            "generalize", INTO(SPP, REARM)) NEW("oobeSystem", INTO(CORE, LOCALE)) "\n</unattend>",
        "carried oobeSystem " CORE "\ncarried generalize " SPP "\n" },
    { "two passes in another order",
        BEGIN PASS("oobeSystem", OF(CORE, LOCALE))
            PASS("specialize", OF(SHELL, ZONE)) "</unattend>",
        BEGIN PASS("specialize", OF(CORE, LOCALE))
            PASS("oobeSystem", OF(SHELL, ZONE)) "</unattend>",
        UNATTEND_MERGE_MERGED,
        BEGIN PASS("oobeSystem", OF(CORE, LOCALE) INTO(SHELL, ZONE))
            PASS("specialize", OF(SHELL, ZONE) INTO(CORE, LOCALE)) "</unattend>",
        "carried specialize " CORE "\ncarried oobeSystem " SHELL "\n" },
    { "the same component in another pass is another",
        BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>",
        BEGIN PASS("oobeSystem", OF(SHELL, ZONE)) "</unattend>", UNATTEND_MERGE_MERGED,
        BEGIN "<settings pass=\"specialize\">\n" OF(SHELL, ZONE) "</settings>" NEW(
            "oobeSystem", INTO(SHELL, ZONE)) "\n</unattend>",
        "carried oobeSystem " SHELL "\n" },
    { "a root that is all of a tag", "<unattend xmlns='urn:schemas-microsoft-com:unattend' />\n",
        BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>", UNATTEND_MERGE_MERGED,
        "<unattend xmlns='urn:schemas-microsoft-com:unattend' >" NEW(
            "specialize", INTO(SHELL, ZONE)) "\n</unattend>\n",
        "carried specialize " SHELL "\n" },
    { "prefixes of the other are declared again",
        "<u:unattend xmlns:u='urn:schemas-microsoft-com:unattend'></u:unattend>",
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" xmlns:wcm=\"" WCM
        "\">\n" PASS("oobeSystem", OF(SHELL, LOGON)) "</unattend>",
        UNATTEND_MERGE_MERGED,
        "<u:unattend xmlns:u='urn:schemas-microsoft-com:unattend'>" NEW("oobeSystem",
            COMPONENT(" xmlns=\"urn:schemas-microsoft-com:unattend\" xmlns:wcm=\"" WCM "\"", SHELL,
                LOGON)) "</u:unattend>",
        "carried oobeSystem " SHELL "\n" },
    { "used settings are not carried", BEGIN "</unattend>",
        BEGIN "<settings pass=\"specialize\" wasPassProcessed=\"true\">" OF(
            SHELL, ZONE) "</settings></unattend>",
        UNATTEND_MERGE_AS_IS, NULL, "left out specialize " SHELL "\n" },
    { "used settings take nothing in",
        BEGIN "<settings pass=\"specialize\" wasPassProcessed=\"true\"></settings></unattend>",
        BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>", UNATTEND_MERGE_MERGED,
        BEGIN "<settings pass=\"specialize\" wasPassProcessed=\"true\"></settings>" NEW(
            "specialize", INTO(SHELL, ZONE)) "</unattend>",
        "carried specialize " SHELL "\n" },
    { "passes of setup are passed over", BEGIN "</unattend>",
        BEGIN PASS("windowsPE", OF("Microsoft-Windows-International-Core-WinPE", LOCALE))
            PASS("auditUser", "") "</unattend>",
        UNATTEND_MERGE_AS_IS, NULL, "" },
    { "beyond ASCII, both in UTF-8", HEAD BEGIN "</unattend>",
        BEGIN PASS("specialize", OF(SHELL, "<!-- \xC3\xA9 -->" ZONE)) "</unattend>",
        UNATTEND_MERGE_MERGED,
        HEAD "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">" NEW(
            "specialize", INTO(SHELL, "<!-- \xC3\xA9 -->" ZONE)) "\n</unattend>",
        "carried specialize " SHELL "\n" },
    { "beyond ASCII, one of them in another encoding", HEAD BEGIN "</unattend>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" BEGIN PASS(
            "specialize", OF(SHELL, "<!-- \xE9 -->" ZONE) OF(CORE, LOCALE)) "</unattend>",
        UNATTEND_MERGE_MERGED,
        HEAD "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">" NEW(
            "specialize", INTO(CORE, LOCALE)) "\n</unattend>",
        "left out specialize " SHELL "\ncarried specialize " CORE "\n" },
};

static void append_parts(const struct unattend_merged *merged, struct text *text)
{
    for (size_t at = 0; at < merged->count; at++) {
        const struct unattend_part *part = &merged->parts[at];

        text_append(
            text, "%s %s %s\n", unattend_fate_name(part->fate), part->pass, part->component);
        ck_assert((part->why == NULL) == (part->fate == UNATTEND_CARRIED));
    }
}

static bool merge(const struct row *row, struct unattend_merged *merged, struct err *err)
{
    const struct unattend_image image = { "amd64", NULL };
    const struct unattend_bytes named = { row->named, strlen(row->named) };
    const struct unattend_bytes other = { row->other, row->other ? strlen(row->other) : 0 };

    return unattend_merge(&named, row->other ? &other : NULL, &image, merged, err);
}

static void check_merged(const struct row *row, const struct unattend_merged *merged)
{
    const char *passed = row->passed ? row->passed : row->named;
    AUTO(text) parts = { 0 };

    ck_assert_msg(merged->outcome == row->outcome, "%s: outcome %d: %s", row->name,
        (int)merged->outcome, merged->why);
    ck_assert_msg(strcmp(text_string(&merged->bytes), passed) == 0, "%s:\npassed '%s'\nwanted '%s'",
        row->name, text_string(&merged->bytes), passed);
    append_parts(merged, &parts);
    ck_assert_msg(
        strcmp(text_string(&parts), row->parts) == 0, "%s: %s", row->name, text_string(&parts));
    ck_assert((merged->why[0] != '\0') == (row->outcome == UNATTEND_MERGE_REFUSED));
    ck_assert((merged->report.by_severity[UNATTEND_ERROR] > 0) ==
              (row->outcome == UNATTEND_MERGE_REFUSED));
}

START_TEST(what_is_passed)
{
    AUTO(unattend_merged) merged = { 0 };
    struct err err = { 0 };

    ck_assert_msg(merge(&rows[_i], &merged, &err), "%s: %s", rows[_i].name, err.text);
    check_merged(&rows[_i], &merged);
}
END_TEST

static void widen(const char *xml, bool big_endian, struct text *wide)
{
    text_append_bytes(wide, big_endian ? "\xfe\xff" : "\xff\xfe", 2);
    for (; *xml; xml++) {
        text_append_bytes(wide, big_endian ? "" : xml, 1);
        text_append_bytes(wide, big_endian ? xml : "", 1);
    }
}

/* Into UTF-16, of a file in UTF-8 and of one in UTF-16: each character arrives. */
START_TEST(the_named_file_keeps_its_encoding)
{
    static const char named[] = BEGIN "</unattend>";
    static const char other[] = BEGIN PASS("specialize", OF(SHELL, ZONE)) "</unattend>";
    static const char whole[] = "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">" NEW(
        "specialize", INTO(SHELL, ZONE)) "\n</unattend>";
    const struct unattend_image image = { "amd64", NULL };
    AUTO(unattend_merged) merged = { 0 };
    AUTO(text) wide_named = { 0 };
    AUTO(text) wide_other = { 0 };
    AUTO(text) wanted = { 0 };
    struct err err = { 0 };

    widen(named, (_i & 1) != 0, &wide_named);
    widen(other, (_i & 2) != 0, &wide_other);
    widen(whole, (_i & 1) != 0, &wanted);
    struct unattend_bytes left = { text_string(&wide_named), wide_named.len };
    struct unattend_bytes right = { text_string(&wide_other), wide_other.len };

    if (_i & 4)
        right = (struct unattend_bytes){ other, strlen(other) };
    ck_assert_msg(unattend_merge(&left, &right, &image, &merged, &err), "%s", err.text);
    ck_assert_int_eq(merged.outcome, UNATTEND_MERGE_MERGED);
    ck_assert_uint_eq(merged.bytes.len, wanted.len);
    ck_assert_int_eq(memcmp(text_string(&merged.bytes), text_string(&wanted), wanted.len), 0);
}
END_TEST

START_TEST(files_have_their_limits)
{
    const struct unattend_image image = { "amd64", NULL };
    const struct unattend_bytes named = { BEGIN "</unattend>", strlen(BEGIN "</unattend>") };
    const struct unattend_bytes huge = { "", UNATTEND_SIZE_LIMIT + 1 };
    AUTO(unattend_merged) merged = { 0 };
    AUTO(text) many = { 0 };
    struct err err = { 0 };

    ck_assert(!unattend_merge(&huge, NULL, &image, &merged, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert(!unattend_merge(&named, &huge, &image, &merged, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    text_append(&many, BEGIN "<settings pass=\"specialize\">");
    for (int i = 0; i < UNATTEND_PARTS_LIMIT + 10; i++)
        text_append(&many, OF(SHELL, ""));
    text_append(&many, "</settings></unattend>");
    const struct unattend_bytes other = { text_string(&many), many.len };
    ck_assert_msg(unattend_merge(&named, &other, &image, &merged, &err), "%s", err.text);
    ck_assert_uint_eq(merged.count, UNATTEND_PARTS_LIMIT + 1);
    ck_assert_int_eq(merged.parts[UNATTEND_PARTS_LIMIT].fate, UNATTEND_LEFT_OUT);
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    bool whole = false;

    for (unsigned nth = 1; !whole && nth < 5000; nth++) {
        AUTO(unattend_merged) merged = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool ok = merge(&rows[_i], &merged, &err);
        whole = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "%s: %u: %s", rows[_i].name, nth, err.text);
        if (ok)
            check_merged(&rows[_i], &merged);
    }
    ck_assert(whole);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unattend_merge");

    check_add(suite, what_is_passed, COUNT_OF(rows));
    check_add(suite, the_named_file_keeps_its_encoding, 8);
    check_add(suite, files_have_their_limits, 1);
    check_add(suite, no_memory_is_an_error_like_others, COUNT_OF(rows));
    return check_main(suite);
}
