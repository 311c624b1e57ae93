/* SPDX-License-Identifier: MIT */
/*
 * rules_servicing.c - nothing may be installed or updated while an image is made.
 *
 * That a service or process is at work is a `should`: Windows' installer stays for some minutes after
 * any DISM session, goldprep's own as well, and sysprep does not refuse for it. What it does refuse,
 * or what would be sealed half done, is asked as a `must` by reserved-storage.not-in-use and
 * restart.none-pending, which knows of an open servicing session.
 */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

const struct requirement requirement_servicing_idle = {
    .id = "servicing.idle",
    .title = "Nothing is installed or removed right now",
    .why = "What is under way may be sealed into the image half done.",
    .source = PREPARE,
    .advice = "Wait until it has ended, and restart.",
    .expects = { .fact = "servicing.active",
        .kind = EXPECTS_NO_ROWS,
        .show = "name",
        .not_when_sealed = true },
};

const struct requirement requirement_servicing_agent_idle = {
    .id = "servicing.agent-idle",
    .title = "The Windows Update agent is idle",
    .why = "Sysprep fails, or seals an update half done.",
    .source =
        "https://learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-iupdateinstaller-get_isbusy",
    .advice = "Wait until it has ended, and restart.",
    .expects = { .fact = "servicing.agent_busy", .show = "IsBusy", .deep = true },
};

const struct requirement requirement_servicing_agent_no_restart = {
    .id = "servicing.agent-no-restart",
    .title = "The Windows Update agent wants no restart",
    .why = "An update that waits for a restart is sealed into the image half done.",
    .source = "https://learn.microsoft.com/windows/win32/api/wuapi/"
              "nf-wuapi-isysteminformation-get_rebootrequired",
    .advice = "Restart.",
    .expects = { .fact = "servicing.agent_restart", .show = "RebootRequired", .deep = true },
};

const struct requirement requirement_configmgr_no_restart_pending = {
    .id = "configmgr.no-restart-pending",
    .title = "Configuration Manager wants no restart",
    .why = "Software that waits for a restart is sealed into the image half done.",
    .source = "https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/sdk/"
              "determineifrebootpending-method-in-class-ccm_clientutilities",
    .advice = "Restart.",
    .expects = { .fact = "configmgr.restart_pending",
        .show = "RebootPending",
        .when_absent = VERDICT_MET,
        .deep = true },
};

const struct requirement requirement_updater_none_active = {
    .id = "updater.none-active",
    .title = "No updater is at work",
    .why = "An app that is updated between the check and sysprep makes sysprep fail.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "sysprep-fails-remove-or-update-store-apps",
    .advice = "Wait until it has ended, or disconnect the network until the image is sealed.",
    .expects = { .fact = "updater.active",
        .kind = EXPECTS_NO_ROWS,
        .show = "name",
        .not_when_sealed = true },
};

const struct requirement requirement_store_updates_held = {
    .id = "store.updates-held",
    .title = "Store apps are not updated by themselves",
    .why = "An app that is updated for one user only makes sysprep fail.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "sysprep-fails-remove-or-update-store-apps",
    .advice = "Set AutoDownload below Policies\\Microsoft\\WindowsStore to 2 while the image is "
              "made; clones want it removed.",
    .expects = { .fact = "store.auto_download",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "AutoDownload" },
};

const struct requirement requirement_start_menu_few_entries = {
    .id = "start-menu.few-entries",
    .title = "The Start menu has no more entries than the service takes",
    .why = "Windows 365 takes no image with more than 3,000 apps in the Start menu.",
    .source = "https://learn.microsoft.com/windows-365/enterprise/device-images",
    .advice = "Remove shortcuts from the Start menu of all users.",
    .disagrees = "Windows 365 alone names a limit, and not what it counts: here it is shortcuts, "
                 "not packaged apps. The pages of Dev Box, which is built on it, name none "
                 "(https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box): "
                 "a recommendation for devbox.",
    .expects = { .fact = "start_menu.shortcuts",
        .kind = EXPECTS_AT_MOST,
        .parameter = "max_start_menu_entries",
        .when_absent = VERDICT_MET,
        .show = "shortcuts" },
};

const struct requirement requirement_feature_virtual_machine_platform = {
    .id = "feature.virtual-machine-platform",
    .title = "The feature Virtual Machine Platform is enabled",
    .why = "A dev box cannot hibernate without it.",
    .source = "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box",
    .advice = "Enable-WindowsOptionalFeature -FeatureName VirtualMachinePlatform -Online",
    .expects = { .fact = "feature.virtual_machine_platform",
        .number = 1,
        .show = "InstallState",
        .when_absent = VERDICT_UNMET,
        .deep = true },
};

const struct requirement requirement_task_scheduled_defrag_disabled = {
    .id = "task.scheduled-defrag-disabled",
    .title = "The disk is not defragmented by schedule",
    .why = "It would start on a new dev box and slow its first hours.",
    .source = "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box",
    .advice =
        "Disable-ScheduledTask -TaskName ScheduledDefrag -TaskPath \\Microsoft\\Windows\\Defrag",
    .expects = { .fact = "task.scheduled_defrag",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "Enabled" },
};
