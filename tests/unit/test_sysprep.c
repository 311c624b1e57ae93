/* SPDX-License-Identifier: MIT */
/* test_sysprep.c - what the probe on the installation's state writes down. */
#include "probe_rows.h"

extern const struct probe probe_sysprep;

#define STATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"
#define TAG_FILE "C:\\Windows\\System32\\Sysprep\\Sysprep_succeeded.tag"

static void be_sealed(struct fake_machine *machine)
{
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    fake_reg_u32(machine, "SYSTEM\\Setup", "SetupType", 2);
    fake_reg_text(machine, "SYSTEM\\Setup", "CmdLine", "oobe\\windeploy.exe");
    fake_reg_u32(machine, "SYSTEM\\Setup\\Status\\SysprepStatus", "GeneralizationState", 3);
    fake_file_text(machine, TAG_FILE, "");
}

static void be_in_audit_mode(struct fake_machine *machine)
{
    fake_reg_u32(machine, "SYSTEM\\Setup\\Status", "AuditBoot", 1);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, "SYSTEM\\Setup");
    fake_file_deny(machine, TAG_FILE);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, "SYSTEM\\Setup", NULL);
    fake_reg_remove(machine, STATE, NULL);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, STATE, "ImageState", 7);
    fake_reg_text(machine, "SYSTEM\\Setup", "SetupType", "two");
}

static void fail_folder(struct fake_machine *machine)
{
    fake_fail(machine, "folder", -1, ERR_WIN32, 2, "no such folder");
}

static const struct probe_row rows[] = {
    { "in use", NULL,
        { IS_TEXT("sysprep.image_state", "IMAGE_STATE_COMPLETE"),
            IS_NUMBER("sysprep.generalization_state", 7), IS_NUMBER("sysprep.cleanup_state", 2),
            IS_ABSENT("sysprep.tag_file"), IS_NUMBER("setup.type", 0),
            IS_TEXT("setup.cmd_line", ""), IS_NUMBER("setup.in_progress", 0),
            IS_NUMBER("setup.oobe_in_progress", 0), IS_ABSENT("setup.audit_boot") } },
    { "sealed", be_sealed,
        { IS_TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"),
            IS_NUMBER("sysprep.generalization_state", 3), IS_NUMBER("sysprep.tag_file", 1),
            IS_NUMBER("setup.type", 2), IS_TEXT("setup.cmd_line", "oobe\\windeploy.exe") } },
    { "audit mode", be_in_audit_mode, { IS_NUMBER("setup.audit_boot", 1) } },
    { "denied, the rest told", deny,
        { IS_TEXT("sysprep.image_state", "IMAGE_STATE_COMPLETE"),
            IS_UNREADABLE("sysprep.generalization_state", "access denied"),
            IS_UNREADABLE("sysprep.tag_file", "access denied"),
            IS_UNREADABLE("setup.type", "access denied"),
            IS_UNREADABLE("setup.cmd_line", "access denied"),
            IS_UNREADABLE("setup.audit_boot", "access denied") } },
    { "absent", remove_all,
        { IS_ABSENT("sysprep.image_state"), IS_ABSENT("sysprep.generalization_state"),
            IS_ABSENT("sysprep.cleanup_state"), IS_ABSENT("setup.type"),
            IS_ABSENT("setup.cmd_line"), IS_ABSENT("setup.in_progress") } },
    { "of another kind", spoil,
        { IS_UNREADABLE("sysprep.image_state", "ImageState"),
            IS_UNREADABLE("setup.type", "SetupType") } },
    { "no folder, the registry still speaks", fail_folder,
        { IS_UNREADABLE("sysprep.tag_file", "no such folder"), IS_NUMBER("setup.type", 0) } },
};

START_TEST(installation_is_told_as_seen)
{
    check_probe_row(&probe_sysprep, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_sysprep, installation_is_told_as_seen, rows)
