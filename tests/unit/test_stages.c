/* SPDX-License-Identifier: MIT */
/* test_stages.c - the stage of a run, the state that one leaves, and what was foreseen of it. */
#include "sysprep/stages.h"

#include "sysprep/causes.h"
#include "sysprep/foreseen.h"
#include "sysprep/stuck.h"

#include "check_main.h"

#define LINE(text) "2026-11-22 06:30:01, Info       " text "\r\n"
#define BANNER LINE("SYSPRP ===          Beginning of a new sysprep run          ===")
#define VALIDATION LINE("[0x0f00d7] SYSPRP WinMain:Pre-validing 'cleanup' internal providers.")
#define CLEANUP                                                                                    \
    LINE("SYSPRP SysprepSession::Execute: Beginning action execution from "                        \
         "C:\\Windows\\System32\\Sysprep\\ActionFiles\\Cleanup.xml")
#define GENERALIZE                                                                                 \
    LINE("SYSPRP SysprepSession::Execute: Beginning action execution from "                        \
         "C:\\Windows\\System32\\Sysprep\\ActionFiles\\Generalize.xml")
#define VALIDATES_GENERALIZE                                                                       \
    LINE("SYSPRP SysprepSession::Validate: Beginning action execution from "                       \
         "C:\\Windows\\System32\\Sysprep\\ActionFiles\\Generalize.xml")
#define END LINE("[0x0f0052] SYSPRP Shutting down SysPrep log")

static const struct {
    const char *log;
    enum sysprep_stage stage;
} logs[] = {
    { "", SYSPREP_STAGE_START }, { BANNER, SYSPREP_STAGE_START },
    { BANNER VALIDATION, SYSPREP_STAGE_VALIDATION },
    { BANNER VALIDATION VALIDATES_GENERALIZE, SYSPREP_STAGE_VALIDATION },
    { BANNER VALIDATION CLEANUP, SYSPREP_STAGE_CLEANUP },
    { BANNER VALIDATION LINE("SYSPRP WinMain:Processing 'cleanup' internal provider request."),
        SYSPREP_STAGE_CLEANUP },
    { BANNER VALIDATION CLEANUP GENERALIZE, SYSPREP_STAGE_GENERALIZE },
    { BANNER VALIDATION CLEANUP GENERALIZE END, SYSPREP_STAGE_END },
    { BANNER VALIDATION CLEANUP GENERALIZE END BANNER, SYSPREP_STAGE_START },
    { BANNER VALIDATION "2026-11-22 06:30:01, Info  SYSPRP WinMain:Processing 'generalize' int",
        SYSPREP_STAGE_GENERALIZE }, /* a line that is being written */
};

START_TEST(a_log_names_the_stage_of_its_last_run)
{
    const char *log = logs[_i].log;
    char wide[4096];
    size_t len = strlen(log);

    ck_assert_int_eq(sysprep_stage_read(log, len), logs[_i].stage);
    for (size_t i = 0; i < len; i++) {
        wide[2 * i] = log[i];
        wide[2 * i + 1] = '\0';
    }
    ck_assert_int_eq(sysprep_stage_read(wide, 2 * len), logs[_i].stage);
}
END_TEST

START_TEST(a_line_without_end_is_read_in_part)
{
    enum { LONG = 100000 };
    char *line = malloc(LONG);

    ck_assert_ptr_nonnull(line);
    memset(line, 'a', LONG);
    ck_assert_int_eq(sysprep_stage_read(line, LONG), SYSPREP_STAGE_START);
    free(line);
    for (int stage = 0; stage < SYSPREP_STAGES; stage++)
        ck_assert(strlen(sysprep_stage_name((enum sysprep_stage)stage)) > 0);
}
END_TEST

START_TEST(states_are_told_apart_from_causes)
{
    const struct stuck_sight nothing = { .in_time = true };

    for (size_t i = 0; i < stuck_count; i++) {
        ck_assert_ptr_eq(stuck_find(stuck_all[i].id), &stuck_all[i]);
        ck_assert_ptr_null(cause_find(stuck_all[i].id)); /* an id means one thing */
        ck_assert(strncmp(stuck_all[i].source, "https://", 8) == 0);
        ck_assert(stuck_all[i].title && stuck_all[i].meaning && stuck_all[i].remedy);
    }
    ck_assert_ptr_null(stuck_find("bitlocker-enabled"));
    ck_assert_str_eq(stuck_judge(&nothing)->id, "image-state-unexpected");
}
END_TEST

/* -- foreseen -- */

static bool is_in(void *state, const char *requirement)
{
    for (const char *const *id = state; *id; id++)
        if (strcmp(*id, requirement) == 0)
            return true;
    return false;
}

static const struct {
    const char *cause;
    const char *unmet[4];
    enum foreseen foreseen;
    const char *invented; /* a requirement; NULL: none */
} comparisons[] = {
    { NULL, { NULL }, FORESEEN_NOTHING, NULL },
    { NULL, { "appx.all-provisioned" }, FORESEEN_NOTHING, "appx.all-provisioned" },
    { "appx-not-provisioned", { "appx.all-provisioned" }, FORESEEN_PREDICTED, NULL },
    { "appx-not-provisioned", { NULL }, FORESEEN_MISSED, NULL },
    { "appx-not-provisioned", { "bitlocker.os-decrypted" }, FORESEEN_MISSED,
        "bitlocker.os-decrypted" },
    { "pending-reboot", { "restart.none-pending" }, FORESEEN_PREDICTED, NULL },
    { "bcd-generalize-failed", { NULL }, FORESEEN_NO_RULE, NULL },
    { "wait-loop-timeout", { NULL }, FORESEEN_NOTHING, NULL },
    { "unknown", { NULL }, FORESEEN_NOTHING, NULL },
    { "sysprep-hung", { NULL }, FORESEEN_NOTHING, NULL },
};

START_TEST(a_cause_is_compared_with_what_the_gate_found)
{
    void *state = (void *)comparisons[_i].unmet;
    const char *invented = NULL;

    ck_assert_int_eq(foreseen_judge(comparisons[_i].cause, is_in, state), comparisons[_i].foreseen);
    for (size_t row = 0; row < foreseen_rows_count; row++)
        if (foreseen_is_invented(&foreseen_rows[row], comparisons[_i].cause, is_in, state))
            invented = foreseen_rows[row].requirement;
    if (comparisons[_i].invented)
        ck_assert_str_eq(invented, comparisons[_i].invented);
    else
        ck_assert_ptr_null(invented);
}
END_TEST

START_TEST(rows_name_causes_that_there_are)
{
    for (size_t row = 0; row < foreseen_rows_count; row++) {
        ck_assert_msg(cause_find(foreseen_rows[row].cause) != NULL, "%s", foreseen_rows[row].cause);
        ck_assert(strlen(foreseen_rows[row].why) > 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stages");
    TCase *tcase = tcase_create("rows");

    tcase_add_loop_test(tcase, a_log_names_the_stage_of_its_last_run, 0, COUNT_OF(logs));
    tcase_add_test(tcase, a_line_without_end_is_read_in_part);
    tcase_add_test(tcase, states_are_told_apart_from_causes);
    tcase_add_loop_test(
        tcase, a_cause_is_compared_with_what_the_gate_found, 0, COUNT_OF(comparisons));
    tcase_add_test(tcase, rows_name_causes_that_there_are);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
