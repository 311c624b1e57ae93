/* SPDX-License-Identifier: MIT */
/* test_machine.c - what kind of machine this is, told twice the same and believable. */
#include "windows_test.h"

#include <sddl.h>

static struct guest guest;
static struct err err;

static void set_up(void)
{
    guest = test_guest();
    err = (struct err){ 0 };
}

static void tear_down(void)
{
    win_guest_close(&guest);
}

START_TEST(every_member_of_the_port_is_there)
{
    void *const *members = (void *const *)(const void *)&guest;

    for (size_t i = 0; i < sizeof guest / sizeof *members; i++)
        ck_assert_msg(members[i] != NULL, "member %u", (unsigned)i);
}
END_TEST

START_TEST(the_version_is_that_of_the_registry)
{
    struct guest_version version = { 0 };
    enum found found = ABSENT;
    AUTO(text) build = { 0 };
    int64_t number = 0;

    ck_assert_msg(guest.version(guest.state, &version, &err), "%s", err.text);
    ck_assert_msg(
        guest.reg_read_text(guest.state, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
            "CurrentBuildNumber", &found, &build, &err),
        "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert(text_to_int64(text_string(&build), &number));
    ck_assert_int_eq(version.build, number);
    ck_assert_uint_ge(version.product_type, 1);
    ck_assert_uint_le(version.product_type, 3);
#ifdef __x86_64__
    ck_assert_msg(version.architecture == 0x8664 || version.architecture == 0xaa64, "0x%x",
        version.architecture);
#endif
}
END_TEST

START_TEST(the_architecture_is_told_without_the_newer_call_too)
{
    struct win_guest *live = guest.state;
    struct guest_version version = { 0 };

    live->optional.is_wow64_process2 = NULL;
    ck_assert_msg(guest.version(guest.state, &version, &err), "%s", err.text);
    ck_assert_uint_ne(version.architecture, 0);
}
END_TEST

static BOOL WINAPI says_uefi(FIRMWARE_TYPE *type)
{
    *type = FirmwareTypeUefi;
    return TRUE;
}

static BOOL WINAPI says_bios(FIRMWARE_TYPE *type)
{
    *type = FirmwareTypeBios;
    return TRUE;
}

static BOOL WINAPI says_unknown(FIRMWARE_TYPE *type)
{
    *type = FirmwareTypeUnknown;
    return TRUE;
}

static const struct {
    BOOL(WINAPI *call)(FIRMWARE_TYPE *type);
    enum guest_firmware firmware;
} firmwares[] = {
    { says_uefi, GUEST_FIRMWARE_UEFI },
    { says_bios, GUEST_FIRMWARE_BIOS },
    { says_unknown, GUEST_FIRMWARE_UNKNOWN },
};

START_TEST(the_firmware_is_what_windows_says)
{
    struct win_guest *live = guest.state;
    enum guest_firmware firmware = GUEST_FIRMWARE_UNKNOWN;

    live->optional.get_firmware_type = firmwares[_i].call;
    ck_assert_msg(guest.firmware(guest.state, &firmware, &err), "%s", err.text);
    ck_assert_int_eq(firmware, firmwares[_i].firmware);
}
END_TEST

/* The error of the documented fallback is the answer: it says one of the two, or that it cannot. */
START_TEST(the_firmware_is_never_guessed)
{
    struct win_guest *live = guest.state;
    enum guest_firmware firmware = GUEST_FIRMWARE_UNKNOWN;

    live->optional.get_firmware_type = NULL;
    if (guest.firmware(guest.state, &firmware, &err))
        ck_assert_int_ne(firmware, GUEST_FIRMWARE_UNKNOWN);
    else
        ck_assert_msg(
            err.domain == ERR_WIN32 && err.code != ERROR_INVALID_FUNCTION, "%s", err.text);
}
END_TEST

START_TEST(the_tpm_is_there_with_a_version_or_not_there)
{
    enum found found = ABSENT;
    uint32_t major = 0;

    ck_assert_msg(guest.tpm(guest.state, &found, &major, &err), "%s", err.text);
    ck_assert_msg(found == ABSENT ? major == 0 : major == 1 || major == 2, "%u", major);
}
END_TEST

START_TEST(the_hypervisor_has_a_signature_when_it_is_there)
{
    struct guest_hypervisor hypervisor = { 0 };

    ck_assert_msg(guest.hypervisor(guest.state, &hypervisor, &err), "%s", err.text);
    ck_assert_int_eq(hypervisor.present, hypervisor.signature[0] != '\0');
    ck_assert(hypervisor.present || !hypervisor.is_root);
}
END_TEST

START_TEST(boot_came_before_now_and_stays_where_it_was)
{
    int64_t boot = 0;
    int64_t again = 0;
    int64_t now = 0;

    ck_assert_msg(guest.boot_time(guest.state, &boot, &err), "%s", err.text);
    ck_assert_msg(guest.now(guest.state, &now, &err), "%s", err.text);
    ck_assert_msg(
        boot > 1000000000 && boot <= now, "boot %lld, now %lld", (long long)boot, (long long)now);
    ck_assert(guest.wait(guest.state, 1200, &err));
    ck_assert(guest.boot_time(guest.state, &again, &err));
    ck_assert_int_eq(boot, again);
}
END_TEST

static LONG WINAPI clock_was_set(int class_number, void *buffer, ULONG size, ULONG *used)
{
    /* 2026-01-01T00:00:00Z, to which setting the clock has added an hour */
    const struct win_time_of_day day = {
        .boot_time.QuadPart = 116444736000000000 + (1767225600LL + 3600) * 10000000,
        .boot_time_bias = 3600ULL * 10000000,
    };

    (void)used;
    ck_assert_int_eq(class_number, 3);
    ck_assert_uint_eq(size, sizeof day);
    memcpy(buffer, &day, sizeof day);
    return 0;
}

static LONG WINAPI clock_was_never_set(int class_number, void *buffer, ULONG size, ULONG *used)
{
    (void)class_number;
    (void)used;
    memset(buffer, 0, size);
    return 0;
}

START_TEST(setting_the_clock_does_not_move_boot)
{
    struct win_guest *live = guest.state;
    int64_t boot = 0;

    live->optional.nt_query_system_information = clock_was_set;
    ck_assert_msg(guest.boot_time(guest.state, &boot, &err), "%s", err.text);
    ck_assert_int_eq(boot, 1767225600);
    live->optional.nt_query_system_information = clock_was_never_set;
    ck_assert(!guest.boot_time(guest.state, &boot, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

START_TEST(ticks_go_forward_by_what_was_waited)
{
    uint64_t before = 0;
    uint64_t after = 0;

    ck_assert(guest.tick_ms(guest.state, &before, &err));
    ck_assert_msg(guest.wait(guest.state, 300, &err), "%s", err.text);
    ck_assert(guest.tick_ms(guest.state, &after, &err));
    ck_assert_msg(after - before >= 250, "%llu ms", (unsigned long long)(after - before));
}
END_TEST

START_TEST(the_computer_has_a_name)
{
    AUTO(text) name = { 0 };

    ck_assert_msg(guest.computer_name(guest.state, &name, &err), "%s", err.text);
    ck_assert_uint_ge(name.len, 1);
}
END_TEST

START_TEST(the_token_names_its_user)
{
    struct guest_token token = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_local) sid = { 0 };

    ck_assert_msg(guest.token(guest.state, &token, &err), "%s", err.text);
    ck_assert(win_widen(token.sid, &wide, &err));
    ck_assert_msg(ConvertStringSidToSidW(wide, &sid.memory), "%s", token.sid);
    ck_assert_int_eq(token.is_local_system, strcmp(token.sid, "S-1-5-18") == 0);
    ck_assert_str_ne(token.user, "");
    /* These tests write to HKEY_LOCAL_MACHINE, so they run as an administrator. */
    ck_assert(token.is_administrator);
}
END_TEST

START_TEST(a_privilege_that_nobody_knows_cannot_be_raised)
{
    ck_assert(!win_privilege(L"SeNoSuchPrivilege", true, &err));
    ck_assert_uint_eq(err.code, ERROR_NO_SUCH_PRIVILEGE);
    ck_assert_msg(win_privilege(SE_SHUTDOWN_NAME, true, &err), "%s", err.text);
    ck_assert_msg(win_privilege(SE_SHUTDOWN_NAME, false, &err), "%s", err.text);
}
END_TEST

static const struct {
    enum guest_folder which;
    const char *ending;
} folders[] = {
    { GUEST_WINDOWS, ":\\windows" },
    { GUEST_SYSTEM, ":\\windows\\system32" },
    { GUEST_PROGRAM_DATA, ":\\ProgramData" },
};

START_TEST(folders_are_there_and_end_without_a_backslash)
{
    AUTO(text) path = { 0 };
    struct guest_file file = { 0 };
    enum found found = ABSENT;

    ck_assert_msg(guest.folder(guest.state, folders[_i].which, &path, &err), "%s", err.text);
    ck_assert_msg(text_ends_same(text_string(&path), folders[_i].ending), "%s", text_string(&path));
    ck_assert(guest.file_stat(guest.state, text_string(&path), &found, &file, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(file.attributes & FILE_ATTRIBUTE_DIRECTORY);
}
END_TEST

START_TEST(a_disk_that_is_not_there_is_an_error_that_names_it)
{
    struct guest_disk disk = { 0 };
    struct disk_layout *layout = calloc(1, sizeof *layout);
    char sector[512];

    ck_assert_ptr_nonnull(layout);
    ck_assert(!guest.disk(guest.state, 77, &disk, &err));
    ck_assert_msg(strstr(err.text, "PhysicalDrive77"), "%s", err.text);
    ck_assert(!guest.disk_layout(guest.state, 77, layout, &err));
    ck_assert(!guest.disk_read(guest.state, 77, 0, sector, sizeof sector, &err));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    free(layout);
}
END_TEST

static void add_machine(TCase *tests)
{
    tcase_add_test(tests, every_member_of_the_port_is_there);
    tcase_add_test(tests, the_version_is_that_of_the_registry);
    tcase_add_test(tests, the_architecture_is_told_without_the_newer_call_too);
    tcase_add_loop_test(tests, the_firmware_is_what_windows_says, 0, COUNT_OF(firmwares));
    tcase_add_test(tests, the_firmware_is_never_guessed);
    tcase_add_test(tests, the_tpm_is_there_with_a_version_or_not_there);
    tcase_add_test(tests, the_hypervisor_has_a_signature_when_it_is_there);
    tcase_add_test(tests, boot_came_before_now_and_stays_where_it_was);
    tcase_add_test(tests, setting_the_clock_does_not_move_boot);
    tcase_add_test(tests, ticks_go_forward_by_what_was_waited);
}

int main(void)
{
    Suite *suite = suite_create("win.machine");
    TCase *tests = tcase_create("machine");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    add_machine(tests);
    tcase_add_test(tests, the_computer_has_a_name);
    tcase_add_test(tests, the_token_names_its_user);
    tcase_add_test(tests, a_privilege_that_nobody_knows_cannot_be_raised);
    tcase_add_loop_test(tests, folders_are_there_and_end_without_a_backslash, 0, COUNT_OF(folders));
    tcase_add_test(tests, a_disk_that_is_not_there_is_an_error_that_names_it);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
