/* SPDX-License-Identifier: MIT */
/* serve.c - does jobs as a console would, and goes on with a run when the service starts. */
#include "ui/serve.h"

#include "base/console.h"
#include "ui/at_boot.h"
#include "ui/standing.h"

enum { START_AUTOMATIC = 2 }; /* SERVICE_AUTO_START */

/* -- the job -- */

/** The streams of a job. */
struct streams {
    struct service_output output;
    char why[sizeof((struct service_end *)NULL)->why]; /* the last error that was said */
};

/* "error: text" comes in one piece (ui/say.c). */
static void keep_error(struct streams *streams, const char *bytes, size_t len)
{
    static const char mark[] = "error: ";
    size_t skip = sizeof mark - 1;

    if (len <= skip || memcmp(bytes, mark, skip) != 0)
        return;
    const char *end = memchr(bytes, '\n', len);
    size_t rest = (end ? (size_t)(end - bytes) : len) - skip;

    if (rest >= sizeof streams->why)
        rest = text_utf8_len(bytes + skip, sizeof streams->why - 1);
    memcpy(streams->why, bytes + skip, rest);
    streams->why[rest] = '\0';
}

static bool to_watchers(void *state, enum console_stream stream, const char *bytes, size_t len)
{
    struct streams *streams = state;

    if (stream == CONSOLE_ERR)
        keep_error(streams, bytes, len);
    streams->output.text(streams->output.state, stream, bytes, len);
    return true;
}

/* {"arguments": ["--profile=devbox", ...]}: what would have stood behind the command. */
static bool read_arguments(const struct json *options, struct text_list *arguments, struct err *err)
{
    const struct json *array = json_member(options, "arguments");

    if (array && (!json_is_array(array) || json_count(array) > SERVE_ARGUMENTS_MOST))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the job's arguments are no list");
    for (size_t at = 0; at < json_count(array); at++) {
        const char *one = json_string(json_at(array, at));

        if (!one)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "the job's argument %zu is no text", at);
        if (!text_list_add(arguments, one, err))
            return false;
    }
    return true;
}

static int run_command(const struct serve *serve, const struct service_job *job)
{
    struct ui_machine machine = *serve->ui->machine;
    AUTO(text_list) arguments = { 0 };
    struct err err = { 0 };

    machine.state_folder = serve->ui->state_folder;
    machine.service = NULL; /* it is this one */
    machine.is_service = true;
    machine.approved = job->plan;
    if (!text_list_add(&arguments, "goldprep", &err) ||
        !text_list_add(&arguments, job->command, &err) ||
        !read_arguments(job->options, &arguments, &err))
        return say_failed(&err, NULL);
    return ui_main((int)arguments.count, arguments.items, &machine);
}

/* Does the job itself say so? The journal knows only what was said when the run began. */
static bool leaves_restart(const struct service_job *job)
{
    const struct json *array = json_member(job->options, "arguments");

    for (size_t at = 0; at < json_count(array); at++) {
        const char *one = json_string(json_at(array, at));

        if (one && strcmp(one, "--no-restart") == 0)
            return true;
    }
    return false;
}

/* The service starts with Windows only while it will have to go on by itself: a person who has said
 * stop goes on with the run, or does not. */
static void settle_start(const struct serve *serve, const struct service_job *job,
    const struct standing *standing, int code)
{
    bool wants_restart = code == EXIT_CODE_RESTART && !job->is_stopped;
    bool goes_on = standing->is_unfinished && (wants_restart || (job->leaves && code != 0));
    struct err err = { 0 };

    if (goes_on && !standing->waits_for_seal)
        return;
    if (!at_boot_back(serve->ui->machine->guest, &standing->settings.service_start, &err))
        say_error(&err, "'sc config goldprep start= demand' does it by hand, before sealing");
}

static void work(void *state, const struct service_job *job, const struct service_output *output,
    struct service_end *end)
{
    const struct serve *serve = state;
    struct streams streams = { .output = *output };
    const struct console_sink sink = { .state = &streams, .write = to_watchers };
    AUTO(standing) standing = { 0 };
    struct err err = { 0 };

    console_divert(&sink);
    int code = run_command(serve, job);
    bool told = standing_read(serve->ui->state_folder, &standing, &err);

    if (!told)
        say_error(&err, NULL);
    settle_start(serve, job, &standing, code);
    console_divert(NULL);
    *end = (struct service_end){
        .exit_code = code,
        .handed_over = code == EXIT_CODE_HANDED_OVER,
        .restarts = code == EXIT_CODE_RESTART && told && !standing.settings.no_restart &&
                    !leaves_restart(job) && !job->is_stopped && !job->leaves,
    };
    memcpy(end->why, streams.why, sizeof end->why);
}

/* -- where it stands -- */

static bool status(void *state, struct json **run, struct err *err)
{
    const struct serve *serve = state;
    AUTO(standing) standing = { 0 };
    AUTO(json_value) root = { json_new_object() };

    if (!standing_read(serve->ui->state_folder, &standing, err))
        return false;
    if (!root.root)
        return err_nomem(err);
    json_add_bool(root.root, "unfinished", standing.is_unfinished);
    json_add_bool(root.root, "waits_for_seal", standing.waits_for_seal);
    if (standing.journal) {
        json_add_string(root.root, "command", standing.settings.command);
        json_add_string(root.root, "profile", standing.settings.profile->id);
        json_add_string(root.root, "started", standing.settings.started);
    }
    *run = TAKE(root.root);
    return true;
}

/* -- when the service starts -- */

/* Only a service that this run has made start with Windows was not started by somebody who is about
 * to ask for something. */
static bool starts_at_boot(const struct guest *guest, bool *starts, struct err *err)
{
    struct guest_service_start start = { 0 };
    enum found found = ABSENT;

    if (!at_boot_read(guest, &found, &start, err))
        return false;
    *starts = found == FOUND && start.type == START_AUTOMATIC;
    return true;
}

static bool wakes(void *state, bool *resumes, struct err *err)
{
    const struct serve *serve = state;
    const struct guest *guest = serve->ui->machine->guest;
    AUTO(standing) standing = { 0 };
    AUTO(text) why = { 0 };
    bool starts = false;
    bool may = false;

    *resumes = false;
    if (!starts_at_boot(guest, &starts, err))
        return false;
    if (!starts)
        return true;
    if (!at_boot_may_go_on(guest, &may, &why, err))
        return false;
    if (!may)
        return true;
    if (!standing_read(serve->ui->state_folder, &standing, err))
        return false;
    *resumes = standing.is_unfinished && standing.settings.is_carried && !standing.waits_for_seal;
    return *resumes || at_boot_back(guest, &standing.settings.service_start, err);
}

static bool restart(void *state, struct err *err)
{
    const struct serve *serve = state;
    const struct guest *guest = serve->ui->machine->guest;

    return guest->restart(guest->state, err);
}

struct service_host serve_host(struct serve *serve)
{
    return (struct service_host){
        .state = serve, .work = work, .status = status, .wakes = wakes, .restart = restart
    };
}
