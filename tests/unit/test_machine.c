/* SPDX-License-Identifier: MIT */
/* test_machine.c - the fake machine answers as guest.h promises: registry, files, hardware. */
#include "fakes/machine.h"

#include "check_main.h"

#include <string.h>

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define XML "C:\\Windows\\System32\\Recovery\\ReAgent.xml"

static struct fake_machine *machine;
static struct guest guest;

static void make(void)
{
    machine = fake_machine_new();
    guest = fake_guest(machine);
}

static void make_empty(void)
{
    machine = fake_machine_empty();
    guest = fake_guest(machine);
}

static void release(void)
{
    fake_machine_free(machine);
    fake_machine_free(NULL);
}

START_TEST(a_number_is_read)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;

    ck_assert(guest.reg_read_u32(guest.state, NT, "UBR", &found, &number, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(number, 3007);
    number = 42;
    ck_assert(guest.reg_read_u32(guest.state, NT, "Absent", &found, &number, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert_uint_eq(number, 42);
}
END_TEST

START_TEST(case_does_not_count)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) text = { 0 };

    ck_assert(guest.reg_read_text(guest.state, "software\\MICROSOFT\\windows nt\\currentversion",
        "editionid", &found, &text, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_str_eq(text_string(&text), "Enterprise");
}
END_TEST

START_TEST(another_type_is_an_error_and_not_absent)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) text = { 0 };
    AUTO(text_list) texts = { 0 };

    ck_assert(!guest.reg_read_text(guest.state, NT, "UBR", &found, &text, &err));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert(!guest.reg_read_texts(guest.state, NT, "UBR", &found, &texts, &err));
    ck_assert(guest.reg_has_value(guest.state, NT, "UBR", &found, &err));
    ck_assert_int_eq(found, FOUND);
}
END_TEST

START_TEST(lists_of_texts_keep_empty_ones)
{
    static const char *const values[] = { "\\??\\C:\\a", "", "\\??\\C:\\b", "!\\??\\C:\\c", NULL };
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) texts = { 0 };

    fake_reg_texts(machine, "SYSTEM\\X", "Renames", values);
    ck_assert(guest.reg_read_texts(guest.state, "SYSTEM\\X", "Renames", &found, &texts, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(texts.count, 4);
    ck_assert_str_eq(texts.items[1], "");
}
END_TEST

START_TEST(keys_are_there_with_their_parents)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) names = { 0 };

    fake_reg_key(machine, "SOFTWARE\\Vendor\\Product\\Sub");
    fake_reg_key(machine, "SOFTWARE\\Vendor\\Productive");
    ck_assert(guest.reg_has_key(guest.state, "SOFTWARE\\Vendor\\Product", &found, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(guest.reg_has_key(guest.state, "SOFTWARE\\Vendor\\Prod", &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.reg_list_keys(guest.state, "SOFTWARE\\Vendor", &found, &names, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(names.count, 2); /* direct ones, each once */
    ck_assert_str_eq(names.items[0], "Product");
    ck_assert(guest.reg_list_keys(guest.state, "SOFTWARE\\Nobody", &found, &names, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(removing_takes_a_value_or_a_key_and_all_below)
{
    struct err err = { 0 };
    enum found found = FOUND;

    fake_reg_u32(machine, "SOFTWARE\\V\\P", "a", 1);
    fake_reg_u32(machine, "SOFTWARE\\V\\P\\S", "b", 1);
    fake_reg_u32(machine, "SOFTWARE\\V\\PP", "c", 1);
    fake_reg_remove(machine, "SOFTWARE\\V\\P", "a");
    ck_assert(guest.reg_has_value(guest.state, "SOFTWARE\\V\\P", "a", &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.reg_has_key(guest.state, "SOFTWARE\\V\\P", &found, &err));
    ck_assert_int_eq(found, FOUND);
    fake_reg_remove(machine, "SOFTWARE\\V\\P", NULL);
    ck_assert(guest.reg_has_key(guest.state, "SOFTWARE\\V\\P", &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.reg_has_value(guest.state, "SOFTWARE\\V\\P\\S", "b", &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.reg_has_value(guest.state, "SOFTWARE\\V\\PP", "c", &found, &err));
    ck_assert_int_eq(found, FOUND);
}
END_TEST

START_TEST(setting_again_replaces)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) text = { 0 };

    fake_reg_text(machine, NT, "UBR", "now a text");
    ck_assert(guest.reg_read_text(guest.state, NT, "UBR", &found, &text, &err));
    ck_assert_str_eq(text_string(&text), "now a text");
}
END_TEST

START_TEST(denied_is_not_absent)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;
    AUTO(text_list) names = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct guest_file file;

    fake_reg_deny(machine, "SOFTWARE\\Microsoft\\Windows NT");
    ck_assert(!guest.reg_read_u32(guest.state, NT, "UBR", &found, &number, &err));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert_uint_eq(err.code, 5);
    ck_assert_msg(strstr(err.text, "HKLM\\" NT) != NULL, "%s", err.text);
    ck_assert(!guest.reg_has_key(guest.state, NT "\\Absent", &found, &err));
    ck_assert(!guest.reg_list_keys(guest.state, NT, &found, &names, &err));
    ck_assert(guest.reg_has_key(guest.state, "SOFTWARE\\Microsoft\\Windows", &found, &err));
    ck_assert_int_eq(found, FOUND);

    fake_file_deny(machine, XML);
    ck_assert(!guest.file_read(guest.state, XML, 1000, &found, &bytes, &err));
    ck_assert(!guest.file_stat(guest.state, XML, &found, &file, &err));
    ck_assert_uint_eq(err.code, 5);
}
END_TEST

START_TEST(files_are_read_within_their_limit)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(bytes) bytes = { 0 };
    struct guest_file file = { 0 };

    fake_file(machine, "C:\\a\\b.bin", "x\0y", 3);
    ck_assert(guest.file_read(guest.state, "c:\\A\\B.BIN", 3, &found, &bytes, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(bytes.len, 3);
    ck_assert_mem_eq(bytes.data, "x\0y", 4); /* a NUL behind the last byte */
    ck_assert(guest.file_stat(guest.state, "C:\\a\\b.bin", &found, &file, &err));
    ck_assert_uint_eq(file.size_bytes, 3);
    ck_assert(guest.file_stat(guest.state, "C:\\a", &found, &file, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(file.attributes, 0x10); /* a folder */
    bytes_done(&bytes);
    ck_assert(!guest.file_read(guest.state, "C:\\a\\b.bin", 2, &found, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    fake_file_remove(machine, "C:\\a\\b.bin");
    ck_assert(guest.file_read(guest.state, "C:\\a\\b.bin", 3, &found, &bytes, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.file_stat(guest.state, "C:\\a", &found, &file, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

static const struct {
    enum guest_folder folder;
    const char *path;
} folders[] = {
    { GUEST_WINDOWS, "C:\\Windows" },
    { GUEST_SYSTEM, "C:\\Windows\\System32" },
    { GUEST_PROGRAM_DATA, "C:\\ProgramData" },
};

START_TEST(folders_are_where_windows_has_them)
{
    struct err err = { 0 };
    AUTO(text) path = { 0 };

    ck_assert(guest.folder(guest.state, folders[_i].folder, &path, &err));
    ck_assert_str_eq(text_string(&path), folders[_i].path);
}
END_TEST

START_TEST(the_hardware_answers)
{
    struct err err = { 0 };
    struct guest_version version;
    enum guest_firmware firmware;
    enum found found;
    uint32_t major = 0;
    struct guest_hypervisor hypervisor;
    struct guest_token token;
    AUTO(text) name = { 0 };
    int64_t boot = 0;
    int64_t now = 0;

    ck_assert(guest.version(guest.state, &version, &err));
    ck_assert_uint_eq(version.build, 22631);
    ck_assert(guest.firmware(guest.state, &firmware, &err));
    ck_assert_int_eq(firmware, GUEST_FIRMWARE_UEFI);
    ck_assert(guest.tpm(guest.state, &found, &major, &err));
    ck_assert(found == FOUND && major == 2);
    ck_assert(guest.hypervisor(guest.state, &hypervisor, &err));
    ck_assert_str_eq(hypervisor.signature, "Microsoft Hv");
    ck_assert(guest.token(guest.state, &token, &err));
    ck_assert(token.is_administrator && !token.is_local_system);
    ck_assert(guest.computer_name(guest.state, &name, &err));
    ck_assert_str_eq(text_string(&name), "GOLDEN-01");
    ck_assert(guest.boot_time(guest.state, &boot, &err) && guest.now(guest.state, &now, &err));
    ck_assert_int_lt(boot, now);
}
END_TEST

START_TEST(an_empty_machine_answers_absent_or_not_at_all)
{
    struct err err = { 0 };
    enum found found = FOUND;
    uint32_t number = 0;
    AUTO(text) text = { 0 };
    struct guest_version version;
    enum guest_firmware firmware;
    struct guest_hypervisor hypervisor;
    struct guest_token token;
    struct guest_volume volume;
    static struct disk_layout layout;
    enum guest_reserved_storage reserved;
    bool restart;
    int64_t seconds;

    ck_assert(guest.reg_read_u32(guest.state, NT, "UBR", &found, &number, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.tpm(guest.state, &found, &number, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(!guest.version(guest.state, &version, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    ck_assert(!guest.firmware(guest.state, &firmware, &err));
    ck_assert(!guest.hypervisor(guest.state, &hypervisor, &err));
    ck_assert(!guest.token(guest.state, &token, &err));
    ck_assert(!guest.computer_name(guest.state, &text, &err));
    ck_assert(!guest.boot_time(guest.state, &seconds, &err));
    ck_assert(!guest.now(guest.state, &seconds, &err));
    ck_assert(!guest.system_volume(guest.state, &volume, &err));
    ck_assert(!guest.disk_layout(guest.state, 0, &layout, &err));
    ck_assert(!guest.reserved_storage(guest.state, &reserved, &err));
    ck_assert(!guest.reserved_storage_set(guest.state, reserved = 0, &restart, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    fake_hardware(machine)->version.build = 19045; /* what a test gives is answered */
    ck_assert(guest.version(guest.state, &version, &err));
    ck_assert_uint_eq(version.build, 19045);
}
END_TEST

START_TEST(calls_are_counted_and_fail_when_told)
{
    struct err err = { 0 };
    enum guest_firmware firmware;

    fake_fail(machine, "firmware", 2, ERR_WIN32, 50, "not supported");
    ck_assert(!guest.firmware(guest.state, &firmware, &err));
    ck_assert_str_eq(err.text, "not supported");
    ck_assert_uint_eq(err.code, 50);
    ck_assert(!guest.firmware(guest.state, &firmware, &err));
    ck_assert(guest.firmware(guest.state, &firmware, &err));
    ck_assert_int_eq(fake_calls(machine, "firmware"), 3);
    ck_assert_int_eq(fake_calls(machine, "tpm"), 0);
    fake_fail(machine, "firmware", -1, ERR_WIN32, 50, "never again");
    for (int i = 0; i < 10; i++)
        ck_assert(!guest.firmware(guest.state, &firmware, &err));
    fake_fail(machine, "firmware", 0, ERR_NONE, 0, "");
    ck_assert(guest.firmware(guest.state, &firmware, &err));
}
END_TEST

START_TEST(a_misspelled_member_ends_the_test)
{
    (void)fake_calls(machine, "firmwear");
}
END_TEST

START_TEST(waiting_moves_both_clocks)
{
    struct fake_hardware *hardware = fake_hardware(machine);
    uint64_t tick = hardware->tick_ms;
    int64_t now = hardware->now;
    struct err err = { 0 };

    for (int i = 0; i < 4; i++)
        ck_assert(guest.wait(guest.state, 750, &err));
    ck_assert_uint_eq(hardware->tick_ms, tick + 3000);
    ck_assert_int_eq(hardware->now, now + 3);
    ck_assert(guest.tick_ms(guest.state, &tick, &err));
    ck_assert_uint_eq(tick, hardware->tick_ms);
    fake_fail(machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "stopped");
    ck_assert(!guest.wait(guest.state, 750, &err));
    ck_assert_uint_eq(hardware->tick_ms, tick);
}
END_TEST

START_TEST(a_restart_is_a_later_boot_without_what_was_pending)
{
    static const char pending[] = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
                                  "Component Based Servicing\\RebootPending";
    struct fake_hardware *hardware = fake_hardware(machine);
    int64_t boot = hardware->boot_time;
    struct err err = { 0 };
    enum found found = FOUND;
    bool exists = true;

    fake_reg_key(machine, pending);
    hardware->running = "TiWorker.exe";
    ck_assert(guest.process_exists(guest.state, "tiworker.exe", &exists, &err) && exists);
    ck_assert(guest.power_off(guest.state, &err));
    ck_assert(guest.restart(guest.state, &err) && fake_restarts(machine));
    ck_assert(fake_is_off(machine));
    fake_restart(machine);
    ck_assert(!fake_is_off(machine));
    ck_assert_int_gt(hardware->boot_time, boot);
    ck_assert_int_gt(hardware->now, hardware->boot_time);
    ck_assert(guest.reg_has_key(guest.state, pending, &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.process_exists(guest.state, "TiWorker.exe", &exists, &err) && !exists);
}
END_TEST

START_TEST(every_member_of_the_port_is_there)
{
    const struct guest *port = &guest;
    void *const *members = (void *const *)(const void *)port;

    for (size_t i = 0; i < sizeof guest / sizeof(void *); i++)
        ck_assert_msg(members[i] != NULL, "member %zu", i);
}
END_TEST

static void add(TCase *tcase, const TTest *test, int rows)
{
    tcase_add_loop_test(tcase, test, 0, rows);
}

int main(void)
{
    Suite *suite = suite_create("machine");
    TCase *windows = tcase_create("windows");
    TCase *empty = tcase_create("empty");

    tcase_add_checked_fixture(windows, make, release);
    tcase_add_checked_fixture(empty, make_empty, release);
    add(windows, a_number_is_read, 1);
    add(windows, case_does_not_count, 1);
    add(windows, another_type_is_an_error_and_not_absent, 1);
    add(windows, lists_of_texts_keep_empty_ones, 1);
    add(windows, keys_are_there_with_their_parents, 1);
    add(windows, removing_takes_a_value_or_a_key_and_all_below, 1);
    add(windows, setting_again_replaces, 1);
    add(windows, denied_is_not_absent, 1);
    add(windows, files_are_read_within_their_limit, 1);
    add(windows, folders_are_where_windows_has_them, (int)COUNT_OF(folders));
    add(windows, the_hardware_answers, 1);
    add(windows, calls_are_counted_and_fail_when_told, 1);
    add(windows, waiting_moves_both_clocks, 1);
    add(windows, a_restart_is_a_later_boot_without_what_was_pending, 1);
    add(windows, every_member_of_the_port_is_there, 1);
    tcase_add_test_raise_signal(windows, a_misspelled_member_ends_the_test, 6); /* SIGABRT */
    add(empty, an_empty_machine_answers_absent_or_not_at_all, 1);
    suite_add_tcase(suite, windows);
    suite_add_tcase(suite, empty);
    return check_main(suite);
}
