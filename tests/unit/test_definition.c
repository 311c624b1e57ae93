/* SPDX-License-Identifier: MIT */
/* test_definition.c - the gallery definition follows the facts, and nothing is guessed. */
#include "upload/manifest.h"

#include "check_main.h"

struct row {
    const char *name;
    const char *firmware, *style, *architecture;            /* NULL: not collected */
    int secure_boot, tpm;                                   /* -1: unreadable; -2: absent */
    const char *generation, *image_architecture, *security; /* NULL: null */
};

static const struct row rows[] = {
    { "trusted launch", "uefi", "gpt", "x64", 1, 2, "V2", "x64", "TrustedLaunch" },
    { "arm", "uefi", "gpt", "arm64", 1, 2, "V2", "Arm64", "TrustedLaunch" },
    { "secure boot off", "uefi", "gpt", "x64", 0, 2, "V2", "x64", "Standard" },
    { "no tpm", "uefi", "gpt", "x64", 1, -2, "V2", "x64", "Standard" },
    { "old tpm", "uefi", "gpt", "x64", 1, 1, "V2", "x64", "Standard" },
    { "tpm not told", "uefi", "gpt", "x64", 1, -1, "V2", "x64", NULL },
    { "secure boot not told", "uefi", "gpt", "x64", -1, 2, "V2", "x64", NULL },
    { "bios", "bios", "mbr", "x64", -2, -2, "V1", "x64", "Standard" },
    { "firmware not told", NULL, "gpt", "x64", 1, 2, NULL, "x64", NULL },
    { "uefi without gpt", "uefi", "mbr", "x64", 1, 2, NULL, "x64", NULL },
    { "architecture not told", "uefi", "gpt", NULL, 1, 2, "V2", NULL, "TrustedLaunch" },
    { "x86", "uefi", "gpt", "x86", 1, 2, "V2", NULL, "TrustedLaunch" },
};

static void set_text(struct facts *facts, const char *key, const char *value)
{
    struct err err = { 0 };

    if (value)
        ck_assert_msg(facts_set_text(facts, key, value, &err), "%s", err.text);
}

static void set_number(struct facts *facts, const char *key, int value)
{
    struct err why = { .domain = ERR_WIN32, .code = 5, .text = "access denied" };
    struct err err = { 0 };
    bool set;

    if (value == -1)
        set = facts_set_unreadable(facts, key, &why, &err);
    else if (value == -2)
        set = facts_set_absent(facts, key, &err);
    else
        set = facts_set_number(facts, key, value, &err);
    ck_assert_msg(set, "%s", err.text);
}

static struct facts *facts_of(const struct row *row)
{
    struct facts *facts = facts_new();

    ck_assert_ptr_nonnull(facts);
    set_text(facts, "firmware.type", row->firmware);
    set_text(facts, "disk.style", row->style);
    set_text(facts, "os.architecture", row->architecture);
    set_number(facts, "secure_boot.enabled", row->secure_boot);
    set_number(facts, "tpm.version", row->tpm);
    return facts;
}

static void expect(const struct json *object, const char *name, const char *value, const char *row)
{
    const struct json *member = json_member(object, name);
    const char *told = json_string(json_member(member, "value"));
    const char *reason = json_string(json_member(member, "reason"));

    ck_assert_msg(reason && reason[0], "%s: %s has no reason", row, name);
    if (!value)
        ck_assert_msg(json_is_null(json_member(member, "value")), "%s: %s is '%s'", row, name,
            told ? told : "?");
    else
        ck_assert_msg(
            told && strcmp(told, value) == 0, "%s: %s is '%s'", row, name, told ? told : "null");
}

START_TEST(follows_the_facts)
{
    const struct row *row = &rows[_i];
    struct facts *facts = facts_of(row);
    AUTO(json_value) object = { json_new_object() };
    struct err err = { 0 };

    ck_assert_msg(manifest_definition(facts, true, object.root, &err), "%s", err.text);
    expect(object.root, "osType", "Windows", row->name);
    expect(object.root, "osState", "Generalized", row->name);
    expect(object.root, "hyperVGeneration", row->generation, row->name);
    expect(object.root, "architecture", row->image_architecture, row->name);
    expect(object.root, "securityType", row->security, row->name);
    facts_free(facts);
}
END_TEST

START_TEST(not_sealed_is_not_generalized)
{
    struct facts *facts = facts_of(&rows[0]);
    AUTO(json_value) object = { json_new_object() };
    struct err err = { 0 };

    ck_assert(manifest_definition(facts, false, object.root, &err));
    expect(object.root, "osState", "Specialized", "not sealed");
    facts_free(facts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("definition");
    TCase *tests = tcase_create("definition");

    tcase_add_loop_test(tests, follows_the_facts, 0, COUNT_OF(rows));
    tcase_add_test(tests, not_sealed_is_not_generalized);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
