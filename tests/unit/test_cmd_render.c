/* SPDX-License-Identifier: MIT */
/* test_cmd_render.c - a target is shown, checked with and without a manifest, and refused. */
#include "world.h"

#include "check_main.h"
#include "upload/target.h"

/* The example, with one word changed for another. */
static const char *write_target(struct world *world, const char *from, const char *to)
{
    const char *path = world_path(world, "target.json");
    const char *at = strstr(target_example, from);
    AUTO(text) text = { 0 };

    ck_assert_msg(at != NULL, "'%s' is not in the example", from);
    text_append_bytes(&text, target_example, (size_t)(at - target_example));
    text_append(&text, "%s%s", to, at + strlen(from));
    world_write(path, text_string(&text));
    return path;
}

START_TEST(the_example_is_printed_and_kept)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "kept.json");

    world_expects(world_run(&world, "render", "target", "--example", "--output", path, NULL), 0);
    ck_assert_str_eq(world_out(), target_example);
    AUTO_FREE char *kept = world_read(path);
    ck_assert_str_eq(kept, target_example);
    world_free(&world);
}
END_TEST

START_TEST(a_right_target_is_done)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "render", "check", write_target(&world, "", ""), NULL), 0);
    world_said(world_out(), "target.json: 0 errors, 0 warnings; not held against a manifest");
    world_free(&world);
}
END_TEST

START_TEST(a_wrong_target_is_unmet_and_told)
{
    struct world world = world_without_windows();
    const char *path = write_target(&world, "\"contoso.images\"", "\"contoso-images\"");

    world_expects(world_run(&world, "render", "check", path, NULL), 3);
    world_said(world_out(), "error    gallery.name (target.gallery-name-dash)");
    world_said(world_out(), "'contoso-images' holds a dash");
    world_said(world_out(), "right:  a dot or an underscore in its place");
    world_said(world_out(), "source: https://");
    world_said(world_out(), "1 error, 0 warnings");
    world_free(&world);
}
END_TEST

START_TEST(a_warning_is_no_error)
{
    struct world world = world_without_windows();
    const char *path = write_target(&world, "\"images_now\": 3", "\"images_now\": 20");

    world_expects(world_run(&world, "render", "check", path, NULL), 0);
    world_said(world_out(), "warning  consumers.windows365.images_now (target.windows365-limit)");
    world_free(&world);
}
END_TEST

START_TEST(it_is_held_against_the_manifest_of_a_run)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "render", "check", write_target(&world, "", ""), "--manifest",
                      manifest, NULL),
        0);
    world_said(world_out(), "0 errors, 0 warnings\n");
    world_expects(world_run(&world, "render", "check",
                      write_target(&world, "\"sku\": \"dev-23h2\"",
                          "\"hyperv_generation\": \"V1\", \"sku\": \"dev-23h2\""),
                      "--manifest", manifest, NULL),
        3);
    world_said(world_out(), "definition.hyperv_generation (target.image-conflict)");
    world_said(world_out(), "the target says hyperv_generation 'V1', the manifest says 'V2'");
    world_free(&world);
}
END_TEST

/* A lab takes the recovery partition that Dev Box and Windows 365 refuse. */
START_TEST(an_image_for_a_lab_does_not_go_to_a_dev_center)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");

    world_expects(world_run(&world, "prepare", "--profile", "lab-services", "--yes", NULL), 0);
    world_expects(world_run(&world, "render", "check", write_target(&world, "", ""), "--manifest",
                      manifest, NULL),
        3);
    world_said(world_out(), "error    consumers.dev_center (target.image-unfit)");
    world_said(world_out(), "disk.no-recovery-partition unmet");
    world_said(world_out(), "error    consumers.windows365 (target.image-unfit)");
    world_said(world_out(), "an image that was prepared with --profile devbox");
    world_free(&world);
}
END_TEST

START_TEST(a_manifest_that_is_none_is_refused)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "manifest.json");

    world_write(path, "{}");
    world_expects(world_run(&world, "render", "check", write_target(&world, "", ""), "--manifest",
                      path, NULL),
        1);
    world_said(world_err(), "manifest '");
    world_said(world_err(), "goldprep.manifest/1");
    world_free(&world);
}
END_TEST

START_TEST(a_template_is_judged_too)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "template.json");

    world_write(path,
        "{\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/"
        "deploymentTemplate.json#\",\"resources\":[{\"type\":\"Microsoft.Compute/galleries\","
        "\"apiVersion\":\"2024-03-03\",\"name\":\"con-toso\",\"location\":\"[parameters('l')]\","
        "\"properties\":{}},{\"type\":\"Microsoft.Network/virtualNetworks\"}]}");
    world_expects(world_run(&world, "render", "check", path, NULL), 3);
    world_said(world_out(), "resources[0].name (target.gallery-name-dash)");
    world_said(world_out(), "1 value not judged");
    world_said(world_out(), "1 resource of other types not judged");
    world_expects(world_run(&world, "render", "check", path, "--json", NULL), 3);
    world_said(world_out(), "\"kind\": \"arm-template\"");
    world_said(world_out(), "\"rule\": \"target.gallery-name-dash\"");
    world_free(&world);
}
END_TEST

START_TEST(every_rule_can_be_explained)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "explain", "target.region-twice", NULL), 0);
    world_said(world_out(), "target.region-twice (target-rule)");
    world_said(world_out(), "wanted:    No region is there twice");
    world_said(world_out(), "source:    https://");
    world_free(&world);
}
END_TEST

static const struct {
    const char *arguments[4];
    const char *err;
} wrong[] = {
    { { NULL }, "'render' is followed by what to make" },
    { { "frobnicate", "x" }, "not by 'frobnicate'" },
    { { "target" }, "'render target --example' prints a target" },
    { { "target", "x", "--example" }, "'render target --example' prints a target" },
    { { "check" }, "'render check' needs the FILE" },
    { { "check", "--example" }, "'render target --example' prints a target" },
    { { "check", "a", "b" }, "unexpected argument 'b'" },
};

START_TEST(wrong_usage_is_named)
{
    struct world world = world_without_windows();
    const char *const *arguments = wrong[_i].arguments;

    world_expects(
        world_run(&world, "render", arguments[0], arguments[1], arguments[2], arguments[3], NULL),
        2);
    world_said(world_err(), wrong[_i].err);
    world_free(&world);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    struct world world = world_without_windows();

    world_expects(
        world_run(&world, "render", "check", world_path(&world, "nowhere.json"), NULL), 1);
    world_said(world_err(), "nowhere.json");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_render");

    check_add(suite, the_example_is_printed_and_kept, 1);
    check_add(suite, a_right_target_is_done, 1);
    check_add(suite, a_wrong_target_is_unmet_and_told, 1);
    check_add(suite, a_warning_is_no_error, 1);
    check_add(suite, it_is_held_against_the_manifest_of_a_run, 1);
    check_add(suite, an_image_for_a_lab_does_not_go_to_a_dev_center, 1);
    check_add(suite, a_manifest_that_is_none_is_refused, 1);
    check_add(suite, a_template_is_judged_too, 1);
    check_add(suite, every_rule_can_be_explained, 1);
    check_add(suite, wrong_usage_is_named, COUNT_OF(wrong));
    check_add(suite, a_file_that_is_not_there_is_named, 1);
    return check_main(suite);
}
