/* SPDX-License-Identifier: MIT */
/* test_render.c - every form says all steps, and an allocation that fails leaves nothing half said. */
#include "upload/render.h"

#include "target_sample.h"

#include "check_main.h"
#include "fakes/alloc.h"

static bool (*const forms[])(const struct target *target, struct text *text,
    struct err *err) = { render_arm, render_az, render_powershell, render_rest, render_packer };

/* Every step there is: the example, with a lab plan, a VHD as source, and sharing of each kind. */
static const char everything[] =
    "{\"schema\":\"goldprep.target/1\",\"subscription\":\"11111111-2222-3333-4444-555555555555\","
    "\"resource_group\":\"images\",\"region\":\"westeurope\",\"gallery\":{\"name\":\"contoso\","
    "\"sharing\":\"direct\",\"tags\":{\"a\":\"b\"}},\"definition\":{\"name\":\"win11\","
    "\"publisher\":"
    "\"Contoso\",\"offer\":\"Windows11\",\"sku\":\"dev\",\"os_type\":\"Windows\",\"os_state\":"
    "\"Generalized\",\"hyperv_generation\":\"V2\",\"architecture\":\"x64\",\"security_type\":"
    "\"TrustedLaunchSupported\"},\"version\":{\"number\":\"1.0.0\",\"source\":{\"kind\":\"vhd\","
    "\"uri\":\"https://contoso.blob.core.windows.net/vhds/a.vhd\",\"storage_account_id\":"
    "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/"
    "Microsoft.Storage/storageAccounts/contoso\",\"upload\":{\"file\":\"a.vhd\"}},\"regions\":"
    "[{\"name\":\"westeurope\",\"replicas\":1}]},\"sharing\":{\"add\":{\"tenants\":"
    "[\"99999999-2222-3333-4444-555555555555\"]},\"remove\":{\"subscriptions\":"
    "[\"99999999-2222-3333-4444-555555555555\"]}},\"consumers\":{\"lab\":{\"action\":\"attach\","
    "\"name\":\"labs\",\"images\":[{\"name\":\"win11\",\"enabled\":true}]}}}";

static const char *const targets[] = { NULL, everything }; /* NULL: the example */

static void read_target(const char *bytes, struct json *manifest, struct target *target)
{
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    ck_assert_msg(
        target_read(bytes, strlen(bytes), manifest, TARGET_TODAY, target, &problems, &err), "%s",
        err.text);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.errors == 0, "%s", told);
}

static void read_row(const char *bytes, struct target *target)
{
    AUTO(json_value) manifest = { target_manifest(&target_trusted, VERDICT_MET) };

    read_target(bytes ? bytes : target_example, bytes ? NULL : manifest.root, target);
}

START_TEST(an_allocation_that_fails_is_told)
{
    AUTO(target) target = { 0 };
    AUTO(text) whole = { 0 };
    size_t form = (size_t)_i % COUNT_OF(forms);
    struct err err = { 0 };
    bool done = false;

    read_row(targets[(size_t)_i / COUNT_OF(forms)], &target);
    ck_assert_msg(forms[form](&target, &whole, &err) && text_ok(&whole, &err), "%s", err.text);
    ck_assert_uint_gt(whole.len, 1000);

    for (unsigned nth = 1; !done; nth++) {
        AUTO(text) text = { 0 };
        struct err failure = { 0 };

        fake_alloc_fail_nth(nth);
        bool told = !forms[form](&target, &text, &failure) || !text_ok(&text, &failure);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        if (!done && !told && strcmp(text_string(&text), text_string(&whole)) != 0)
            ck_abort_msg(
                "form %zu, allocation %u: something is missing, and nobody says so", form, nth);
        if (told && !err_is(&failure, ERR_NOMEM))
            ck_abort_msg("form %zu, allocation %u: %s", form, nth, failure.text);
    }
}
END_TEST

static const struct {
    const char *what;
    const char *in[5]; /* how each form says it; NULL: it has no need to */
} steps[] = {
    { "gallery", { "Microsoft.Compute/galleries\"", "az sig create", "gallery ''contoso'' is made",
                     "galleries/contoso?api", "gallery_name" } },
    { "definition", { "galleries/images\"", "az sig image-definition create",
                        "New-AzGalleryImageDefinition @", "images/win11?api", "gallery_image" } },
    { "version", { "images/versions\"", "az sig image-version create", "image version ''1.0.0''",
                     "versions/1.0.0?api", "gallery_version" } },
    { "upload", { "blob 'a.vhd': a template carries no bytes", "az storage blob upload",
                    "Set-AzStorageBlobContent", "page blob", NULL } },
    { "add", { "sharing of gallery 'contoso': sharing is an action", "az sig share add",
                 "$arguments.Tenant = ", "\"Add\"", NULL } },
    { "remove", { "end of sharing gallery", "az sig share remove",
                    "$arguments.RemoveSubscription = ", "\"Remove\"", NULL } },
    { "list", { "whom gallery 'contoso' is shared with", "shared with subscriptions:",
                  "shared with subscriptions:", "SharingProfile/Groups", NULL } },
    { "role of the lab plan",
        { "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            NULL } },
    { "lab plan", { "lab plan 'labs': the lab plan is there already", "sharedGalleryId",
                      "sharedGalleryId", "sharedGalleryId", "lab-services" } },
    { "image of the lab plan",
        { "image 'win11' of lab plan", "enabledState", "enabledState", "enabledState", NULL } },
};

START_TEST(every_form_says_every_step)
{
    AUTO(target) target = { 0 };

    read_row(everything, &target);
    for (size_t form = 0; form < COUNT_OF(forms); form++) {
        AUTO(text) text = { 0 };
        struct err err = { 0 };

        ck_assert_msg(forms[form](&target, &text, &err), "%s", err.text);
        if (steps[_i].in[form])
            ck_assert_msg(strstr(text_string(&text), steps[_i].in[form]) != NULL,
                "form %zu does not say '%s' of the %s", form, steps[_i].in[form], steps[_i].what);
    }
}
END_TEST

/* What is done with a disk, in its order; the leave ends and the mark is set only once all came. */
static const char *const uploads[COUNT_OF(forms)][4] = {
    { "mark of disk 'win11-dev-1.0.0'" },
    { "azcopy copy 'win11-dev-state.vhd'", "az disk revoke-access", "\"${mark[@]}\" --output none",
        "'tags.\"goldprep-upload\"'" },
    { "azcopy copy 'win11-dev-state.vhd'", "Revoke-AzDiskAccess", "Update-AzTag",
        "tags.goldprep-upload" },
    { "page blob", "/endGetAccess", "/tags/default?api-version", "\"goldprep-upload\": \"done\"" },
};

START_TEST(a_disk_is_marked_once_all_of_it_came)
{
    AUTO(target) target = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    const char *at;

    read_row(NULL, &target);
    ck_assert_msg(forms[_i](&target, &text, &err), "%s", err.text);
    at = text_string(&text);
    for (size_t step = 0; step < COUNT_OF(uploads[_i]) && uploads[_i][step]; step++) {
        at = strstr(at, uploads[_i][step]);
        ck_assert_msg(at != NULL, "form %d does not say '%s' in its place", _i, uploads[_i][step]);
    }
}
END_TEST

/* Of the disk and of the version: made with it and compared with it. A template makes the version alone, and
 * compares nothing. */
static const struct {
    const char *before;
    size_t times;
} held[] = {
    { "\"goldprep-manifest\": \"", 1 },
    { "must_be \"$id\" \"$api\" 'tags.\"goldprep-manifest\"' '", 2 },
    { "-Path 'tags.goldprep-manifest' -Wanted '", 2 },
    { "\"member\": \"tags.goldprep-manifest\",\n            \"value\": \"", 2 },
};

START_TEST(disk_and_version_are_of_this_image)
{
    AUTO(target) target = { 0 };
    AUTO(text) text = { 0 };
    AUTO(text) wanted = { 0 };
    struct err err = { 0 };
    const char *at;
    size_t times = 0;

    read_row(NULL, &target);
    ck_assert_ptr_nonnull(target.image.digest);
    ck_assert_uint_eq(strlen(target.image.digest), 64);
    ck_assert_msg(forms[_i](&target, &text, &err), "%s", err.text);
    text_append(&wanted, "%s%s", held[_i].before, target.image.digest);
    for (at = text_string(&text); (at = strstr(at, text_string(&wanted))) != NULL; at++)
        times++;
    ck_assert_msg(
        times == held[_i].times, "form %d says it %zu times: %s", _i, times, text_string(&wanted));
}
END_TEST

static const char *const machine_steps[COUNT_OF(forms)][2] = {
    { "end of machine 'golden': a template acts on no machine",
        "seal of machine 'golden': a template acts on no machine" },
    { "bring \"$id\" \"$api\" deallocate PowerState/deallocated 30",
        "bring \"$id\" \"$api\" generalize OSState/generalized 30" },
    { "-Action 'deallocate' -State 'PowerState/deallocated' -MayRun $false -Minutes 30",
        "-Action 'generalize' -State 'OSState/generalized' -MayRun $false -Minutes 30" },
    { "/golden/deallocate?", "/golden/generalize?" },
};

START_TEST(a_machine_is_stopped_and_called_generalized)
{
    AUTO(target) target = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    read_row(everything, &target);
    target.version.source = (struct target_source){ .given = true,
        .kind = TARGET_VM,
        .id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/"
              "Microsoft.Compute/virtualMachines/golden" };
    ck_assert_msg(forms[_i](&target, &text, &err), "%s", err.text);
    for (size_t at = 0; at < 2 && machine_steps[_i][at]; at++)
        ck_assert_msg(strstr(text_string(&text), machine_steps[_i][at]) != NULL,
            "form %d does not say '%s'", _i, machine_steps[_i][at]);
}
END_TEST

/* A cmdlet that makes a version answers once it is made, which takes hours. */
START_TEST(no_cmdlet_is_waited_for_without_a_limit)
{
    AUTO(target) target = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    const char *at;
    size_t count = 0;

    read_row(everything, &target);
    /* what the cmdlets have parameters for */
    target.gallery.sharing = TARGET_PRIVATE;
    target.version.source =
        (struct target_source){ .given = true, .kind = TARGET_SNAPSHOT, .id = "/subscriptions/a" };
    ck_assert_msg(render_powershell(&target, &text, &err), "%s", err.text);
    for (at = text_string(&text); (at = strstr(at, "New-AzGallery")) != NULL; at++, count++)
        ck_assert_msg(text_starts(at - strlen("Wait-Made -Job ("), "Wait-Made -Job (") &&
                          strstr(at, " @arguments -AsJob) -Minutes ") == at + strcspn(at, " "),
            "%.80s", at);
    ck_assert_uint_eq(count, 3);
}
END_TEST

START_TEST(a_tag_cannot_pass_for_a_parameter)
{
    AUTO(target) target = { 0 };
    AUTO(operations) operations = { 0 };
    struct target_pair tag = { OPERATION_PARAMETER, "adminPassword" };
    struct err err = { 0 };

    read_row(everything, &target);
    target.gallery.tags.items = &tag;
    ck_assert(!operations_make(&target, &operations, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    target.gallery.tags.count = 0;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("render");

    check_add(suite, an_allocation_that_fails_is_told, COUNT_OF(targets) * COUNT_OF(forms));
    check_add(suite, every_form_says_every_step, COUNT_OF(steps));
    check_add(suite, a_disk_is_marked_once_all_of_it_came, COUNT_OF(uploads));
    check_add(suite, disk_and_version_are_of_this_image, COUNT_OF(held));
    check_add(suite, a_machine_is_stopped_and_called_generalized, COUNT_OF(machine_steps));
    check_add(suite, no_cmdlet_is_waited_for_without_a_limit, 1);
    check_add(suite, a_tag_cannot_pass_for_a_parameter, 1);
    return check_main(suite);
}
