/* SPDX-License-Identifier: MIT */
/* test_target_forms.c - dates, GUIDs, addresses and ids are told from what only looks like them. */
#include "upload/target_forms.h"

#include "base/attr.h"

#include "check_main.h"

#define GUID "11111111-2222-3333-4444-555555555555"
#define DISK "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/disks/d"

static const struct {
    const char *text;
    int64_t seconds; /* -1: none */
} dates[] = {
    { "1970-01-01", 0 },
    { "2026-11-26", 1795651200 },
    { "2026-11-26T00:00:01Z", 1795651201 },
    { "2026-11-26T02:00+02:00", 1795651200 },
    { "2026-11-25T19:30:00.123-0430", 1795651200 },
    { "2000-02-29T23:59:59", 951868799 },
    { "2100-03-01", 4107542400 },
    { "9999-12-31T23:59:59Z", 253402300799 },
    { "2026-02-29", -1 },
    { "2100-02-29", -1 },
    { "2026-13-01", -1 },
    { "2026-00-01", -1 },
    { "2026-01-00", -1 },
    { "0000-01-01", -1 },
    { "2026-1-1", -1 },
    { "2026-01-01 ", -1 },
    { "2026-01-01T", -1 },
    { "2026-01-01T24:00Z", -1 },
    { "2026-01-01T10:60Z", -1 },
    { "2026-01-01T10:00:60Z", -1 },
    { "2026-01-01T10:00:00.Z", -1 },
    { "2026-01-01T10:00:00z", -1 },
    { "2026-01-01T10:00:00+15:00", -1 },
    { "2026-01-01T10:00:00ZZ", -1 },
    { "20260101", -1 },
    { "soon", -1 },
    { "", -1 },
};

START_TEST(a_date_is_read)
{
    int64_t seconds = -1;
    bool read = form_date(dates[_i].text, &seconds);

    ck_assert_msg(read == (dates[_i].seconds != -1), "'%s'", dates[_i].text);
    ck_assert_msg(seconds == dates[_i].seconds, "'%s': %lld", dates[_i].text, (long long)seconds);
}
END_TEST

static bool guid(const char *text)
{
    return form_guid(text);
}

static bool disk(const char *text)
{
    return form_id(text, "Microsoft.Compute/disks");
}

static bool version(const char *text)
{
    return form_id(text, "Microsoft.Compute/galleries/images/versions");
}

static const struct {
    bool (*is)(const char *text);
    const char *text;
    bool yes;
} rows[] = {
    { guid, GUID, true },
    { guid, "ABCDEF01-2345-6789-abcd-ef0123456789", true },
    { guid, "{" GUID "}", false },
    { guid, GUID "5", false },
    { guid, "11111111-2222-3333-4444-55555555555", false },
    { guid, "1111111g-2222-3333-4444-555555555555", false },
    { guid, "111111111222-3333-4444-5555555555555", false },
    { guid, "", false },
    { form_email, "a@b.c", true },
    { form_email, "first.last+tag@sub.host.example", true },
    { form_email, "o'neill@c.example", true },
    { form_email, "@b.c", false },
    { form_email, "a@", false },
    { form_email, "a@b", false },
    { form_email, "a@.b", false },
    { form_email, "a@b.", false },
    { form_email, "a b@c.d", false },
    { form_email, "a@b@c.d", false },
    { form_email, "a\"@b.c", false },
    { form_email, "a@b.c;d", false },
    { form_email, "", false },
    { form_uri, "https://c.example", true },
    { form_uri, "HTTP://c.example:8080/a/b?c=d&e=f#g", true },
    { form_uri, "https://", false },
    { form_uri, "https:///a", false },
    { form_uri, "ftp://c.example", false },
    { form_uri, "c.example", false },
    { form_uri, "https://c.example/a b", false },
    { form_uri, "https://c.example/\"", false },
    { form_uri, "https://c.example/`id`", false },
    { form_uri, "https://c.example/<x>", false },
    { form_uri, "https://-c.example", false },
    { form_uri, "javascript:alert(1)", false },
    { form_has_secret, "https://c.example/a?sv=1&sig=x", true },
    { form_has_secret, "https://c.example/a?SIG=x", true },
    { form_has_secret, "https://user:word@c.example/a", true },
    { form_has_secret, "see https://c.example/a?sig=x for more", true },
    { form_has_secret, "https://c.example/a?design=x", false },
    { form_has_secret, "https://c.example/a@b", false },
    { form_has_secret, "a@c.example", false },
    { form_has_secret, "", false },
    { disk, DISK, true },
    { disk, "/SUBSCRIPTIONS/" GUID "/RESOURCEGROUPS/r.-_()/PROVIDERS/MICROSOFT.COMPUTE/DISKS/d",
        true },
    { disk, DISK "/", false },
    { disk, DISK "/x", false },
    { disk, "subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/disks/d", false },
    { disk, "/subscriptions/x/resourceGroups/r/providers/Microsoft.Compute/disks/d", false },
    { disk, "/subscriptions/" GUID "/resourceGroups//providers/Microsoft.Compute/disks/d", false },
    { disk, "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/disks/", false },
    { disk, "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/disks", false },
    { disk, "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/snapshots/d",
        false },
    { disk, "/subscriptions/" GUID "/resourceGroups/$(id)/providers/Microsoft.Compute/disks/d",
        false },
    { disk, "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/disks/d e",
        false },
    { disk, "", false },
    { version,
        "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/i/"
        "versions/1.0.0",
        true },
    { version,
        "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/i",
        false },
    { version,
        "/subscriptions/" GUID "/resourceGroups/r/providers/Microsoft.Compute/galleries/images/i/"
        "versions/1.0.0",
        false },
};

START_TEST(a_form_is_told_from_what_looks_like_it)
{
    ck_assert_msg(rows[_i].is(rows[_i].text) == rows[_i].yes, "'%s'", rows[_i].text);
}
END_TEST

START_TEST(an_id_has_a_subscription)
{
    ck_assert_ptr_nonnull(form_id_subscription(DISK));
    ck_assert_int_eq(strncmp(form_id_subscription(DISK), GUID, 36), 0);
    ck_assert_ptr_null(form_id_subscription("/providers/x"));
    ck_assert_ptr_null(form_id_subscription("/subscriptions/x"));
    ck_assert_ptr_null(form_id_subscription(""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("target_forms");

    check_add(suite, a_date_is_read, COUNT_OF(dates));
    check_add(suite, a_form_is_told_from_what_looks_like_it, COUNT_OF(rows));
    check_add(suite, an_id_has_a_subscription, 1);
    return check_main(suite);
}
