/* SPDX-License-Identifier: MIT */
/*
 * test_golden.c - machines in, facts and findings out, compared with what tests/golden holds.
 *
 * Each scenario is a machine made of memory. facts.json is what the probes write down of it;
 * findings.json is what devbox makes of that file. GOLDPREP_GOLDEN_WRITE=1 writes both anew: the
 * difference is then for a person to read.
 */
#include "check_main.h"
#include "fakes/machine.h"
#include "policy/policy.h"
#include "probes/probe.h"

#include <string.h>

#define MIB ((uint64_t)1024 * 1024)

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
#define RESERVE_MANAGER CURRENT_VERSION "\\ReserveManager"
#define IMAGE_STATE CURRENT_VERSION "\\Setup\\State"
#define SYSPREP_STATUS "SYSTEM\\Setup\\Status\\SysprepStatus"
#define SECURE_BOOT "SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"
#define SYSTEM32 "C:\\Windows\\System32"
#define REAGENT_XML SYSTEM32 "\\Recovery\\ReAgent.xml"

static const char reagent_disabled[] =
    "<?xml version='1.0' encoding='utf-8'?>\r\n\r\n<WindowsRE version=\"2.0\">\r\n"
    "  <WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>\r\n"
    "  <WinreLocation path=\"\" id=\"0\" offset=\"0\" "
    "guid=\"{00000000-0000-0000-0000-000000000000}\"/>\r\n"
    "  <InstallState state=\"0\"/>\r\n</WindowsRE>\r\n";

/* -- machines: each changes the Windows 11 Enterprise of factory layout -- */

static void leave_as_it_is(struct fake_machine *machine)
{
    (void)machine;
}

static void be_ready(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);
    struct disk_partition *windows = &hardware->layout.partitions[2];

    hardware->layout.count = 3;
    windows->length_bytes = 65535 * MIB - windows->offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes = windows->length_bytes;
    hardware->reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
    fake_reg_u32(machine, RESERVE_MANAGER, "ShippedWithReserves", 0);
    fake_file_text(machine, REAGENT_XML, reagent_disabled);
}

/* As some marketplace images are: recovery, ESP, MSR, Windows to the end; Windows RE disabled. */
static void put_recovery_in_front(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);
    struct disk_layout *layout = &hardware->layout;
    struct disk_partition recovery = layout->partitions[3];

    be_ready(machine);
    layout->partitions[2].offset_bytes += 450 * MIB;
    layout->partitions[2].length_bytes -= 450 * MIB;
    layout->partitions[1].offset_bytes += 450 * MIB;
    layout->partitions[0].offset_bytes += 450 * MIB;
    memmove(&layout->partitions[1], &layout->partitions[0], 3 * sizeof layout->partitions[0]);
    recovery.offset_bytes = MIB;
    recovery.length_bytes = 450 * MIB;
    layout->partitions[0] = recovery;
    layout->count = 4;
    hardware->volume.offset_bytes = layout->partitions[3].offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes =
        layout->partitions[3].length_bytes;
}

static void be_multi_session(struct fake_machine *machine)
{
    struct guest_version *version = &fake_hardware(machine)->version;

    fake_reg_text(machine, NT, "EditionID", "ServerRdsh");
    version->product_info = 0xAF;
    version->product_type = 3;
    version->suite_mask = 0x10;
}

static void be_pro(struct fake_machine *machine)
{
    fake_reg_text(machine, NT, "EditionID", "Professional");
    fake_reg_text(machine, NT, "ProductName", "Windows 10 Pro");
    fake_hardware(machine)->version.product_info = 0x30;
}

static void be_ltsc(struct fake_machine *machine)
{
    fake_reg_text(machine, NT, "EditionID", "EnterpriseS");
    fake_reg_text(machine, NT, "ProductName", "Windows 10 Enterprise LTSC 2019");
    fake_reg_text(machine, NT, "CurrentBuildNumber", "17763");
    fake_reg_remove(machine, NT, "DisplayVersion");
    fake_reg_remove(machine, RESERVE_MANAGER, NULL);
    fake_hardware(machine)->version.build = 17763;
    fake_hardware(machine)->version.product_info = 0x7D;
}

static void be_server(struct fake_machine *machine)
{
    struct guest_version *version = &fake_hardware(machine)->version;

    fake_reg_text(machine, NT, "EditionID", "ServerDatacenter");
    fake_reg_text(machine, NT, "InstallationType", "Server");
    fake_reg_text(machine, NT, "CurrentBuildNumber", "20348");
    fake_reg_text(machine, NT, "DisplayVersion", "21H2");
    version->build = 20348;
    version->product_info = 8;
    version->product_type = 3;
    version->suite_mask = 0x110;
}

static void be_generation_1(struct fake_machine *machine)
{
    static const struct disk_partition reserved = {
        .number = 1, .offset_bytes = MIB, .length_bytes = 500 * MIB, .type = "0x07", .active = true
    };
    static const struct disk_partition windows = {
        .number = 2, .offset_bytes = 501 * MIB, .length_bytes = 64000 * MIB, .type = "0x07"
    };
    static const struct disk_partition recovery = {
        .number = 3, .offset_bytes = 64501 * MIB, .length_bytes = 1034 * MIB, .type = "0x27"
    };
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->firmware = GUEST_FIRMWARE_BIOS;
    hardware->tpm_found = ABSENT;
    hardware->layout = (struct disk_layout){ .style = DISK_MBR,
        .id = "0x1234abcd",
        .count = 3,
        .partitions = { reserved, windows, recovery } };
    hardware->volume.offset_bytes = windows.offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes = windows.length_bytes;
    fake_reg_remove(machine, SECURE_BOOT, NULL);
    fake_reg_text(machine, "HARDWARE\\DESCRIPTION\\System\\BIOS", "BIOSVersion", "090008");
}

static void be_busy(struct fake_machine *machine)
{
    fake_reg_u32(machine, RESERVE_MANAGER, "ActiveScenario", 2);
    fake_reg_key(machine, CURRENT_VERSION "\\Component Based Servicing\\RebootPending");
}

static void be_sealed(struct fake_machine *machine)
{
    be_ready(machine);
    fake_reg_text(machine, IMAGE_STATE, "ImageState", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    fake_reg_u32(machine, SYSPREP_STATUS, "GeneralizationState", 3);
    fake_reg_u32(machine, "SYSTEM\\Setup", "SetupType", 2);
    fake_reg_u32(machine, "SYSTEM\\Setup", "OOBEInProgress", 1);
    fake_reg_text(machine, "SYSTEM\\Setup", "CmdLine", "oobe\\windeploy.exe");
    fake_file_text(machine, SYSTEM32 "\\Sysprep\\Sysprep_succeeded.tag", "");
}

static void have_failed_once(struct fake_machine *machine)
{
    be_ready(machine);
    fake_reg_text(machine, IMAGE_STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    fake_reg_u32(machine, SYSPREP_STATUS, "GeneralizationState", 4);
}

/* Somebody who is no administrator looks: some places are denied, the rest is told. */
static void be_without_rights(struct fake_machine *machine)
{
    fake_hardware(machine)->token.is_administrator = false;
    fake_file_deny(machine, REAGENT_XML);
    fake_reg_deny(machine, CURRENT_VERSION "\\Component Based Servicing");
    fake_fail(machine, "reserved_storage", -1, ERR_HRESULT, 0x800702E4,
        "cannot open a DISM session: elevation is needed");
}

static void run_as_local_system(struct fake_machine *machine)
{
    be_ready(machine);
    fake_hardware(machine)->token = (struct guest_token){ .is_administrator = true,
        .is_local_system = true,
        .user = "NT AUTHORITY\\SYSTEM",
        .sid = "S-1-5-18" };
}

static const struct scenario {
    const char *folder;
    void (*change)(struct fake_machine *machine); /* NULL: an empty machine */
    bool deep;
} scenarios[] = {
    { "already-ready", be_ready, false },
    { "already-ready-deep", be_ready, true },
    { "empty-machine", NULL, true },
    { "failed-sysprep", have_failed_once, false },
    { "local-system", run_as_local_system, false },
    { "mbr-generation-1", be_generation_1, false },
    { "multi-session", be_multi_session, false },
    { "recovery-in-front", put_recovery_in_front, false },
    { "reserved-storage-busy", be_busy, false },
    { "sealed", be_sealed, false },
    { "win10-ltsc-2019", be_ltsc, false },
    { "win11-23h2-enterprise", leave_as_it_is, false },
    { "windows-pro", be_pro, false },
    { "windows-server-2022", be_server, false },
    { "without-rights", be_without_rights, true },
};

/* -- files -- */

static void name_file(struct text *path, const char *folder, const char *name)
{
    const char *root = getenv("GOLDPREP_GOLDEN");

    text_append(path, "%s/%s/%s", root ? root : GOLDEN_FOLDER, folder, name);
}

static void read_file(const char *path, struct text *content)
{
    char chunk[4096];
    size_t len = 0;
    FILE *file = fopen(path, "rb");

    ck_assert_msg(file != NULL, "cannot open '%s'", path);
    while ((len = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_append_bytes(content, chunk, len);
    ck_assert_msg(!ferror(file), "cannot read '%s'", path);
    (void)fclose(file); /* was only read */
}

static void write_file(const char *path, const struct text *content)
{
    FILE *file = fopen(path, "wb");

    ck_assert_msg(file != NULL, "cannot create '%s'", path);
    size_t written = fwrite(text_string(content), 1, content->len, file);
    ck_assert_msg(fclose(file) == 0 && written == content->len, "cannot write '%s'", path);
}

/* Compares with the file, or writes it when told to. */
static void check_file(const char *folder, const char *name, const struct text *content)
{
    const char *write = getenv("GOLDPREP_GOLDEN_WRITE");
    AUTO(text) path = { 0 };
    AUTO(text) golden = { 0 };

    name_file(&path, folder, name);
    if (write && strcmp(write, "1") == 0) {
        write_file(text_string(&path), content);
        return;
    }
    read_file(text_string(&path), &golden);
    ck_assert_msg(strcmp(text_string(&golden), text_string(content)) == 0, "%s/%s is now:\n%s",
        folder, name, text_string(content));
}

/* -- tests -- */

START_TEST(probes_write_the_golden_facts)
{
    const struct scenario *scenario = &scenarios[_i];
    struct fake_machine *machine = scenario->change ? fake_machine_new() : fake_machine_empty();
    struct facts *facts = NULL;
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    if (scenario->change)
        scenario->change(machine);
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probes_collect(&guest, scenario->deep, "goldprep golden", &facts, &err), "%s: %s",
        scenario->folder, err.text);
    ck_assert_msg(facts_print(facts, &printed, &err), "%s: %s", scenario->folder, err.text);
    facts_free(facts);
    fake_machine_free(machine);
    check_file(scenario->folder, "facts.json", &printed);
}
END_TEST

START_TEST(devbox_finds_the_golden_findings)
{
    const char *folder = scenarios[_i].folder;
    struct facts *facts = NULL;
    AUTO(text) path = { 0 };
    AUTO(text) given = { 0 };
    AUTO(text) printed = { 0 };
    AUTO(findings) findings = { 0 };
    AUTO(json_value) object = { json_new_object() };
    struct err err = { 0 };

    name_file(&path, folder, "facts.json");
    read_file(text_string(&path), &given);
    ck_assert_msg(
        facts_parse(text_string(&given), given.len, &facts, &err), "%s: %s", folder, err.text);
    ck_assert_msg(
        policy_judge(policy_profile("devbox"), facts, &findings, &err), "%s: %s", folder, err.text);
    facts_free(facts);
    ck_assert_msg(findings_to_json(&findings, object.root, &err), "%s: %s", folder, err.text);
    ck_assert_msg(json_print(object.root, false, &printed, &err), "%s: %s", folder, err.text);
    check_file(folder, "findings.json", &printed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("golden");
    TCase *tcase = tcase_create("golden");

    tcase_add_loop_test(tcase, probes_write_the_golden_facts, 0, (int)COUNT_OF(scenarios));
    tcase_add_loop_test(tcase, devbox_finds_the_golden_findings, 0, (int)COUNT_OF(scenarios));
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
