/* SPDX-License-Identifier: MIT */
/* test_crash_dumps.c - what the probe on crash dumps writes down. */
#include "probe_rows.h"

extern const struct probe probe_crash_dumps;

#define CONTROL "SYSTEM\\CurrentControlSet\\Control\\CrashControl"
#define LOCAL_DUMPS "SOFTWARE\\Microsoft\\Windows\\Windows Error Reporting\\LocalDumps"

static void keep_dumps(struct fake_machine *machine)
{
    fake_reg_text(machine, LOCAL_DUMPS, "DumpFolder", "C:\\CrashDumps");
    fake_reg_u32(machine, LOCAL_DUMPS, "DumpType", 2);
    fake_reg_u32(machine, LOCAL_DUMPS, "DumpCount", 10);
    fake_reg_u32(machine, LOCAL_DUMPS, "CrashCount", 10);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, CONTROL, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, LOCAL_DUMPS);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, CONTROL, "CrashDumpEnabled", "2");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("crash.dump", 7), IS_TEXT("crash.dump_file", "%SystemRoot%\\MEMORY.DMP"),
            IS_NUMBER("crash.nmi", 1), IS_ABSENT("wer.dump_folder"), IS_ABSENT("wer.dump_type"),
            IS_ABSENT("wer.dump_count"), IS_ABSENT("wer.crash_count"),
            IS_NUMBER("service.wersvc_start", 3) } },
    { "there: dumps of programs", keep_dumps,
        { IS_TEXT("wer.dump_folder", "C:\\CrashDumps"), IS_NUMBER("wer.dump_type", 2),
            IS_NUMBER("wer.dump_count", 10), IS_NUMBER("wer.crash_count", 10) } },
    { "absent", remove_all,
        { IS_ABSENT("crash.dump"), IS_ABSENT("crash.dump_file"), IS_ABSENT("crash.nmi") } },
    { "denied", deny,
        { IS_UNREADABLE("wer.dump_folder", "denied"), IS_UNREADABLE("wer.dump_type", "denied"),
            IS_NUMBER("crash.dump", 7) } },
    { "malformed", spoil, { IS_UNREADABLE("crash.dump", "another type") } },
};

START_TEST(dumps_are_told_as_seen)
{
    check_probe_row(&probe_crash_dumps, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_crash_dumps, dumps_are_told_as_seen, rows)
