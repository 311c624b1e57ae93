/* SPDX-License-Identifier: MIT */
/*
 * sysprep_services.c - may the services that sysprep's providers call be started, and may Windows be
 * generalized the way it was started?
 *
 * Source: https://learn.microsoft.com/windows-server/security/windows-services/security-guidelines-for-disabling-system-services-in-windows-server
 *         https://learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-createservicew for Start
 *         Which provider calls which service is observed in public logs: unverified on a real
 *         Windows.
 */
#include "probes/read.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define SAFE_BOOT "SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Option"

/* clang-format off */
#define START(fact, service) { fact, SERVICES service, "Start", PROBE_NUMBER }
#define START_KEY(fact, service) { fact, \
    "number: 2 automatic, 3 manual, 4 disabled; absent when there is no such service", \
    "HKLM\\" SERVICES service ", Start" }

static const struct probe_key keys[] = {
    START_KEY("service.appxsvc_start", "AppXSvc"),
    START_KEY("service.clipsvc_start", "ClipSVC"),
    START_KEY("service.cryptsvc_start", "CryptSvc"),
    START_KEY("service.dmwappushservice_start", "dmwappushservice"),
    START_KEY("service.eventlog_start", "EventLog"),
    START_KEY("service.msdtc_start", "MSDTC"),
    START_KEY("service.sppsvc_start", "sppsvc"),
    START_KEY("service.staterepository_start", "StateRepository"),
    START_KEY("service.trustedinstaller_start", "TrustedInstaller"),
    START_KEY("service.wuauserv_start", "wuauserv"),
    { "context.safe_mode",
        "number: 1 minimal, 2 with network, 3 directory services repair; absent in normal mode",
        "HKLM\\" SAFE_BOOT ", OptionValue" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    START("service.appxsvc_start", "AppXSvc"),
    START("service.clipsvc_start", "ClipSVC"),
    START("service.cryptsvc_start", "CryptSvc"),
    START("service.dmwappushservice_start", "dmwappushservice"),
    START("service.eventlog_start", "EventLog"),
    START("service.msdtc_start", "MSDTC"),
    START("service.sppsvc_start", "sppsvc"),
    START("service.staterepository_start", "StateRepository"),
    START("service.trustedinstaller_start", "TrustedInstaller"),
    START("service.wuauserv_start", "wuauserv"),
    { "context.safe_mode", SAFE_BOOT, "OptionValue", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};
/* clang-format on */

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_sysprep_services = {
    .id = "sysprep-services",
    .title = "Services that sysprep's providers call, and safe mode",
    .source = "https://learn.microsoft.com/windows-server/security/windows-services/"
              "security-guidelines-for-disabling-system-services-in-windows-server",
    .keys = keys,
    .collect = collect,
};
