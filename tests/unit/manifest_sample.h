/* SPDX-License-Identifier: MIT */
/* manifest_sample.h - a manifest built from little, for the tests of manifest.c and its check. */
#pragma once

#include "upload/manifest.h"

#include <check.h>

/** Everything that the sample is made of. Zeroed is empty. */
struct sample {
    struct facts *facts;
    struct finding items[2];
    struct findings findings;
    struct json_value actions, layout, sysprep;
    struct manifest_parts parts;
};

static const struct requirement sample_must = {
    .id = "os.sample",
    .title = "A sample is there",
    .why = "Nothing to test otherwise.",
    .source = "https://learn.microsoft.com/sample",
    .remedy = "make-sample",
};
static const struct requirement sample_should = {
    .id = "os.sample-nice",
    .title = "The sample is nice",
    .why = "It reads better.",
    .source = "https://learn.microsoft.com/sample",
    .advice = "make it nice",
};
static const struct profile_rule sample_rules[] = {
    { "os.sample", LEVEL_MUST, NULL, "SampleMissing" },
    { "os.sample-nice", LEVEL_SHOULD, NULL, NULL },
    { NULL, LEVEL_SHOULD, NULL, NULL },
};
static const struct profile sample_profile = {
    .id = "sample",
    .title = "Sample",
    .dated = "2026-01-02",
    .source = "https://learn.microsoft.com/sample",
    .rules = sample_rules,
};

static char sample_seen[] = "a sample";
static char sample_nothing[] = "";

static inline void sample_add_layout(struct json *parent)
{
    struct disk_layout *layout = calloc(1, sizeof *layout);
    struct err err = { 0 };

    ck_assert_ptr_nonnull(layout);
    layout->style = DISK_GPT;
    snprintf(layout->id, sizeof layout->id, "11111111-2222-3333-4444-555555555555");
    layout->count = 1;
    layout->partitions[0] = (struct disk_partition){ .number = 3,
        .offset_bytes = 1048576,
        .length_bytes = 68718428160,
        .type = DISK_TYPE_RECOVERY,
        .id = "99999999-2222-3333-4444-555555555555",
        .attributes = 0x8000000000000001U,
        .name = "Recovery" };
    ck_assert_msg(manifest_layout(layout, parent, "layout", &err), "%s", err.text);
    free(layout);
}

static inline void sample_add_service(struct json *sysprep)
{
    struct json *service = json_add_object(sysprep, "service");

    json_add_string(service, "state", "absent");
    json_add_null(service, "start");
}

static inline void sample_new(
    struct sample *sample, enum verdict must, enum verdict should, bool sealed)
{
    struct err err = { 0 };

    *sample = (struct sample){ .facts = facts_new() };
    ck_assert(facts_set_text(sample->facts, "os.edition", "Enterprise", &err));
    ck_assert(facts_set_number(sample->facts, "os.build", 22631, &err));
    sample->items[0] = (struct finding){ &sample_must, &sample_rules[0], must, sample_seen };
    sample->items[1] = (struct finding){ &sample_should, &sample_rules[1], should, sample_nothing };
    sample->findings = (struct findings){ &sample_profile, sample->items, COUNT_OF(sample->items) };
    sample->actions.root = json_new_array();
    sample->layout.root = json_new_object();
    sample_add_layout(sample->layout.root);
    sample->sysprep.root = json_new_object();
    json_add_bool(sample->sysprep.root, "sealed", sealed);
    json_add_null(sample->sysprep.root, "command");
    json_add_number(sample->sysprep.root, "tag_file", 1);
    json_add_string(sample->sysprep.root, "image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    json_add_null(sample->sysprep.root, "setup_type");
    json_add_null(sample->sysprep.root, "setup_command");
    json_add_bool(sample->sysprep.root, "setup_armed", false);
    sample_add_service(sample->sysprep.root);
    json_add_string(sample->sysprep.root, "boot", "2026-11-22T05:00:00Z");
    json_add_bool(sample->sysprep.root, "restarted", false);
    json_add_string(sample->sysprep.root, "log_excerpt", "a line\nanother");
    sample->parts = (struct manifest_parts){ .tool = "goldprep",
        .version = "0.1.0",
        .started = "2026-11-22T06:00:00Z",
        .finished = "2026-11-22T06:30:00Z",
        .facts = sample->facts,
        .findings = &sample->findings,
        .findings_count = 1,
        .actions = sample->actions.root,
        .layout_before = json_member(sample->layout.root, "layout"),
        .layout_after = NULL,
        .sysprep = sample->sysprep.root };
}

static inline void sample_done(struct sample *sample)
{
    facts_free(sample->facts);
    json_value_done(&sample->actions);
    json_value_done(&sample->layout);
    json_value_done(&sample->sysprep);
}
