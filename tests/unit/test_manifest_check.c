/* SPDX-License-Identifier: MIT */
/* test_manifest_check.c - a manifest is taken whole and true, or refused with the reason. */
#include "manifest_sample.h"

#include "check_main.h"

static void print(struct text *text, enum verdict must, bool sealed)
{
    struct sample sample;
    struct err err = { 0 };

    sample_new(&sample, must, VERDICT_UNMET, sealed);
    ck_assert_msg(manifest_print(&sample.parts, text, &err), "%s", err.text);
    sample_done(&sample);
}

static bool parse(const char *bytes, size_t len, struct manifest_verdict *verdict, struct err *err)
{
    AUTO(json_value) document = { 0 };

    return manifest_parse(bytes, len, &document.root, verdict, err);
}

static const struct {
    const char *name;
    enum verdict must;
    bool sealed, ready;
    const char *why;
} whole[] = {
    { "ready", VERDICT_MET, true, true, "" },
    { "unmet", VERDICT_UNMET, true, false, "os.sample unmet" },
    { "unknown", VERDICT_UNKNOWN, true, false, "os.sample unknown" },
    { "not sealed", VERDICT_MET, false, false, "sysprep has not sealed the image" },
};

START_TEST(says_what_the_manifest_says)
{
    AUTO(text) text = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    print(&text, whole[_i].must, whole[_i].sealed);
    ck_assert_msg(
        parse(text_string(&text), text.len, &verdict, &err), "%s: %s", whole[_i].name, err.text);
    ck_assert_msg(verdict.ready == whole[_i].ready, "%s", whole[_i].name);
    ck_assert_str_eq(verdict.why, whole[_i].why);
    ck_assert_uint_eq(verdict.profiles, 1);
}
END_TEST

/* One thing changed in a manifest that is ready. */
static const struct {
    const char *from, *to;
    const char *err; /* in the message */
} changed[] = {
    { "goldprep.manifest/1", "goldprep.manifest/2", "'goldprep.manifest/2', not" },
    { "\"schema\":\"goldprep.manifest", "\"scheme\":\"goldprep.manifest",
        "member 'schema' is missing" },
    { "\"started\"", "\"begun\"", "member 'begun' is not known" },
    { "\"ready\":true,\"schema", "\"ready\":\"true\",\"schema",
        "member 'ready' is neither true nor false" },
    { "\"ready\":true,\"schema", "\"ready\":false,\"schema",
        "member 'ready' is false, but nothing is missing" },
    { "\"sealed\":true", "\"sealed\":false", "'ready' is true, but sysprep has not sealed" },
    { "\"restarted\":false", "\"restarted\":true",
        "'ready' is true, but Windows was started again after it was sealed" },
    { "\"restarted\"", "\"restart\"", "'sysprep.restart' is not known" },
    { "\"state\":\"absent\"", "\"state\":4", "'sysprep.service.state' is not a text" },
    { "\"verdict\":\"met\"", "\"verdict\":\"unmet\"", "'sample' says ready true, its findings" },
    { "\"verdict\":\"met\"", "\"verdict\":\"fine\"", "the verdict 'fine'" },
    { "\"level\":\"must\"", "\"level\":\"maybe\"", "the level 'maybe'" },
    { "\"attributes\":\"0x", "\"attribute\":\"0x",
        "'layout_before.partitions[0].attribute' is not known" },
    { "\"why\":\"Nothing to", "\"why\":\"Something to", "the document was altered" },
    { "\"algorithm\":\"sha-256\"", "\"algorithm\":\"md5\"", "'digest.algorithm' is not" },
    { "\"value\":\"", "\"value\":\"0", "the document was altered" },
    { "{\"actions\":[],", "{ \"actions\":[],", "the file was written anew" },
    { "{\"actions\":[],", "{\"\\u0061ctions\":[],", "the file was written anew" },
    { "68718428160", "6.871842816e10", "the file was written anew" },
    { "\"reason\"", "\"raison\"", "'image_definition.architecture.raison' is not known" },
    { "goldprep.facts/1", "goldprep.facts/9", "member 'facts'" },
};

static void replace(struct text *text, const char *whole_text, const char *from, const char *to)
{
    const char *at = strstr(whole_text, from);

    ck_assert_msg(at != NULL, "'%s' is not in the manifest", from);
    text_append_bytes(text, whole_text, (size_t)(at - whole_text));
    text_append(text, "%s%s", to, at + strlen(from));
}

START_TEST(refuses_what_is_not_so)
{
    AUTO(text) text = { 0 };
    AUTO(text) other = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    print(&text, VERDICT_MET, true);
    replace(&other, text_string(&text), changed[_i].from, changed[_i].to);
    ck_assert_msg(
        !parse(text_string(&other), other.len, &verdict, &err), "'%s' was taken", changed[_i].to);
    ck_assert_msg(strstr(err.text, changed[_i].err), "'%s': %s", changed[_i].to, err.text);
}
END_TEST

START_TEST(refuses_it_cut_anywhere)
{
    AUTO(text) text = { 0 };

    print(&text, VERDICT_MET, true);
    for (size_t len = 0; len < text.len; len++) {
        struct manifest_verdict verdict = { 0 };
        struct err err = { 0 };

        ck_assert_msg(
            !parse(text_string(&text), len, &verdict, &err), "cut at %zu it was taken", len);
        ck_assert_msg(err.text[0] != '\0', "cut at %zu it does not say why", len);
    }
}
END_TEST

/* A manifest with one byte changed is refused, whatever the byte and the change. */
static void refuse(const char *bytes, size_t len, size_t at, const char *how)
{
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!parse(bytes, len, &verdict, &err), "byte %zu %s was taken", at, how);
    ck_assert_msg(err.text[0] != '\0', "byte %zu %s: it does not say why", at, how);
}

START_TEST(refuses_every_bit_flipped_in_every_byte)
{
    AUTO(text) text = { 0 };

    print(&text, VERDICT_MET, true);
    AUTO_FREE char *bytes = text_take(&text);
    size_t len = strlen(bytes);

    for (size_t at = 0; at < len; at++)
        for (int bit = 0; bit < 8; bit++) {
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
            refuse(bytes, len, at, "with a bit flipped");
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
        }
}
END_TEST

START_TEST(refuses_every_byte_gone_doubled_or_followed_by_a_space)
{
    AUTO(text) text = { 0 };

    print(&text, VERDICT_MET, true);
    for (size_t at = 0; at < text.len; at++) {
        AUTO(text) gone = { 0 };
        AUTO(text) doubled = { 0 };
        AUTO(text) spaced = { 0 };

        text_append_bytes(&gone, text_string(&text), at);
        text_append_bytes(&gone, text_string(&text) + at + 1, text.len - at - 1);
        refuse(text_string(&gone), gone.len, at, "gone");
        text_append_bytes(&doubled, text_string(&text), at + 1);
        text_append_bytes(&doubled, text_string(&text) + at, text.len - at);
        refuse(text_string(&doubled), doubled.len, at, "doubled");
        text_append_bytes(&spaced, text_string(&text), at + 1);
        text_append(&spaced, " %s", text_string(&text) + at + 1);
        refuse(text_string(&spaced), spaced.len, at, "followed by a space");
    }
}
END_TEST

START_TEST(refuses_what_is_no_object)
{
    static const char *const texts[] = { "[]", "1", "null", "\"text\"", "" };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    ck_assert(!parse(texts[_i], strlen(texts[_i]), &verdict, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manifest_check");
    TCase *tests = tcase_create("manifest_check");

    tcase_add_loop_test(tests, says_what_the_manifest_says, 0, COUNT_OF(whole));
    tcase_add_loop_test(tests, refuses_what_is_not_so, 0, COUNT_OF(changed));
    tcase_add_test(tests, refuses_it_cut_anywhere);
    tcase_set_timeout(tests, 300); /* tens of thousands of manifests, sanitizers included */
    tcase_add_test(tests, refuses_every_bit_flipped_in_every_byte);
    tcase_add_test(tests, refuses_every_byte_gone_doubled_or_followed_by_a_space);
    tcase_add_loop_test(tests, refuses_what_is_no_object, 0, 5);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
