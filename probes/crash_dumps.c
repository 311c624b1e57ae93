/* SPDX-License-Identifier: MIT */
/*
 * crash_dumps.c - what is kept of a crash?
 *
 * Source: https://learn.microsoft.com/windows/win32/wer/collecting-user-mode-dumps
 *         https://learn.microsoft.com/troubleshoot/windows-server/performance/memory-dump-file-options
 */
#include "probes/read.h"

#define CONTROL "SYSTEM\\CurrentControlSet\\Control\\CrashControl"
#define LOCAL_DUMPS "SOFTWARE\\Microsoft\\Windows\\Windows Error Reporting\\LocalDumps"

static const struct probe_key keys[] = {
    { "crash.dump", "number: 0 none, 1 complete, 2 kernel, 3 small, 7 automatic",
        "HKLM\\" CONTROL ", CrashDumpEnabled" },
    { "crash.dump_file", "text: path, not expanded", "HKLM\\" CONTROL ", DumpFile" },
    { "crash.nmi", "number: 1 a non-maskable interrupt makes a dump",
        "HKLM\\" CONTROL ", NMICrashDump" },
    { "wer.dump_folder",
        "text: folder for dumps of programs, not expanded; absent: none are kept "
        "unless another value of that key is there",
        "HKLM\\" LOCAL_DUMPS ", DumpFolder" },
    { "wer.dump_type", "number: 0 custom, 1 small, 2 full", "HKLM\\" LOCAL_DUMPS ", DumpType" },
    { "wer.dump_count", "number: how many are kept", "HKLM\\" LOCAL_DUMPS ", DumpCount" },
    { "wer.crash_count", "number: as one page writes it; Windows is documented to read DumpCount",
        "HKLM\\" LOCAL_DUMPS ", CrashCount" },
    PROBE_START_KEY("service.wersvc_start", "WerSvc"),
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "crash.dump", CONTROL, "CrashDumpEnabled", PROBE_NUMBER },
    { "crash.dump_file", CONTROL, "DumpFile", PROBE_TEXT },
    { "crash.nmi", CONTROL, "NMICrashDump", PROBE_NUMBER },
    { "wer.dump_folder", LOCAL_DUMPS, "DumpFolder", PROBE_TEXT },
    { "wer.dump_type", LOCAL_DUMPS, "DumpType", PROBE_NUMBER },
    { "wer.dump_count", LOCAL_DUMPS, "DumpCount", PROBE_NUMBER },
    { "wer.crash_count", LOCAL_DUMPS, "CrashCount", PROBE_NUMBER },
    PROBE_START("service.wersvc_start", "WerSvc"),
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_crash_dumps = {
    .id = "crash-dumps",
    .title = "Dumps of crashes",
    .source = "https://learn.microsoft.com/windows/win32/wer/collecting-user-mode-dumps",
    .keys = keys,
    .collect = collect,
};
