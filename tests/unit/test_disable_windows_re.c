/* SPDX-License-Identifier: MIT */
/* test_disable_windows_re.c - ReAgent.xml decides; what reagentc says and returns does not. */
#include "bench.h"
#include "check_main.h"

#define ID "disable-windows-re"
#define XML "C:\\Windows\\System32\\Recovery\\ReAgent.xml"

static void switch_off(struct fake_machine *machine)
{
    fake_file_text(machine, XML,
        "<WindowsRE version=\"2.0\"><WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>"
        "<WinreLocation path=\"\" id=\"0\" offset=\"0\" guid=\"\"/><InstallState "
        "state=\"0\"/></WindowsRE>");
}

static uint32_t works(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    ck_assert_str_eq(arguments[0], "/disable");
    ck_assert_ptr_null(arguments[1]);
    switch_off(machine);
    text_append(output, "REAGENTC.EXE: Vorgang erfolgreich.\r\n");
    return 0;
}

static uint32_t was_off(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)works(machine, arguments, output);
    text_clear(output);
    text_append(output, "REAGENTC.EXE: Windows RE is already disabled.\r\n");
    return 2;
}

static uint32_t is_denied(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    text_append(output, "\r\nREAGENTC.EXE: Operation failed: 5\r\n");
    return 1;
}

static uint32_t lies(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    text_append(output, "REAGENTC.EXE: Operation Successful.\r\n");
    return 0;
}

static uint32_t breaks_the_file(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_text(machine, XML, "<WindowsRE version=\"2.0\">");
    return 0;
}

static const struct {
    const char *name;
    fake_program_run run;
    uint32_t duration_ms;
    bool works;
    const char *told;
} cases[] = {
    { "works", works, 3000, true, "" },
    { "says it was off and returns 2: so it is", was_off, 3000, true, "" },
    { "denied", is_denied, 3000, false, "code 1 and Windows RE is still enabled" },
    { "says done and nothing changed", lies, 3000, false, "Operation Successful" },
    { "leaves a file that cannot be read", breaks_the_file, 3000, false, "cannot tell what" },
    { "does not end", lies, 3600 * 1000, false, "did not end within 5 min" },
};

START_TEST(the_file_decides)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    ck_assert(!bench_holds(&bench));
    fake_program(bench.machine, "reagentc.exe", cases[_i].duration_ms, cases[_i].run);
    ck_assert_msg(bench_apply(&bench, &err) == cases[_i].works, "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(strstr(err.text, cases[_i].told), "%s: %s", cases[_i].name, err.text);
    if (cases[_i].works)
        ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(a_program_that_does_not_end_is_ended)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_program(bench.machine, "reagentc.exe", 3600 * 1000, lies);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_TIME_LIMIT));
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 1);
}
END_TEST

START_TEST(what_it_printed_is_kept_as_evidence)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    int64_t code = -1;

    bench_set(&bench, ID);
    fake_program(bench.machine, "reagentc.exe", 3000, works);
    ck_assert(bench_apply(&bench, &err));
    const struct json *run = json_member(bench.report.root, "ReAgentc.exe");
    ck_assert_str_eq(
        json_string(json_member(run, "output")), "REAGENTC.EXE: Vorgang erfolgreich.\n");
    ck_assert(json_number(json_member(run, "exit_code"), &code) && code == 0);
    ck_assert_str_eq(json_string(json_at(json_member(run, "arguments"), 0)), "/disable");
}
END_TEST

START_TEST(without_the_file_there_is_nothing_to_switch_off)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };

    bench_set(&bench, ID);
    fake_file_remove(bench.machine, XML);
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text), "not set up");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_no_answer)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    bench_set(&bench, ID);
    fake_file_deny(bench.machine, XML);
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err.domain == ERR_WIN32 && err.code == 5);
}
END_TEST

START_TEST(no_program_is_an_error_that_names_it)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_fail(bench.machine, "process_start", -1, ERR_WIN32, 2, "no such file");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(err.text, "C:\\Windows\\System32\\ReAgentc.exe"), "%s", err.text);
}
END_TEST

START_TEST(it_tells_where_the_image_is)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    ck_assert_str_eq(bench_observe(&bench, &text),
        "enabled, image in '\\Recovery\\WindowsRE' of the partition at byte 68036853760");
    ck_assert(bench_apply(&bench, &err));
    ck_assert_str_eq(bench_observe(&bench, &text), "disabled");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disable_windows_re");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, the_file_decides, 0, COUNT_OF(cases));
    tcase_add_test(rows, a_program_that_does_not_end_is_ended);
    tcase_add_test(rows, what_it_printed_is_kept_as_evidence);
    tcase_add_test(rows, without_the_file_there_is_nothing_to_switch_off);
    tcase_add_test(rows, a_file_that_cannot_be_read_is_no_answer);
    tcase_add_test(rows, no_program_is_an_error_that_names_it);
    tcase_add_test(rows, it_tells_where_the_image_is);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
