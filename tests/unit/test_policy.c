/* SPDX-License-Identifier: MIT */
/* test_policy.c - the tables hold what they must, and nothing unknown is ever met. */
#include "fakes/alloc.h"
#include "rule_rows.h"

static size_t requirement_count(void)
{
    size_t count = 0;

    while (policy_requirements[count])
        count++;
    return count;
}

START_TEST(nothing_known_is_nothing_met)
{
    const struct requirement *requirement = policy_requirements[_i];
    const struct parameter *parameters = rule_of(requirement->id)->parameters;
    struct facts *facts = facts_new();
    AUTO(text) seen = { 0 };

    ck_assert_ptr_nonnull(facts);
    enum verdict verdict = requirement_judge(requirement, facts, parameters, &seen);
    facts_free(facts);
    /* nobody asked the slow witnesses: that is said, and is not unknown */
    enum verdict wanted = requirement->expects.deep ? VERDICT_NOT_APPLICABLE : VERDICT_UNKNOWN;
    ck_assert_msg(verdict == wanted, "%s: %s", requirement->id, verdict_name(verdict));
    ck_assert_msg(seen.len > 0, "%s does not say why", requirement->id);
}
END_TEST

START_TEST(requirement_is_whole)
{
    const struct requirement *requirement = policy_requirements[_i];

    ck_assert_msg(requirement->id && requirement->id[0], "requirement %d has no id", _i);
    ck_assert_msg(text_starts(requirement->source, "https://learn.microsoft.com/"),
        "%s: source '%s'", requirement->id, requirement->source);
    ck_assert_msg(requirement->title && requirement->title[0], "%s has no title", requirement->id);
    ck_assert_msg(requirement->why && requirement->why[0], "%s has no why", requirement->id);
    ck_assert_msg(!requirement->remedy != !requirement->advice,
        "%s needs a remedy or an advice, and not both", requirement->id);
    ck_assert_msg(
        policy_requirement(requirement->id) == requirement, "%s is there twice", requirement->id);
}
END_TEST

START_TEST(remedy_is_an_action)
{
    static const char *const actions[] = { "disable-reserved-storage", "disable-windows-re",
        "delete-recovery-partition", "extend-system-volume", "restart-windows",
        "remove-appx-packages", "decrypt-system-volume" };
    const struct requirement *requirement = policy_requirements[_i];
    bool known = requirement->remedy == NULL;

    for (size_t i = 0; i < COUNT_OF(actions); i++)
        known = known || strcmp(requirement->remedy, actions[i]) == 0;
    ck_assert_msg(known, "%s: remedy '%s'", requirement->id, requirement->remedy);
}
END_TEST

START_TEST(profile_names_known_requirements_once)
{
    for (const struct profile *const *profile = policy_profiles; *profile; profile++) {
        const struct profile_rule *rules = (*profile)->rules;

        ck_assert_ptr_eq(policy_profile((*profile)->id), *profile);
        ck_assert(text_starts((*profile)->source, "https://"));
        for (size_t i = 0; rules[i].requirement; i++) {
            ck_assert_msg(policy_requirement(rules[i].requirement) != NULL, "%s: '%s'",
                (*profile)->id, rules[i].requirement);
            for (size_t j = 0; j < i; j++)
                ck_assert_str_ne(rules[i].requirement, rules[j].requirement);
        }
    }
}
END_TEST

static const struct profile_rule *rule_in(const struct profile *profile, const char *id)
{
    for (const struct profile_rule *rule = profile->rules; rule->requirement; rule++) {
        if (strcmp(rule->requirement, id) == 0)
            return rule;
    }
    return NULL;
}

/* What one page says of two things, or what ends alike, is asked alike. */
START_TEST(the_same_consequence_has_the_same_level)
{
    static const char *const pairs[][2] = {
        { "cdrom.enabled", "storage.removable-allowed" },
        { "join.not-mdm-enrolled", "join.not-entra-joined" },
        { "service.windows-update-startable", "service.trusted-installer-startable" },
        { "sysprep.external-providers-present", "sysprep.external-providers-visible" },
    };

    for (const struct profile *const *profile = policy_profiles; *profile; profile++) {
        for (size_t i = 0; i < COUNT_OF(pairs); i++) {
            const struct profile_rule *left = rule_in(*profile, pairs[i][0]);
            const struct profile_rule *right = rule_in(*profile, pairs[i][1]);

            ck_assert_msg(left && right && left->level == right->level,
                "%s asks for %s and %s differently", (*profile)->id, pairs[i][0], pairs[i][1]);
        }
    }
}
END_TEST

START_TEST(sources_that_disagree_are_named)
{
    static const char *const disputed[] = { "security.secure-boot-on", "security.tpm-2",
        "disk.size-default", "disk.no-recovery-partition", "os.release-supported",
        "os.not-end-of-service", "start-menu.few-entries", "answer-file.none-left",
        "avd.no-auto-update", "avd.agent-absent", "bcd.recovery-off", "power.no-hibernation",
        "bitlocker.device-encryption-prevented", "agent.azure-present", "page-file.system-managed",
        "disk.no-data-disks", "fslogix.absent", "winrm.not-opened", "join.not-domain-joined",
        "account.administrator-disabled", "crash.dump-kernel", "wer.local-dumps",
        "avd.storage-sense-off" };

    for (size_t i = 0; i < COUNT_OF(disputed); i++) {
        const struct requirement *requirement = policy_requirement(disputed[i]);

        ck_assert_msg(requirement && requirement->disagrees &&
                          strstr(requirement->disagrees, "https://learn.microsoft.com/"),
            "%s does not name the other page", disputed[i]);
    }
}
END_TEST

START_TEST(unknown_ids_are_not_found)
{
    ck_assert_ptr_null(policy_requirement("os.edition"));
    ck_assert_ptr_null(policy_requirement(""));
    ck_assert_ptr_null(policy_profile("dev"));
}
END_TEST

START_TEST(profile_with_an_unknown_requirement_is_an_error)
{
    static const struct profile_rule rules[] = {
        { "os.client", LEVEL_MUST, NULL, NULL },
        { "os.no-such", LEVEL_MUST, NULL, NULL },
        { NULL, LEVEL_SHOULD, NULL, NULL },
    };
    static const struct profile profile = { "mine", "Mine", "2026-01-01", "https://", rules };
    struct facts *facts = facts_new();
    struct findings findings = { 0 };
    struct err err = { 0 };

    ck_assert(!policy_judge(&profile, facts, &findings, &err));
    facts_free(facts);
    ck_assert(err_is(&err, ERR_MALFORMED));
    ck_assert_ptr_nonnull(strstr(err.text, "os.no-such"));
    ck_assert_uint_eq(findings.count, 0);
}
END_TEST

START_TEST(empty_facts_are_not_ready)
{
    struct facts *facts = facts_new();
    AUTO(findings) findings = { 0 };
    AUTO(json_value) object = { json_new_object() };
    struct err err = { 0 };
    bool ready = true;

    ck_assert_msg(policy_judge(policy_profile("devbox"), facts, &findings, &err), "%s", err.text);
    ck_assert_msg(findings_to_json(&findings, object.root, &err), "%s", err.text);
    facts_free(facts);

    struct findings_summary summary = findings_count(&findings);
    size_t deep = 0;
    for (size_t i = 0; i < findings.count; i++)
        deep += findings.items[i].requirement->expects.deep;
    ck_assert_uint_eq(summary.unknown, findings.count - deep);
    ck_assert_uint_eq(summary.must_unknown + summary.should_unknown, summary.unknown);
    ck_assert_uint_gt(summary.must_unknown, 0);
    ck_assert_uint_eq(summary.met + summary.unmet, 0);
    ck_assert_uint_eq(summary.not_applicable, deep);
    ck_assert(json_bool(json_member(object.root, "ready"), &ready) && !ready);
}
END_TEST

/* A should that is unmet is counted, and stops nothing. */
START_TEST(should_does_not_stop)
{
    static const struct parameter size[] = { { "os_disk_bytes", 5 }, { NULL, 0 } };
    static const struct profile_rule rules[] = {
        { "os.client", LEVEL_MUST, NULL, "refused" },
        { "disk.size-default", LEVEL_SHOULD, size, NULL },
        { NULL, LEVEL_SHOULD, NULL, NULL },
    };
    static const struct profile profile = { "mine", "Mine", "2026-01-01", "https://s", rules };
    static const struct given given[] = { TEXT("os.installation_type", "Client"),
        NUMBER("disk.size_bytes", 6) };
    static const char *const expected =
        "{\"profile\":\"mine\",\"title\":\"Mine\",\"dated\":\"2026-01-01\",\"source\":\"https://"
        "s\","
        "\"ready\":true,\"summary\":{\"met\":1,\"unmet\":1,\"unknown\":0,\"not_applicable\":0,"
        "\"must_unmet\":0,\"must_unknown\":0,\"should_unmet\":1,\"should_unknown\":0},"
        "\"findings\":[{\"id\":\"os.client\",\"title\":\"Windows is a client, not a server\","
        "\"level\":\"must\",\"verdict\":\"met\",\"seen\":\"Client\",";
    struct facts *facts = facts_new();
    AUTO(findings) findings = { 0 };
    AUTO(json_value) object = { json_new_object() };
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    for (size_t i = 0; i < COUNT_OF(given); i++)
        give(facts, &given[i]);
    ck_assert_msg(policy_judge(&profile, facts, &findings, &err), "%s", err.text);
    facts_free(facts);
    ck_assert_msg(findings_to_json(&findings, object.root, &err), "%s", err.text);
    ck_assert_msg(json_print(object.root, true, &printed, &err), "%s", err.text);
    ck_assert_msg(text_starts(text_string(&printed), expected), "%s", text_string(&printed));
    ck_assert_ptr_nonnull(strstr(text_string(&printed),
        "\"remedy\":null,\"advice\":\"Build the image from Windows 10 or Windows 11 Enterprise.\","
        "\"error\":\"refused\"}"));
}
END_TEST

/* Judges, makes JSON of it and prints it. @return false: err says that there was no memory */
static bool judge_and_print(const struct facts *facts, struct text *printed, struct err *err)
{
    AUTO(findings) findings = { 0 };
    AUTO(json_value) object = { json_new_object() };

    return policy_judge(policy_profile("devbox"), facts, &findings, err) &&
           findings_to_json(&findings, object.root, err) &&
           json_print(object.root, false, printed, err);
}

START_TEST(no_memory_is_an_error_and_never_less_than_all)
{
    struct facts *facts = facts_new();
    AUTO(text) whole = { 0 };
    struct err err = { 0 };
    bool failed = true;

    ck_assert_msg(judge_and_print(facts, &whole, &err), "%s", err.text);
    for (unsigned nth = 1; failed; nth++) {
        AUTO(text) printed = { 0 };

        fake_alloc_fail_nth(nth);
        bool done = judge_and_print(facts, &printed, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        if (done)
            ck_assert_str_eq(text_string(&printed), text_string(&whole));
        else
            ck_assert_msg(err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
    }
    facts_free(facts);
}
END_TEST

START_TEST(words_of_verdicts_and_levels)
{
    ck_assert_str_eq(verdict_name(VERDICT_UNKNOWN), "unknown");
    ck_assert_str_eq(verdict_name(VERDICT_MET), "met");
    ck_assert_str_eq(verdict_name(VERDICT_UNMET), "unmet");
    ck_assert_str_eq(verdict_name(VERDICT_NOT_APPLICABLE), "not-applicable");
    ck_assert_str_eq(level_name(LEVEL_MUST), "must");
    ck_assert_str_eq(level_name(LEVEL_SHOULD), "should");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("policy");
    TCase *tcase = tcase_create("policy");
    int count = (int)requirement_count();

    tcase_add_loop_test(tcase, nothing_known_is_nothing_met, 0, count);
    tcase_add_loop_test(tcase, requirement_is_whole, 0, count);
    tcase_add_loop_test(tcase, remedy_is_an_action, 0, count);
    tcase_add_test(tcase, profile_names_known_requirements_once);
    tcase_add_test(tcase, the_same_consequence_has_the_same_level);
    tcase_add_test(tcase, sources_that_disagree_are_named);
    tcase_add_test(tcase, unknown_ids_are_not_found);
    tcase_add_test(tcase, profile_with_an_unknown_requirement_is_an_error);
    tcase_add_test(tcase, empty_facts_are_not_ready);
    tcase_add_test(tcase, should_does_not_stop);
    tcase_add_test(tcase, no_memory_is_an_error_and_never_less_than_all);
    tcase_add_test(tcase, words_of_verdicts_and_levels);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
