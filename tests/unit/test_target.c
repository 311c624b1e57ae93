/* SPDX-License-Identifier: MIT */
/* test_target.c - a target file is read whole, and everything that is wrong with it is told. */
#include "fakes/alloc.h"
#include "target_sample.h"

#include "check_main.h"

START_TEST(the_example_has_no_problem)
{
    AUTO(json_value) manifest = { target_manifest(&target_trusted, VERDICT_MET) };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    ck_assert_msg(target_read(target_example, strlen(target_example), _i ? manifest.root : NULL,
                      TARGET_TODAY, &target, &problems, &err),
        "%s", err.text);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.count == 0, "%s", told);
}
END_TEST

/* Reads the example, changed, beside a manifest of such a guest. */
static void read_beside(const char *patch, const struct target_guest *guest, enum verdict must,
    struct target *target, struct problems *problems)
{
    AUTO(json_value) manifest = { target_manifest(guest, must) };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    target_patched(patch, &text);
    ck_assert_msg(target_read(text_string(&text), text.len, manifest.root, TARGET_TODAY, target,
                      problems, &err),
        "%s", err.text);
}

/* -- everything of the file is in the structs -- */

START_TEST(every_part_is_read)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    ck_assert(target_read(
        target_example, strlen(target_example), NULL, TARGET_TODAY, &target, &problems, &err));
    ck_assert_str_eq(target.subscription, "11111111-2222-3333-4444-555555555555");
    ck_assert_str_eq(target.gallery.name, "contoso.images");
    ck_assert_int_eq(target.gallery.sharing, TARGET_PRIVATE);
    ck_assert_uint_eq(target.gallery.tags.count, 1);
    ck_assert_str_eq(target.gallery.tags.items[0].value, "imaging");
    ck_assert_int_eq(target.definition.recommended_vcpus.max.value, 16);
    ck_assert_str_eq(target.definition.disallowed_disk_types.items[0], "Standard_LRS");
    ck_assert_uint_eq(target.definition.features.count, 3);
    ck_assert_int_eq(target.version.source.kind, TARGET_DISK);
    ck_assert(target.version.source.upload.given);
    ck_assert_int_eq(target.version.source.upload.size_bytes.value, 68719477248);
    ck_assert_uint_eq(target.version.regions.count, 2);
    ck_assert_int_eq(target.version.regions.items[0].storage_type, TARGET_STANDARD_ZRS);
    ck_assert(target.version.regions.items[1].exclude_from_latest);
    ck_assert(!target.sharing.add.given);
    ck_assert_uint_eq(target.sharing.assignments.count, 2);
    ck_assert_str_eq(target.consumers.dev_center.definition.sku, "general_i_8c32gb256ssd_v2");
    ck_assert(!target.consumers.lab.given);
    ck_assert_uint_eq(target.consumers.scale_sets.count, 1);
    ck_assert_int_eq(target.known.versions.value, 37);
    ck_assert_str_eq(target_version_region(&target), "westeurope");
    ck_assert_str_eq(target_dev_center_gallery(&target), "contoso_images");
}
END_TEST

/* -- the image comes from the manifest -- */

START_TEST(the_manifest_says_what_the_image_is)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{}", &target_trusted, VERDICT_MET, &target, &problems);
    ck_assert(target.image.given);
    ck_assert_int_eq(target.image.os_type, TARGET_WINDOWS);
    ck_assert_int_eq(target.image.os_state, TARGET_GENERALIZED);
    ck_assert_int_eq(target.image.hyperv_generation, TARGET_V2);
    ck_assert_int_eq(target.image.architecture, TARGET_X64);
    ck_assert_int_eq(target.image.security_type, TARGET_TRUSTED_LAUNCH);
}
END_TEST

START_TEST(trusted_launch_may_be_asked_for_in_the_supported_form)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{'definition':{'security_type':'TrustedLaunchSupported'}}", &target_trusted,
        VERDICT_MET, &target, &problems);
    ck_assert_int_eq(target.image.security_type, TARGET_TRUSTED_LAUNCH_SUPPORTED);
    ck_assert_uint_eq(problems.count, 0);
}
END_TEST

static const struct {
    const char *patch, *where, *target_says, *manifest_says;
    const struct target_guest *guest;
} conflicts[] = {
    { "{'definition':{'os_type':'Linux'}}", "definition.os_type", "'Linux'", "'Windows'",
        &target_trusted },
    { "{'definition':{'os_state':'Specialized'}}", "definition.os_state", "'Specialized'",
        "'Generalized'", &target_trusted },
    { "{'definition':{'hyperv_generation':'V1'}}", "definition.hyperv_generation", "'V1'", "'V2'",
        &target_trusted },
    { "{'definition':{'architecture':'Arm64'}}", "definition.architecture", "'Arm64'", "'x64'",
        &target_trusted },
    { "{'definition':{'security_type':'ConfidentialVM'}}", "definition.security_type",
        "'ConfidentialVM'", "'TrustedLaunch'", &target_trusted },
    { "{'definition':{'security_type':'TrustedLaunchSupported'}}", "definition.security_type",
        "'TrustedLaunchSupported'", "'Standard'", &target_bios },
    { "{'definition':{'hyperv_generation':'V2'}}", "definition.hyperv_generation", "'V2'", "'V1'",
        &target_bios },
};

START_TEST(a_conflict_names_both_sides_and_the_manifest_holds)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside(conflicts[_i].patch, conflicts[_i].guest, VERDICT_MET, &target, &problems);
    AUTO_FREE char *told = target_told(&problems);
    const struct problem *problem =
        target_problem(&problems, "target.image-conflict", conflicts[_i].where);
    ck_assert_msg(problem != NULL, "%s: %s", conflicts[_i].patch, told);
    ck_assert_msg(strstr(problem->what, conflicts[_i].target_says), "%s", problem->what);
    ck_assert_msg(strstr(problem->what, conflicts[_i].manifest_says), "%s", problem->what);
    ck_assert_uint_gt(problems.errors, 0);
    ck_assert_int_eq(target.image.os_type, TARGET_WINDOWS);
    ck_assert_int_eq(target.image.os_state, TARGET_GENERALIZED);
}
END_TEST

/* A guest that tells less: the firmware, and so the generation and the security type. */
static const struct target_guest silent = { NULL, NULL, "x64", -1, -1, true };

START_TEST(what_the_manifest_does_not_tell_must_be_said)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{}", &silent, VERDICT_MET, &target, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(target_problem(&problems, "target.image-unknown", "definition.hyperv_generation"),
        "%s", told);
    ck_assert_msg(
        target_problem(&problems, "target.image-unknown", "definition.security_type"), "%s", told);
    ck_assert_uint_eq(problems.count, 2);
}
END_TEST

START_TEST(what_the_manifest_does_not_tell_may_be_said)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{'definition':{'hyperv_generation':'V2','security_type':'Standard'}}", &silent,
        VERDICT_MET, &target, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.count == 0, "%s", told);
    ck_assert_int_eq(target.image.hyperv_generation, TARGET_V2);
    ck_assert_int_eq(target.image.security_type, TARGET_STANDARD);
}
END_TEST

static const struct target_guest unsealed = { "uefi", "gpt", "x64", 1, 2, false };

static const struct {
    const struct target_guest *guest;
    enum verdict must;
    const char *why;
} not_ready[] = {
    { &target_trusted, VERDICT_UNMET, "os.sample unmet" },
    { &target_trusted, VERDICT_UNKNOWN, "os.sample unknown" },
    { &unsealed, VERDICT_MET, "sysprep has not sealed the image" },
};

START_TEST(a_manifest_that_is_not_ready_is_refused_with_the_reason)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{}", not_ready[_i].guest, not_ready[_i].must, &target, &problems);
    AUTO_FREE char *told = target_told(&problems);
    const struct problem *problem = target_problem(&problems, "target.image-not-ready", "manifest");
    ck_assert_msg(problem != NULL, "%s", told);
    ck_assert_msg(strstr(problem->what, not_ready[_i].why), "%s", problem->what);
}
END_TEST

START_TEST(a_manifest_that_was_altered_is_refused)
{
    AUTO(json_value) manifest = { target_manifest(&target_trusted, VERDICT_MET) };
    AUTO(json_value)
    change = { target_json("{'image_definition':{'hyperVGeneration':{'value':'V1'}}}") };
    AUTO(json_value) altered = { json_new_object() };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    target_merge(manifest.root, change.root, altered.root, "manifest");
    ck_assert(target_read(target_example, strlen(target_example),
        json_member(altered.root, "manifest"), TARGET_TODAY, &target, &problems, &err));
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(target_problem(&problems, "target.image-not-ready", "manifest"), "%s", told);
}
END_TEST

/* -- the image and its consumers -- */

static const struct {
    const char *consumers, *where;
} unfit[] = {
    { "'dev_center':{'action':'attach','name':'contoso-dc','identity':{'kind':"
      "'system-assigned'}}",
        "consumers.dev_center" },
    { "'windows365':{'managed_image':'i'}", "consumers.windows365" },
    { "'lab':{'action':'attach','name':'labs'}", "consumers.lab" },
};

START_TEST(an_image_that_was_prepared_for_another_is_judged_again)
{
    struct sample sample;
    AUTO(json_value) manifest = { 0 };
    AUTO(text) printed = { 0 };
    AUTO(text) patch = { 0 };
    AUTO(text) text = { 0 };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    sample_new(&sample, VERDICT_MET, VERDICT_MET, true); /* for nobody's profile */
    ck_assert(manifest_print(&sample.parts, &printed, &err));
    ck_assert(json_parse(text_string(&printed), printed.len, &manifest.root, &err));
    sample_done(&sample);
    text_append(&patch,
        "{'definition':{'hyperv_generation':'V2','architecture':'x64','security_type':"
        "'TrustedLaunchSupported'},'consumers':{%s}}",
        unfit[_i].consumers);
    target_patched(text_string(&patch), &text);
    ck_assert(target_read(
        text_string(&text), text.len, manifest.root, TARGET_TODAY, &target, &problems, &err));
    AUTO_FREE char *told = target_told(&problems);
    const struct problem *problem =
        target_problem(&problems, "target.image-unfit", unfit[_i].where);
    ck_assert_msg(problem != NULL, "%s", told);
    ck_assert_msg(strstr(problem->what, " unknown"), "%s", problem->what);
    ck_assert_msg(strstr(problem->what, " unknown and "), "%s", problem->what); /* "... 30 more" */
    ck_assert_uint_eq(problems.errors, 1);
}
END_TEST

/* -- everything is told at once -- */

static const struct {
    const char *principal, *what;
} principals[] = {
    { "{'role':'Owner','kind':'user'}", "nobody is named" },
    { "{'role':'Owner','kind':'user','email':'a@c.example','object_id':"
      "'11111111-2222-3333-4444-555555555555'}",
        "it is named in more than one way" },
    { "{'role':'Owner','kind':'group','email':'a@c.example'}", "an e-mail address is a user's" },
    { "{'role':'Owner','kind':'user','application_id':'11111111-2222-3333-4444-555555555555'}",
        "an application id is a service principal's" },
};

START_TEST(a_principal_is_told_what_is_wrong_with_it)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    AUTO(text) patch = { 0 };

    text_append(&patch, "{'sharing':{'assignments':[%s]}}", principals[_i].principal);
    read_beside(text_string(&patch), &target_trusted, VERDICT_MET, &target, &problems);
    const struct problem *problem = target_problem(&problems, "target.principal-named", NULL);
    ck_assert_ptr_nonnull(problem);
    ck_assert_str_eq(problem->what, principals[_i].what);
    ck_assert_uint_eq(problems.count, 1);
}
END_TEST

START_TEST(every_fault_is_told)
{
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };

    read_beside("{'region':null,'gallery':{'name':'a-b','colour':'red'},'definition':{'sku':7},"
                "'version':{'number':'1','replicas':'two','regions':[{'name':'eastus'},{}]}}",
        &target_trusted, VERDICT_MET, &target, &problems);
    AUTO_FREE char *told = target_told(&problems);
    static const char *const rules[][2] = {
        { "target.member-missing", "region" },
        { "target.gallery-name-dash", "gallery.name" },
        { "target.member-unknown", "gallery.colour" },
        { "target.member-type", "definition.sku" },
        { "target.version-number", "version.number" },
        { "target.member-type", "version.replicas" },
        { "target.member-missing", "version.regions[1].name" },
    };
    for (size_t at = 0; at < COUNT_OF(rules); at++)
        ck_assert_msg(target_problem(&problems, rules[at][0], rules[at][1]), "%s at %s: %s",
            rules[at][0], rules[at][1], told);
    ck_assert_uint_eq(problems.errors, COUNT_OF(rules));
}
END_TEST

START_TEST(one_that_is_too_large_is_refused)
{
    AUTO_FREE char *bytes = calloc(TARGET_SIZE_LIMIT + 1, 1);
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    ck_assert(
        !target_read(bytes, TARGET_SIZE_LIMIT + 1, NULL, TARGET_TODAY, &target, &problems, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

START_TEST(memory_that_runs_out_anywhere_is_told)
{
    static const char *const patches[] = { "{}",
        "{'region':null,'gallery':{'name':'a-b','colour':'red'},'version':{'regions':[{}]}}" };
    AUTO(text) text = { 0 };
    bool failed = true;
    unsigned nth = 0;

    target_patched(patches[_i], &text);
    for (; failed && nth < 100000; nth++) {
        AUTO(target) target = { 0 };
        AUTO(problems) problems = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth + 1);
        bool ok =
            target_read(text_string(&text), text.len, NULL, TARGET_TODAY, &target, &problems, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        AUTO_FREE char *told = target_told(&problems);
        ck_assert_msg(ok != failed, "allocation %u: %s, %d", nth + 1, told, (int)ok);
        ck_assert(ok || err_is(&err, ERR_NOMEM));
    }
    ck_assert_uint_gt(nth, 100);
    ck_assert(!failed);
}
END_TEST

START_TEST(regions_and_roles_are_found)
{
    ck_assert(target_region_same("West Europe", "westeurope"));
    ck_assert(target_region_same(" west Europe ", "WESTEUROPE"));
    ck_assert(!target_region_same("westeurope", "westeurope2"));
    ck_assert_str_eq(target_role("reader")->id, "acdd72a7-3385-48ef-bd42-f606fba81ae7");
    ck_assert_str_eq(target_role("B24988AC-6180-42A0-AB88-20F7382DD24C")->name, "Contributor");
    ck_assert_ptr_null(target_role("Boss"));
    ck_assert_str_eq(target_sharing_word(TARGET_DIRECT), "Groups");
    ck_assert_str_eq(target_storage_word(TARGET_STORAGE_NOT_SAID), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("target");

    check_add(suite, the_example_has_no_problem, 2);
    check_add(suite, every_part_is_read, 1);
    check_add(suite, the_manifest_says_what_the_image_is, 1);
    check_add(suite, trusted_launch_may_be_asked_for_in_the_supported_form, 1);
    check_add(suite, a_conflict_names_both_sides_and_the_manifest_holds, COUNT_OF(conflicts));
    check_add(suite, what_the_manifest_does_not_tell_must_be_said, 1);
    check_add(suite, what_the_manifest_does_not_tell_may_be_said, 1);
    check_add(suite, a_manifest_that_is_not_ready_is_refused_with_the_reason, COUNT_OF(not_ready));
    check_add(suite, a_manifest_that_was_altered_is_refused, 1);
    check_add(suite, an_image_that_was_prepared_for_another_is_judged_again, COUNT_OF(unfit));
    check_add(suite, a_principal_is_told_what_is_wrong_with_it, COUNT_OF(principals));
    check_add(suite, every_fault_is_told, 1);
    check_add(suite, one_that_is_too_large_is_refused, 1);
    check_add(suite, memory_that_runs_out_anywhere_is_told, 2);
    check_add(suite, regions_and_roles_are_found, 1);
    return check_main(suite);
}
