/* SPDX-License-Identifier: MIT */
/*
 * test_journal.c - what a journal takes, keeps, gives back and refuses; docs/journal.md has the
 * rules.
 */
#include "run/journal.h"

#include "check_main.h"
#include "fakes/alloc.h"
#include "fakes/disk.h"

#define PATH "state/journal"
#define NOW 1795329000

static struct json *new_plan(void)
{
    struct json *plan = json_new_object();
    struct json *steps = json_add_array(plan, "steps");

    (void)json_add_string(json_add_object(steps, NULL), "action", "first");
    (void)json_add_string(json_add_object(steps, NULL), "action", "second");
    return plan;
}

static struct journal *create(void)
{
    AUTO(json_value) plan = { new_plan() };
    AUTO(json_value) header = { json_new_object() };
    struct journal *journal = NULL;
    struct err err = { 0 };

    (void)json_add_string(header.root, "tool", "goldprep test");
    ck_assert_msg(
        journal_create(PATH, header.root, plan.root, NOW, &journal, &err), "%s", err.text);
    return journal;
}

static bool open_again(bool writable, struct journal **journal, struct err *err)
{
    enum found found = ABSENT;

    *journal = NULL;
    return (writable ? journal_open(PATH, &found, journal, err)
                     : journal_read(PATH, &found, journal, err)) &&
           found == FOUND;
}

enum call { BEGIN_1, BEGIN_2, DONE_1, DONE_2, RESTART_1, RESTART_2, FAILED_1, FINISHED, CALLS };

static const char *const call_names[] = { "begin first", "begin second", "done first",
    "done second", "restart first", "restart second", "failed first", "finished" };

static bool write_line(struct journal *journal, enum call call, struct err *err)
{
    static const struct err why = { ERR_WIN32, 5, "cannot do it: access denied" };

    switch (call) {
    case BEGIN_1:
        return journal_begin(journal, "first", NOW + 1, NULL, err);
    case BEGIN_2:
        return journal_begin(journal, "second", NOW + 1, NULL, err);
    case DONE_1:
        return journal_done(journal, "first", NOW + 2, NULL, err);
    case DONE_2:
        return journal_done(journal, "second", NOW + 2, NULL, err);
    case RESTART_1:
        return journal_restart(journal, "first", NOW + 3, 1234, err);
    case RESTART_2:
        return journal_restart(journal, "second", NOW + 3, 1234, err);
    case FAILED_1:
        return journal_failed(journal, "first", NOW + 4, &why, NULL, err);
    case FINISHED:
        return journal_finished(journal, NOW + 5, err);
    case CALLS:
        break;
    }
    return false;
}

/* -- states -- */

static const struct {
    const char *name;
    enum call calls[5];
    size_t count;
    enum journal_state state;
    unsigned allowed; /* bits of enum call */
} states[] = {
#define BIT(call) (1U << (call))
    { "plan alone", { 0 }, 0, JOURNAL_PLANNED, BIT(BEGIN_1) },
    { "begun", { BEGIN_1 }, 1, JOURNAL_BEGUN, BIT(DONE_1) | BIT(RESTART_1) | BIT(FAILED_1) },
    { "restarting", { BEGIN_1, RESTART_1 }, 2, JOURNAL_RESTARTING, BIT(DONE_1) | BIT(FAILED_1) },
    { "between", { BEGIN_1, DONE_1 }, 2, JOURNAL_BETWEEN, BIT(BEGIN_2) },
    { "the second begun", { BEGIN_1, DONE_1, BEGIN_2 }, 3, JOURNAL_BEGUN,
        BIT(DONE_2) | BIT(RESTART_2) },
    { "all done", { BEGIN_1, DONE_1, BEGIN_2, DONE_2 }, 4, JOURNAL_BETWEEN, BIT(FINISHED) },
    { "finished", { BEGIN_1, DONE_1, BEGIN_2, DONE_2, FINISHED }, 5, JOURNAL_FINISHED, 0 },
    { "stopped", { BEGIN_1, FAILED_1 }, 2, JOURNAL_STOPPED, 0 },
};

static struct journal *bring_to(size_t row)
{
    struct journal *journal = create();
    struct err err = { 0 };

    for (size_t i = 0; i < states[row].count; i++)
        ck_assert_msg(
            write_line(journal, states[row].calls[i], &err), "%s: %s", states[row].name, err.text);
    return journal;
}

START_TEST(rule_3_only_the_lines_that_may_come_next_are_taken)
{
    for (int call = 0; call < CALLS; call++) {
        bool allowed = (states[_i].allowed & BIT(call)) != 0;
        struct err err = { 0 };
        size_t before, after;

        fake_disk_reset();
        struct journal *journal = bring_to((size_t)_i);
        ck_assert_msg(journal_state(journal) == states[_i].state, "%s", states[_i].name);
        ck_assert_ptr_nonnull(fake_disk_content(PATH, &before));
        ck_assert_msg(write_line(journal, (enum call)call, &err) == allowed, "%s: %s: %s",
            states[_i].name, call_names[call], err.text);
        ck_assert_ptr_nonnull(fake_disk_content(PATH, &after));
        ck_assert_msg((after > before) == allowed, "%s: %s", states[_i].name, call_names[call]);
        ck_assert(allowed || err_is(&err, ERR_REFUSED));
        journal_free(journal);
    }
}
END_TEST

START_TEST(read_back_it_is_in_the_same_state)
{
    fake_disk_reset();
    struct journal *journal = bring_to((size_t)_i);
    struct journal *again;
    struct err err = { 0 };

    ck_assert_msg(open_again(_i % 2 == 0, &again, &err), "%s: %s", states[_i].name, err.text);
    ck_assert_msg(journal_state(again) == states[_i].state, "%s", states[_i].name);
    ck_assert_uint_eq(journal_line_count(again), states[_i].count + 1);
    ck_assert_uint_eq(journal_step_count(again), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct journal_step *old = journal_step(journal, i);
        const struct journal_step *now = journal_step(again, i);
        ck_assert_str_eq(old->action, now->action);
        ck_assert(old->begun == now->begun && old->done == now->done);
        ck_assert(old->restarts == now->restarts && !old->failed_line == !now->failed_line);
    }
    ck_assert(journal_boot_time(again) == journal_boot_time(journal));
    ck_assert_str_eq(json_string(json_member(journal_header(again), "tool")), "goldprep test");
    ck_assert_uint_eq(json_count(json_member(journal_plan(again), "steps")), 2);
    journal_free(again);
    journal_free(journal);
}
END_TEST

START_TEST(opened_again_it_goes_on)
{
    struct journal *again;
    struct err err = { 0 };

    fake_disk_reset();
    journal_free(bring_to(1));
    ck_assert(open_again(true, &again, &err));
    ck_assert_msg(write_line(again, DONE_1, &err), "%s", err.text);
    journal_free(again);
    ck_assert_msg(open_again(true, &again, &err), "%s", err.text);
    ck_assert(journal_state(again) == JOURNAL_BETWEEN);
    journal_free(again);
}
END_TEST

START_TEST(extra_members_are_kept_and_may_not_take_a_name_of_the_line_s_own)
{
    static const char *const own[] = { "seq", "kind", "at", "action", "crc32" };
    AUTO(json_value) extra = { json_new_object() };
    struct journal *journal;
    struct err err = { 0 };

    fake_disk_reset();
    journal = create();
    (void)json_add_string(extra.root, "before", "\"quoted\",\"crc32\":\"00000000\"}\n");
    ck_assert(journal_begin(journal, "first", NOW, extra.root, &err));
    journal_free(journal);
    ck_assert(open_again(true, &journal, &err));
    ck_assert_str_eq(json_string(json_member(journal_step(journal, 0)->begin_line, "before")),
        "\"quoted\",\"crc32\":\"00000000\"}\n");
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        AUTO(json_value) taken = { json_new_object() };
        (void)json_add_number(taken.root, own[i], 1);
        ck_assert_msg(!journal_done(journal, "first", NOW, taken.root, &err), "%s", own[i]);
    }
    ck_assert(journal_done(journal, "first", NOW, NULL, &err));
    journal_free(journal);
}
END_TEST

START_TEST(a_failure_is_kept_with_its_number)
{
    struct journal *journal;
    struct err err = { 0 };
    int64_t code = 0;

    fake_disk_reset();
    journal_free(bring_to(7));
    ck_assert(open_again(false, &journal, &err));
    const struct json *error = json_member(journal_step(journal, 0)->failed_line, "error");
    ck_assert_str_eq(json_string(json_member(error, "domain")), "win32");
    ck_assert(json_number(json_member(error, "code"), &code) && code == 5);
    ck_assert_str_eq(json_string(json_member(error, "text")), "cannot do it: access denied");
    journal_free(journal);
}
END_TEST

START_TEST(a_second_journal_is_not_put_over_the_first)
{
    AUTO(json_value) plan = { new_plan() };
    AUTO(json_value) header = { json_new_object() };
    struct journal *journal = NULL;
    struct err err = { 0 };

    fake_disk_reset();
    journal_free(create());
    ck_assert(!journal_create(PATH, header.root, plan.root, NOW, &journal, &err));
    ck_assert(err_is(&err, ERR_REFUSED) && !journal);
}
END_TEST

START_TEST(none_there_is_an_answer)
{
    struct journal *journal = NULL;
    enum found found = FOUND;
    struct err err = { 0 };

    fake_disk_reset();
    ck_assert(journal_open(PATH, &found, &journal, &err));
    ck_assert(found == ABSENT && !journal);
}
END_TEST

START_TEST(what_was_opened_for_reading_is_not_written_to)
{
    struct journal *journal;
    struct err err = { 0 };

    fake_disk_reset();
    journal_free(create());
    ck_assert(open_again(false, &journal, &err));
    ck_assert(!journal_begin(journal, "first", NOW, NULL, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    journal_free(journal);
}
END_TEST

/* -- damage -- */

static char *whole;
static size_t whole_len, last_line;

static void make_whole(void)
{
    fake_disk_reset();
    journal_free(bring_to(4));
    whole = malloc(65536);
    ck_assert_ptr_nonnull(whole);
    const char *content = fake_disk_content(PATH, &whole_len);
    ck_assert(content && whole_len < 65536);
    memcpy(whole, content, whole_len);
    for (size_t i = 0; i + 1 < whole_len; i++)
        last_line = whole[i] == '\n' ? i + 1 : last_line;
}

static size_t first_line_len(void)
{
    return (size_t)((char *)memchr(whole, '\n', whole_len) - whole) + 1;
}

/* Whole lines in the first len bytes. */
static size_t lines_in(size_t len)
{
    size_t lines = 0;

    for (size_t i = 0; i < len; i++)
        lines += whole[i] == '\n';
    return lines;
}

START_TEST(rule_4_torn_tail_is_cut)
{
    make_whole();
    for (size_t len = first_line_len(); len <= whole_len; len++) {
        struct journal *journal;
        struct err err = { 0 };
        size_t now;

        fake_disk_reset();
        fake_disk_put(PATH, whole, len);
        ck_assert_msg(open_again(true, &journal, &err), "%zu bytes: %s", len, err.text);
        ck_assert_uint_eq(journal_line_count(journal), lines_in(len));
        ck_assert_ptr_nonnull(fake_disk_content(PATH, &now));
        ck_assert_msg(now <= len && lines_in(now) == lines_in(len) && whole[now - 1] == '\n',
            "%zu bytes: cut to %zu", len, now);
        journal_free(journal);
    }
    free(whole);
}
END_TEST

START_TEST(rule_4_reading_alone_cuts_nothing)
{
    struct journal *journal;
    struct err err = { 0 };
    size_t now;

    make_whole();
    fake_disk_put(PATH, whole, whole_len - 1);
    ck_assert(open_again(false, &journal, &err));
    ck_assert_uint_eq(journal_line_count(journal), lines_in(whole_len) - 1);
    ck_assert_ptr_nonnull(fake_disk_content(PATH, &now));
    ck_assert_uint_eq(now, whole_len - 1);
    journal_free(journal);
    free(whole);
}
END_TEST

START_TEST(rule_4_zeros_at_the_end_are_a_torn_tail)
{
    struct journal *journal;
    struct err err = { 0 };

    make_whole();
    memset(whole + last_line + 5, 0, whole_len - last_line - 5);
    fake_disk_put(PATH, whole, whole_len);
    ck_assert_msg(open_again(true, &journal, &err), "%s", err.text);
    ck_assert_uint_eq(journal_line_count(journal), 3);
    journal_free(journal);
    free(whole);
}
END_TEST

/* Every byte, every bit: an altered line is damage, unless it is the last one. */
START_TEST(rule_4_an_altered_byte_is_damage_or_cut)
{
    make_whole();
    for (size_t at = 0; at < whole_len; at++) {
        struct journal *journal = NULL;
        struct err err = { 0 };

        whole[at] = (char)(whole[at] ^ 1 << _i);
        fake_disk_put(PATH, whole, whole_len);
        bool opened = open_again(false, &journal, &err);
        /* Without the line end between them, the last two lines are one that is torn. */
        bool joins = at + 1 == last_line;
        ck_assert_msg(
            opened == (joins || at >= last_line), "byte %zu, bit %d: %s", at, _i, err.text);
        if (opened)
            ck_assert_uint_eq(journal_line_count(journal), joins ? 2 : 3);
        else
            ck_assert_msg(
                err_is(&err, ERR_DAMAGED) || strstr(err.text, "goldprep.journal/"), "%s", err.text);
        journal_free(journal);
        whole[at] = (char)(whole[at] ^ 1 << _i);
    }
    free(whole);
}
END_TEST

START_TEST(rule_4_a_missing_or_doubled_line_is_damage)
{
    make_whole();
    size_t start = first_line_len();
    size_t second = (size_t)((char *)memchr(whole + start, '\n', whole_len - start) - whole) + 1;
    for (int twice = 0; twice < 2; twice++) {
        AUTO(text) altered = { 0 };
        struct journal *journal;
        struct err err = { 0 };

        text_append_bytes(&altered, whole, twice ? second : start);
        text_append_bytes(
            &altered, whole + (twice ? start : second), whole_len - (twice ? start : second));
        fake_disk_put(PATH, text_string(&altered), altered.len);
        ck_assert(!open_again(true, &journal, &err));
        ck_assert_msg(err_is(&err, ERR_DAMAGED) && strstr(err.text, "line "), "%s", err.text);
    }
    free(whole);
}
END_TEST

START_TEST(a_first_line_that_is_not_whole_is_damage)
{
    make_whole();
    for (size_t len = 0; len < first_line_len(); len++) {
        struct journal *journal;
        struct err err = { 0 };

        fake_disk_put(PATH, whole, len);
        ck_assert_msg(!open_again(true, &journal, &err), "%zu bytes", len);
        ck_assert(err_is(&err, ERR_DAMAGED));
    }
    free(whole);
}
END_TEST

START_TEST(another_version_is_refused_by_name)
{
    static const char future[] = "{\"seq\":1,\"kind\":\"plan\",\"schema\":\"goldprep.journal/2\","
                                 "\"sha256\":\"...\"}\n{\"whatever\":1}\n";
    struct journal *journal;
    struct err err = { 0 };

    fake_disk_reset();
    fake_disk_put(PATH, future, sizeof future - 1);
    ck_assert(!open_again(true, &journal, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    ck_assert_msg(strstr(err.text, "goldprep.journal/2"), "%s", err.text);
}
END_TEST

START_TEST(random_bytes_are_refused)
{
    unsigned char bytes[1024];
    uint32_t seed = (uint32_t)_i + 1;
    struct journal *journal;
    struct err err = { 0 };

    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    fake_disk_reset();
    fake_disk_put(PATH, bytes, sizeof bytes);
    ck_assert(!open_again(true, &journal, &err));
    ck_assert(err_is(&err, ERR_DAMAGED));
}
END_TEST

/* -- disk and memory -- */

START_TEST(a_full_disk_leaves_a_journal_that_opens)
{
    for (size_t room = 0; room < 150; room++) {
        struct journal *journal;
        struct err err = { 0 };

        fake_disk_reset();
        journal = create();
        fake_disk_room(room);
        bool written = write_line(journal, BEGIN_1, &err);
        if (!written) {
            ck_assert(err.domain == ERR_ERRNO);
            fake_disk_room(SIZE_MAX);
            ck_assert_msg(!write_line(journal, BEGIN_1, &err), "nothing goes behind a torn line");
        }
        journal_free(journal);
        ck_assert_msg(open_again(true, &journal, &err), "room %zu: %s", room, err.text);
        ck_assert(journal_state(journal) == (written ? JOURNAL_BEGUN : JOURNAL_PLANNED));
        journal_free(journal);
    }
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    bool failed = true;
    unsigned nth;

    for (nth = 1; failed && nth < 3000; nth++) {
        struct journal *journal = NULL;
        struct err err = { 0 };

        make_whole();
        fake_disk_put(PATH, whole, whole_len);
        fake_alloc_fail_nth(nth);
        bool opened = open_again(false, &journal, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        /* Looking whether it is of another version may fail and be made up for. */
        ck_assert_msg(opened == (journal != NULL), "allocation %u", nth);
        ck_assert_msg(opened || (failed && err_is(&err, ERR_NOMEM)), "%u: %s", nth, err.text);
        journal_free(journal);
        free(whole);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 60);
    tcase_add_loop_test(
        rows, rule_3_only_the_lines_that_may_come_next_are_taken, 0, COUNT_OF(states));
    tcase_add_loop_test(rows, read_back_it_is_in_the_same_state, 0, COUNT_OF(states));
    tcase_add_test(rows, opened_again_it_goes_on);
    tcase_add_test(rows, extra_members_are_kept_and_may_not_take_a_name_of_the_line_s_own);
    tcase_add_test(rows, a_failure_is_kept_with_its_number);
    tcase_add_test(rows, a_second_journal_is_not_put_over_the_first);
    tcase_add_test(rows, none_there_is_an_answer);
    tcase_add_test(rows, what_was_opened_for_reading_is_not_written_to);
    tcase_add_test(rows, rule_4_torn_tail_is_cut);
    tcase_add_test(rows, rule_4_reading_alone_cuts_nothing);
    tcase_add_test(rows, rule_4_zeros_at_the_end_are_a_torn_tail);
    tcase_add_loop_test(rows, rule_4_an_altered_byte_is_damage_or_cut, 0, 8);
    tcase_add_test(rows, rule_4_a_missing_or_doubled_line_is_damage);
    tcase_add_test(rows, a_first_line_that_is_not_whole_is_damage);
    tcase_add_test(rows, another_version_is_refused_by_name);
    tcase_add_loop_test(rows, random_bytes_are_refused, 0, 20);
    tcase_add_test(rows, a_full_disk_leaves_a_journal_that_opens);
    tcase_add_test(rows, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
