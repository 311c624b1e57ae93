/* SPDX-License-Identifier: MIT */
/*
 * rules_settings.c - what Azure asks of clock, power and folders of a Windows image.
 *
 * Settings of the page on preparing a VHD: nothing refuses an image for them.
 */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

/* One entry alone, which leaves place and size to Windows. */
static enum verdict judge_page_file(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const char managed[] = "?:\\pagefile.sys";
    const struct fact *fact = facts_get(facts, "page_file.entries");
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (judge_absent(facts, "page_file.entries")) {
        text_append(seen, "none is set");
        return VERDICT_UNMET;
    }
    if (fact->state != FACT_KNOWN || fact->kind != FACT_LIST) {
        (void)judge_rows(facts, "page_file.entries", &verdict, seen); /* NULL: it says why */
        return verdict;
    }
    for (const struct json *entry = json_first(fact->rows); entry; entry = json_next(entry)) {
        const char *name = json_string(entry);

        text_append(seen, "%s%s", seen->len > 0 ? ", " : "", name ? text_shown(name) : "(unnamed)");
    }
    if (json_count(fact->rows) == 0)
        text_append(seen, "none is set");
    const char *first = json_string(json_first(fact->rows));
    return judge_met(json_count(fact->rows) == 1 && first && text_same(first, managed));
}

/* Fast startup is a hibernation of the kernel: without hibernation its own switch, which is on as
 * Windows comes, does nothing. */
static enum verdict judge_fast_startup(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    const struct fact *hibernate = facts_get(facts, "power.hibernate");
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t enabled = 0;

    (void)parameters;
    if (hibernate->state == FACT_KNOWN && hibernate->kind == FACT_NUMBER &&
        hibernate->number == 0) {
        text_append(seen, "off, as hibernation is");
        return VERDICT_MET;
    }
    if (judge_absent(facts, "power.fast_startup")) {
        text_append(seen, "HiberbootEnabled not there");
        return VERDICT_UNKNOWN;
    }
    if (!judge_number(facts, "power.fast_startup", &enabled, &verdict, seen))
        return verdict;
    text_append(seen, "HiberbootEnabled %lld", (long long)enabled);
    return judge_met(enabled == 0);
}

const struct requirement requirement_time_universal = {
    .id = "time.universal",
    .title = "The machine's clock is UTC",
    .why =
        "Azure's hosts give UTC: Windows would be off by its time zone until the first correction.",
    .source = PREPARE,
    .advice = "Set RealTimeIsUniversal to 1 below Control\\TimeZoneInformation.",
    .expects = { .fact = "time.universal",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "RealTimeIsUniversal" },
};

const struct requirement requirement_time_service_automatic = {
    .id = "time.service-automatic",
    .title = "The time service starts by itself",
    .why = "A clock that is not corrected breaks sign-in and certificates.",
    .source = PREPARE,
    .advice = "Set-Service w32time -StartupType Automatic",
    .expects = { .fact = "service.w32time_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_power_high_performance = {
    .id = "power.high-performance",
    .title = "The power scheme is high performance",
    .why = "A scheme that saves power slows a server or desktop that nobody sees.",
    .source = PREPARE,
    .advice = "powercfg.exe /setactive SCHEME_MIN",
    .expects = { .fact = "power.scheme",
        .kind = EXPECTS_ONE_OF,
        .text = "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c|{8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c}",
        .when_absent = VERDICT_UNMET,
        .show = "scheme" },
};

const struct requirement requirement_power_display_always_on = {
    .id = "power.display-always-on",
    .title = "The display is never switched off",
    .why = "A virtual display that is off makes the console's screenshots black.",
    .source = PREPARE,
    .advice = "powercfg.exe /setacvalueindex SCHEME_CURRENT SUB_VIDEO VIDEOIDLE 0",
    .expects = { .fact = "power.display_off_seconds",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_UNMET,
        .show = "seconds" },
};

const struct requirement requirement_power_fast_startup_off = {
    .id = "power.fast-startup-off",
    .title = "Fast startup is off",
    .why = "A shutdown that hibernates the kernel leaves a session of this machine on the disk "
           "that is captured.",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/kernel/"
              "distinguishing-fast-startup-from-wake-from-hibernation",
    .advice =
        "Set HiberbootEnabled to 0 below Control\\Session Manager\\Power, or powercfg.exe /h off.",
    .judge = judge_fast_startup,
};

const struct requirement requirement_power_no_hibernation = {
    .id = "power.no-hibernation",
    .title = "Hibernation is off",
    .why = "The hibernation file takes a part of the disk as large as a part of the memory.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "disable-and-re-enable-hibernation",
    .advice = "powercfg.exe /h off",
    .disagrees = "The page of Dev Box recommends hibernation support "
                 "(https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box); "
                 "its profile does not ask for this.",
    .expects = { .fact = "power.hibernate",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_UNKNOWN, /* Windows' own default, which machines differ in */
        .show = "HibernateEnabled" },
};

const struct requirement requirement_environment_temp_default = {
    .id = "environment.temp-default",
    .title = "TEMP of the system is where Windows puts it",
    .why = "Setup and services of a clone fail when the folder is not there.",
    .source = PREPARE,
    .advice = "Set TEMP below Control\\Session Manager\\Environment to %SystemRoot%\\TEMP.",
    .expects = { .fact = "environment.temp",
        .kind = EXPECTS_ONE_OF,
        .text = "%SystemRoot%\\TEMP|C:\\Windows\\TEMP",
        .when_absent = VERDICT_UNMET,
        .show = "TEMP" },
};

const struct requirement requirement_environment_tmp_default = {
    .id = "environment.tmp-default",
    .title = "TMP of the system is where Windows puts it",
    .why = "Setup and services of a clone fail when the folder is not there.",
    .source = PREPARE,
    .advice = "Set TMP below Control\\Session Manager\\Environment to %SystemRoot%\\TEMP.",
    .expects = { .fact = "environment.tmp",
        .kind = EXPECTS_ONE_OF,
        .text = "%SystemRoot%\\TEMP|C:\\Windows\\TEMP",
        .when_absent = VERDICT_UNMET,
        .show = "TMP" },
};

const struct requirement requirement_page_file_system_managed = {
    .id = "page-file.system-managed",
    .title = "Windows chooses place and size of the page file",
    .why = "Machine sizes without a temporary disk have no drive D: for it.",
    .source = "https://learn.microsoft.com/azure/virtual-machines/azure-vms-no-temp-disk",
    .advice = "Let Windows manage it: PagingFiles is ?:\\pagefile.sys.",
    .disagrees = "The page on preparing a VHD moves it to D: once a machine is deployed "
                 "(https://learn.microsoft.com/azure/virtual-machines/windows/"
                 "prepare-for-upload-vhd-image). In an image that would break sizes without a "
                 "temporary disk.",
    .judge = judge_page_file,
};
