/* SPDX-License-Identifier: MIT */
/*
 * test_golden_recordings.c - recordings in, facts out, compared with what lies beside them.
 *
 * Every NAME.rec of tests/golden/recordings is replayed, as deep as it was recorded; its facts are
 * NAME.facts.json. GOLDPREP_GOLDEN_WRITE=1 writes them anew. An empty folder is no failure: the
 * number of recordings is printed.
 */
#include "check_main.h"
#include "guest/replay.h"
#include "probes/probe.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define ENDING ".rec"

static struct dirent **entries;
static int entry_count;

static int is_recording(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && text_ends_same(entry->d_name, ENDING);
}

/* "NAME.rec" and what its facts are called. */
static void name_files(const char *entry, struct text *recording, struct text *facts)
{
    size_t len = strlen(entry) - strlen(ENDING);

    text_append(recording, "%s/%s", GOLDEN_RECORDINGS, entry);
    text_append(facts, "%s/%.*s.facts.json", GOLDEN_RECORDINGS, (int)len, entry);
}

static void read_file(const char *path, struct text *content)
{
    char buffer[65536];
    FILE *file = fopen(path, "rb");
    size_t len;

    ck_assert_msg(file != NULL, "there is no '%s'", path);
    while ((len = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_append_bytes(content, buffer, len);
    fclose(file);
}

static void write_file(const char *path, const struct text *content)
{
    FILE *file = fopen(path, "wb");

    ck_assert_msg(file != NULL, "cannot write '%s'", path);
    ck_assert(fwrite(text_string(content), 1, content->len, file) == content->len);
    ck_assert_int_eq(fclose(file), 0);
}

static void replay_facts(const char *path, struct text *printed)
{
    struct guest_replay *replay = NULL;
    struct facts *facts = NULL;
    AUTO(text) content = { 0 };
    struct err err = { 0 };

    read_file(path, &content);
    ck_assert_msg(
        guest_replay(text_string(&content), content.len, &replay, &err), "%s: %s", path, err.text);
    struct guest guest = guest_replay_guest(replay);
    ck_assert_msg(
        probes_collect(&guest, guest_replay_header(replay).deep, "goldprep golden", &facts, &err),
        "%s: %s", path, err.text);
    ck_assert_msg(facts_print(facts, printed, &err), "%s: %s", path, err.text);
    facts_free(facts);
    guest_replay_free(replay);
}

START_TEST(a_recording_gives_its_golden_facts)
{
    const char *write = getenv("GOLDPREP_GOLDEN_WRITE");
    AUTO(text) recording = { 0 };
    AUTO(text) facts = { 0 };
    AUTO(text) printed = { 0 };
    AUTO(text) golden = { 0 };

    name_files(entries[_i]->d_name, &recording, &facts);
    replay_facts(text_string(&recording), &printed);
    if (write && strcmp(write, "1") == 0) {
        write_file(text_string(&facts), &printed);
        return;
    }
    read_file(text_string(&facts), &golden);
    ck_assert_msg(strcmp(text_string(&golden), text_string(&printed)) == 0, "%s is now:\n%s",
        text_string(&facts), text_string(&printed));
}
END_TEST

/* Facts of a recording that is gone would never be compared again. */
START_TEST(no_facts_are_left_behind)
{
    DIR *folder = opendir(GOLDEN_RECORDINGS);
    const struct dirent *entry;

    ck_assert_msg(folder != NULL, "there is no '%s'", GOLDEN_RECORDINGS);
    while ((entry = readdir(folder)) != NULL) {
        bool has_recording = !text_ends_same(entry->d_name, ".facts.json");

        for (int i = 0; i < entry_count; i++) {
            size_t len = strlen(entries[i]->d_name) - strlen(ENDING);

            has_recording =
                has_recording || (strncmp(entry->d_name, entries[i]->d_name, len) == 0 &&
                                     strcmp(entry->d_name + len, ".facts.json") == 0);
        }
        ck_assert_msg(has_recording, "'%s' has no recording", entry->d_name);
    }
    closedir(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("golden_recordings");

    entry_count = scandir(GOLDEN_RECORDINGS, &entries, is_recording, alphasort);
    if (entry_count < 0) {
        (void)fprintf(stderr, "cannot read '%s'\n", GOLDEN_RECORDINGS);
        return EXIT_FAILURE;
    }
    printf("%d recordings\n", entry_count);
    check_add(suite, no_facts_are_left_behind, 1);
    if (entry_count > 0)
        check_add(suite, a_recording_gives_its_golden_facts, (size_t)entry_count);
    int code = check_main(suite);
    for (int i = 0; i < entry_count; i++)
        free(entries[i]);
    free(entries);
    return code;
}
