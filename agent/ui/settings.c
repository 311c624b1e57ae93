/* SPDX-License-Identifier: MIT */
/* settings.c - options of a run, to its journal and back. */
#include "ui/settings.h"

#include "base/clock.h"
#include "base/file.h"
#include "run/executor.h"
#include "ui/commands.h"
#include "ui/handover.h"
#include "ui/signing.h"

enum {
    SERVICE_START_LEAST = 2, /* SERVICE_AUTO_START */
    SERVICE_START_MOST = 4,  /* SERVICE_DISABLED */
    RESTART_LIMIT_MOST = 100,
};

void settings_done(struct settings *settings)
{
    free(settings->manifest_copy);
    free(settings->upload_to);
    free(settings->sign_with);
    free(settings->answer_file.named);
    free(settings->answer_file.copy);
    *settings = (struct settings){ 0 };
}

/* Keeps a text in the place of the one that was there; NULL leaves that. */
static bool keep(const char *string, char **place, struct err *err)
{
    char *copy = NULL;

    if (!string)
        return true;
    if (!text_copy(string, &copy, err))
        return false;
    free(*place);
    *place = copy;
    return true;
}

/* A path is found from any folder that `resume` is given in. */
static bool keep_path(const char *path, char **place, struct err *err)
{
    AUTO(text) absolute = { 0 };

    return !path || (file_absolute(path, &absolute, err) && text_ok(&absolute, err) &&
                        keep(text_string(&absolute), place, err));
}

static bool keep_paths(const struct options *options, struct settings *settings, struct err *err)
{
    AUTO(text) sign = { 0 };

    return keep_path(options->manifest, &settings->manifest_copy, err) &&
           (!options->sign || (signing_append_name(options->sign, &sign, err) &&
                                  keep(text_string(&sign), &settings->sign_with, err)));
}

/* Of the address what may be seen: the journal is no place for the rest. */
static bool keep_upload(const struct options *options, struct settings *settings, struct err *err)
{
    AUTO(text) shown = { 0 };

    return handover_show_address(options, &shown, err) &&
           (shown.len == 0 || keep(text_string(&shown), &settings->upload_to, err));
}

bool settings_remove_agent(
    const struct options *options, const struct guest *guest, bool *wanted, struct err *err)
{
    AUTO(text) build = { 0 };
    enum found found = ABSENT;

    *wanted = options_has(options, OPTION_REMOVE_AGENT);
    if (*wanted || options_has(options, OPTION_KEEP_AGENT))
        return true;
    if (!guest->reg_read_text(guest->state, "SOFTWARE\\goldprep", "Build", &found, &build, err))
        return false;
    *wanted = found == FOUND && text_string(&build)[0] == '1'; /* what was said last stands first */
    return true;
}

bool settings_from_options(const char *command, const struct options *options,
    const struct guest *guest, struct settings *settings, struct err *err)
{
    AUTO(text) started = { 0 };
    int64_t now = 0;

    if (!guest->now(guest->state, &now, err))
        return false;
    clock_append_utc(&started, now);
    snprintf(settings->started, sizeof settings->started, "%s", text_string(&started));
    settings->command = command;
    settings->limit_minutes = options->limit_minutes;
    settings->recovery_limit_bytes = options->recovery_limit_mib * 1024 * 1024;
    settings->no_shutdown = options_has(options, OPTION_NO_SHUTDOWN);
    settings->no_restart = options_has(options, OPTION_NO_RESTART);
    settings->restart_limit = RUN_RESTARTS_LIMIT;
    settings->run_limit_minutes = options->run_limit_minutes;
    if (strcmp(command, "prepare") == 0 &&
        !settings_remove_agent(options, guest, &settings->remove_agent, err))
        return false;
    return keep_paths(options, settings, err) && keep_upload(options, settings, err);
}

static void add_answer_file(const struct settings_answer_file *file, struct json *object)
{
    json_add_string(object, "named", file->named);
    json_add_number(object, "named_bytes", (int64_t)file->named_bytes);
    json_add_number(object, "named_crc32", file->named_crc32);
    json_add_string(object, "copy", file->copy);
    json_add_number(object, "copy_bytes", (int64_t)file->copy_bytes);
    json_add_number(object, "copy_crc32", file->copy_crc32);
}

static void add_service_start(const struct guest_service_start *start, struct json *object)
{
    json_add_number(object, "type", start->type);
    json_add_bool(object, "delayed", start->delayed);
}

void settings_to_json(const struct settings *settings, struct json *header)
{
    json_add_string(header, "tool", say_tool);
    json_add_string(header, "command", settings->command);
    json_add_string(header, "profile", settings->profile->id);
    json_add_string(header, "started", settings->started);
    json_add_number(header, "limit_minutes", settings->limit_minutes);
    json_add_number(header, "recovery_limit_bytes", (int64_t)settings->recovery_limit_bytes);
    json_add_bool(header, "no_shutdown", settings->no_shutdown);
    json_add_bool(header, "no_restart", settings->no_restart);
    json_add_string(header, "carried_by", settings->is_carried ? "service" : "command");
    json_add_number(header, "restart_limit", settings->restart_limit);
    json_add_number(header, "run_limit_minutes", settings->run_limit_minutes);
    if (settings->service_start.type != 0)
        add_service_start(&settings->service_start, json_add_object(header, "service_start"));
    if (settings->remove_agent)
        json_add_bool(header, "remove_agent", true);
    if (settings->manifest_copy)
        json_add_string(header, "manifest_copy", settings->manifest_copy);
    if (settings->upload_to)
        json_add_string(header, "upload_to", settings->upload_to);
    if (settings->sign_with)
        json_add_string(header, "sign_with", settings->sign_with);
    if (settings->answer_file.copy)
        add_answer_file(&settings->answer_file, json_add_object(header, "answer_file"));
}

static bool fail(struct err *err, const char *member)
{
    return err_set(err, ERR_AGENT, ERR_DAMAGED,
        "the journal's header does not tell '%s' in a way this goldprep knows", member);
}

static bool read_names(const struct json *header, struct settings *settings, struct err *err)
{
    const char *command = json_string(json_member(header, "command"));
    const char *profile = json_string(json_member(header, "profile"));
    const char *started = json_string(json_member(header, "started"));

    if (!command || !command_find(command))
        return fail(err, "command");
    if (!profile || !policy_profile(profile))
        return fail(err, "profile");
    if (!started || strlen(started) >= sizeof settings->started)
        return fail(err, "started");
    settings->command = command_find(command)->name;
    settings->profile = policy_profile(profile);
    snprintf(settings->started, sizeof settings->started, "%s", started);
    return true;
}

static bool read_numbers(const struct json *header, struct settings *settings, struct err *err)
{
    int64_t limit = 0;
    int64_t recovery = 0;

    if (!json_number(json_member(header, "limit_minutes"), &limit) || limit < 1 ||
        limit > OPTIONS_LIMIT_MINUTES_MOST)
        return fail(err, "limit_minutes");
    if (!json_number(json_member(header, "recovery_limit_bytes"), &recovery) || recovery < 0)
        return fail(err, "recovery_limit_bytes");
    if (!json_bool(json_member(header, "no_shutdown"), &settings->no_shutdown))
        return fail(err, "no_shutdown");
    if (json_member(header, "remove_agent") &&
        !json_bool(json_member(header, "remove_agent"), &settings->remove_agent))
        return fail(err, "remove_agent");
    settings->limit_minutes = (uint32_t)limit;
    settings->recovery_limit_bytes = (uint64_t)recovery;
    return true;
}

/* One that need not be there. */
static bool read_text(const struct json *header, const char *member, char **place, struct err *err)
{
    const struct json *value = json_member(header, member);

    if (value && !json_string(value))
        return fail(err, member);
    return keep(json_string(value), place, err);
}

/* 0 to most; a header without it is of a run that had none. */
static bool read_limit(const struct json *header, const char *name, int64_t most, uint32_t without,
    uint32_t *limit, struct err *err)
{
    const struct json *member = json_member(header, name);
    int64_t number = without;

    if (member && (!json_number(member, &number) || number < 0 || number > most))
        return fail(err, name);
    *limit = (uint32_t)number;
    return true;
}

static bool read_flag(const struct json *header, const char *name, bool *flag, struct err *err)
{
    const struct json *member = json_member(header, name);

    return !member || json_bool(member, flag) || fail(err, name);
}

/* Who carries the run, and how: what a header of an older goldprep does not have. */
static bool read_carried(const struct json *header, struct settings *settings, struct err *err)
{
    const struct json *by = json_member(header, "carried_by");
    const struct json *start = json_member(header, "service_start");
    const char *name = json_string(by);
    int64_t type = 0;

    if (by && (!name || (strcmp(name, "service") != 0 && strcmp(name, "command") != 0)))
        return fail(err, "carried_by");
    if (start && (!json_number(json_member(start, "type"), &type) || type < SERVICE_START_LEAST ||
                     type > SERVICE_START_MOST ||
                     !json_bool(json_member(start, "delayed"), &settings->service_start.delayed)))
        return fail(err, "service_start");
    settings->is_carried = name && strcmp(name, "service") == 0;
    settings->service_start.type = (uint32_t)type;
    return read_flag(header, "no_restart", &settings->no_restart, err) &&
           read_limit(header, "restart_limit", RESTART_LIMIT_MOST, RUN_RESTARTS_LIMIT,
               &settings->restart_limit, err) &&
           read_limit(header, "run_limit_minutes", OPTIONS_RUN_LIMIT_MINUTES_MOST, 0,
               &settings->run_limit_minutes, err);
}

static bool read_sum(const struct json *object, const char *bytes, const char *crc32,
    uint64_t *read_bytes, uint32_t *read_crc32)
{
    int64_t size = 0;
    int64_t sum = 0;

    if (!json_number(json_member(object, bytes), &size) || size < 0 ||
        !json_number(json_member(object, crc32), &sum) || sum < 0 || sum > UINT32_MAX)
        return false;
    *read_bytes = (uint64_t)size;
    *read_crc32 = (uint32_t)sum;
    return true;
}

/* A run without it has no answer file. */
static bool read_answer_file(
    const struct json *header, struct settings_answer_file *file, struct err *err)
{
    const struct json *object = json_member(header, "answer_file");
    const char *named = json_string(json_member(object, "named"));
    const char *copy = json_string(json_member(object, "copy"));

    if (!object)
        return true;
    if (!named || !copy ||
        !read_sum(object, "named_bytes", "named_crc32", &file->named_bytes, &file->named_crc32) ||
        !read_sum(object, "copy_bytes", "copy_crc32", &file->copy_bytes, &file->copy_crc32))
        return fail(err, "answer_file");
    return text_copy(named, &file->named, err) && text_copy(copy, &file->copy, err);
}

bool settings_from_json(const struct json *header, const struct options *options,
    struct settings *settings, struct err *err)
{
    if (!read_names(header, settings, err) || !read_numbers(header, settings, err) ||
        !read_carried(header, settings, err))
        return false;
    if (!read_text(header, "manifest_copy", &settings->manifest_copy, err) ||
        !read_text(header, "upload_to", &settings->upload_to, err) ||
        !read_text(header, "sign_with", &settings->sign_with, err) ||
        !read_answer_file(header, &settings->answer_file, err) ||
        !keep_paths(options, settings, err) || !keep_upload(options, settings, err))
        return false;
    if (options_has(options, OPTION_LIMIT))
        settings->limit_minutes = options->limit_minutes;
    if (options_has(options, OPTION_RECOVERY_LIMIT))
        settings->recovery_limit_bytes = options->recovery_limit_mib * 1024 * 1024;
    if (options_has(options, OPTION_RUN_LIMIT))
        settings->run_limit_minutes = options->run_limit_minutes;
    if (options_has(options, OPTION_NO_SHUTDOWN))
        settings->no_shutdown = true;
    if (options_has(options, OPTION_NO_RESTART))
        settings->no_restart = true;
    return true;
}
