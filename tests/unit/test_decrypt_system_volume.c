/* SPDX-License-Identifier: MIT */
/*
 * test_decrypt_system_volume.c - Windows decrypts by itself; the action begins that, waits, and can
 * come back later.
 */
#include "bench.h"
#include "check_main.h"

#define ID "decrypt-system-volume"
#define NAME_SPACE "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption"
#define VOLUME "Win32_EncryptableVolume"
#define BITLOCKER "SYSTEM\\CurrentControlSet\\Control\\BitLocker"
#define PREVENT "PreventDeviceEncryption"

enum { DECRYPTED, ENCRYPTED, ENCRYPTING, DECRYPTING, ENCRYPTION_PAUSED, DECRYPTION_PAUSED };

/* The volume: decrypts by a hundredth of its size each so many milliseconds. */
static struct {
    int conversion;
    uint64_t step_ms, began_ms;
    uint32_t decrypt_code; /* what Decrypt answers instead */
    uint32_t status_code;  /* what GetConversionStatus answers instead */
    bool pauses;           /* once, half way */
    bool keeps_sector;     /* the partition goes on to begin as BitLocker's */
    bool without_percent, without_conversion;
    int decrypts;
    int percent_at_begin;
} volume;

static int percent_now(struct fake_machine *machine)
{
    uint64_t steps = (fake_hardware(machine)->tick_ms - volume.began_ms) / volume.step_ms;

    if (volume.conversion == DECRYPTED)
        return 0;
    if (volume.conversion != DECRYPTING)
        return volume.percent_at_begin;
    return steps >= (uint64_t)volume.percent_at_begin ? 0 : volume.percent_at_begin - (int)steps;
}

static void go_on(struct fake_machine *machine)
{
    int percent = percent_now(machine);

    if (volume.conversion != DECRYPTING)
        return;
    if (volume.pauses && percent <= 50) {
        volume.pauses = false;
        volume.percent_at_begin = percent;
        volume.conversion = DECRYPTION_PAUSED;
    } else if (percent == 0) {
        volume.conversion = DECRYPTED;
        if (!volume.keeps_sector)
            memcpy(fake_hardware(machine)->boot_sector, "NTFS    ", 8);
    }
}

static uint32_t call(struct fake_machine *machine, const char *method, struct json *answer)
{
    go_on(machine);
    if (strcmp(method, "GetConversionStatus") == 0) {
        if (!volume.without_conversion)
            (void)json_add_number(answer, "ConversionStatus", volume.conversion);
        if (!volume.without_percent)
            (void)json_add_number(answer, "EncryptionPercentage", percent_now(machine));
        return volume.status_code;
    }
    ck_assert_str_eq(method, "Decrypt");
    volume.decrypts++;
    if (volume.decrypt_code == 0 && volume.conversion != DECRYPTED) {
        volume.conversion = DECRYPTING;
        volume.began_ms = fake_hardware(machine)->tick_ms;
    }
    return volume.decrypt_code;
}

static void set(struct bench *bench, int conversion)
{
    memset(&volume, 0, sizeof volume);
    volume.conversion = conversion;
    volume.step_ms = 3000;
    volume.percent_at_begin = 100;
    bench_set(bench, ID);
    volume.began_ms = fake_hardware(bench->machine)->tick_ms;
    fake_wmi_methods(bench->machine, NAME_SPACE, VOLUME, call);
    if (conversion != DECRYPTED)
        memcpy(fake_hardware(bench->machine)->boot_sector, "-FVE-FS-", 8);
}

static bool is_prevented(struct bench *bench)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;

    ck_assert(
        bench->guest.reg_read_u32(bench->guest.state, BITLOCKER, PREVENT, &found, &value, &err));
    return found == FOUND && value == 1;
}

/* Whatever it is at, it ends decrypted. */
static const struct {
    int conversion;
    int decrypts;
} beginnings[] = {
    { ENCRYPTED, 1 },
    { ENCRYPTING, 1 },
    { DECRYPTING, 0 },
    { ENCRYPTION_PAUSED, 1 },
    { DECRYPTION_PAUSED, 1 },
};

START_TEST(it_ends_decrypted_and_stays_so)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set(&bench, beginnings[_i].conversion);
    ck_assert(!bench_holds(&bench));
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    ck_assert(is_prevented(&bench));
    ck_assert_int_eq(volume.decrypts, beginnings[_i].decrypts);
    ck_assert_str_eq(bench_observe(&bench, &text),
        "decrypted; the partition begins as ntfs; device encryption prevented");
    ck_assert_ptr_nonnull(
        strstr(text_string(&bench.context.details), PREVENT " before: not set\n"));
}
END_TEST

START_TEST(the_percentage_is_shown)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said),
        "volume of Windows: decryption in progress, 97% still encrypted (10 s)\n"));
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "volume of Windows: decrypted (5 min)"));
}
END_TEST

START_TEST(one_that_does_not_move_is_told_of_every_30_s)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    int lines = 0;

    set(&bench, DECRYPTING);
    volume.step_ms = 24 * 3600 * 1000;
    bench.context.limit_ms = 5 * 60 * 1000;
    ck_assert(!bench_apply(&bench, &err));
    for (const char *at = text_string(&bench.said); (at = strchr(at, '\n')); at++)
        lines++;
    ck_assert_int_eq(lines, 11); /* at once, and ten times in five minutes */
}
END_TEST

START_TEST(a_pause_is_ended)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    volume.pauses = true;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_int_eq(volume.decrypts, 2);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(the_limit_ends_the_waiting_alone)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    bench.context.limit_ms = 60 * 1000;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_TIME_LIMIT));
    ck_assert_ptr_nonnull(strstr(err.text, "within 1 min"));
    ck_assert(bench.context.resumable);
    ck_assert_int_eq(volume.conversion, DECRYPTING);

    /* The machine has restarted since, and Windows went on. */
    fake_restart(bench.machine);
    volume.began_ms = fake_hardware(bench.machine)->tick_ms;
    volume.percent_at_begin = 80;
    bench.context.resumed = true;
    bench.context.limit_ms = 30 * 60 * 1000;
    ck_assert(!bench_holds(&bench));
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    ck_assert_int_eq(volume.decrypts, 1);
}
END_TEST

static const struct {
    const char *name;
    uint32_t code;
    const char *told;
} refusals[] = {
    { "locked", 0x80310000, "the volume is locked" },
    { "unlocks others", 0x80310029, "manage-bde -autounlock" },
    { "denied", 0x80070005, "access denied" },
    { "anything else", 0x8031FFFF, "Decrypt answers 0x8031FFFF" },
};

START_TEST(a_refusal_is_told_as_it_is)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    volume.decrypt_code = refusals[_i].code;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_int_eq(err.domain, ERR_HRESULT);
    ck_assert_uint_eq(err.code, refusals[_i].code);
    ck_assert_msg(strstr(err.text, refusals[_i].told), "%s: %s", refusals[_i].name, err.text);
    ck_assert(!bench.context.resumable);
}
END_TEST

START_TEST(decrypted_and_not_prevented_is_not_done)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, DECRYPTED);
    ck_assert(!bench_holds(&bench));
    fake_reg_u32(bench.machine, BITLOCKER, PREVENT, 0);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.details), PREVENT " before: 0\n"));
    ck_assert(bench_holds(&bench));
    ck_assert_int_eq(volume.decrypts, 0);
}
END_TEST

START_TEST(the_disk_is_a_second_witness)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    volume.keeps_sector = true;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_NO_EFFECT));
    ck_assert(!bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text),
        "decrypted; the partition begins as bitlocker; device encryption prevented");
}
END_TEST

START_TEST(a_disk_that_cannot_be_read_says_nothing)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    fake_fail(bench.machine, "disk_read", -1, ERR_WIN32, 5, "access denied");
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text),
        "decrypted; its first sector is not told: access denied; device encryption prevented");
}
END_TEST

START_TEST(without_wmi_nothing_is_told_and_nothing_begun)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    set(&bench, ENCRYPTED);
    fake_wmi(bench.machine, NAME_SPACE, VOLUME, NULL);
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_uint_eq(err.code, 0x80041010);
    ck_assert_int_eq(volume.decrypts, 0);
}
END_TEST

START_TEST(an_answer_that_lacks_something_is_none)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    bool yes = true;

    set(&bench, DECRYPTING);
    volume.without_percent = true;
    ck_assert_str_eq(bench_observe(&bench, &text),
        "decryption in progress; the partition begins as bitlocker; device encryption not "
        "prevented");
    volume.without_conversion = true;
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
    volume.status_code = 0x80310000;
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert_uint_eq(err.code, 0x80310000);
}
END_TEST

START_TEST(a_registry_that_is_denied_stops_it_before_it_begins)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    fake_fail(bench.machine, "reg_write_u32", -1, ERR_WIN32, 5, "access denied");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_uint_eq(err.code, 5);
    ck_assert_int_eq(volume.decrypts, 0);
}
END_TEST

START_TEST(told_to_stop_it_stops_waiting)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, ENCRYPTED);
    fake_fail(bench.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_CANCELLED));
    ck_assert_int_eq(volume.conversion, DECRYPTING);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decrypt_system_volume");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, it_ends_decrypted_and_stays_so, 0, (int)COUNT_OF(beginnings));
    tcase_add_loop_test(rows, a_refusal_is_told_as_it_is, 0, (int)COUNT_OF(refusals));
    tcase_add_test(rows, the_percentage_is_shown);
    tcase_add_test(rows, one_that_does_not_move_is_told_of_every_30_s);
    tcase_add_test(rows, a_pause_is_ended);
    tcase_add_test(rows, the_limit_ends_the_waiting_alone);
    tcase_add_test(rows, decrypted_and_not_prevented_is_not_done);
    tcase_add_test(rows, the_disk_is_a_second_witness);
    tcase_add_test(rows, a_disk_that_cannot_be_read_says_nothing);
    tcase_add_test(rows, without_wmi_nothing_is_told_and_nothing_begun);
    tcase_add_test(rows, an_answer_that_lacks_something_is_none);
    tcase_add_test(rows, a_registry_that_is_denied_stops_it_before_it_begins);
    tcase_add_test(rows, told_to_stop_it_stops_waiting);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
