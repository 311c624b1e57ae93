/* SPDX-License-Identifier: MIT */
/* test_cmd_manifest.c - the manifest is printed as it is, and checked. */
#include "upload/manifest_form.h"
#include "world.h"

#include "check_main.h"

static void prepare(struct world *world)
{
    world_expects(world_run(world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
}

START_TEST(prints_the_manifest_of_the_last_run)
{
    struct world world = world_new();

    prepare(&world);
    AUTO_FREE char *file = world_read(world_state_path(&world, "manifest.json"));
    world_expects(world_run(&world, "manifest", "print", "--json", NULL), 0);
    ck_assert_str_eq(world_out(), file);
    world_free(&world);
}
END_TEST

START_TEST(prints_a_page_for_people)
{
    static const char *const said[] = {
        "image       Windows Enterprise 23H2, build 22631.3007, x64, single session\n",
        "machine     GOLDEN-01, uefi, system disk of 64 GiB\n", "ready       yes\n",
        "seal        sealed by 'sysprep.exe /generalize /oobe", "sha-256     ",
        "\nGallery definition\n", "  hyperVGeneration  V2\n",
        "\nFindings\n  Microsoft Dev Box, rules of 20", " 0 unknown, ",
        "\nWhat was done\n  - Disable reserved storage (disable-reserved-storage): enabled -> ",
        "\nLayout of the disk\n  1  efi system, 100 MiB\n"
    };
    struct world world = world_new();

    prepare(&world);
    world_expects(world_run(&world, "manifest", "print", NULL), 0);
    for (size_t at = 0; at < COUNT_OF(said); at++)
        world_said(world_out(), said[at]);
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    world_free(&world);
}
END_TEST

START_TEST(provenance_is_of_the_image_or_of_the_manifest)
{
    struct world world = world_new();

    prepare(&world);
    world_expects(world_run(&world, "manifest", "provenance", NULL), 0);
    world_said(world_out(), "\"name\": \"manifest.json\"");
    world_write(world_path(&world, "image.vhd"), "abc");
    world_expects(world_run(&world, "manifest", "provenance", "--image",
                      world_path(&world, "image.vhd"), NULL),
        0);
    world_said(world_out(), "\"subject\": [\n    {\n      \"name\": \"image.vhd\"");
    world_said(world_out(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    world_expects(world_run(&world, "manifest", "provenance", "--image",
                      world_path(&world, "other.vhd"), NULL),
        1);
    world_said(world_err(), "there is no file");
    world_free(&world);
}
END_TEST

START_TEST(there_is_none_to_print)
{
    struct world world = world_new();

    world_expects(world_run(&world, "manifest", "print", NULL), 1);
    world_said(world_err(), "manifest.json");
    world_free(&world);
}
END_TEST

START_TEST(checks_a_ready_one)
{
    struct world world = world_new();

    prepare(&world);
    world_expects(
        world_run(&world, "manifest", "check", world_state_path(&world, "manifest.json"), NULL), 0);
    world_said(world_out(), "GOLDEN-01: well-formed, ready");
    world_free(&world);
}
END_TEST

static void replace_all(const char *path, const char *from, const char *to)
{
    AUTO_FREE char *text = world_read(path);
    AUTO(text) other = { 0 };
    const char *rest = text;

    for (const char *at = strstr(rest, from); at; at = strstr(rest, from)) {
        text_append_bytes(&other, rest, (size_t)(at - rest));
        text_append(&other, "%s", to);
        rest = at + strlen(from);
    }
    text_append(&other, "%s", rest);
    world_write(path, text_string(&other));
}

/* As a goldprep would have written it: its digest is that of what it says now. */
static void sum_up_anew(const char *path)
{
    AUTO_FREE char *text = world_read(path);
    AUTO(json_value) document = { 0 };
    AUTO(text) file = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(text, strlen(text), &document.root, &err));
    ck_assert(manifest_close(document.root, &file, &err));
    world_write(path, text_string(&file));
}

START_TEST(one_that_is_not_ready_is_unmet)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "manifest.json");

    prepare(&world);
    replace_all(path, "\"sealed\":true", "\"sealed\":false");
    replace_all(path, "\"value\":\"Generalized\"", "\"value\":\"Specialized\"");
    world_expects(world_run(&world, "manifest", "check", path, NULL), 1);
    world_said(world_err(), "'ready' is true, but sysprep has not sealed the image");
    replace_all(path, "\"ready\":true,\"schema\":\"goldprep.manifest/1\"",
        "\"ready\":false,\"schema\":\"goldprep.manifest/1\"");
    world_expects(world_run(&world, "manifest", "check", path, NULL), 1);
    world_said(world_err(), "the document was altered");
    sum_up_anew(path);
    world_expects(world_run(&world, "manifest", "check", path, NULL), 3);
    world_said(world_out(), "well-formed, not ready");
    world_said(world_out(), "missing: sysprep has not sealed the image");
    world_free(&world);
}
END_TEST

/* One word of a manifest exchanged for another: what a hand, or a fault, may do to it. */
static const struct {
    const char *from, *to;
    const char *told;
} spoiled[] = {
    { "\"value\":\"V2\"", "\"value\":\"V1\"", "hyperVGeneration" },
    { "\"value\":\"TrustedLaunch\"", "\"value\":\"Standard\"", "securityType" },
    { "\"id\":\"os.client\"", "\"id\":\"os.other\"", "os.client" },
    { "\"edition\":\"Enterprise\"", "\"edition\":\"Professional\"", "'guest'" },
    { "\"firmware\":\"uefi\"", "\"firmware\":\"bios\"", "'guest'" },
};

START_TEST(one_that_says_other_than_its_facts_is_refused)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "manifest.json");

    prepare(&world);
    world_expects(world_run(&world, "manifest", "check", path, NULL), 0);
    replace_all(path, spoiled[_i].from, spoiled[_i].to);
    world_expects(world_run(&world, "manifest", "check", path, NULL), 1);
    world_said(world_err(), spoiled[_i].told);
    world_free(&world);
}
END_TEST

static const struct {
    const char *arguments[3];
    const char *err;
} wrong[] = {
    { { NULL }, "'manifest' is followed by 'print', 'check'" },
    { { "frobnicate" }, "'manifest' is followed by 'print', 'check'" },
    { { "print", "a", "b" }, "'manifest print' takes one FILE at most" },
    { { "check" }, "'manifest check' takes one FILE, the manifest to check" },
    { { "check", "a", "b" }, "'manifest check' takes one FILE, the manifest to check" },
    { { "check", "a", "--limit=2" }, "'manifest check' has no option '--limit'" },
    { { "upload" }, "give it by --upload, or in the environment variable GOLDPREP_UPLOAD_URL" },
    { { "upload", "--upload=http://example.com/a?sig=SECRET" }, "only https is sent out" },
};

START_TEST(wrong_usage_is_named)
{
    struct world world = world_new();
    const char *const *arguments = wrong[_i].arguments;

    world_expects(world_run(&world, "manifest", arguments[0], arguments[1], arguments[2], NULL), 2);
    world_said(world_err(), wrong[_i].err);
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_manifest");
    TCase *tests = tcase_create("cmd_manifest");

    tcase_add_test(tests, prints_the_manifest_of_the_last_run);
    tcase_add_test(tests, prints_a_page_for_people);
    tcase_add_test(tests, provenance_is_of_the_image_or_of_the_manifest);
    tcase_add_test(tests, there_is_none_to_print);
    tcase_add_test(tests, checks_a_ready_one);
    tcase_add_test(tests, one_that_is_not_ready_is_unmet);
    tcase_add_loop_test(tests, one_that_says_other_than_its_facts_is_refused, 0, COUNT_OF(spoiled));
    tcase_add_loop_test(tests, wrong_usage_is_named, 0, COUNT_OF(wrong));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
