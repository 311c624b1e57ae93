/* SPDX-License-Identifier: MIT */
/* test_custom.c - a profile of the user's own: what it changes, and every way it can be wrong. */
#include "policy/custom.h"

#include "fakes/alloc.h"

#include "check_main.h"

#include <string.h>

#define HEAD "{\"schema\":\"goldprep.profile/1\",\"id\":\"contoso\",\"title\":\"Contoso\","
#define OF_DEVBOX HEAD "\"extends\":\"devbox\",\"rules\":"

struct read {
    struct custom_profile *custom;
    const struct profile *profile;
};

static void read_done(struct read *read)
{
    custom_profile_free(read->custom);
}

static void read_it(const char *json, struct read *read)
{
    struct err err = { 0 };

    ck_assert_msg(custom_profile_parse(json, strlen(json), &read->custom, &err), "%s", err.text);
    read->profile = custom_profile_rules(read->custom);
}

static const struct profile_rule *rule_of(const struct profile *profile, const char *requirement)
{
    for (const struct profile_rule *rule = profile->rules; rule->requirement; rule++)
        if (strcmp(rule->requirement, requirement) == 0)
            return rule;
    return NULL;
}

static size_t count_of(const struct profile *profile)
{
    size_t count = 0;

    while (profile->rules[count].requirement)
        count++;
    return count;
}

START_TEST(changes_what_it_names_and_keeps_the_rest)
{
    AUTO(read) read = { 0 };
    const struct profile *base = policy_profile("devbox");
    const struct profile_rule *rule;

    read_it(OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"level\":\"must\"},"
                      "{\"requirement\":\"os.release-supported\","
                      "\"parameters\":{\"min_build_windows_11\":26100}},"
                      "{\"requirement\":\"security.tpm-2\",\"drop\":true}]}",
        &read);
    ck_assert_str_eq(read.profile->id, "contoso");
    ck_assert_str_eq(read.profile->title, "Contoso");
    ck_assert_str_eq(read.profile->dated, base->dated);
    ck_assert_str_eq(read.profile->source, base->source);
    ck_assert_uint_eq(count_of(read.profile), count_of(base) - 1);
    ck_assert_str_eq(read.profile->rules[0].requirement, base->rules[0].requirement);
    ck_assert_ptr_null(rule_of(read.profile, "security.tpm-2"));
    rule = rule_of(read.profile, "disk.size-default");
    ck_assert_int_eq(rule->level, LEVEL_MUST);
    ck_assert_int_eq(parameter_value(rule->parameters, "os_disk_bytes"), 68719476736);
    rule = rule_of(read.profile, "os.release-supported");
    ck_assert_int_eq(rule->level, LEVEL_MUST);
    ck_assert_int_eq(parameter_value(rule->parameters, "min_build_windows_11"), 26100);
    ck_assert_int_eq(parameter_value(rule->parameters, "min_build_windows_10"), 19042);
    rule = rule_of(base, "os.release-supported"); /* is what it was */
    ck_assert_int_eq(parameter_value(rule->parameters, "min_build_windows_11"), 22000);
    ck_assert_str_eq(rule_of(read.profile, "os.client")->error, rule_of(base, "os.client")->error);
}
END_TEST

START_TEST(adds_with_the_parameters_that_others_give)
{
    AUTO(read) read = { 0 };
    const struct profile_rule *rule;

    read_it(HEAD
        "\"extends\":\"avd\",\"dated\":\"2026-05-01\",\"source\":\"https://contoso.example/i\","
        "\"rules\":[{\"requirement\":\"disk.size-default\",\"level\":\"should\","
        "\"parameters\":{\"os_disk_bytes\":137438953472}},"
        "{\"requirement\":\"os.release-supported\",\"level\":\"must\"}]}",
        &read);
    ck_assert_uint_eq(count_of(read.profile), count_of(policy_profile("avd")) + 2);
    ck_assert_str_eq(read.profile->dated, "2026-05-01");
    ck_assert_str_eq(read.profile->source, "https://contoso.example/i");
    rule = rule_of(read.profile, "disk.size-default");
    ck_assert_int_eq(rule->level, LEVEL_SHOULD);
    ck_assert_int_eq(parameter_value(rule->parameters, "os_disk_bytes"), 137438953472);
    ck_assert_ptr_null(rule->error);
    rule = rule_of(read.profile, "os.release-supported");
    ck_assert_int_eq(parameter_value(rule->parameters, "min_build_windows_10"), 19042);
}
END_TEST

START_TEST(stands_alone_and_is_judged_by)
{
    AUTO(read) read = { 0 };
    AUTO(findings) findings = { 0 };
    struct facts *facts = facts_new();
    struct err err = { 0 };

    read_it(HEAD "\"rules\":[{\"requirement\":\"os.client\",\"level\":\"must\"}]}", &read);
    ck_assert_str_eq(read.profile->dated, "");
    ck_assert_str_eq(read.profile->source, "");
    ck_assert(facts_set_text(facts, "os.installation_type", "Client", &err));
    ck_assert_msg(policy_judge(read.profile, facts, &findings, &err), "%s", err.text);
    facts_free(facts);
    ck_assert_uint_eq(findings.count, 1);
    ck_assert_int_eq(findings.items[0].verdict, VERDICT_MET);
}
END_TEST

/* Every requirement can be asked for by a profile of one's own, and judged without more. */
START_TEST(any_requirement_can_be_added)
{
    AUTO(text) json = { 0 };
    AUTO(read) read = { 0 };
    AUTO(findings) findings = { 0 };
    struct facts *facts = facts_new();
    struct err err = { 0 };

    text_append(&json, HEAD "\"rules\":[");
    for (size_t at = 0; policy_requirements[at]; at++)
        text_append(&json, "%s{\"requirement\":\"%s\",\"level\":\"should\"}", at > 0 ? "," : "",
            policy_requirements[at]->id);
    text_append(&json, "]}");
    read_it(text_string(&json), &read);
    ck_assert_msg(policy_judge(read.profile, facts, &findings, &err), "%s", err.text);
    facts_free(facts);
    for (size_t at = 0; at < findings.count; at++)
        ck_assert_ptr_eq(findings.items[at].requirement, policy_requirements[at]);
}
END_TEST

static const struct {
    const char *json, *told;
} wrong[] = {
    { "", "line 1, column 1" },
    { "{\"schema\":\"goldprep.profile/1\",\n \"id\" \"x\"}", "line 2, column 7" },
    { "[]", "not an object" },
    { "{}", "schema: not 'goldprep.profile/1'" },
    { "{\"schema\":\"goldprep.profile/2\"}", "schema: not 'goldprep.profile/1'" },
    { HEAD "\"rules\":[],\"extend\":\"devbox\"}", "member 'extend' is not known; did you mean "
                                                  "'extends'?" },
    { HEAD "\"frobnicate\":1}", "member 'frobnicate' is not known" },
    { "{\"schema\":\"goldprep.profile/1\",\"title\":\"t\",\"rules\":[]}", "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"Contoso\",\"title\":\"t\"}", "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"-a\",\"title\":\"t\"}", "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a--b\",\"title\":\"t\"}", "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a.\",\"title\":\"t\"}", "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a123456789a123456789a123456789a12\"}",
        "id: not 1 to 32" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"devbox\",\"title\":\"t\"}",
        "id: 'devbox' is a built-in profile" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a\"}", "title: not a text" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a\",\"title\":\"\"}", "title: not a text" },
    { "{\"schema\":\"goldprep.profile/1\",\"id\":\"a\",\"title\":\"\\u001b[31m\"}",
        "title: not a text" },
    { HEAD "\"extends\":1}", "extends: not a text" },
    { HEAD "\"extends\":\"devbx\"}",
        "extends: there is no built-in profile 'devbx'; did you mean 'devbox'?" },
    { HEAD "\"dated\":\"2026-5-1\"}", "dated: not a day" },
    { HEAD "\"dated\":\"2026-05-011\"}", "dated: not a day" },
    { HEAD "\"dated\":5}", "dated: not a day" },
    { HEAD "\"source\":\"http://contoso.example\"}", "source: not an address" },
    { HEAD "\"extends\":\"devbox\"}", "rules: not there, or not a list" },
    { OF_DEVBOX "{}}", "rules: not there, or not a list" },
    { HEAD "\"rules\":[]}", "rules: none is left" },
    { OF_DEVBOX "[1]}", "rules[0]: not an object" },
    { OF_DEVBOX "[{}]}", "rules[0].requirement: not there" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"level\":\"must\"},"
                "{\"requirement\":\"os.clint\",\"level\":\"must\"}]}",
        "rules[1].requirement: there is no requirement 'os.clint'; did you mean 'os.client'?" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"levl\":\"must\"}]}",
        "rules[0]: member 'levl' is not known; did you mean 'level'?" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"level\":\"MUST\"}]}",
        "rules[0].level: neither 'must' nor 'should'" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\"}]}", "rules[0]: changes nothing of 'os.client'" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"level\":\"should\"},"
                "{\"requirement\":\"os.client\",\"drop\":true}]}",
        "rules[1].requirement: 'os.client' stands in a rule above" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"drop\":false}]}",
        "rules[0].drop: only true has a meaning" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"drop\":true,\"level\":\"must\"}]}",
        "rules[0].drop: a rule that is dropped has nothing else to say" },
    { HEAD "\"rules\":[{\"requirement\":\"os.client\",\"drop\":true}]}",
        "rules[0].drop: 'os.client' is not among the rules" },
    { HEAD "\"rules\":[{\"requirement\":\"disk.size-default\","
           "\"parameters\":{\"os_disk_bytes\":1}}]}",
        "rules[0].level: 'disk.size-default' is new here: say 'must' or 'should'" },
    { OF_DEVBOX "[{\"requirement\":\"os.client\",\"parameters\":{\"os_disk_bytes\":1}}]}",
        "rules[0].parameters: 'os.client' takes none" },
    { OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"parameters\":{\"os_disk_byte\":1}}]}",
        "rules[0].parameters: 'disk.size-default' takes no 'os_disk_byte'; did you mean "
        "'os_disk_bytes'?" },
    { OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"parameters\":{\"os_disk_bytes\":1.5}}]}",
        "rules[0].parameters.os_disk_bytes: not a whole number" },
    { OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"parameters\":{\"os_disk_bytes\":-1}}]}",
        "rules[0].parameters.os_disk_bytes: not a whole number" },
    { OF_DEVBOX
        "[{\"requirement\":\"disk.size-default\",\"parameters\":{\"os_disk_bytes\":\"1\"}}]}",
        "rules[0].parameters.os_disk_bytes: not a whole number" },
    { OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"parameters\":{}}]}",
        "rules[0].parameters: not an object with a member" },
    { OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"parameters\":[1]}]}",
        "rules[0].parameters: not an object with a member" },
};

START_TEST(what_is_wrong_is_named_with_its_place)
{
    struct custom_profile *custom = NULL;
    struct err err = { 0 };
    const char *json = wrong[_i].json;

    ck_assert_msg(!custom_profile_parse(json, strlen(json), &custom, &err), "taken: %s", json);
    ck_assert_ptr_null(custom);
    ck_assert_msg(err_is(&err, ERR_MALFORMED), "%s: code %u", err.text, err.code);
    ck_assert_msg(
        strstr(err.text, wrong[_i].told), "'%s' is not in '%s'", wrong[_i].told, err.text);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    static const char json[] =
        OF_DEVBOX "[{\"requirement\":\"disk.size-default\",\"level\":\"must\"},"
                  "{\"requirement\":\"security.tpm-2\",\"drop\":true}]}";
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        struct custom_profile *custom = NULL;
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool ok = custom_profile_parse(json, sizeof json - 1, &custom, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 2000);
        ck_assert_int_eq(ok, custom != NULL);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "%s", err.text);
        ck_assert(ok || !done);
        custom_profile_free(custom);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("custom");

    check_add(suite, changes_what_it_names_and_keeps_the_rest, 1);
    check_add(suite, adds_with_the_parameters_that_others_give, 1);
    check_add(suite, stands_alone_and_is_judged_by, 1);
    check_add(suite, any_requirement_can_be_added, 1);
    check_add(suite, what_is_wrong_is_named_with_its_place, COUNT_OF(wrong));
    check_add(suite, no_memory_is_an_error, 1);
    return check_main(suite);
}
