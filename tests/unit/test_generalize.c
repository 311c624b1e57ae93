/* SPDX-License-Identifier: MIT */
/*
 * test_generalize.c - sysprep is run by the right account, waited for, and believed by what it
 * leaves.
 */
#include "check_main.h"
#include "sysprep_moods.h"

/* -- sysprep, in other moods -- */
static uint32_t refuses(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_remove(machine, TAG);
    fake_file_text(machine, LOG, STOPS LOG_END);
    return 0;
}

static uint32_t breaks(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    return refuses(machine, arguments, output);
}

static uint32_t lies(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_text(machine, LOG, BANNER LOG_END);
    return 0;
}

static uint32_t forgets_setup(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    uint32_t code = works(machine, arguments, output);

    fake_reg_u32(machine, SETUP, "SetupType", 0);
    return code;
}

static const struct {
    const char *name;
    fake_program_run run;
    const char *old_log; /* there before */
    bool works;
    const char *told;
    uint32_t longest_ms; /* from sysprep's end to the verdict */
} cases[] = {
    { "works", works, NULL, true, "", 10 * 1000 },
    { "works, and its log goes on behind an old one that failed", works, STOPS LOG_END, true, "",
        10 * 1000 },
    { "refuses, exit code 0", refuses, NULL, false, CAUSE " (0x80310039); nothing was changed",
        10 * 1000 },
    { "fails half way", breaks, NULL, false, "cannot be repaired", 10 * 1000 },
    { "says done and nothing changed", lies, NULL, false, "names no cause", 130 * 1000 },
    { "writes nothing: an old log's cause is not taken for its own", is_silent, STOPS LOG_END,
        false, "names no cause", 130 * 1000 },
    { "leaves setup unarmed: a remark", forgets_setup, NULL, true, "", 10 * 1000 },
};

enum { DURATION_MS = 90 * 1000 };

START_TEST(what_it_leaves_decides)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    uint64_t before;

    bench_set(&bench, ID);
    if (cases[_i].old_log)
        fake_file_text(bench.machine, LOG, cases[_i].old_log);
    fake_program(bench.machine, "sysprep.exe", DURATION_MS, cases[_i].run);
    ck_assert(!bench_holds(&bench));
    before = fake_hardware(bench.machine)->tick_ms;
    ck_assert_msg(bench_apply(&bench, &err) == cases[_i].works, "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(strstr(err.text, cases[_i].told), "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(cases[_i].works || err_is(&err, ERR_SYSPREP), "%s: %s", cases[_i].name, err.text);
    uint64_t spent = fake_hardware(bench.machine)->tick_ms - before;
    ck_assert_msg(spent >= DURATION_MS && spent <= DURATION_MS + cases[_i].longest_ms,
        "%s: %llu ms", cases[_i].name, (unsigned long long)spent);
    ck_assert_msg(bench_holds(&bench) == cases[_i].works, "%s", cases[_i].name);
    ck_assert(!fake_is_off(bench.machine));
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 0);
}
END_TEST

static struct guest sound; /* as the fake gives it */

/* sysprep's log cannot be read once it has been started. */
static bool hidden_log(void *state, const char *path, size_t limit, enum found *found,
    struct bytes *bytes, struct err *err)
{
    if (fake_calls(state, "process_start") > 0 && text_ends_same(path, "\\setupact.log"))
        return err_set(err, ERR_WIN32, 32, "in use");
    return sound.file_read(state, path, limit, found, bytes, err);
}

START_TEST(a_seal_holds_though_the_log_cannot_be_read)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    sound = fake_guest(bench.machine);
    bench.guest.file_read = hidden_log;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.details), "in use"));
}
END_TEST

START_TEST(what_stops_in_cleanup_is_not_called_untouched)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_reg_u32(bench.machine, "SYSTEM\\Setup\\Status\\SysprepStatus", "CleanupState", 3);
    fake_program(bench.machine, "sysprep.exe", DURATION_MS, refuses);
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_SYSPREP));
    ck_assert_ptr_nonnull(strstr(err.text, "cannot be repaired"));
    ck_assert(!bench.context.resumable);
}
END_TEST

START_TEST(the_outcome_is_reported)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    int64_t number = -1;
    bool flag = false;

    bench_set(&bench, ID);
    ck_assert(bench_apply(&bench, &err));
    const struct json *report = bench.report.root;
    ck_assert_str_eq(json_string(json_member(report, "command")),
        "sysprep.exe /generalize /oobe /mode:vm /quiet /quit");
    ck_assert_str_eq(json_string(json_member(report, "started")), "2026-11-22T06:30:00Z");
    ck_assert_str_eq(json_string(json_member(report, "ended")), "2026-11-22T06:31:30Z");
    ck_assert(json_number(json_member(report, "exit_code"), &number) && number == 0);
    ck_assert(json_bool(json_member(report, "sealed"), &flag) && flag);
    ck_assert(json_bool(json_member(report, "tag_file"), &flag) && flag);
    ck_assert_str_eq(json_string(json_member(report, "image_state")), SEALED);
    ck_assert(json_number(json_member(report, "setup_type"), &number) && number == 2);
    ck_assert_str_eq(json_string(json_member(report, "cmd_line")), "oobe\\windeploy.exe");
    ck_assert(json_is_null(json_member(json_member(report, "log"), "cause")));
    ck_assert_ptr_nonnull(strstr(
        json_string(json_member(json_member(report, "log"), "excerpt")), "Shutting down SysPrep"));
}
END_TEST

START_TEST(a_failure_is_reported_with_cause_and_logs_kept)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_file_text(bench.machine, LOG, "an old log\r\n");
    fake_program(bench.machine, "sysprep.exe", DURATION_MS, refuses);
    ck_assert(!bench_apply(&bench, &err));
    const struct json *log = json_member(bench.report.root, "log");
    ck_assert_str_eq(json_string(json_member(log, "cause")), CAUSE);
    ck_assert_str_eq(json_string(json_member(log, "code")), "0x80310039");
    ck_assert_str_eq(
        fake_disk_content("state/panther-2026-11-22T06-30-00Z-before/sysprep/setupact.log", NULL),
        "an old log\r\n");
    ck_assert_str_eq(
        fake_disk_content("state/panther-2026-11-22T06-31-30Z-after/sysprep/setupact.log", NULL),
        STOPS LOG_END);
    ck_assert_int_eq(fake_disk_count("setuperr.log"), 0); /* there was none */
}
END_TEST

#define WINDOWS_PANTHER "C:\\Windows\\Panther\\"
#define BEFORE "state/panther-2026-11-22T06-30-00Z-before/"

START_TEST(logs_of_both_folders_are_kept_and_no_answer_file)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_file_text(bench.machine, FOLDER "Panther\\IE\\setuperr.log", "ie\r\n");
    fake_file_text(bench.machine, FOLDER "Panther\\diagerr.xml", "<a/>");
    fake_file_text(bench.machine, WINDOWS_PANTHER "setupact.log", "setup\r\n");
    fake_file_text(bench.machine, WINDOWS_PANTHER "UnattendGC\\setupact.log", "gc\r\n");
    fake_file_text(bench.machine, WINDOWS_PANTHER "unattend.xml", "<password/>");
    fake_file_text(bench.machine, WINDOWS_PANTHER "Unattend\\unattend.xml", "<password/>");
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_str_eq(fake_disk_content(BEFORE "sysprep/IE/setuperr.log", NULL), "ie\r\n");
    ck_assert_str_eq(fake_disk_content(BEFORE "sysprep/diagerr.xml", NULL), "<a/>");
    ck_assert_str_eq(fake_disk_content(BEFORE "windows/setupact.log", NULL), "setup\r\n");
    ck_assert_str_eq(fake_disk_content(BEFORE "windows/UnattendGC/setupact.log", NULL), "gc\r\n");
    ck_assert_int_eq(fake_disk_count("unattend.xml"), 0);
    ck_assert(fake_disk_content(
        "state/panther-2026-11-22T06-31-30Z-after/sysprep/setupact.log", NULL)); /* sealed, too */
}
END_TEST

START_TEST(a_copy_that_fails_is_told_and_stops_nothing)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_file_text(bench.machine, LOG, "an old log\r\n");
    fake_disk_room(3);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_msg(strstr(text_string(&bench.said), "logs: no copy of 1 entries"), "%s",
        text_string(&bench.said));
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.details), "logs before, not copied: "));
}
END_TEST

START_TEST(a_copy_is_bounded)
{
    enum { LARGE = 40 * 1024 * 1024 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    char *large = calloc(1, LARGE);

    bench_set(&bench, ID);
    fake_file(bench.machine, WINDOWS_PANTHER "cbs.log", large, LARGE);
    fake_file(bench.machine, WINDOWS_PANTHER "dism.log", large, LARGE);
    free(large);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "logs: 1 files"));
}
END_TEST

/* -- who may run it -- */

static void local_system(struct bench *bench)
{
    fake_hardware(bench->machine)->token.is_local_system = true;
}

static void no_administrator(struct bench *bench)
{
    fake_hardware(bench->machine)->token.is_administrator = false;
}

static void runs_already(struct bench *bench)
{
    fake_hardware(bench->machine)->running = "sysprep.exe";
}

static void old_log_denied(struct bench *bench)
{
    fake_file_deny(bench->machine, LOG);
}

static void token_unknown(struct bench *bench)
{
    fake_fail(bench->machine, "token", -1, ERR_WIN32, 5, "denied");
}

static const struct {
    const char *name;
    void (*prepare)(struct bench *bench);
    bool is_refused;
    const char *told;
} refusals[] = {
    { "LocalSystem", local_system, true, "LocalSystem" },
    { "no administrator", no_administrator, true, "GOLDEN-01\\builder" },
    { "sysprep runs already", runs_already, true, "runs already" },
    { "who runs goldprep cannot be told", token_unknown, false, "cannot tell who" },
    { "an old log that cannot be read", old_log_denied, false, "old log" },
};

START_TEST(refused_before_sysprep_is_started)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    refusals[_i].prepare(&bench);
    ck_assert_msg(!bench_apply(&bench, &err), "%s", refusals[_i].name);
    ck_assert_msg(err_is(&err, ERR_REFUSED) == refusals[_i].is_refused, "%s", err.text);
    ck_assert_msg(strstr(err.text, refusals[_i].told), "%s: %s", refusals[_i].name, err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
}
END_TEST

/* -- what it leaves behind has a name -- */

static uint32_t specializes(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE");
    return lies(machine, arguments, output);
}

static uint32_t stays_undeployable(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    return lies(machine, arguments, output);
}

static uint32_t forgets_its_tag(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", SEALED);
    return lies(machine, arguments, output);
}

static uint32_t crashes(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    fake_file_text(machine, LOG, GENERALIZES);
    (void)arguments;
    (void)output;
    return 0xc0000005;
}

static uint32_t seals_for_audit(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_GENERALIZE_RESEAL_TO_AUDIT");
    return lies(machine, arguments, output);
}

static const struct {
    fake_program_run run;
    const char *cause, *state;
} states[] = {
    { lies, "image-state-complete", "image-state-complete" },
    { stays_undeployable, "image-state-undeployable", "image-state-undeployable" },
    { specializes, "image-state-specialize-reseal", "image-state-specialize-reseal" },
    { forgets_its_tag, "no-success-tag", "no-success-tag" },
    { crashes, "sysprep-gone", "sysprep-gone" },
    { seals_for_audit, "image-state-unexpected", "image-state-unexpected" },
    { refuses, "bitlocker-enabled", "image-state-complete" },
    { breaks, "bitlocker-enabled", "image-state-undeployable" },
};

START_TEST(each_state_it_leaves_has_a_cause_of_its_own)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) line = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_program(bench.machine, "sysprep.exe", DURATION_MS, states[_i].run);
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_SYSPREP));
    const struct json *diagnosis = json_member(bench.report.root, "diagnosis");
    ck_assert_str_eq(json_string(json_member(diagnosis, "cause")), states[_i].cause);
    ck_assert_str_eq(json_string(json_member(diagnosis, "state")), states[_i].state);
    ck_assert(strlen(json_string(json_member(diagnosis, "remedy"))) > 0);
    text_append(&line, "[%s]", states[_i].cause);
    ck_assert_msg(strstr(err.text, text_string(&line)), "%s", err.text);
    text_clear(&line);
    text_append(&line, "more: goldprep explain %s\n", states[_i].cause);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), text_string(&line)));
}
END_TEST

/* -- one that was left open -- */

#define PROCESSES "[{\"image\":\"csrss.exe\",\"id\":400},{\"image\":\"Sysprep.exe\",\"id\":4242}]"

static void leave_open(struct bench *bench)
{
    bench_set(bench, ID);
    fake_hardware(bench->machine)->running = "sysprep.exe";
    fake_list(bench->machine, GUEST_LIST_PROCESSES, PROCESSES);
}

START_TEST(one_that_was_left_open_is_named)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    leave_open(&bench);
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_REFUSED));
    ck_assert_msg(strstr(err.text, "sysprep.exe (process 4242) runs already"), "%s", err.text);
    ck_assert_msg(strstr(err.text, "--yes"), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_open"), 0);
}
END_TEST

START_TEST(one_that_was_left_open_is_closed_with_yes)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    leave_open(&bench);
    bench.context.yes = true;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "closing sysprep.exe (process 4242)"));
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.details), "closed: sysprep.exe"));
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 1);
}
END_TEST

START_TEST(one_that_is_at_work_is_never_closed)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    leave_open(&bench);
    bench.context.yes = true;
    fake_reg_text(bench.machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_REFUSED));
    ck_assert_msg(strstr(err.text, "it is at work"), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_open"), 0);
}
END_TEST

START_TEST(one_that_cannot_be_closed_is_told)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    leave_open(&bench);
    bench.context.yes = true;
    fake_fail(bench.machine, "process_end", 1, ERR_WIN32, 5, "access denied");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(err.text, "cannot close sysprep.exe (process 4242)"), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
}
END_TEST

START_TEST(a_hung_one_of_an_earlier_process_is_ended_too)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    leave_open(&bench);
    fake_file_text(bench.machine, LOG, VALIDATES);
    bench.context.resumed = true;
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_TIME_LIMIT));
    ck_assert_msg(strstr(err.text, "it was ended"), "%s", err.text);
    ck_assert(!bench.context.resumable);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
}
END_TEST

START_TEST(told_to_stop_it_stops_waiting_and_leaves_sysprep_alone)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_fail(bench.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_CANCELLED));
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 0);
}
END_TEST

/* ImageState takes half a minute longer than sysprep itself. */
static bool late_state(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err)
{
    struct fake_machine *machine = state;

    if (strcmp(name, "ImageState") == 0 &&
        fake_hardware(machine)->tick_ms < 29000000 + DURATION_MS + 30 * 1000) {
        text_append(value, "IMAGE_STATE_UNDEPLOYABLE");
        *found = FOUND;
        return true;
    }
    return sound.reg_read_text(state, key, name, found, value, err);
}

START_TEST(a_state_that_settles_late_is_waited_for)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    sound = fake_guest(bench.machine);
    bench.guest.reg_read_text = late_state;
    fake_program(bench.machine, "sysprep.exe", DURATION_MS, works);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "waiting for ImageState to settle"));
}
END_TEST

/* -- resumed -- */

static int asked;

/* It runs the first times that somebody asks, then it has sealed the image and is gone. */
static bool runs_a_while(void *state, const char *image, bool *exists, struct err *err)
{
    (void)err;
    ck_assert_str_eq(image, "sysprep.exe");
    *exists = asked++ < 5;
    if (!*exists)
        seal(state);
    return true;
}

START_TEST(resumed_it_waits_for_the_sysprep_that_runs)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    asked = 0;
    bench_set(&bench, ID);
    bench.guest.process_exists = runs_a_while;
    bench.context.resumed = true;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    ck_assert(json_is_null(json_member(bench.report.root, "exit_code")));
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(resumed_after_a_sysprep_that_broke_the_machine_it_says_so)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_reg_text(bench.machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    fake_file_text(bench.machine, LOG, STOPS LOG_END);
    bench.context.resumed = true;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(err_is(&err, ERR_SYSPREP) && strstr(err.text, CAUSE), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
}
END_TEST

START_TEST(resumed_before_sysprep_was_started_it_is_started)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    bench.context.resumed = true;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 1);
}
END_TEST

START_TEST(a_sealed_machine_with_sysprep_at_work_is_not_done)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };

    bench_set(&bench, ID);
    seal(bench.machine);
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text), "ImageState " SEALED ", tag of success");
    fake_hardware(bench.machine)->running = "sysprep.exe";
    ck_assert(!bench_holds(&bench));
}
END_TEST

START_TEST(witnesses_that_cannot_be_read_are_no_answer)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    bench_set(&bench, ID);
    fake_reg_deny(bench.machine, STATE);
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err.domain == ERR_WIN32 && err.code == 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generalize");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, what_it_leaves_decides, 0, COUNT_OF(cases));
    tcase_add_test(rows, a_seal_holds_though_the_log_cannot_be_read);
    tcase_add_test(rows, what_stops_in_cleanup_is_not_called_untouched);
    tcase_add_test(rows, the_outcome_is_reported);
    tcase_add_test(rows, a_failure_is_reported_with_cause_and_logs_kept);
    tcase_add_test(rows, logs_of_both_folders_are_kept_and_no_answer_file);
    tcase_add_test(rows, a_copy_that_fails_is_told_and_stops_nothing);
    tcase_add_test(rows, a_copy_is_bounded);
    tcase_add_loop_test(rows, refused_before_sysprep_is_started, 0, COUNT_OF(refusals));
    tcase_add_loop_test(rows, each_state_it_leaves_has_a_cause_of_its_own, 0, COUNT_OF(states));
    tcase_add_test(rows, one_that_was_left_open_is_named);
    tcase_add_test(rows, one_that_was_left_open_is_closed_with_yes);
    tcase_add_test(rows, one_that_is_at_work_is_never_closed);
    tcase_add_test(rows, one_that_cannot_be_closed_is_told);
    tcase_add_test(rows, a_hung_one_of_an_earlier_process_is_ended_too);
    tcase_add_test(rows, told_to_stop_it_stops_waiting_and_leaves_sysprep_alone);
    tcase_add_test(rows, a_state_that_settles_late_is_waited_for);
    tcase_add_test(rows, resumed_it_waits_for_the_sysprep_that_runs);
    tcase_add_test(rows, resumed_after_a_sysprep_that_broke_the_machine_it_says_so);
    tcase_add_test(rows, resumed_before_sysprep_was_started_it_is_started);
    tcase_add_test(rows, a_sealed_machine_with_sysprep_at_work_is_not_done);
    tcase_add_test(rows, witnesses_that_cannot_be_read_are_no_answer);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
