/* SPDX-License-Identifier: MIT */
/* test_journal_undo.c - the lines of an undo: which may come when, and what they add up to. */
#include "run/journal.h"

#include "base/crc32.h"
#include "base/sealed_line.h"

#include "fakes/disk.h"

#include "check_main.h"

#define PATH "state/journal"
#define NOW 1795675800

enum call {
    BEGIN_1,
    BEGIN_2,
    DONE_1,
    DONE_2,
    FINISHED,
    FAILED_1,
    FAILED_2,
    RESTART_1,
    RESTART_2,
    UNDO,
    REVERT_1,
    REVERT_2,
    REVERTED_1,
    REVERTED_2,
    UNDONE,
    CALLS,
};

static bool write_line(struct journal *journal, enum call call, struct err *err)
{
    static const struct err why = { ERR_WIN32, 5, "cannot do it: access denied" };

    switch (call) {
    case BEGIN_1:
        return journal_begin(journal, "first", NOW, NULL, err);
    case BEGIN_2:
        return journal_begin(journal, "second", NOW, NULL, err);
    case DONE_1:
        return journal_done(journal, "first", NOW, NULL, err);
    case DONE_2:
        return journal_done(journal, "second", NOW, NULL, err);
    case FINISHED:
        return journal_finished(journal, NOW, err);
    case FAILED_1:
        return journal_failed(journal, "first", NOW, &why, NULL, err);
    case FAILED_2:
        return journal_failed(journal, "second", NOW, &why, NULL, err);
    case RESTART_1:
        return journal_restart(journal, "first", NOW, 1234, err);
    case RESTART_2:
        return journal_restart(journal, "second", NOW, 1234, err);
    case UNDO:
        return journal_undo(journal, NOW, err);
    case REVERT_1:
        return journal_revert(journal, "first", NOW, NULL, err);
    case REVERT_2:
        return journal_revert(journal, "second", NOW, NULL, err);
    case REVERTED_1:
        return journal_reverted(journal, "first", NOW, NULL, err);
    case REVERTED_2:
        return journal_reverted(journal, "second", NOW, NULL, err);
    case UNDONE:
        return journal_undone(journal, NOW, err);
    case CALLS:
        break;
    }
    return false;
}

#define BIT(call) (1U << (call))
#define BOTH_DONE BEGIN_1, DONE_1, BEGIN_2, DONE_2

static const struct {
    const char *name;
    enum call calls[12];
    size_t count;
    enum journal_state state;
    unsigned allowed; /* bits of enum call */
} states[] = {
    { "planned", { 0 }, 0, JOURNAL_PLANNED, BIT(BEGIN_1) | BIT(UNDO) },
    { "nothing had begun", { UNDO }, 1, JOURNAL_UNDOING, BIT(UNDONE) },
    { "begun", { BEGIN_1 }, 1, JOURNAL_BEGUN,
        BIT(DONE_1) | BIT(RESTART_1) | BIT(FAILED_1) | BIT(UNDO) },
    { "begun, undoing", { BEGIN_1, UNDO }, 2, JOURNAL_UNDOING, BIT(REVERT_1) },
    { "restarting, undoing", { BEGIN_1, RESTART_1, UNDO }, 3, JOURNAL_UNDOING, BIT(REVERT_1) },
    { "stopped", { BEGIN_1, FAILED_1 }, 2, JOURNAL_STOPPED, BIT(UNDO) },
    { "between", { BEGIN_1, DONE_1, UNDO }, 3, JOURNAL_UNDOING, BIT(REVERT_1) },
    { "finished", { BOTH_DONE, FINISHED }, 5, JOURNAL_FINISHED, BIT(UNDO) },
    { "rule 3: the newest first", { BOTH_DONE, UNDO }, 5, JOURNAL_UNDOING, BIT(REVERT_2) },
    { "reverting", { BOTH_DONE, UNDO, REVERT_2 }, 6, JOURNAL_REVERTING,
        BIT(REVERTED_2) | BIT(RESTART_2) | BIT(FAILED_2) },
    { "one restart", { BOTH_DONE, UNDO, REVERT_2, RESTART_2 }, 7, JOURNAL_REVERT_RESTART,
        BIT(REVERTED_2) | BIT(FAILED_2) },
    { "a failure", { BOTH_DONE, UNDO, REVERT_2, FAILED_2 }, 7, JOURNAL_UNDO_STOPPED, BIT(UNDO) },
    { "again", { BOTH_DONE, UNDO, REVERT_2, FAILED_2, UNDO }, 8, JOURNAL_UNDOING, BIT(REVERT_2) },
    { "the older one", { BOTH_DONE, UNDO, REVERT_2, REVERTED_2 }, 7, JOURNAL_UNDOING,
        BIT(REVERT_1) },
    { "all are back", { BOTH_DONE, UNDO, REVERT_2, REVERTED_2, REVERT_1, REVERTED_1 }, 9,
        JOURNAL_UNDOING, BIT(UNDONE) },
    { "undone", { BOTH_DONE, UNDO, REVERT_2, REVERTED_2, REVERT_1, REVERTED_1, UNDONE }, 10,
        JOURNAL_UNDONE, 0 },
};

static struct journal *bring_to(size_t row)
{
    static const char plan[] = "{\"steps\":[{\"action\":\"first\"},{\"action\":\"second\"}]}";
    AUTO(json_value) header = { json_new_object() };
    AUTO(json_value) document = { NULL };
    struct journal *journal = NULL;
    struct err err = { 0 };

    fake_disk_reset();
    ck_assert(json_parse(plan, sizeof plan - 1, &document.root, &err));
    ck_assert_msg(
        journal_create(PATH, header.root, document.root, NOW, &journal, &err), "%s", err.text);
    for (size_t i = 0; i < states[row].count; i++)
        ck_assert_msg(write_line(journal, states[row].calls[i], &err), "%s, call %zu: %s",
            states[row].name, i, err.text);
    return journal;
}

START_TEST(rule_3_only_the_lines_that_may_come_next_are_taken)
{
    for (int call = 0; call < CALLS; call++) {
        struct journal *journal = bring_to((size_t)_i);
        bool allowed = (states[_i].allowed & BIT(call)) != 0;
        struct err err = { 0 };
        size_t before = 0, after = 0;

        ck_assert_int_eq(journal_state(journal), states[_i].state);
        ck_assert_ptr_nonnull(fake_disk_content(PATH, &before));
        ck_assert_msg(write_line(journal, (enum call)call, &err) == allowed, "%s: call %d: %s",
            states[_i].name, call, err.text);
        ck_assert_ptr_nonnull(fake_disk_content(PATH, &after));
        ck_assert_msg((after > before) == allowed, "%s: call %d", states[_i].name, call);
        ck_assert(allowed || err_is(&err, ERR_REFUSED));
        journal_free(journal);
    }
}
END_TEST

START_TEST(read_back_it_is_in_the_same_state)
{
    struct journal *journal = bring_to((size_t)_i);
    struct journal *again = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };
    size_t next = 9, next_again = 9;

    ck_assert_msg(journal_read(PATH, &found, &again, &err), "%s: %s", states[_i].name, err.text);
    ck_assert_int_eq(journal_state(again), states[_i].state);
    ck_assert(journal_next_to_revert(journal, &next) == journal_next_to_revert(again, &next_again));
    ck_assert_uint_eq(next, next_again);
    for (size_t i = 0; i < 2; i++) {
        const struct journal_step *one = journal_step(journal, i);
        const struct journal_step *other = journal_step(again, i);

        ck_assert(one->reverting == other->reverting && one->reverted == other->reverted);
        ck_assert_int_eq(one->revert_restarts, other->revert_restarts);
        ck_assert((one->reverted_line != NULL) == one->reverted);
    }
    journal_free(journal);
    journal_free(again);
}
END_TEST

/* The failure of an undo is none of the run's. */
START_TEST(what_the_run_had_come_to_stays_told)
{
    struct journal *journal = bring_to(11);

    ck_assert(journal_step(journal, 1)->done);
    ck_assert_ptr_null(journal_step(journal, 1)->failed_line);
    journal_free(journal);
}
END_TEST

/* A line of a kind that a later goldprep writes, with a good checksum. */
START_TEST(a_kind_that_is_not_known_is_refused_by_name)
{
    struct journal *journal = bring_to(0);
    struct journal *again = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };
    AUTO(text) file = { 0 };
    AUTO(text) sealed = { 0 };
    size_t len = 0;

    journal_free(journal);
    const char *content = fake_disk_content(PATH, &len);
    text_append_bytes(&file, content, len);
    uint32_t crc = crc32_add(0, content, len);
    AUTO(json_value) line = { json_new_object() };
    (void)json_add_number(line.root, "seq", 2);
    (void)json_add_string(line.root, "kind", "paused");
    (void)json_add_string(line.root, "at", "2026-11-22T06:30:00Z");
    ck_assert(sealed_line_print(line.root, &crc, &sealed, &err));
    text_append_bytes(&file, sealed.bytes, sealed.len);
    fake_disk_put(PATH, file.bytes, file.len);
    ck_assert(!journal_read(PATH, &found, &again, &err));
    ck_assert_msg(err_is(&err, ERR_UNSUPPORTED), "%s", err.text);
    ck_assert_msg(strstr(err.text, "no line of the kind 'paused'"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal_undo");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(
        rows, rule_3_only_the_lines_that_may_come_next_are_taken, 0, COUNT_OF(states));
    tcase_add_loop_test(rows, read_back_it_is_in_the_same_state, 0, COUNT_OF(states));
    tcase_add_test(rows, what_the_run_had_come_to_stays_told);
    tcase_add_test(rows, a_kind_that_is_not_known_is_refused_by_name);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
