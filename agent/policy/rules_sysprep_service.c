/* SPDX-License-Identifier: MIT */
/*
 * rules_sysprep_service.c - may the services that sysprep's providers call be started?
 *
 * The page named says of each service whether it may be disabled at all; that a provider fails
 * without it is known from public logs: unverified on a real Windows. A service that is not there
 * cannot be told from one that was removed, so that nothing is decided of it.
 */
#include "policy/judge.h"

#define GUIDELINES                                                                                 \
    "https://learn.microsoft.com/windows-server/security/windows-services/security-guidelines-"    \
    "for-disabling-system-services-in-windows-server"

/* clang-format off */
#define STARTABLE(key) { .fact = key, .kind = EXPECTS_NOT_NUMBER, .number = 4, .show = "Start" }
/* clang-format on */

/* The guidelines list it for installations with the desktop alone. */
static enum verdict judge_wap_push(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { DISABLED = 4 }; /* SERVICE_DISABLED */
    static const char key[] = "service.dmwappushservice_start";
    const struct fact *type = facts_get(facts, "os.installation_type");
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t start = 0;

    (void)parameters;
    if (judge_absent(facts, key)) {
        bool is_core = type->state == FACT_KNOWN && type->kind == FACT_TEXT &&
                       text_same(type->text, "Server Core");

        text_append(seen, is_core ? "Server Core does not have it" : "Start not there");
        return is_core ? VERDICT_NOT_APPLICABLE : VERDICT_UNKNOWN;
    }
    if (!judge_number(facts, key, &start, &verdict, seen))
        return verdict;
    text_append(seen, "Start %lld", (long long)start);
    return judge_met(start != DISABLED);
}

const struct requirement requirement_service_windows_update_startable = {
    .id = "service.windows-update-startable",
    .title = "Windows Update (wuauserv) can be started",
    .why = "Its provider, GeneralizeForImaging in wuaueng.dll, waits or fails without it.",
    .source = GUIDELINES,
    .advice = "Set its start type to Manual; stop it instead of disabling it.",
    .expects = STARTABLE("service.wuauserv_start"),
};

const struct requirement requirement_service_appx_startable = {
    .id = "service.appx-startable",
    .title = "AppX Deployment Service (AppXSvc) can be started",
    .why = "The validator cannot ask for the packages without it, and fails with 0x80070422.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Manual.",
    .expects = STARTABLE("service.appxsvc_start"),
};

const struct requirement requirement_service_state_repository_startable = {
    .id = "service.state-repository-startable",
    .title = "State Repository Service (StateRepository) can be started",
    .why = "It holds what the AppX Deployment Service tells the validator.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Manual.",
    .expects = STARTABLE("service.staterepository_start"),
};

const struct requirement requirement_service_client_license_startable = {
    .id = "service.client-license-startable",
    .title = "Client License Service (ClipSVC) can be started",
    .why = "Sysprep clears the licences of store apps through it, and stops with an RPC error.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Manual.",
    .expects = STARTABLE("service.clipsvc_start"),
};

const struct requirement requirement_service_software_protection_startable = {
    .id = "service.software-protection-startable",
    .title = "Software Protection (sppsvc) can be started",
    .why = "SLReArmWindows resets the licence through it; without it generalizing fails.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Automatic (Delayed Start).",
    .expects = STARTABLE("service.sppsvc_start"),
};

const struct requirement requirement_service_trusted_installer_startable = {
    .id = "service.trusted-installer-startable",
    .title = "Windows Modules Installer (TrustedInstaller) can be started",
    .why = "Sysprep asks it whether servicing is pending, and fails with 0x80080005 without it.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Manual.",
    .expects = STARTABLE("service.trustedinstaller_start"),
};

const struct requirement requirement_service_cryptographic_startable = {
    .id = "service.cryptographic-startable",
    .title = "Cryptographic Services (CryptSvc) can be started",
    .why = "Signatures of providers and packages are checked through it.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Automatic.",
    .expects = STARTABLE("service.cryptsvc_start"),
};

const struct requirement requirement_service_event_log_startable = {
    .id = "service.event-log-startable",
    .title = "Windows Event Log (EventLog) can be started",
    .why = "Generalizing clears the logs through it, and other services wait for it.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Automatic.",
    .expects = STARTABLE("service.eventlog_start"),
};

const struct requirement requirement_service_msdtc_startable = {
    .id = "service.msdtc-startable",
    .title = "Distributed Transaction Coordinator (MSDTC) can be started",
    .why = "Its provider, SysPrepDtcGeneralize in msdtcprx.dll, is called by every generalize.",
    .source = GUIDELINES,
    .advice =
        "Set its start type back to Manual; 'msdtc -uninstall' and 'msdtc -install' repair it.",
    .expects = STARTABLE("service.msdtc_start"),
};

const struct requirement requirement_service_wap_push_startable = {
    .id = "service.wap-push-startable",
    .title = "The WAP push routing service (dmwappushservice) can be started",
    .why = "Generalizing fails while it is disabled, as scripts that quieten Windows leave it.",
    .source = GUIDELINES,
    .advice = "Set its start type back to Manual.",
    .disagrees = "The guidelines call it safe to disable; public reports of failed generalize runs "
                 "say otherwise and are followed.",
    .judge = judge_wap_push,
};
