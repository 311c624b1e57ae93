/* SPDX-License-Identifier: MIT */
/* test_record.c - what a recorder asks, keeps, hands out and refuses. */
#include "check_main.h"
#include "fakes/alloc.h"
#include "recorded.h"

#include <time.h>

#define WINLOGON "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon"
#define PLATFORM "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform"
#define UNATTEND "C:\\Windows\\Panther\\unattend.xml"

/* -- asking -- */

START_TEST(a_recorded_guest_says_what_the_guest_says)
{
    struct fake_machine *live = machines[_i].make();
    struct fake_machine *recorded = machines[_i].make();
    struct guest guest = fake_guest(live);
    AUTO(text) wanted = { 0 }, said = { 0 }, file = { 0 };

    collect(&guest, true, &wanted);
    ask_everything(&guest, &wanted);
    record_machine(recorded, true, true, &file, &said);
    ck_assert_msg(strcmp(text_string(&wanted), text_string(&said)) == 0, "%s:\n%s\nis not\n%s",
        machines[_i].name, text_string(&said), text_string(&wanted));
    fake_machine_free(live);
    fake_machine_free(recorded);
}
END_TEST

START_TEST(a_question_is_asked_once_and_answered_the_same)
{
    struct fake_machine *machine = rich_machine();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(text) first = { 0 }, again = { 0 };

    ask_everything(&recording, &first);
    int calls = fake_calls(machine, "reg_read_u32");
    fake_hardware(machine)->tick_ms += 1000;
    fake_hardware(machine)->now += 1;
    fake_reg_u32(machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "UBR", 4000);
    fake_fail(machine, "version", -1, ERR_WIN32, 31, "gone");
    ask_everything(&recording, &again);
    ck_assert_str_eq(text_string(&first), text_string(&again));
    ck_assert_int_eq(fake_calls(machine, "reg_read_u32"), calls);
    ck_assert_int_eq(fake_calls(machine, "version"), 1);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
}
END_TEST

START_TEST(changes_are_refused_and_not_made)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    struct guest_process *process = NULL;
    AUTO(text) output = { 0 };
    void *state = recording.state;
    const struct guest_service_start start = { .type = 4 };
    uint64_t least, most;
    enum found found;
    uint32_t code;
    bool flag;

#define REFUSED(call, member)                                                                      \
    do {                                                                                           \
        struct err err = { 0 };                                                                    \
        ck_assert(!(call));                                                                        \
        ck_assert_msg(err_is(&err, ERR_UNSUPPORTED) && strstr(err.text, member), "%s", err.text);  \
        ck_assert_int_eq(fake_calls(machine, member), 0);                                          \
    } while (0)
    REFUSED(recording.reserved_storage_set(state, GUEST_RESERVED_STORAGE_DISABLED, &flag, &err),
        "reserved_storage_set");
    REFUSED(recording.partition_delete(state, 0, 1048576, &err), "partition_delete");
    REFUSED(recording.partition_limits(state, 0, 1048576, &least, &most, &err), "partition_limits");
    REFUSED(recording.partition_resize(state, 0, 1048576, 1048576, &err), "partition_resize");
    REFUSED(
        recording.process_start(state, "C:\\a.exe", NULL, false, &process, &err), "process_start");
    REFUSED(recording.process_wait(state, process, 0, &flag, &code, &err), "process_wait");
    REFUSED(recording.process_output(state, process, &output, &err), "process_output");
    REFUSED(recording.process_end(state, process, &err), "process_end");
    REFUSED(recording.process_open(state, 4, "C:\\a.exe", &found, &process, &err), "process_open");
    REFUSED(recording.service_set_start(state, "a", &start, &err), "service_set_start");
    REFUSED(recording.service_stop(state, "a", 0, &flag, &err), "service_stop");
    REFUSED(recording.wait(state, 1, &err), "wait");
    REFUSED(recording.power_off(state, &err), "power_off");
    REFUSED(recording.restart(state, &err), "restart");
#undef REFUSED
    recording.process_free(state, process);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
}
END_TEST

static bool misspell(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err)
{
    (void)state;
    (void)key;
    (void)name;
    *found = FOUND;
    text_append(value, "\xff");
    return text_ok(value, err);
}

START_TEST(what_cannot_be_kept_is_a_failure_for_both)
{
    const struct guest guest = { .reg_read_text = misspell };
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(text) value = { 0 }, file = { 0 };
    struct err err = { 0 }, again = { 0 };
    enum found found = ABSENT;

    ck_assert(!recording.reg_read_text(recording.state, "A", "B", &found, &value, &err));
    ck_assert_msg(err_is(&err, ERR_MALFORMED) && strstr(err.text, "UTF-8"), "%s", err.text);
    print_recording(recorder, false, &file);
    struct guest_replay *replay = open_recording(&file);
    struct guest replayed = guest_replay_guest(replay);
    ck_assert(!replayed.reg_read_text(replayed.state, "A", "B", &found, &value, &again));
    ck_assert_str_eq(again.text, err.text);
    ck_assert_str_eq(text_string(&value), "");
    guest_replay_free(replay);
    guest_recorder_free(recorder);
}
END_TEST

/* -- hives -- */

static bool mount(const struct guest *guest, const char *sid, bool *mounted)
{
    struct err err = { 0 };

    return guest->hive_mount(guest->state, sid, "C:\\Users\\a\\NTUSER.DAT", mounted, &err);
}

START_TEST(hives_are_mounted_for_real_each_time)
{
    static const char sid[] = "S-1-5-21-1-2-3-1001";
    struct fake_machine *machine = rich_machine();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    struct err err = { 0 };
    enum found found = ABSENT;

    for (int time = 0; time < 2; time++) {
        bool mounted = false;

        ck_assert(mount(&recording, sid, &mounted) && mounted);
        ck_assert_uint_eq(fake_mounted_hives(machine), 1);
        ck_assert(
            recording.reg_has_value(recording.state, GUEST_USERS "S-1-5-21-1-2-3-1001\\Software",
                time == 0 ? "Own" : "Other", &found, &err));
        ck_assert(found == (time == 0 ? FOUND : ABSENT));
        ck_assert(recording.hive_unmount(recording.state, sid, &err));
        ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    }
    ck_assert_int_eq(fake_calls(machine, "hive_mount"), 2);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
}
END_TEST

START_TEST(a_hive_that_nobody_knows_to_be_mounted_is_unmounted_at_the_end)
{
    static const char sid[] = "S-1-5-21-1-2-3-1001";
    struct fake_machine *machine = rich_machine();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    bool mounted = false;

    fake_fail(machine, "hive_mount", 1, ERR_WIN32, 32, "in use");
    ck_assert(!mount(&recording, sid, &mounted));
    ck_assert(!mount(&recording, sid, &mounted)); /* worked, but the first answer stands */
    ck_assert_uint_eq(fake_mounted_hives(machine), 1);
    guest_recorder_free(recorder);
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    fake_machine_free(machine);
}
END_TEST

/* -- secrets -- */

static const char *const secrets[] = { "Tr0ub4dor-and-3", "N0b0dy-kn0ws", "BBBBB-CCCCC-DDDDD",
    "dom41n-j01n", "0ffl1ne-bl0b", "FFFFF-GGGGG-HHHHH", "eyJhbGci.token", "c0mmented-0ut" };

static struct fake_machine *machine_with_secrets(void)
{
    static const char *const several[] = { "Tr0ub4dor-and-3", "N0b0dy-kn0ws", NULL };
    struct fake_machine *machine = fake_machine_new();
    AUTO(text) xml = { 0 }, wide = { 0 };

    fake_reg_text(machine, WINLOGON, "DefaultPassword", secrets[0]);
    fake_reg_text(machine, WINLOGON, "DefaultUserName", "builder");
    fake_reg_texts(machine, WINLOGON, "OldPasswords", several);
    fake_reg_bytes(machine, WINLOGON, "PasswordBlob", 3, secrets[1], strlen(secrets[1]));
    fake_reg_text(machine, PLATFORM, "BackupProductKeyDefault", secrets[2]);
    fake_reg_text(machine, "SOFTWARE\\Microsoft\\RDInfraAgent", "RegistrationToken", secrets[6]);
    fake_wmi(machine, "ROOT\\CIMV2", "SoftwareLicensingService",
        "[{\"OA3xOriginalProductKey\":\"FFFFF-GGGGG-HHHHH\",\"Version\":\"10.0\"}]");
    text_append(&xml,
        "<?xml version=\"1.0\"?><!-- %s --><unattend><AutoLogon><Password><Value>%s</Value>"
        "</Password></AutoLogon><Credentials><Password>%s</Password></Credentials>"
        "<AccountData>%s</AccountData><ProductKey>%s</ProductKey></unattend>",
        secrets[7], secrets[1], secrets[3], secrets[4], secrets[2]);
    fake_file_text(machine, UNATTEND, text_string(&xml));
    text_append_bytes(&wide, "\xff\xfe", 2);
    for (size_t i = 0; i < xml.len; i++) {
        text_append_bytes(&wide, &xml.bytes[i], 1);
        text_append_bytes(&wide, "", 1);
    }
    fake_file(machine, "C:\\autounattend.xml", text_string(&wide), wide.len);
    return machine;
}

/* Asks for everything that is secret. What is said is hexadecimal where it is bytes. */
static void ask_secrets(const struct guest *guest, struct text *notes)
{
    static const char *const properties[] = { "OA3xOriginalProductKey", "Version", NULL };
    const struct guest_wmi_query query = { "ROOT\\CIMV2", "SoftwareLicensingService", NULL, NULL,
        properties, 1000 };
    AUTO(json_value) rows = { NULL };
    struct err err = { 0 };

    ask_registry(guest, WINLOGON, "DefaultPassword", notes);
    ask_registry(guest, WINLOGON, "OldPasswords", notes);
    ask_registry(guest, WINLOGON, "PasswordBlob", notes);
    ask_registry(guest, WINLOGON, "DefaultUserName", notes);
    ask_registry(guest, PLATFORM, "BackupProductKeyDefault", notes);
    ask_registry(guest, "SOFTWARE\\Microsoft\\RDInfraAgent", "RegistrationToken", notes);
    ask_files(guest, UNATTEND, notes);
    ask_files(guest, "C:\\autounattend.xml", notes);
    ck_assert_msg(guest->wmi(guest->state, &query, &rows.root, &err), "%s", err.text);
    note_rows(notes, rows.root);
}

static void append_hex(struct text *text, const char *secret, bool wide)
{
    for (; *secret; secret++)
        text_append(text, wide ? "%02x00" : "%02x", (unsigned char)*secret);
}

/* In no form: as it is, in UTF-16, and in hexadecimal both ways. */
static void expect_no_secret(const struct text *text, const char *what)
{
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        AUTO(text) wide = { 0 }, hex = { 0 }, wide_hex = { 0 };

        for (const char *at = secrets[i]; *at; at++) {
            text_append_bytes(&wide, at, 1);
            text_append_bytes(&wide, "", 1);
        }
        append_hex(&hex, secrets[i], false);
        append_hex(&wide_hex, secrets[i], true);
        ck_assert_msg(!memmem(text->bytes, text->len, secrets[i], strlen(secrets[i])) &&
                          !memmem(text->bytes, text->len, wide.bytes, wide.len) &&
                          !strstr(text_string(text), text_string(&hex)) &&
                          !strstr(text_string(text), text_string(&wide_hex)),
            "%s holds '%s'", what, secrets[i]);
    }
}

START_TEST(no_secret_gets_into_the_file)
{
    struct fake_machine *machine = machine_with_secrets();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(text) live = { 0 }, said = { 0 }, replayed = { 0 }, file = { 0 }, facts = { 0 };

    ask_secrets(&guest, &live);
    ck_assert(strstr(text_string(&live), secrets[0]) && strstr(text_string(&live), secrets[5]));
    collect(&recording, true, &facts);
    ask_secrets(&recording, &said);
    print_recording(recorder, true, &file);
    struct guest_replay *replay = open_recording(&file);
    struct guest again = guest_replay_guest(replay);
    ask_secrets(&again, &replayed);

    expect_no_secret(&file, "the recording");
    expect_no_secret(&said, "the recorded guest"); /* what base64 hides in the file, too */
    ck_assert_str_eq(text_string(&said), text_string(&replayed));
    ck_assert_uint_eq(said.len, live.len);
    ck_assert(strstr(text_string(&said), "reg_read_text: xxxxxxxxxxxxxxx\n"));
    ck_assert(strstr(text_string(&said), "reg_read_text: builder\n"));
    guest_replay_free(replay);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
}
END_TEST

/* -- limits, size, memory -- */

static char *rows_of_devices(size_t count)
{
    AUTO(text) rows = { 0 };

    for (size_t i = 0; i < count; i++)
        text_append(&rows,
            "%s{\"id\":\"PCI\\\\VEN_8086&DEV_%05zu\",\"name\":\"Device %zu\",\"class\":\"System\","
            "\"service\":\"pci\",\"present\":1,\"problem\":0}",
            i > 0 ? "," : "[", i, i);
    text_append(&rows, "]");
    return text_take(&rows);
}

/* Seconds of processor time that it takes to record and replay a list and as many questions. */
static double time_of(size_t count)
{
    struct fake_machine *machine = fake_machine_empty();
    struct guest guest = fake_guest(machine);
    AUTO_FREE char *devices = rows_of_devices(count);
    AUTO(text) file = { 0 };
    struct err err = { 0 };

    fake_list(machine, GUEST_LIST_DEVICES, devices);
    clock_t start = clock();
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(json_value) rows = { NULL }, again = { NULL };
    ck_assert(recording.list(recording.state, GUEST_LIST_DEVICES, &rows.root, &err));
    for (size_t i = 0; i < count; i++) {
        enum found found = FOUND;
        char key[64];

        snprintf(key, sizeof key, "SOFTWARE\\Key%zu", i);
        ck_assert(recording.reg_has_key(recording.state, key, &found, &err) && found == ABSENT);
    }
    print_recording(recorder, false, &file);
    struct guest_replay *replay = open_recording(&file);
    struct guest replayed = guest_replay_guest(replay);
    ck_assert(replayed.list(replayed.state, GUEST_LIST_DEVICES, &again.root, &err));
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_uint_eq(json_count(again.root), count);
    guest_replay_free(replay);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
    return seconds;
}

static double least_time_of(size_t count)
{
    double least = time_of(count);

    for (int i = 0; i < 2; i++) {
        double next = time_of(count);

        least = next < least ? next : least;
    }
    return least;
}

/* Four times as much takes four times as long; were it quadratic, sixteen times. */
START_TEST(ten_thousand_of_everything_takes_time_in_proportion)
{
    double few = least_time_of(2500);
    double many = least_time_of(10000);

    ck_assert_msg(many < few * 9 + 0.01, "%f s and %f s", few, many);
}
END_TEST

static bool give_much(void *state, const char *path, size_t limit_bytes, enum found *found,
    struct bytes *bytes, struct err *err)
{
    (void)state;
    (void)path;
    bytes->data = calloc(1, limit_bytes + 1);
    if (!bytes->data)
        return err_nomem(err);
    memset(bytes->data, 'a', limit_bytes);
    bytes->len = limit_bytes;
    *found = FOUND;
    return true;
}

START_TEST(over_a_limit_there_is_no_recording)
{
    const struct guest guest = { .file_read = give_much };
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(bytes) bytes = { 0 };
    AUTO(text) file = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;

    ck_assert(recording.file_read(
        recording.state, "C:\\much", RECORDING_LINE_LIMIT, &found, &bytes, &err));
    ck_assert(!guest_recorder_print(recorder, RECORDED_TOOL, false, &file, &err));
    ck_assert_msg(err_is(&err, ERR_TOO_LARGE) && strstr(err.text, "C:"), "%s", err.text);
    ck_assert_uint_eq(file.len, 0);
    guest_recorder_free(recorder);
}
END_TEST

static void ask_values(const struct guest *guest, struct text *notes)
{
    ask_registry(guest, "SOFTWARE\\Test", "Several", notes);
    ask_registry(guest, "SOFTWARE\\Test", "Bytes", notes);
}

static void ask_users(const struct guest *guest, struct text *notes)
{
    ask_hive(guest, "S-1-5-21-1-2-3-1001", notes);
    ask_files(guest, "C:\\bytes.bin", notes);
}

static void (*const groups[])(const struct guest *guest, struct text *notes) = { ask_values,
    ask_users, ask_machine, ask_lists, ask_disks };

/* @return false: it is not there */
static bool record_group(
    const struct guest *inner, size_t group, struct text *file, struct err *err)
{
    struct guest_recorder *recorder = NULL;
    AUTO(text) notes = { 0 };
    bool made = guest_record(inner, &recorder, err);

    if (made) {
        struct guest recording = guest_recorder_guest(recorder);
        groups[group](&recording, &notes);
        made = guest_recorder_print(recorder, RECORDED_TOOL, false, file, err);
    }
    guest_recorder_free(recorder);
    return made;
}

/* The machine behind is a replay: a fake one ends the test when it has no memory. */
START_TEST(a_missing_allocation_makes_no_recording_or_a_sound_one)
{
    struct fake_machine *machine = rich_machine();
    AUTO(text) whole = { 0 }, said = { 0 };
    bool failed = true;
    unsigned nth;

    record_machine(machine, true, true, &whole, &said);
    struct guest_replay *replay = open_recording(&whole);
    struct guest inner = guest_replay_guest(replay);
    for (nth = 1; failed; nth++) {
        AUTO(text) file = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool made = record_group(&inner, (size_t)_i, &file, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(made || (failed && err_is(&err, ERR_NOMEM)), "%u: %s", nth, err.text);
        if (made)
            guest_replay_free(open_recording(&file));
        else
            ck_assert_uint_eq(file.len, 0);
    }
    ck_assert_uint_gt(nth, 50);
    guest_replay_free(replay);
    fake_machine_free(machine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");

    check_add(suite, a_recorded_guest_says_what_the_guest_says, COUNT_OF(machines));
    check_add(suite, a_question_is_asked_once_and_answered_the_same, 1);
    check_add(suite, changes_are_refused_and_not_made, 1);
    check_add(suite, what_cannot_be_kept_is_a_failure_for_both, 1);
    check_add(suite, hives_are_mounted_for_real_each_time, 1);
    check_add(suite, a_hive_that_nobody_knows_to_be_mounted_is_unmounted_at_the_end, 1);
    check_add(suite, no_secret_gets_into_the_file, 1);
    check_add(suite, ten_thousand_of_everything_takes_time_in_proportion, 1);
    check_add(suite, over_a_limit_there_is_no_recording, 1);
    check_add(suite, a_missing_allocation_makes_no_recording_or_a_sound_one, COUNT_OF(groups));
    return check_main(suite);
}
