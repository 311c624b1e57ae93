/* SPDX-License-Identifier: MIT */
/*
 * sysprep.c - what state is the installation in, as sysprep and Windows setup see it?
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 * GeneralizationState, CleanupState and the tag file are known from public logs and tools only.
 */
#include "probes/read.h"

#define STATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"
#define SETUP "SYSTEM\\Setup"
#define STATUS "SYSTEM\\Setup\\Status"
#define SYSPREP_STATUS "SYSTEM\\Setup\\Status\\SysprepStatus"
#define TAG_FILE "\\Sysprep\\Sysprep_succeeded.tag"

static const struct probe_key keys[] = {
    { "sysprep.image_state", "text: IMAGE_STATE_COMPLETE on an installation in use",
        "HKLM\\" STATE ", ImageState" },
    { "sysprep.generalization_state", "number: 7 unless a generalize is under way or has failed",
        "HKLM\\" SYSPREP_STATUS ", GeneralizationState" },
    { "sysprep.cleanup_state", "number: 2 unless a generalize is under way or has failed",
        "HKLM\\" SYSPREP_STATUS ", CleanupState" },
    { "sysprep.tag_file", "number: 1 when sysprep's last run left its tag file; absent otherwise",
        "%windir%\\System32" TAG_FILE },
    { "setup.type", "number: 0 in use; 2 setup goes on at the next start",
        "HKLM\\" SETUP ", SetupType" },
    { "setup.cmd_line", "text: what setup starts at the next start; \"\" when nothing",
        "HKLM\\" SETUP ", CmdLine" },
    { "setup.in_progress", "number: not 0 while setup runs",
        "HKLM\\" SETUP ", SystemSetupInProgress" },
    { "setup.oobe_in_progress", "number: not 0 until the first user is through",
        "HKLM\\" SETUP ", OOBEInProgress" },
    { "setup.audit_boot", "number: not 0 in audit mode", "HKLM\\" STATUS ", AuditBoot" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "sysprep.image_state", STATE, "ImageState", PROBE_TEXT },
    { "sysprep.generalization_state", SYSPREP_STATUS, "GeneralizationState", PROBE_NUMBER },
    { "sysprep.cleanup_state", SYSPREP_STATUS, "CleanupState", PROBE_NUMBER },
    { "setup.type", SETUP, "SetupType", PROBE_NUMBER },
    { "setup.cmd_line", SETUP, "CmdLine", PROBE_TEXT },
    { "setup.in_progress", SETUP, "SystemSetupInProgress", PROBE_NUMBER },
    { "setup.oobe_in_progress", SETUP, "OOBEInProgress", PROBE_NUMBER },
    { "setup.audit_boot", STATUS, "AuditBoot", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect_tag_file(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    struct guest_file file = { 0 };
    struct err why = { 0 };

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, &why))
        return facts_set_unreadable(facts, "sysprep.tag_file", &why, err);
    text_append(&path, "%s", TAG_FILE);
    if (!text_ok(&path, err))
        return false;
    if (!guest->file_stat(guest->state, text_string(&path), &found, &file, &why))
        return facts_set_unreadable(facts, "sysprep.tag_file", &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, "sysprep.tag_file", err);
    return facts_set_number(facts, "sysprep.tag_file", 1, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_tag_file(guest, facts, err);
}

const struct probe probe_sysprep = {
    .id = "sysprep",
    .title = "State of the installation, as sysprep and setup see it",
    .source =
        "https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states",
    .keys = keys,
    .collect = collect,
};
