/* SPDX-License-Identifier: MIT */
/* test_rules_crash_dumps.c - verdicts on crash dumps. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "as wanted", "crash.dump-kernel", VERDICT_MET, "CrashDumpEnabled 2",
        { NUMBER("crash.dump", 2) } },
    { "otherwise", "crash.dump-kernel", VERDICT_UNMET, "CrashDumpEnabled 7",
        { NUMBER("crash.dump", 7) } },
    { "absent", "crash.dump-kernel", VERDICT_UNMET, "CrashDumpEnabled not there",
        { IS_ABSENT("crash.dump") } },
    { "denied", "crash.dump-kernel", VERDICT_UNKNOWN, "access denied", { DENIED("crash.dump") } },
    { "as wanted", "crash.dump-file-default", VERDICT_MET, "DumpFile %SystemRoot%\\MEMORY.DMP",
        { TEXT("crash.dump_file", "%SystemRoot%\\MEMORY.DMP") } },
    { "otherwise", "crash.dump-file-default", VERDICT_UNMET, "DumpFile D:\\MEMORY.DMP",
        { TEXT("crash.dump_file", "D:\\MEMORY.DMP") } },
    { "absent", "crash.dump-file-default", VERDICT_UNMET, "DumpFile not there",
        { IS_ABSENT("crash.dump_file") } },
    { "denied", "crash.dump-file-default", VERDICT_UNKNOWN, "access denied",
        { DENIED("crash.dump_file") } },
    { "as wanted", "crash.nmi", VERDICT_MET, "NMICrashDump 1", { NUMBER("crash.nmi", 1) } },
    { "otherwise", "crash.nmi", VERDICT_UNMET, "NMICrashDump 0", { NUMBER("crash.nmi", 0) } },
    { "absent", "crash.nmi", VERDICT_UNMET, "NMICrashDump not there", { IS_ABSENT("crash.nmi") } },
    { "denied", "crash.nmi", VERDICT_UNKNOWN, "access denied", { DENIED("crash.nmi") } },
    { "as wanted", "wer.local-dumps", VERDICT_MET, "DumpType 2", { NUMBER("wer.dump_type", 2) } },
    { "otherwise", "wer.local-dumps", VERDICT_UNMET, "DumpType 1", { NUMBER("wer.dump_type", 1) } },
    { "absent", "wer.local-dumps", VERDICT_UNMET, "DumpType not there",
        { IS_ABSENT("wer.dump_type") } },
    { "denied", "wer.local-dumps", VERDICT_UNKNOWN, "access denied", { DENIED("wer.dump_type") } },
    { "as wanted", "service.wersvc-manual", VERDICT_MET, "Start 3",
        { NUMBER("service.wersvc_start", 3) } },
    { "otherwise", "service.wersvc-manual", VERDICT_UNMET, "Start 4",
        { NUMBER("service.wersvc_start", 4) } },
    { "absent", "service.wersvc-manual", VERDICT_UNMET, "Start not there",
        { IS_ABSENT("service.wersvc_start") } },
    { "denied", "service.wersvc-manual", VERDICT_UNKNOWN, "access denied",
        { DENIED("service.wersvc_start") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_crash_dumps", facts_are_judged, (int)COUNT_OF(rows));
}
