/* SPDX-License-Identifier: MIT */
/* rules_crash_dumps.c - what must be kept of a crash for Azure's support. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

const struct requirement requirement_crash_dump_kernel = {
    .id = "crash.dump-kernel",
    .title = "A crash of Windows leaves a kernel dump",
    .why = "Without a dump nobody can tell why a machine in Azure stopped.",
    .source = PREPARE,
    .advice = "Set CrashDumpEnabled to 2 below Control\\CrashControl.",
    .disagrees = "Windows' own default is the automatic dump, 7, which is as good where the page "
                 "file is managed by Windows "
                 "(https://learn.microsoft.com/windows-hardware/drivers/debugger/"
                 "automatic-memory-dump). The page on preparing a VHD asks for 2.",
    .expects = { .fact = "crash.dump",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "CrashDumpEnabled" },
};

const struct requirement requirement_crash_dump_file_default = {
    .id = "crash.dump-file-default",
    .title = "A dump lies where Windows puts it",
    .why = "Another drive may not be there on a clone.",
    .source = PREPARE,
    .advice = "Set DumpFile below Control\\CrashControl to %SystemRoot%\\MEMORY.DMP.",
    .expects = { .fact = "crash.dump_file",
        .kind = EXPECTS_ONE_OF,
        .text = "%SystemRoot%\\MEMORY.DMP|C:\\Windows\\MEMORY.DMP",
        .when_absent = VERDICT_UNMET,
        .show = "DumpFile" },
};

const struct requirement requirement_crash_nmi = {
    .id = "crash.nmi",
    .title = "A non-maskable interrupt makes a dump",
    .why = "That is how Azure makes a machine tell why it does not answer.",
    .source = PREPARE,
    .advice = "Set NMICrashDump to 1 below Control\\CrashControl.",
    .expects = { .fact = "crash.nmi",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "NMICrashDump" },
};

const struct requirement requirement_wer_local_dumps = {
    .id = "wer.local-dumps",
    .title = "A crash of a service leaves a full dump",
    .why = "Without a dump nobody can tell why a service in a machine in Azure stopped.",
    .source = PREPARE,
    .advice =
        "Set DumpFolder, DumpCount 10 and DumpType 2 below Windows Error Reporting\\LocalDumps.",
    .disagrees =
        "The page on preparing a VHD writes CrashCount; Windows is documented to read DumpCount "
        "(https://learn.microsoft.com/windows/win32/wer/collecting-user-mode-dumps). DumpType is "
        "named alike by both, and judged.",
    .expects = { .fact = "wer.dump_type",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "DumpType" },
};

const struct requirement requirement_service_wersvc_manual = {
    .id = "service.wersvc-manual",
    .title = "Windows Error Reporting starts when it is asked for",
    .why = "Dumps of services are not made without it.",
    .source = PREPARE,
    .advice = "Set-Service WerSvc -StartupType Manual",
    .expects = { .fact = "service.wersvc_start",
        .kind = EXPECTS_NUMBER,
        .number = 3,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};
