/* SPDX-License-Identifier: MIT */
/*
 * time.c - how does this Windows keep time?
 *
 * RealTimeIsUniversal is documented by the page below alone; a Windows that was never told has no
 * such value, and takes the machine's clock for local time.
 */
#include "probes/read.h"

#define ZONE "SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation"

static const struct probe_key keys[] = {
    { "time.universal", "number: 1 the machine's clock is UTC; absent: it is local time",
        "HKLM\\" ZONE ", RealTimeIsUniversal" },
    { "time.zone", "text: time zone as Windows names it, \"Pacific Standard Time\"",
        "HKLM\\" ZONE ", TimeZoneKeyName" },
    PROBE_START_KEY("service.w32time_start", "W32Time"),
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "time.universal", ZONE, "RealTimeIsUniversal", PROBE_NUMBER },
    { "time.zone", ZONE, "TimeZoneKeyName", PROBE_TEXT },
    PROBE_START("service.w32time_start", "W32Time"),
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_time = {
    .id = "time",
    .title = "Clock, time zone and time service",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
