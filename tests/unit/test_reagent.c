/* SPDX-License-Identifier: MIT */
/* test_reagent.c - ReAgent.xml: read as it stands, refused when it cannot be what it should be. */
#include "guest/reagent.h"

#include "check_main.h"
#include "fakes/alloc.h"
#include "fakes/machine.h"

#define PATH "C:\\Windows\\System32\\Recovery\\ReAgent.xml"
#define ZERO "{00000000-0000-0000-0000-000000000000}"
#define BCD "{7C9F7A51-3f0a-11ee-9a1e-00155d012345}"
#define DISK "{6F2A1C10-0B51-4A35-9D0E-00000000D15C}"
#define HEAD "<?xml version='1.0' encoding='utf-8'?>\r\n<WindowsRE version=\"2.0\">"
#define WINRE_BCD(id) "<WinreBCD id=\"" id "\"/>"
#define LOCATION(path, offset, guid)                                                               \
    "<WinreLocation path=\"" path "\" id=\"0\" offset=\"" offset "\" guid=\"" guid "\"/>"
#define STATE(state) "<InstallState state=\"" state "\"/>"
#define TAIL "<OsBuildVersion path=\"22621.1\"/></WindowsRE>"
#define ON                                                                                         \
    HEAD WINRE_BCD(BCD) LOCATION("\\Recovery\\WindowsRE", "68037902336", DISK) STATE("1") TAIL

static const struct {
    const char *name, *xml;
    bool enabled;
    uint64_t offset;
    const char *path, *disk, *bcd;
} sound[] = {
    { "on, on a partition of its own", ON, true, 68037902336, "\\Recovery\\WindowsRE",
        "6f2a1c10-0b51-4a35-9d0e-00000000d15c", "7c9f7a51-3f0a-11ee-9a1e-00155d012345" },
    { "off", HEAD WINRE_BCD(ZERO) LOCATION("", "0", ZERO) STATE("0") TAIL, false, 0, "", "", "" },
    { "state 1 without a boot entry is not on",
        HEAD WINRE_BCD(ZERO) LOCATION("\\Recovery\\WindowsRE", "1048576", DISK) STATE("1") TAIL,
        false, 1048576, "\\Recovery\\WindowsRE", "6f2a1c10-0b51-4a35-9d0e-00000000d15c", "" },
    { "off, but the image still lies somewhere",
        HEAD WINRE_BCD(ZERO) LOCATION("\\Recovery\\WindowsRE", "1048576", DISK) STATE("0") TAIL,
        false, 1048576, "\\Recovery\\WindowsRE", "6f2a1c10-0b51-4a35-9d0e-00000000d15c", "" },
    { "empty ids", HEAD WINRE_BCD("") LOCATION("", "0", "") STATE("0") TAIL, false, 0, "", "", "" },
};

START_TEST(reads_what_stands_there)
{
    struct reagent reagent = { 0 };
    struct err err = { 0 };

    ck_assert_msg(reagent_parse(sound[_i].xml, strlen(sound[_i].xml), &reagent, &err), "%s: %s",
        sound[_i].name, err.text);
    ck_assert_msg(reagent.enabled == sound[_i].enabled, "%s", sound[_i].name);
    ck_assert_msg(reagent.location_offset == sound[_i].offset, "%s", sound[_i].name);
    ck_assert_str_eq(reagent.location_path, sound[_i].path);
    ck_assert_str_eq(reagent.disk_guid, sound[_i].disk);
    ck_assert_str_eq(reagent.bcd_id, sound[_i].bcd);
}
END_TEST

static const struct {
    const char *name, *xml;
} wrong[] = {
    { "nothing", "" },
    { "no XML", "Windows RE status: Enabled" },
    { "another document", "<unattend/>" },
    { "no InstallState", HEAD WINRE_BCD(BCD) LOCATION("", "0", ZERO) TAIL },
    { "no WinreBCD", HEAD LOCATION("", "0", ZERO) STATE("1") TAIL },
    { "no WinreLocation", HEAD WINRE_BCD(BCD) STATE("1") TAIL },
    { "no offset", HEAD WINRE_BCD(BCD) "<WinreLocation path=\"\" id=\"0\" guid=\"" ZERO
                                       "\"/>" STATE("1") TAIL },
    { "state is a word", HEAD WINRE_BCD(BCD) LOCATION("", "0", ZERO) STATE("on") TAIL },
    { "negative offset", HEAD WINRE_BCD(BCD) LOCATION("", "-1", ZERO) STATE("1") TAIL },
    { "huge offset",
        HEAD WINRE_BCD(BCD) LOCATION("", "99999999999999999999", ZERO) STATE("1") TAIL },
    { "short GUID", HEAD WINRE_BCD("{1}") LOCATION("", "0", ZERO) STATE("1") TAIL },
    { "GUID of other letters", HEAD WINRE_BCD("{zzzzzzzz-3f0a-11ee-9a1e-00155d012345}")
                                   LOCATION("", "0", ZERO) STATE("1") TAIL },
    { "GUID without braces", HEAD WINRE_BCD("07c9f7a51-3f0a-11ee-9a1e-00155d0123450")
                                 LOCATION("", "0", ZERO) STATE("1") TAIL },
};

START_TEST(what_is_wrong_is_refused_not_guessed)
{
    struct reagent reagent = { .location_offset = 42 };
    struct err err = { 0 };

    ck_assert_msg(
        !reagent_parse(wrong[_i].xml, strlen(wrong[_i].xml), &reagent, &err), "%s", wrong[_i].name);
    ck_assert_msg(strstr(err.text, "ReAgent.xml"), "%s: %s", wrong[_i].name, err.text);
    ck_assert_msg(reagent.location_offset == 42, "%s: written to on failure", wrong[_i].name);
}
END_TEST

/* What stands there is quoted only where a terminal and JSON can take it. */
START_TEST(a_refusal_can_be_shown)
{
    static const char *const values[] = { "a&#10;&#27;b", "a&#x9B;b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xC3\xA9\xC3\xA9" };
    AUTO(text) xml = { 0 };
    struct reagent reagent = { 0 };
    struct err err = { 0 };

    text_append(&xml, HEAD "<InstallState state=\"%s\"/>" TAIL, values[_i]);
    ck_assert(!reagent_parse(text_string(&xml), xml.len, &reagent, &err));
    ck_assert_msg(text_is_utf8(err.text, strlen(err.text)), "%s", err.text);
    ck_assert(!strpbrk(err.text, "\n\x1b\x9b"));
}
END_TEST

START_TEST(cut_anywhere_it_is_refused)
{
    struct reagent reagent = { 0 };

    for (size_t len = 0; len < sizeof ON - 1; len++) {
        struct err err = { 0 };
        ck_assert_msg(!reagent_parse(ON, len, &reagent, &err), "%zu bytes", len);
    }
}
END_TEST

START_TEST(too_long_a_path_is_refused)
{
    AUTO(text) xml = { 0 };
    struct reagent reagent = { 0 };
    struct err err = { 0 };

    text_append(
        &xml, "%s", HEAD WINRE_BCD(BCD) "<WinreLocation id=\"0\" offset=\"0\" guid=\"\" path=\"");
    for (int i = 0; i < 300; i++)
        text_append(&xml, "x");
    text_append(&xml, "%s", "\"/>" STATE("1") TAIL);
    ck_assert(!reagent_parse(text_string(&xml), xml.len, &reagent, &err));
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 500; nth++) {
        struct reagent reagent = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = reagent_parse(ON, sizeof ON - 1, &reagent, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(read != failed || (read && reagent.enabled), "allocation %u", nth);
    }
    ck_assert(!failed);
}
END_TEST

START_TEST(the_machine_s_own_file_is_read)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct reagent reagent = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(reagent_read(&guest, &found, &reagent, &err), "%s", err.text);
    ck_assert(found == FOUND && reagent.enabled);
    fake_file_remove(machine, PATH);
    ck_assert(reagent_read(&guest, &found, &reagent, &err));
    ck_assert(found == ABSENT);
    fake_file_deny(machine, PATH);
    ck_assert(!reagent_read(&guest, &found, &reagent, &err));
    ck_assert(err.domain == ERR_WIN32 && err.code == 5);
    fake_machine_free(machine);
}
END_TEST

START_TEST(its_place_is_offset_and_disk_together)
{
    struct disk_layout layout = { .style = DISK_GPT, .id = "6f2a1c10-0b51-4a35-9d0e-00000000d15c" };
    struct reagent reagent = { 0 };
    struct err err = { 0 };

    ck_assert(reagent_parse(ON, sizeof ON - 1, &reagent, &err));
    ck_assert(reagent_lies_on(&reagent, &layout, 68037902336));
    ck_assert(!reagent_lies_on(&reagent, &layout, 1048576));
    layout.id[0] = '7';
    ck_assert(!reagent_lies_on(&reagent, &layout, 68037902336));
    reagent.disk_guid[0] = '\0'; /* not told which disk: rather ours than nobody's */
    ck_assert(reagent_lies_on(&reagent, &layout, 68037902336));
    reagent.location_offset = 0;
    ck_assert(!reagent_lies_on(&reagent, &layout, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reagent");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, reads_what_stands_there, 0, COUNT_OF(sound));
    tcase_add_loop_test(rows, what_is_wrong_is_refused_not_guessed, 0, COUNT_OF(wrong));
    tcase_add_loop_test(rows, a_refusal_can_be_shown, 0, 3);
    tcase_add_test(rows, cut_anywhere_it_is_refused);
    tcase_add_test(rows, too_long_a_path_is_refused);
    tcase_add_test(rows, no_memory_is_an_error_like_others);
    tcase_add_test(rows, the_machine_s_own_file_is_read);
    tcase_add_test(rows, its_place_is_offset_and_disk_together);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
