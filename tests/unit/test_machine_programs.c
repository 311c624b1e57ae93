/* SPDX-License-Identifier: MIT */
/* test_machine_programs.c - programs of the fake machine start, take time, and do their work. */
#include "fakes/machine.h"

#include "check_main.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MIB ((uint64_t)1024 * 1024)
#define SYSTEM "C:\\Windows\\System32\\"
#define XML SYSTEM "Recovery\\ReAgent.xml"
#define STATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"

enum { STILL_RUNS = 77777 };

static struct fake_machine *machine;
static struct guest guest;
static struct fake_hardware *hardware;

static void make(void)
{
    machine = fake_machine_new();
    guest = fake_guest(machine);
    hardware = fake_hardware(machine);
}

static void release(void)
{
    fake_machine_free(machine);
}

static struct guest_process *start(const char *path, const char *const *arguments)
{
    struct guest_process *process = NULL;
    struct err err = { 0 };

    ck_assert_msg(
        guest.process_start(guest.state, path, arguments, false, &process, &err), "%s", err.text);
    return process;
}

/** @return the exit code, or STILL_RUNS */
static uint32_t wait_for(struct guest_process *process, uint32_t limit_ms)
{
    struct err err = { 0 };
    bool ended = false;
    uint32_t exit_code = STILL_RUNS;

    ck_assert(guest.process_wait(guest.state, process, limit_ms, &ended, &exit_code, &err));
    return ended ? exit_code : STILL_RUNS;
}

/** Runs to the end; output must name what the test expects of it. */
static uint32_t run(const char *path, const char *const *arguments, const char *output)
{
    struct guest_process *process = start(path, arguments);
    uint32_t exit_code = wait_for(process, 1000000);
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    ck_assert(guest.process_output(guest.state, process, &printed, &err));
    ck_assert_msg(strstr(text_string(&printed), output) != NULL, "%s", text_string(&printed));
    guest.process_free(guest.state, process);
    return exit_code;
}

static bool file_holds(const char *path, const char *wanted)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(guest.file_read(guest.state, path, 65536, &found, &bytes, &err));
    return found == FOUND && strstr((const char *)bytes.data, wanted) != NULL;
}

START_TEST(reagentc_switches_windows_re_off)
{
    static const char *const disable[] = { "/disable", NULL };
    static const char *const info[] = { "/info", NULL };

    ck_assert(file_holds(XML, "<InstallState state=\"1\"/>"));
    ck_assert(file_holds(XML, "offset=\"68036853760\"")); /* where the recovery partition is */
    ck_assert_uint_eq(run(SYSTEM "reagentc.exe", disable, "Operation Successful"), 0);
    ck_assert(file_holds(XML, "<InstallState state=\"0\"/>"));
    ck_assert(file_holds(XML, "<WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>"));
    ck_assert(file_holds(SYSTEM "Recovery\\Winre.wim", "MSWIM"));
    ck_assert_uint_ne(run(SYSTEM "reagentc.exe", disable, "already disabled"), 0);
    ck_assert_uint_ne(run(SYSTEM "reagentc.exe", info, "57"), 0);
    fake_file_remove(machine, XML);
    ck_assert_uint_ne(run(SYSTEM "reagentc.exe", disable, "3"), 0);
}
END_TEST

static const struct {
    const char *name, *script;
    uint32_t exit_code;
    size_t partitions;
    const char *output;
} scripts[] = {
    { "delete", "select disk 0\r\nselect partition 4\r\ndelete partition override\r\n", 0, 3, "" },
    { "delete and extend",
        "select disk 0\nselect partition 4\ndelete partition override\nselect partition 3\n"
        "extend\nexit\n",
        0, 3, "" },
    { "protected", "select disk 0\nselect partition 4\ndelete partition\n", 4, 4, "protected" },
    { "in use", "select disk 0\nselect partition 3\ndelete partition override\n", 4, 4, "in use" },
    { "no disk", "select partition 4\ndelete partition override\n", 4, 4, "no disk selected" },
    { "another disk", "select disk 1\n", 4, 4, "not valid" },
    { "no such partition", "select disk 0\nselect partition 9\n", 4, 4, "not valid" },
    { "no partition", "select disk 0\ndelete partition override\n", 4, 4, "no partition" },
    { "nothing to extend", "select disk 0\nextend\n", 4, 4, "no volume" },
    { "nonsense", "clean all\n", 5, 4, "unknown command" },
    { "what follows a failure is not done",
        "select disk 1\nselect disk 0\nselect partition 4\ndelete partition override\n", 4, 4, "" },
};

START_TEST(diskpart_follows_its_script)
{
    static const char *const arguments[] = { "/s", "C:\\script.txt", NULL };

    fake_file_text(machine, "C:\\script.txt", scripts[_i].script);
    uint32_t exit_code = run(SYSTEM "diskpart.exe", arguments, scripts[_i].output);
    ck_assert_msg(exit_code == scripts[_i].exit_code, "%s: %" PRIu32, scripts[_i].name, exit_code);
    ck_assert_msg(hardware->layout.count == scripts[_i].partitions, "%s", scripts[_i].name);
    bool extended = hardware->layout.partitions[2].length_bytes == (65535 - 117) * MIB;
    ck_assert_msg(extended == (strstr(scripts[_i].script, "exit") != NULL), "%s", scripts[_i].name);
}
END_TEST

START_TEST(diskpart_reads_scripts_from_where_goldprep_keeps_them)
{
    char path[] = "/tmp/goldprep-script-XXXXXX";
    const char *const arguments[] = { "/s", path, NULL };
    static const char *const nothing[] = { NULL };
    static const char script[] = "select disk 0\nselect partition 4\ndelete partition override\n";
    int number = mkstemp(path);

    ck_assert_int_ge(number, 0);
    ck_assert_int_eq(write(number, script, strlen(script)), (ssize_t)strlen(script));
    (void)close(number);
    ck_assert_uint_eq(run(SYSTEM "diskpart.exe", arguments, ""), 0);
    ck_assert_uint_eq(hardware->layout.count, 3);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_uint_eq(run(SYSTEM "diskpart.exe", arguments, ""), 3);
    ck_assert_uint_eq(run(SYSTEM "diskpart.exe", nothing, ""), 5);
}
END_TEST

static const char *const seal[] = { "/generalize", "/oobe", "/mode:vm", "/quiet", "/quit", NULL };

START_TEST(sysprep_seals)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;

    ck_assert_uint_eq(run(SYSTEM "Sysprep\\sysprep.exe", seal, ""), 0);
    ck_assert(guest.reg_read_text(guest.state, STATE, "ImageState", &found, &text, &err));
    ck_assert_str_eq(text_string(&text), "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    ck_assert(guest.reg_read_u32(guest.state, "SYSTEM\\Setup", "SetupType", &found, &number, &err));
    ck_assert_uint_eq(number, 2);
    text_clear(&text);
    ck_assert(guest.reg_read_text(guest.state, "SYSTEM\\Setup", "CmdLine", &found, &text, &err));
    ck_assert_str_eq(text_string(&text), "oobe\\windeploy.exe");
    ck_assert(file_holds(SYSTEM "Sysprep\\Sysprep_succeeded.tag", ""));
    ck_assert(file_holds(SYSTEM "Sysprep\\Panther\\setupact.log", "option 'mode:vm'"));
    ck_assert(file_holds(SYSTEM "Sysprep\\Panther\\setupact.log", "Shutting down SysPrep log"));
}
END_TEST

START_TEST(sysprep_refuses_while_reserves_are_in_use)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;

    fake_reg_u32(machine, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager",
        "ActiveScenario", 5);
    ck_assert_uint_eq(
        run(SYSTEM "Sysprep\\sysprep.exe", seal, ""), 0); /* an exit code is no proof */
    ck_assert(!file_holds(SYSTEM "Sysprep\\Sysprep_succeeded.tag", ""));
    ck_assert(file_holds(SYSTEM "Sysprep\\Panther\\setupact.log", "0x800F0975"));
    ck_assert(guest.reg_read_text(guest.state, STATE, "ImageState", &found, &text, &err));
    ck_assert_str_eq(text_string(&text), "IMAGE_STATE_COMPLETE");
}
END_TEST

START_TEST(sysprep_without_its_switches_does_nothing)
{
    static const char *const some[] = { "/oobe", "/quit", NULL };

    ck_assert_uint_ne(run(SYSTEM "Sysprep\\sysprep.exe", some, ""), 0);
    ck_assert(!file_holds(SYSTEM "Sysprep\\Sysprep_succeeded.tag", ""));
}
END_TEST

/* -- processes -- */

static uint32_t return_seven(
    struct fake_machine *fake, const char *const *arguments, struct text *output)
{
    (void)fake;
    for (size_t i = 0; arguments[i]; i++)
        text_append(output, "[%s]", arguments[i]);
    return 7;
}

START_TEST(a_program_takes_its_time)
{
    static const char *const arguments[] = { "a b", "", NULL };
    struct err err = { 0 };
    bool exists = false;

    fake_program(machine, "seven.exe", 5000, return_seven);
    struct guest_process *process = start("C:\\x\\SEVEN.exe", arguments);
    ck_assert(guest.process_exists(guest.state, "seven.exe", &exists, &err) && exists);
    ck_assert_uint_eq(wait_for(process, 1999), STILL_RUNS);
    ck_assert(guest.wait(guest.state, 1000, &err)); /* time is time */
    ck_assert_uint_eq(wait_for(process, 2000), STILL_RUNS);
    ck_assert_uint_eq(wait_for(process, 1000), 7);
    ck_assert_uint_eq(wait_for(process, 1000), 7); /* asked again */
    ck_assert(guest.process_exists(guest.state, "seven.exe", &exists, &err) && !exists);
    guest.process_free(guest.state, process);
    ck_assert_uint_eq(run("seven.exe", arguments, "[a b][]"), 7);
    guest.process_free(guest.state, NULL);
}
END_TEST

START_TEST(a_process_can_be_ended)
{
    struct err err = { 0 };

    fake_program(machine, "seven.exe", 5000, return_seven);
    struct guest_process *process = start("seven.exe", NULL);
    struct guest_process *other = start("seven.exe", NULL);
    ck_assert(guest.process_end(guest.state, process, &err));
    ck_assert_uint_eq(wait_for(process, 0), 1);
    ck_assert_uint_eq(wait_for(other, 5000), 7);
    ck_assert(guest.process_end(guest.state, other, &err)); /* too late to matter */
    ck_assert_uint_eq(wait_for(other, 0), 7);
    guest.process_free(guest.state, process); /* and `other` goes with the machine */
}
END_TEST

START_TEST(a_program_that_is_not_there_does_not_start)
{
    struct guest_process *process = NULL;
    struct err err = { 0 };

    ck_assert(!guest.process_start(guest.state, "C:\\absent.exe", NULL, false, &process, &err));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert_uint_eq(err.code, 2);
    ck_assert_ptr_null(process);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine_programs");
    TCase *tcase = tcase_create("programs");

    tcase_add_checked_fixture(tcase, make, release);
    tcase_add_test(tcase, reagentc_switches_windows_re_off);
    tcase_add_loop_test(tcase, diskpart_follows_its_script, 0, (int)COUNT_OF(scripts));
    tcase_add_test(tcase, diskpart_reads_scripts_from_where_goldprep_keeps_them);
    tcase_add_test(tcase, sysprep_seals);
    tcase_add_test(tcase, sysprep_refuses_while_reserves_are_in_use);
    tcase_add_test(tcase, sysprep_without_its_switches_does_nothing);
    tcase_add_test(tcase, a_program_takes_its_time);
    tcase_add_test(tcase, a_process_can_be_ended);
    tcase_add_test(tcase, a_program_that_is_not_there_does_not_start);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
