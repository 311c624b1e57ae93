/* SPDX-License-Identifier: MIT */
/* test_fake_disk.c - the disk that loses power loses what it should, and nothing else. */
#include "check_main.h"
#include "fakes/disk.h"

#define PATH "folder/file"

static const struct {
    const char *name;
    enum fake_disk_loss loss;
    size_t len; /* after an append of "abcdef" behind "old" */
    const char *content;
} losses[] = {
    { "keep", FAKE_DISK_KEEP, 9, "oldabcdef" },
    { "drop", FAKE_DISK_DROP, 3, "old" },
    { "one byte", FAKE_DISK_TEAR_HEAD, 4, "olda" },
    { "half", FAKE_DISK_TEAR_HALF, 6, "oldabc" },
    { "all but one", FAKE_DISK_TEAR_TAIL, 8, "oldabcde" },
    { "zeros", FAKE_DISK_ZEROS, 9, "oldabc\0\0\0" },
};

START_TEST(an_append_is_lost_in_each_way)
{
    struct file_log log = { 0 };
    struct err err = { 0 };
    size_t len = 0;

    fake_disk_reset();
    fake_disk_put(PATH, "old", 3);
    ck_assert(file_log_open(PATH, &log, &err));
    fake_disk_fail_at(1, losses[_i].loss);
    ck_assert(!file_log_append(&log, "abcdef", 6, &err));
    ck_assert(fake_disk_is_dead());
    ck_assert(!file_log_append(&log, "more", 4, &err));
    fake_disk_power_on();
    ck_assert(!file_log_append(&log, "more", 4, &err)); /* the handle is of another life */
    file_log_done(&log);
    const char *content = fake_disk_content(PATH, &len);
    ck_assert_msg(content && len == losses[_i].len, "%s: %zu bytes", losses[_i].name, len);
    ck_assert_msg(memcmp(content, losses[_i].content, len) == 0, "%s", losses[_i].name);
}
END_TEST

START_TEST(a_replaced_file_is_the_old_one_or_the_new_one)
{
    for (int flush = 1; flush <= 2; flush++) {
        struct err err = { 0 };
        size_t len = 0;

        fake_disk_reset();
        fake_disk_put(PATH, "old", 3);
        fake_disk_fail_at(flush, losses[_i].loss);
        ck_assert(!file_replace(PATH, "brand new", 9, &err));
        fake_disk_power_on();
        const char *content = fake_disk_content(PATH, &len);
        bool is_new = flush == 2 && losses[_i].loss == FAKE_DISK_KEEP;
        ck_assert_msg(content && strcmp(content, is_new ? "brand new" : "old") == 0, "%s at %d: %s",
            losses[_i].name, flush, content);
    }
}
END_TEST

START_TEST(with_power_everything_is_kept)
{
    AUTO(bytes) bytes = { 0 };
    struct file_log log = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    fake_disk_reset();
    ck_assert(file_read(PATH, 10, &found, &bytes, &err) && found == ABSENT);
    ck_assert(file_replace(PATH, "old", 3, &err));
    ck_assert(file_log_open(PATH, &log, &err) && file_log_append(&log, "abc", 3, &err));
    file_log_done(&log);
    ck_assert(file_cut(PATH, 5, &err));
    ck_assert(file_rename(PATH, "folder/other", &err));
    ck_assert(!file_rename(PATH, "folder/third", &err));
    fake_disk_power_on();
    ck_assert(file_read("folder/other", 10, &found, &bytes, &err) && found == FOUND);
    ck_assert_str_eq((const char *)bytes.data, "oldab");
    ck_assert(file_remove("folder/other", &err) && file_remove("folder/other", &err));
    ck_assert_ptr_null(fake_disk_content("folder/other", NULL));
}
END_TEST

START_TEST(a_full_disk_takes_what_it_has_room_for)
{
    struct file_log log = { 0 };
    struct err err = { 0 };

    fake_disk_reset();
    fake_disk_put(PATH, "old", 3);
    fake_disk_room(2);
    ck_assert(file_log_open(PATH, &log, &err));
    ck_assert(!file_log_append(&log, "abc", 3, &err));
    ck_assert(err.domain == ERR_ERRNO);
    file_log_done(&log);
    ck_assert_str_eq(fake_disk_content(PATH, NULL), "oldab");
}
END_TEST

START_TEST(a_lock_dies_with_its_holder)
{
    struct file_lock first = { 0 };
    struct file_lock second = { 0 };
    struct err err = { 0 };

    fake_disk_reset();
    ck_assert(file_lock_take("lock", &first, &err));
    ck_assert(!file_lock_take("lock", &second, &err) && err_is(&err, ERR_BUSY));
    file_lock_done(&first);
    ck_assert(file_lock_take("lock", &first, &err));
    fake_disk_power_on();
    ck_assert(file_lock_take("lock", &second, &err));
    file_lock_done(&first); /* of a life that is over */
    ck_assert(!file_lock_take("lock", &first, &err));
    file_lock_done(&second);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fake_disk");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, an_append_is_lost_in_each_way, 0, COUNT_OF(losses));
    tcase_add_loop_test(rows, a_replaced_file_is_the_old_one_or_the_new_one, 0, COUNT_OF(losses));
    tcase_add_test(rows, with_power_everything_is_kept);
    tcase_add_test(rows, a_full_disk_takes_what_it_has_room_for);
    tcase_add_test(rows, a_lock_dies_with_its_holder);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
