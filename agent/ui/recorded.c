/* SPDX-License-Identifier: MIT */
/* recorded.c - a guest that is recorded while it is looked at, or that was. */
#include "ui/recorded.h"

#include "base/file.h"
#include "guest/record.h"
#include "guest/replay.h"
#include "probes/probe.h"
#include "ui/look.h"

/** For AUTO(recorder), AUTO(replay): released when the command is done with them. */
struct recorder {
    struct guest_recorder *open;
};

static void recorder_done(struct recorder *recorder)
{
    guest_recorder_free(recorder->open);
}

struct replay {
    struct guest_replay *open;
};

static void replay_done(struct replay *replay)
{
    guest_replay_free(replay->open);
}

/* The recording is written first: facts that are shown then have it beside them. */
static bool record(
    const struct ui *ui, const char *path, bool deep, struct facts **facts, struct err *err)
{
    AUTO(recorder) recorder = { 0 };
    AUTO(text) file = { 0 };
    struct facts *seen = NULL;

    if (!guest_record(ui->machine->guest, &recorder.open, err))
        return false;
    struct guest guest = guest_recorder_guest(recorder.open);
    if (!probes_collect(&guest, deep, say_tool, &seen, err))
        return false;
    if (!guest_recorder_print(recorder.open, say_tool, deep, &file, err) ||
        !file_replace(path, text_string(&file), file.len, err)) {
        facts_free(seen);
        return err_wrap(err, "recording '%s'", path);
    }
    *facts = seen;
    return true;
}

static bool open_replay(const char *path, struct guest_replay **replay, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!look_read(path, RECORDING_SIZE_LIMIT, &bytes, err))
        return false;
    if (!guest_replay((const char *)bytes.data, bytes.len, replay, err))
        return err_wrap(err, "recording '%s'", path);
    return true;
}

static bool replay(
    const struct ui *ui, const struct options *options, bool deep, struct facts **facts, int *code)
{
    AUTO(replay) replay = { 0 };
    struct err err = { 0 };

    if (!open_replay(options->guest, &replay.open, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    if (deep && !guest_replay_header(replay.open).deep) {
        *code =
            say_usage(ui, "leave --deep out, or record again: goldprep facts --deep --record FILE",
                "'%.80s' was recorded without --deep: what slow witnesses say is not in it",
                options->guest);
        return false;
    }
    struct guest guest = guest_replay_guest(replay.open);
    if (probes_collect(&guest, deep, say_tool, facts, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}

bool recorded_facts(
    const struct ui *ui, const struct options *options, bool deep, struct facts **facts, int *code)
{
    struct err err = { 0 };

    if (options->record && (options->facts || options->guest)) {
        *code = say_usage(ui, NULL, "--record asks this machine, --%s asks a file: not both",
            options->facts ? "facts" : "guest");
        return false;
    }
    if (options->record && options->output && strcmp(options->record, options->output) == 0) {
        *code = say_usage(ui, NULL, "--record and --output name the same file");
        return false;
    }
    if (options->facts) {
        *code = say_usage(ui, NULL, "--facts and --guest both ask a file: not both");
        return false;
    }
    if (options->guest)
        return replay(ui, options, deep, facts, code);
    if (!look_is_windows(ui, "ask a recorded guest: --guest FILE", code))
        return false;
    if (record(ui, options->record, deep, facts, &err))
        return true;
    *code = say_failed(&err, NULL);
    return false;
}
