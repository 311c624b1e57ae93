/* SPDX-License-Identifier: MIT */
/* test_actions.c - the table: every action says what it must say, and can be found. */
#include "actions/action.h"

#include "check_main.h"

static bool is_text(const char *text)
{
    return text && text[0] != '\0' && text_is_utf8(text, strlen(text));
}

static void check_list(const struct action *action, const char *const *ids)
{
    for (; ids && *ids; ids++)
        ck_assert_msg(
            action_find(*ids) && strcmp(*ids, action->id) != 0, "%s names '%s'", action->id, *ids);
}

START_TEST(every_action_says_all_it_must)
{
    for (size_t i = 0; actions_all[i]; i++) {
        const struct action *action = actions_all[i];

        ck_assert_msg(is_text(action->id) && is_text(action->title), "%zu", i);
        ck_assert_msg(is_text(action->changes) && is_text(action->leaves), "%s", action->id);
        ck_assert_msg(is_text(action->risk) && is_text(action->cost), "%s", action->id);
        ck_assert_msg(
            text_starts(action->source, "https://learn.microsoft.com/"), "%s", action->id);
        ck_assert_msg(
            action->holds && action->apply && action->observe && action->after, "%s", action->id);
        /* What an undo puts back it must know from before the change. */
        ck_assert_msg(action->is_reverted && action->remember, "%s", action->id);
        ck_assert_msg(action->revert || is_text(action->irreversible), "%s", action->id);
        ck_assert_msg(action_find(action->id) == action, "%s", action->id);
        check_list(action, action->after);
        check_list(action, action->brings);
    }
}
END_TEST

START_TEST(the_table_is_sorted_and_has_no_id_twice)
{
    ck_assert_ptr_nonnull(actions_all[0]);
    for (size_t i = 1; actions_all[i]; i++)
        ck_assert_str_lt(actions_all[i - 1]->id, actions_all[i]->id);
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
    ck_assert_ptr_null(action_find("no-such-action"));
    ck_assert_ptr_null(action_find(""));
}
END_TEST

START_TEST(only_generalizing_switches_off_and_cannot_be_undone)
{
    for (size_t i = 0; actions_all[i]; i++) {
        bool is_last = strcmp(actions_all[i]->id, "generalize") == 0;

        ck_assert(((actions_all[i]->traits & ACTION_ONE_WAY) != 0) == is_last);
        ck_assert(((actions_all[i]->traits & ACTION_POWERS_OFF) != 0) == is_last);
        ck_assert(((actions_all[i]->traits & ACTION_NEEDS_READY) != 0) == is_last);
    }
}
END_TEST

START_TEST(saying_without_a_listener_is_silent)
{
    struct action_context context = { 0 };

    action_say(&context, "%s", "nobody hears this");
    action_context_done(&context);
    ck_assert_ptr_null(context.details.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("actions");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, every_action_says_all_it_must);
    tcase_add_test(rows, the_table_is_sorted_and_has_no_id_twice);
    tcase_add_test(rows, what_is_not_there_is_not_found);
    tcase_add_test(rows, only_generalizing_switches_off_and_cannot_be_undone);
    tcase_add_test(rows, saying_without_a_listener_is_silent);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
