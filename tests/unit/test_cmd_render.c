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
    const char *path = write_target(&world, "\"sku\": \"dev-23h2\",",
        "\"sku\": \"dev-23h2\", \"security_type\": \"TrustedLaunchSupported\",");

    world_expects(world_run(&world, "render", "check", path, NULL), 0);
    world_said(world_out(), "warning  definition.security_type (target.dev-center-supported)");
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
    { { NULL }, "'render' is followed by what to make\n" },
    { { "frobnicate", "x" }, "not by 'frobnicate'" },
    { { "target" }, "'render target --example' prints a target" },
    { { "target", "x", "--example" }, "'render target --example' prints a target" },
    { { "check" }, "'render check' needs the FILE" },
    { { "check", "--example" }, "'render target --example' prints a target" },
    { { "check", "a", "b" }, "unexpected argument 'b'" },
    { { "az", "a", "--json" }, "'render az' makes no JSON" },
    { { "powershell", "a", "--json" }, "'render powershell' makes no JSON" },
    { { "packer", "a", "--json" }, "'render packer' makes no JSON" },
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

START_TEST(a_file_that_is_too_large_is_named)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "large.json");
    AUTO(text) text = { 0 };

    text_append(&text, "%*s", TARGET_SIZE_LIMIT + 1, "");
    world_write(path, text_string(&text));
    world_expects(world_run(&world, "render", "check", path, NULL), 1);
    world_said(world_err(), "large.json': a target has at most 1048576 bytes");
    world_free(&world);
}
END_TEST

static const struct {
    const char *format, *begins, *says;
} forms[] = {
    { "arm", "{\n", "\"notInTemplate01\"" },
    { "az", "#!/usr/bin/env bash\n", "az sig create" },
    { "powershell", "# Made by goldprep", "New-AzGallery @arguments" },
    { "rest", "{\n", "\"goldprep.rest/1\"" },
    { "packer", "# Made by goldprep", "valid_exit_codes  = [0, 3010]" },
};

START_TEST(a_right_target_is_rendered)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");
    const char *target;
    const char *kept = world_path(&world, "kept");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    target = write_target(&world, "", "");
    world_expects(
        world_run(&world, "render", forms[_i].format, target, "--manifest", manifest, NULL), 0);
    ck_assert_msg(text_starts(world_out(), forms[_i].begins), "%s", forms[_i].format);
    world_said(world_out(), forms[_i].says);

    AUTO_FREE char *said = strdup(world_out());
    world_expects(world_run(&world, "render", forms[_i].format, target, "--manifest", manifest,
                      "--output", kept, NULL),
        0);
    AUTO_FREE char *file = world_read(kept);
    ck_assert_str_eq(file, said);
    world_free(&world);
}
END_TEST

START_TEST(nothing_is_rendered_without_a_manifest_or_with_an_error)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");

    world_expects(
        world_run(&world, "render", forms[_i].format, write_target(&world, "", ""), NULL), 2);
    world_said(world_err(), "needs the --manifest of the image");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "render", forms[_i].format,
                      write_target(&world, "\"contoso.images\"", "\"contoso-images\""),
                      "--manifest", manifest, NULL),
        5);
    ck_assert_str_eq(world_out(), "");
    world_said(world_err(), "target.gallery-name-dash");
    world_said(world_err(), "was not rendered");
    world_free(&world);
}
END_TEST

/** Writes a file whose last 512 bytes are a footer for a disk of that size. */
static void write_vhd(const char *path, uint64_t disk_bytes, uint64_t file_bytes, uint8_t type)
{
    uint8_t footer[512] = "conectix";
    uint32_t sum = 0;
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    for (int at = 0; at < 8; at++)
        footer[48 + at] = (uint8_t)(disk_bytes >> (56 - 8 * at));
    footer[63] = type;
    for (size_t at = 0; at < sizeof footer; at++)
        sum += footer[at];
    for (int at = 0; at < 4; at++)
        footer[64 + at] = (uint8_t)(~sum >> (24 - 8 * at));
    ck_assert_int_eq(fseeko(file, (off_t)(file_bytes - sizeof footer), SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(footer, 1, sizeof footer, file), sizeof footer);
    ck_assert_int_eq(fclose(file), 0);
}

#define GIB ((uint64_t)1024 * 1024 * 1024)

static const struct {
    const char *name;
    uint64_t disk_bytes, file_bytes;
    uint8_t type;
    const char *from, *to; /* in the target */
    const char *refusal;   /* NULL: it is taken */
} vhds[] = {
    { "as the target says", 64 * GIB, 64 * GIB + 512, 2, "", "", NULL },
    { "the target does not say a size", 65 * GIB, 65 * GIB + 512, 2, "\"size_bytes\": 68719477248,",
        "", NULL },
    { "another size", 65 * GIB, 65 * GIB + 512, 2, "", "", "size_bytes says 68719477248" },
    { "smaller than the guest's disk", GIB, GIB + 512, 2, "\"size_bytes\": 68719477248,", "",
        "the manifest's guest had one of" },
    { "dynamic", 64 * GIB, 4096, 3, "", "", "dynamic VHD" },
};

START_TEST(a_vhd_is_held_against_target_and_manifest)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");
    const char *vhd = world_path(&world, "disk of mine.vhd");
    const char *target;

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    target = write_target(&world, vhds[_i].from, vhds[_i].to);
    write_vhd(vhd, vhds[_i].disk_bytes, vhds[_i].file_bytes, vhds[_i].type);
    world_expects(
        world_run(&world, "render", "az", target, "--manifest", manifest, "--vhd", vhd, NULL),
        vhds[_i].refusal ? 5 : 0);
    world_said(vhds[_i].refusal ? world_err() : world_out(),
        vhds[_i].refusal ? vhds[_i].refusal : "disk of mine.vhd");
    if (vhds[_i].refusal) {
        ck_assert_str_eq(world_out(), "");
        world_said(world_err(), "Convert-VHD");
        world_said(world_err(), "qemu-img convert");
    }
    world_free(&world);
}
END_TEST

/* The disk in Azure may carry guest state; one that is made of this file does not. */
START_TEST(a_vhd_is_held_against_the_rules)
{
    static const char upload[] = ",\n      \"security_data\": true,\n"
                                 "      \"upload\": {\n"
                                 "        \"file\": \"win11-dev.vhd\",\n"
                                 "        \"size_bytes\": 68719477248,\n"
                                 "        \"guest_state_file\": \"win11-dev-state.vhd\",\n"
                                 "        \"disk_sku\": \"Standard_LRS\"\n"
                                 "      }";
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");
    const char *vhd = world_path(&world, "disk.vhd");
    const char *target = write_target(&world, upload, "");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "render", "az", target, "--manifest", manifest, NULL), 0);
    write_vhd(vhd, 64 * GIB, 64 * GIB + 512, 2);
    world_expects(
        world_run(&world, "render", "az", target, "--manifest", manifest, "--vhd", vhd, NULL), 5);
    world_said(world_err(), "target.guest-state");
    world_free(&world);
}
END_TEST

START_TEST(a_vhd_is_read_and_only_to_be_rendered)
{
    struct world world = world_new();
    const char *manifest = world_state_path(&world, "manifest.json");
    const char *vhd = world_path(&world, "disk.vhd");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "render", "az", write_target(&world, "", ""), "--manifest",
                      manifest, "--vhd", vhd, NULL),
        1);
    world_said(world_err(), "there is no file '");
    world_expects(
        world_run(&world, "render", "check", write_target(&world, "", ""), "--vhd", vhd, NULL), 2);
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
    check_add(suite, a_file_that_is_too_large_is_named, 1);
    check_add(suite, a_right_target_is_rendered, COUNT_OF(forms));
    check_add(suite, nothing_is_rendered_without_a_manifest_or_with_an_error, COUNT_OF(forms));
    check_add(suite, a_vhd_is_held_against_target_and_manifest, COUNT_OF(vhds));
    check_add(suite, a_vhd_is_held_against_the_rules, 1);
    check_add(suite, a_vhd_is_read_and_only_to_be_rendered, 1);
    return check_main(suite);
}
