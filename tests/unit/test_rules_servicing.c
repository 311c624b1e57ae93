/* SPDX-License-Identifier: MIT */
/* test_rules_servicing.c - verdicts on servicing, updaters and what only --deep asks. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "nothing", "servicing.idle", VERDICT_MET, "none", { ROWS("servicing.active", "[]") } },
    { "something", "servicing.idle", VERDICT_UNMET, "TiWorker.exe",
        { ROWS("servicing.active", "[{\"name\":\"TiWorker.exe\",\"what\":\"process\"}]") } },
    { "denied", "servicing.idle", VERDICT_UNKNOWN, "access denied",
        { DENIED("servicing.active") } },
    { "sealed", "servicing.idle", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { ROWS("servicing.active", "[{\"name\":\"TiWorker.exe\",\"what\":\"process\"}]"),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "nothing", "updater.none-active", VERDICT_MET, "none", { ROWS("updater.active", "[]") } },
    { "something", "updater.none-active", VERDICT_UNMET, "edgeupdate",
        { ROWS("updater.active", "[{\"name\":\"edgeupdate\",\"what\":\"process\"}]") } },
    { "denied", "updater.none-active", VERDICT_UNKNOWN, "access denied",
        { DENIED("updater.active") } },
    { "sealed", "updater.none-active", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { ROWS("updater.active", "[{\"name\":\"edgeupdate\",\"what\":\"process\"}]"),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "as wanted", "servicing.agent-idle", VERDICT_MET, "IsBusy 0",
        { NUMBER("servicing.agent_busy", 0) } },
    { "otherwise", "servicing.agent-idle", VERDICT_UNMET, "IsBusy 1",
        { NUMBER("servicing.agent_busy", 1) } },
    { "absent", "servicing.agent-idle", VERDICT_UNKNOWN, "IsBusy is not there",
        { IS_ABSENT("servicing.agent_busy") } },
    { "denied", "servicing.agent-idle", VERDICT_UNKNOWN, "access denied",
        { DENIED("servicing.agent_busy") } },
    { "not asked", "servicing.agent-idle", VERDICT_UNKNOWN, "only --deep asks for it",
        { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "as wanted", "servicing.agent-no-restart", VERDICT_MET, "RebootRequired 0",
        { NUMBER("servicing.agent_restart", 0) } },
    { "otherwise", "servicing.agent-no-restart", VERDICT_UNMET, "RebootRequired 1",
        { NUMBER("servicing.agent_restart", 1) } },
    { "absent", "servicing.agent-no-restart", VERDICT_UNKNOWN, "RebootRequired is not there",
        { IS_ABSENT("servicing.agent_restart") } },
    { "denied", "servicing.agent-no-restart", VERDICT_UNKNOWN, "access denied",
        { DENIED("servicing.agent_restart") } },
    { "not asked", "servicing.agent-no-restart", VERDICT_UNKNOWN, "only --deep asks for it",
        { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "as wanted", "configmgr.no-restart-pending", VERDICT_MET, "RebootPending 0",
        { NUMBER("configmgr.restart_pending", 0) } },
    { "otherwise", "configmgr.no-restart-pending", VERDICT_UNMET, "RebootPending 1",
        { NUMBER("configmgr.restart_pending", 1) } },
    { "absent", "configmgr.no-restart-pending", VERDICT_MET, "RebootPending is not there",
        { IS_ABSENT("configmgr.restart_pending") } },
    { "denied", "configmgr.no-restart-pending", VERDICT_UNKNOWN, "access denied",
        { DENIED("configmgr.restart_pending") } },
    { "not asked", "configmgr.no-restart-pending", VERDICT_UNKNOWN, "only --deep asks for it",
        { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "as wanted", "feature.virtual-machine-platform", VERDICT_MET, "InstallState 1",
        { NUMBER("feature.virtual_machine_platform", 1) } },
    { "otherwise", "feature.virtual-machine-platform", VERDICT_UNMET, "InstallState 2",
        { NUMBER("feature.virtual_machine_platform", 2) } },
    { "absent", "feature.virtual-machine-platform", VERDICT_UNMET, "InstallState is not there",
        { IS_ABSENT("feature.virtual_machine_platform") } },
    { "denied", "feature.virtual-machine-platform", VERDICT_UNKNOWN, "access denied",
        { DENIED("feature.virtual_machine_platform") } },
    { "not asked", "feature.virtual-machine-platform", VERDICT_UNKNOWN, "only --deep asks for it",
        { { GIVEN_NOTHING, NULL, NULL, 0 } } },
    { "as wanted", "store.updates-held", VERDICT_MET, "AutoDownload 2",
        { NUMBER("store.auto_download", 2) } },
    { "otherwise", "store.updates-held", VERDICT_UNMET, "AutoDownload 4",
        { NUMBER("store.auto_download", 4) } },
    { "absent", "store.updates-held", VERDICT_UNMET, "AutoDownload not there",
        { IS_ABSENT("store.auto_download") } },
    { "denied", "store.updates-held", VERDICT_UNKNOWN, "access denied",
        { DENIED("store.auto_download") } },
    { "as wanted", "start-menu.few-entries", VERDICT_MET, "shortcuts 3000",
        { NUMBER("start_menu.shortcuts", 3000) } },
    { "otherwise", "start-menu.few-entries", VERDICT_UNMET, "shortcuts 3001",
        { NUMBER("start_menu.shortcuts", 3001) } },
    { "absent", "start-menu.few-entries", VERDICT_MET, "shortcuts not there",
        { IS_ABSENT("start_menu.shortcuts") } },
    { "denied", "start-menu.few-entries", VERDICT_UNKNOWN, "access denied",
        { DENIED("start_menu.shortcuts") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_servicing", facts_are_judged, (int)COUNT_OF(rows));
}
