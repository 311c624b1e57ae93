/* SPDX-License-Identifier: MIT */
/* test_answer.c - sysprep gets the answer file that was checked, and no other one, through restarts. */
#include "base/file.h"
#include "world.h"

#include "check_main.h"

#define COMPONENT(name, inside)                                                                    \
    "    <component name=\"" name "\" processorArchitecture=\"amd64\" "                            \
    "publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" versionScope=\"nonSxS\">\n"          \
    "      " inside "\n"                                                                           \
    "    </component>\n"
#define FILE_OF(pass, components)                                                                  \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                 \
    "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">\n"                                    \
    "  <settings pass=\"" pass "\">\n" components "  </settings>\n"                                \
    "</unattend>\n"
#define PNP "Microsoft-Windows-PnpSysprep"
#define SHELL "Microsoft-Windows-Shell-Setup"
#define CACHED "C:\\Windows\\Panther\\unattend.xml"

static const char sound[] = FILE_OF(
    "generalize", COMPONENT(PNP, "<PersistAllDeviceInstalls>false</PersistAllDeviceInstalls>"));
static const char other[] = FILE_OF(
    "generalize", COMPONENT(PNP, "<PersistAllDeviceInstalls>true</PersistAllDeviceInstalls>"));
static const char wrong_pass[] =
    FILE_OF("oobesystem", COMPONENT(SHELL, "<TimeZone>UTC</TimeZone>"));
static const char no_xml[] = "<unattend>\n  <settings>\n</unattend>\n";
static const char left_over[] = FILE_OF("specialize", COMPONENT(SHELL, "<TimeZone>UTC</TimeZone>"));

static const char *write_named(const struct world *world, const char *content)
{
    const char *path = world_path(world, "named.xml");

    world_write(path, content);
    return path;
}

static int generalize(struct world *world, const char *file)
{
    return world_run(world, "generalize", "--profile", "devbox", "--yes", "--no-shutdown",
        "--unattend", file, NULL);
}

static void has(const struct world *world, const char *name, const char *part)
{
    AUTO_FREE char *content = world_read(world_state_path(world, name));

    ck_assert_ptr_nonnull(content);
    world_said(content, part);
}

START_TEST(sysprep_gets_the_checked_file)
{
    struct world world = world_new();
    AUTO(text) argument = { 0 };

    world_is_ready(&world);
    world_expects(generalize(&world, write_named(&world, sound)), 0);
    world_said(world_out(), "named.xml: 0 errors, 1 warning");
    world_said(world_out(), "unattend.not-for-profile");
    text_append(&argument, "/quiet /quit /unattend:%s", world_state_path(&world, "unattend.xml"));
    has(&world, "manifest.json", text_string(&argument));
    has(&world, "journal", "\"answer_file\":{\"named\":\"");
    has(&world, "unattend.xml", sound);
    world_said(world_err(), "note: setup on a clone may still need the answer file");
    world_free(&world);
}
END_TEST

static const struct {
    const char *name;
    const char *content;
    const char *out, *err;
} refused[] = {
    { "a pass that is written wrongly", wrong_pass, "3:3 ", "is not given to sysprep" },
    { "no XML", no_xml, "error", "nothing was changed" },
    { "nothing at all", "", "error", "hint: 'goldprep unattend FILE --fix OUT'" },
};

START_TEST(one_with_errors_is_refused_by_line_and_column)
{
    static const char *const commands[] = { "generalize", "prepare" };

    for (size_t at = 0; at < COUNT_OF(commands); at++) {
        struct world world = world_new();
        const char *file;

        world_is_ready(&world);
        file = write_named(&world, refused[_i].content);
        world_expects(world_run(&world, commands[at], "--profile", "devbox", "--yes", "--unattend",
                          file, NULL),
            5);
        world_said(world_out(), refused[_i].out);
        world_said(world_err(), refused[_i].err);
        ck_assert(!world_has(world_state_path(&world, "unattend.xml")));
        ck_assert(!fake_is_off(world.machine));
        world_free(&world);
    }
}
END_TEST

START_TEST(what_cannot_be_used_is_said)
{
    struct world world = world_new();
    const char *file = write_named(&world, sound);

    world_is_ready(&world);
    world_expects(generalize(&world, world_path(&world, "nothing.xml")), 1);
    world_said(world_err(), "nothing.xml");
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", "--state",
                      "a-folder", "--unattend", file, NULL),
        2);
    world_said(world_err(), "--unattend wants an absolute path for --state, not 'a-folder'");
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--unattend", file, NULL), 2);
    world_free(&world);
}
END_TEST

START_TEST(what_sysprep_would_have_taken_is_merged)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_file_text(world.machine, CACHED, left_over);
    world_expects(generalize(&world, write_named(&world, sound)), 0);
    world_said(world_out(), "\\Panther\\Unattend.xml', which sysprep would have taken");
    world_said(world_out(), "carried: " SHELL " of pass specialize");
    has(&world, "unattend.xml", "<TimeZone>UTC</TimeZone>");
    has(&world, "unattend.xml", PNP);
    world_free(&world);
}
END_TEST

/* What lies in Panther is what sysprep was given: setup has its own copy. */
START_TEST(the_copy_goes_when_setup_has_one)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_file_text(world.machine, CACHED, sound);
    world_expects(generalize(&world, write_named(&world, sound)), 0);
    world_said(world_out(), "replaced: " PNP);
    ck_assert(!world_has(world_state_path(&world, "unattend.xml")));
    ck_assert_ptr_null(strstr(world_err(), "note: setup on a clone"));
    world_free(&world);
}
END_TEST

static int prepare(struct world *world, const char *file)
{
    return world_run(world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown",
        file ? "--unattend" : NULL, file, NULL);
}

/* A run that has a restart in it, begun with an answer file. */
static struct world world_between(const char *content)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world, content ? write_named(&world, content) : NULL), 3010);
    fake_restart(world.machine);
    return world;
}

START_TEST(a_resumed_run_has_the_same)
{
    struct world world = world_between(sound);
    struct err err = { 0 };

    ck_assert(file_remove(world_path(&world, "named.xml"), &err)); /* the copy is enough */
    if (_i == 0)
        world_expects(world_run(&world, "resume", NULL), 0);
    else if (_i == 1)
        world_expects(prepare(&world, NULL), 0);
    else
        world_expects(prepare(&world, write_named(&world, sound)), 0);
    has(&world, "manifest.json", "/unattend:");
    has(&world, "unattend.xml", sound);
    world_free(&world);
}
END_TEST

START_TEST(another_file_is_no_way_to_go_on)
{
    struct world world = world_between(_i == 0 ? sound : NULL);

    world_expects(prepare(&world, write_named(&world, other)), 5);
    world_said(world_err(),
        _i == 0 ? "was begun with an answer file, and '" : "was begun with no answer file, and '");
    world_said(world_err(), "hint: 'goldprep resume' goes on as the run was begun");
    world_expects(world_run(&world, "resume", NULL), 0);
    has(&world, "manifest.json", _i == 0 ? "/unattend:" : "/quit\"");
    world_free(&world);
}
END_TEST

START_TEST(a_copy_that_was_changed_is_not_used)
{
    struct world world = world_between(sound);
    const char *copy = world_state_path(&world, "unattend.xml");
    struct err err = { 0 };

    if (_i == 0)
        world_write(copy, other);
    else
        ck_assert(file_remove(copy, &err));
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), _i == 0 ? "is not what it was when the run began" : "is gone");
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_write(copy, sound); /* put back, it goes on */
    world_expects(world_run(&world, "resume", NULL), 0);
    world_free(&world);
}
END_TEST

/* An answer file of an earlier run is not left to be found by a later one. */
START_TEST(a_run_without_one_leaves_none)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_write(world_state_path(&world, "unattend.xml"), sound);
    world_expects(
        world_run(&world, "generalize", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    ck_assert(!world_has(world_state_path(&world, "unattend.xml")));
    has(&world, "manifest.json", "/quit\"");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answer");

    check_add(suite, sysprep_gets_the_checked_file, 1);
    check_add(suite, one_with_errors_is_refused_by_line_and_column, COUNT_OF(refused));
    check_add(suite, what_cannot_be_used_is_said, 1);
    check_add(suite, what_sysprep_would_have_taken_is_merged, 1);
    check_add(suite, the_copy_goes_when_setup_has_one, 1);
    check_add(suite, a_resumed_run_has_the_same, 3);
    check_add(suite, another_file_is_no_way_to_go_on, 2);
    check_add(suite, a_copy_that_was_changed_is_not_used, 2);
    check_add(suite, a_run_without_one_leaves_none, 1);
    return check_main(suite);
}
