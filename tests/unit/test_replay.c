/* SPDX-License-Identifier: MIT */
/* test_replay.c - a recording answers as the machine did, and one that is not whole not at all. */
#include "base/sealed_line.h"
#include "check_main.h"
#include "fakes/alloc.h"
#include "recorded.h"

/* -- round trips -- */

START_TEST(a_replay_gives_the_facts_of_the_live_run_to_the_byte)
{
    bool deep = _i % 2 == 1;
    struct fake_machine *machine = machines[_i / 2].make();
    AUTO(text) file = { 0 }, live = { 0 }, replayed = { 0 };

    record_machine(machine, deep, false, &file, &live);
    fake_machine_free(machine);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    collect(&guest, deep, &replayed);
    ck_assert_msg(strcmp(text_string(&live), text_string(&replayed)) == 0, "%s:\n%s\nis not\n%s",
        machines[_i / 2].name, text_string(&replayed), text_string(&live));
    guest_replay_free(replay);
}
END_TEST

START_TEST(a_replay_answers_every_member_as_the_machine_did)
{
    struct fake_machine *machine = machines[_i].make();
    AUTO(text) file = { 0 }, live = { 0 }, replayed = { 0 };

    record_machine(machine, true, true, &file, &live);
    fake_machine_free(machine);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    collect(&guest, true, &replayed);
    ask_everything(&guest, &replayed);
    ck_assert_str_eq(text_string(&live), text_string(&replayed));
    guest_replay_free(replay);
}
END_TEST

START_TEST(a_replay_that_is_recorded_is_the_same_recording)
{
    struct fake_machine *machine = rich_machine();
    AUTO(text) file = { 0 }, again = { 0 }, said = { 0 };

    record_machine(machine, true, true, &file, &said);
    fake_machine_free(machine);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    text_clear(&said);
    collect(&recording, true, &said);
    ask_everything(&recording, &said);
    print_recording(recorder, true, &again);
    ck_assert_str_eq(text_string(&file), text_string(&again));
    guest_recorder_free(recorder);
    guest_replay_free(replay);
}
END_TEST

START_TEST(the_header_says_who_recorded_what)
{
    struct fake_machine *machine = fake_machine_new();
    AUTO(text) file = { 0 }, said = { 0 };

    record_machine(machine, true, false, &file, &said);
    struct guest_replay *replay = open_recording(&file);
    struct recording_header header = guest_replay_header(replay);
    ck_assert_str_eq(header.tool, RECORDED_TOOL);
    ck_assert_str_eq(header.machine, "GOLDEN-01");
    ck_assert_str_eq(header.collected, "2026-11-22T06:30:00Z");
    ck_assert(header.deep);
    ck_assert_uint_gt(guest_replay_count(replay), 20);
    guest_replay_free(replay);
    fake_machine_free(machine);
}
END_TEST

/* -- what is not in it -- */

START_TEST(a_question_that_was_not_recorded_is_named)
{
    struct fake_machine *machine = fake_machine_new();
    AUTO(text) file = { 0 }, said = { 0 }, key = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;
    struct err err = { 0 };

    record_machine(machine, false, false, &file, &said);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    ck_assert(
        !guest.reg_read_u32(guest.state, "SOFTWARE\\No\\Such", "Thing", &found, &value, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    ck_assert_str_eq(
        err.text, "the recording has no answer for 'reg_read_u32 SOFTWARE\\No\\Such Thing'");
    for (int i = 0; i < 1000; i++)
        text_append(&key, "long\x1b");
    ck_assert(!guest.reg_has_key(guest.state, text_string(&key), &found, &err));
    ck_assert_msg(
        strstr(err.text, "long?long?") && text_ends_same(err.text, "...'"), "%s", err.text);
    guest_replay_free(replay);
    fake_machine_free(machine);
}
END_TEST

START_TEST(changes_are_refused)
{
    AUTO(text) file = { 0 }, said = { 0 };
    struct fake_machine *machine = fake_machine_new();
    struct err err = { 0 };

    record_machine(machine, false, false, &file, &said);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    ck_assert(!guest.partition_delete(guest.state, 0, 1048576, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    ck_assert_str_eq(err.text, "'partition_delete' is refused while a guest is replayed");
    guest_replay_free(replay);
    fake_machine_free(machine);
}
END_TEST

/* -- damage -- */

static void expect_refused(const char *bytes, size_t len, size_t line, const char *what)
{
    struct guest_replay *replay = NULL;
    struct err err = { 0 };
    char named[32];

    snprintf(named, sizeof named, "line %zu ", line);
    ck_assert_msg(!guest_replay(bytes, len, &replay, &err), "%s was read", what);
    ck_assert_msg(
        !replay && text_starts(err.text, named), "%s: '%s' is not '%s'", what, err.text, named);
    ck_assert_msg(err_is(&err, ERR_DAMAGED) || (line == 1 && err_is(&err, ERR_UNSUPPORTED)),
        "%s: %s", what, err.text);
}

/* A few answers of every form. */
static void make_small(struct text *file)
{
    struct fake_machine *machine = rich_machine();
    struct guest guest = fake_guest(machine);
    struct guest_recorder *recorder = begin_recording(&guest);
    struct guest recording = guest_recorder_guest(recorder);
    AUTO(text) notes = { 0 };

    ask_registry(&recording, "SOFTWARE\\Test", "Bytes", &notes);
    print_recording(recorder, false, file);
    guest_recorder_free(recorder);
    fake_machine_free(machine);
}

static size_t lines_in(const char *bytes, size_t len)
{
    size_t lines = 0;

    for (size_t i = 0; i < len; i++)
        lines += bytes[i] == '\n';
    return lines;
}

START_TEST(an_altered_byte_is_refused_with_its_line)
{
    AUTO(text) file = { 0 };

    make_small(&file);
    ck_assert_uint_gt(lines_in(file.bytes, file.len), 8);
    for (size_t at = 0; at < file.len; at++) {
        size_t line = lines_in(file.bytes, at) + 1;
        char what[64];

        snprintf(what, sizeof what, "byte %zu, bit %d", at, _i);
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << _i);
        /* a line end more in the middle: the line that is now too short is the same one */
        expect_refused(file.bytes, file.len, line, what);
        file.bytes[at] = (char)(file.bytes[at] ^ 1 << _i);
    }
}
END_TEST

START_TEST(cut_anywhere_it_is_refused_with_its_line)
{
    AUTO(text) file = { 0 };

    make_small(&file);
    for (size_t len = 0; len < file.len; len++) {
        AUTO_FREE char *cut = malloc(len + 1); /* its own block: reading on shows */
        char what[64];

        ck_assert_ptr_nonnull(cut);
        memcpy(cut, file.bytes, len);
        snprintf(what, sizeof what, "cut to %zu bytes", len);
        expect_refused(cut, len, lines_in(file.bytes, len) + 1, what);
    }
}
END_TEST

/* One line of a whole recording: altered, cut, dropped, doubled, and what comes behind too. */
static void damage_line(struct text *file, size_t start, size_t end, size_t line)
{
    AUTO(text) other = { 0 };
    size_t middle = start + (end - start) / 2;

    file->bytes[middle] ^= 1;
    expect_refused(file->bytes, file->len, line, "altered");
    file->bytes[middle] ^= 1;
    expect_refused(file->bytes, middle, line, "cut inside");
    expect_refused(file->bytes, start, line, "cut in front");
    text_append_bytes(&other, file->bytes, start);
    text_append_bytes(&other, file->bytes + end, file->len - end);
    expect_refused(other.bytes, other.len, line, "dropped");
    text_clear(&other);
    text_append_bytes(&other, file->bytes, end);
    text_append_bytes(&other, file->bytes + start, file->len - start);
    expect_refused(other.bytes, other.len, line + 1, "doubled");
}

START_TEST(every_line_of_a_whole_recording_is_guarded)
{
    struct fake_machine *machine = rich_machine();
    AUTO(text) file = { 0 }, said = { 0 };
    size_t line = 1;

    record_machine(machine, true, true, &file, &said);
    fake_machine_free(machine);
    for (size_t start = 0; start < file.len; line++) {
        size_t end =
            (size_t)((char *)memchr(file.bytes + start, '\n', file.len - start) - file.bytes) + 1;

        damage_line(&file, start, end, line);
        start = end;
    }
    ck_assert_uint_gt(line, 80);
}
END_TEST

static const struct {
    const char *name, *text, *error;
    enum err_agent code;
} foreign[] = {
    { "nothing", "", "line 1 is missing", ERR_DAMAGED },
    { "a facts document", "{\n  \"schema\": \"goldprep.facts/1\",\n", "line 1 begins no recording",
        ERR_DAMAGED },
    { "another version", "{\"schema\":\"goldprep.recording/2\",\"sha256\":\"\"}\nwhatever\n",
        "'goldprep.recording/2'", ERR_UNSUPPORTED },
    { "text", "hello\n", "line 1 begins no recording", ERR_DAMAGED },
};

START_TEST(what_is_no_recording_is_refused)
{
    struct guest_replay *replay = NULL;
    struct err err = { 0 };

    ck_assert(!guest_replay(foreign[_i].text, strlen(foreign[_i].text), &replay, &err));
    ck_assert_msg(err_is(&err, foreign[_i].code) && strstr(err.text, foreign[_i].error), "%s: %s",
        foreign[_i].name, err.text);
}
END_TEST

/* -- sound checksums around what is not sound -- */

#define HEADER                                                                                     \
    "{\"schema\":\"goldprep.recording/1\",\"tool\":\"t\",\"machine\":\"\",\"collected\":\"\","     \
    "\"deep\":false}"

static void seal(struct text *file, const char *const *lines)
{
    uint32_t crc = 0;

    for (; *lines; lines++) {
        AUTO(json_value) object = { NULL };
        struct err err = { 0 };

        ck_assert_msg(json_parse(*lines, strlen(*lines), &object.root, &err), "%s", err.text);
        ck_assert(sealed_line_print(object.root, &crc, file, &err));
    }
}

static const struct {
    const char *name, *lines[5], *error;
} forged[] = {
    { "no schema", { "{\"a\":1}", NULL }, "line 1 does not begin" },
    { "no tool", { "{\"schema\":\"goldprep.recording/1\"}", NULL }, "line 1 is malformed: tool" },
    { "deep is no flag",
        { "{\"schema\":\"goldprep.recording/1\",\"tool\":\"\",\"machine\":\"\",\"collected\":\"\","
          "\"deep\":1}",
            NULL },
        "'deep'" },
    { "no question", { HEADER, "{\"found\":true}", NULL }, "line 2 is malformed: 'ask'" },
    { "asks about a text", { HEADER, "{\"ask\":\"tpm\",\"of\":\"x\"}", NULL }, "'of'" },
    { "a question twice",
        { HEADER, "{\"ask\":\"tpm\",\"found\":false}", "{\"ask\":\"tpm\",\"found\":false}", NULL },
        "line 3 answers a question that was answered before" },
    { "counts wrong", { HEADER, "{\"ask\":\"tpm\",\"found\":false}", "{\"end\":2}", NULL },
        "line 3 counts other answers" },
    { "goes on behind the end",
        { HEADER, "{\"end\":0}", "{\"ask\":\"tpm\",\"found\":false}", NULL },
        "line 3 stands behind the end" },
};

START_TEST(a_sealed_file_that_is_no_recording_is_refused_with_its_line)
{
    AUTO(text) file = { 0 };
    struct guest_replay *replay = NULL;
    struct err err = { 0 };

    seal(&file, forged[_i].lines);
    ck_assert_msg(!guest_replay(file.bytes, file.len, &replay, &err), "%s", forged[_i].name);
    ck_assert_msg(strstr(err.text, forged[_i].error), "%s: %s", forged[_i].name, err.text);
}
END_TEST

static const char *const wrong_answers[] = {
    "{\"ask\":\"tpm\",\"found\":1}",
    "{\"ask\":\"tpm\"}",
    "{\"ask\":\"tpm\",\"found\":true}",
    "{\"ask\":\"tpm\",\"found\":true,\"major\":-1}",
    "{\"ask\":\"tpm\",\"found\":true,\"major\":4294967296}",
    "{\"ask\":\"tpm\",\"error\":{}}",
    "{\"ask\":\"tpm\",\"error\":{\"domain\":\"none\",\"code\":1,\"text\":\"\"}}",
    "{\"ask\":\"tpm\",\"error\":{\"domain\":\"win32\",\"code\":-1,\"text\":\"\"}}",
    "{\"ask\":\"firmware\",\"firmware\":3}",
    "{\"ask\":\"hypervisor\",\"present\":true,\"signature\":\"1234567890123\",\"is_root\":false}",
    "{\"ask\":\"join_mdm\",\"enrolled\":\"yes\"}",
    "{\"ask\":\"now\",\"seconds\":\"later\"}",
    "{\"ask\":\"tick_ms\",\"milliseconds\":\"18446744073709551616\"}",
    "{\"ask\":\"list\",\"of\":[\"devices\"],\"rows\":{}}",
    "{\"ask\":\"list\",\"of\":[\"devices\"],\"rows\":[1]}",
    "{\"ask\":\"list\",\"of\":[\"devices\"],\"rows\":[{\"a\":[]}]}",
    "{\"ask\":\"reg_list_keys\",\"of\":[\"A\"],\"found\":true,\"names\":[1]}",
    "{\"ask\":\"file_read\",\"of\":[\"A\",9],\"found\":true,\"bytes\":{\"base64\":\"?\"}}",
    "{\"ask\":\"file_read\",\"of\":[\"A\",9],\"found\":true,\"bytes\":7}",
    "{\"ask\":\"disk_read\",\"of\":[0,0,4],\"bytes\":\"abc\"}",
    ("{\"ask\":\"disk_layout\",\"of\":[0],\"style\":2,\"id\":\"\",\"usable_offset_bytes\":0,"
     "\"usable_length_bytes\":0,\"container_offset_bytes\":0,\"partitions\":[{}]}"),
};

/* Asks all that the rows above are about; whatever fails must name the line or be unknown. */
static size_t count_malformed(const struct guest *guest)
{
    void *state = guest->state;
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout);
    AUTO(json_value) rows = { NULL };
    AUTO(text_list) names = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct guest_hypervisor hypervisor = { 0 };
    enum guest_firmware firmware;
    enum found found = ABSENT;
    uint8_t buffer[4];
    uint32_t major = 0;
    int64_t seconds = 0;
    uint64_t milliseconds = 0;
    bool flag;
    struct err errs[10] = { 0 };
    size_t count = 0;

    ck_assert(!guest->tpm(state, &found, &major, &errs[0]));
    ck_assert(!guest->firmware(state, &firmware, &errs[1]));
    ck_assert(!guest->hypervisor(state, &hypervisor, &errs[2]));
    ck_assert(!guest->join_mdm(state, &flag, &errs[3]));
    ck_assert(!guest->now(state, &seconds, &errs[4]));
    ck_assert(!guest->tick_ms(state, &milliseconds, &errs[5]));
    ck_assert(!guest->list(state, GUEST_LIST_DEVICES, &rows.root, &errs[6]));
    ck_assert(!guest->reg_list_keys(state, "A", &found, &names, &errs[7]));
    ck_assert(!guest->file_read(state, "A", 9, &found, &bytes, &errs[8]));
    ck_assert(!guest->disk_read(state, 0, 0, buffer, sizeof buffer, &errs[9]));
    for (size_t i = 0; i < COUNT_OF(errs); i++)
        count += err_is(&errs[i], ERR_MALFORMED) && strstr(errs[i].text, "line 2 of the recording");
    ck_assert(!guest->disk_layout(state, 0, layout, &errs[0]));
    return count + err_is(&errs[0], ERR_MALFORMED);
}

START_TEST(a_sealed_answer_that_is_malformed_is_a_failure_with_its_line)
{
    const char *const lines[] = { HEADER, wrong_answers[_i], "{\"end\":1}", NULL };
    AUTO(text) file = { 0 };

    seal(&file, lines);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    ck_assert_msg(count_malformed(&guest) == 1, "%s", wrong_answers[_i]);
    guest_replay_free(replay);
}
END_TEST

START_TEST(numbers_over_2_53_come_back)
{
    const char *const lines[] = { HEADER,
        "{\"ask\":\"tick_ms\",\"milliseconds\":\"18446744073709551615\"}", "{\"end\":1}", NULL };
    AUTO(text) file = { 0 };
    uint64_t milliseconds = 0;
    struct err err = { 0 };

    seal(&file, lines);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    ck_assert_msg(guest.tick_ms(guest.state, &milliseconds, &err), "%s", err.text);
    ck_assert(milliseconds == UINT64_MAX);
    guest_replay_free(replay);
}
END_TEST

/* -- memory -- */

START_TEST(reading_survives_a_missing_allocation)
{
    AUTO(text) file = { 0 };
    bool failed = true;

    make_small(&file);
    for (unsigned nth = 1; failed; nth++) {
        struct guest_replay *replay = NULL;
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = guest_replay(file.bytes, file.len, &replay, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        /* Looking whether it is of another version may fail and be made up for. */
        ck_assert_msg(read || (failed && err_is(&err, ERR_NOMEM)), "%u: %s", nth, err.text);
        ck_assert(read == (replay != NULL));
        guest_replay_free(replay);
    }
}
END_TEST

START_TEST(answering_survives_a_missing_allocation)
{
    struct fake_machine *machine = rich_machine();
    AUTO(text) file = { 0 }, said = { 0 };
    bool failed = true;

    record_machine(machine, true, true, &file, &said);
    struct guest_replay *replay = open_recording(&file);
    struct guest guest = guest_replay_guest(replay);
    for (unsigned nth = 1; failed; nth++) {
        AUTO(text) notes = { 0 };

        fake_alloc_fail_nth(nth);
        ask_machine(&guest, &notes);
        ask_lists(&guest, &notes);
        ask_disks(&guest, &notes);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
    }
    guest_replay_free(replay);
    fake_machine_free(machine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay");

    check_add(suite, a_replay_gives_the_facts_of_the_live_run_to_the_byte, 2 * COUNT_OF(machines));
    check_add(suite, a_replay_answers_every_member_as_the_machine_did, COUNT_OF(machines));
    check_add(suite, a_replay_that_is_recorded_is_the_same_recording, 1);
    check_add(suite, the_header_says_who_recorded_what, 1);
    check_add(suite, a_question_that_was_not_recorded_is_named, 1);
    check_add(suite, changes_are_refused, 1);
    check_add(suite, an_altered_byte_is_refused_with_its_line, 8);
    check_add(suite, cut_anywhere_it_is_refused_with_its_line, 1);
    check_add(suite, every_line_of_a_whole_recording_is_guarded, 1);
    check_add(suite, what_is_no_recording_is_refused, COUNT_OF(foreign));
    check_add(suite, a_sealed_file_that_is_no_recording_is_refused_with_its_line, COUNT_OF(forged));
    check_add(suite, a_sealed_answer_that_is_malformed_is_a_failure_with_its_line,
        COUNT_OF(wrong_answers));
    check_add(suite, numbers_over_2_53_come_back, 1);
    check_add(suite, reading_survives_a_missing_allocation, 1);
    check_add(suite, answering_survives_a_missing_allocation, 1);
    return check_main(suite);
}
