/* SPDX-License-Identifier: MIT */
/* test_sysprep_command.c - sysprep gets the switches that are asked of it, and the answer file. */
#include "actions/sysprep_command.h"

#include "bench.h"
#include "check_main.h"

static const struct {
    const char *answer_file;
    const char *typed;
} commands[] = {
    { NULL, "sysprep.exe /generalize /oobe /mode:vm /quiet /quit" },
    { "C:\\ProgramData\\goldprep\\unattend.xml",
        "sysprep.exe /generalize /oobe /mode:vm /quiet /quit "
        "/unattend:C:\\ProgramData\\goldprep\\unattend.xml" },
    { "D:\\my state\\unattend.xml", "sysprep.exe /generalize /oobe /mode:vm /quiet /quit "
                                    "\"/unattend:D:\\my state\\unattend.xml\"" },
};

START_TEST(is_typed_as_it_is_run)
{
    AUTO(sysprep_command) command = { 0 };
    AUTO(text) typed = { 0 };
    struct err err = { 0 };

    ck_assert(sysprep_command_make(commands[_i].answer_file, &command, &err));
    sysprep_command_append(&command, &typed);
    ck_assert_str_eq(text_string(&typed), commands[_i].typed);
    ck_assert_ptr_null(command.arguments[commands[_i].answer_file ? 6 : 5]);
}
END_TEST

static char seen[128];

static uint32_t keeps_the_last(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)output;
    for (; *arguments; arguments++)
        snprintf(seen, sizeof seen, "%s", *arguments);
    return 1;
}

/* It seals nothing; what it was called with is all that is looked at. */
START_TEST(the_action_hands_it_on)
{
    struct bench bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "generalize");
    fake_program(bench.machine, "sysprep.exe", 0, keeps_the_last);
    bench.context.answer_file = commands[1].answer_file;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_str_eq(seen, "/unattend:C:\\ProgramData\\goldprep\\unattend.xml");
    ck_assert_str_eq(json_string(json_member(bench.report.root, "command")), commands[1].typed);
    bench_done(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sysprep_command");

    check_add(suite, is_typed_as_it_is_run, COUNT_OF(commands));
    check_add(suite, the_action_hands_it_on, 1);
    return check_main(suite);
}
