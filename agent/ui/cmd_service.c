/* SPDX-License-Identifier: MIT */
/*
 * cmd_service.c - makes goldprep's service, takes it away, and is it.
 *
 * Source: learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299- (1063, 1072, 1073)
 */
#include "run/executor.h"
#include "ui/commands.h"
#include "ui/rights.h"
#include "ui/serve.h"

enum {
    NOT_UNDER_THE_MANAGER = 1063, /* ERROR_FAILED_SERVICE_CONTROLLER_CONNECT */
    THERE_ALREADY = 1073,         /* ERROR_SERVICE_EXISTS */
    MARKED_FOR_DELETION = 1072,   /* ERROR_SERVICE_MARKED_FOR_DELETE */
    REMOVE_LIMIT_MS = 200 * 1000, /* more than the service takes to end by itself */
};

static int fail_going(void)
{
    struct err err = { 0 };

    err_set(&err, ERR_WIN32, MARKED_FOR_DELETION,
        "an earlier service 'goldprep' is removed already, and still held open by some program");
    say_error(&err, "close the Services window, Task Manager and Event Viewer, or restart Windows");
    return EXIT_CODE_FAILED;
}

static bool is_win32(const struct err *err, uint32_t code)
{
    return err->domain == ERR_WIN32 && err->code == code;
}

static int fail_with(const struct err *err)
{
    return is_win32(err, MARKED_FOR_DELETION) ? fail_going() : say_failed(err, NULL);
}

static bool is_allowed(const struct ui *ui, const char *word, int *code)
{
    struct err err = { 0 };
    char name[32];

    snprintf(name, sizeof name, "service %s", word);
    enum rights rights = rights_look(ui->machine->guest, name, false, &err);

    if (rights == RIGHTS_OF_ADMINISTRATOR)
        return true;
    *code = say_failed(&err, rights_advice(rights)[0]);
    return false;
}

static int answer(struct ui *ui, const char *line)
{
    AUTO(text) text = { 0 };

    say_wrapped(ui, &text, 0, "", line);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int fail_installed(const struct service_manager *manager)
{
    AUTO(service_seen) seen = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    if (!manager->look(manager->state, &found, &seen, &err))
        return say_failed(&err, NULL);
    err_set(&err, ERR_AGENT, ERR_REFUSED, "the service 'goldprep' is installed already: %s",
        text_shown(text_string(&seen.program)));
    return say_failed(&err, "'goldprep service remove' takes it away");
}

static int install(struct ui *ui)
{
    const struct service_manager *manager = ui->machine->service;
    struct err err = { 0 };

    if (manager->install(manager->state, &err))
        return answer(ui, "The service 'goldprep' is installed. A command that changes this "
                          "machine starts it.");
    if (is_win32(&err, THERE_ALREADY))
        return fail_installed(manager);
    if (err_is(&err, ERR_REFUSED))
        return say_failed(&err, "put goldprep.exe into a folder of its own below Program Files");
    return fail_with(&err);
}

/* A run that waits for its service must not lose it. */
static bool may_go(const struct ui *ui, int *code)
{
    AUTO(text) path = { 0 };
    struct journal *journal = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };

    run_journal_path(&path, ui->state_folder);
    if (!text_ok(&path, &err) || !journal_read(text_string(&path), &found, &journal, &err)) {
        *code = say_failed(&err, "whether a run is unfinished cannot be told");
        return false;
    }
    bool is_over = !journal || journal_is_over(journal);
    bool undoes = journal && journal_is_undone_or_undoing(journal);
    journal_free(journal);
    if (is_over)
        return true;
    err_set(&err, ERR_AGENT, ERR_REFUSED, "the %s '%s' is unfinished",
        undoes ? "undo of the run in" : "run in", ui->state_folder);
    *code =
        say_failed(&err, undoes ? "'goldprep undo' ends it; 'goldprep status' says where it stands"
                                : "'goldprep resume' ends it; 'goldprep status' says where it "
                                  "stands");
    return false;
}

static int remove_service(struct ui *ui)
{
    const struct service_manager *manager = ui->machine->service;
    AUTO(service_seen) seen = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!may_go(ui, &code))
        return code;
    if (!manager->look(manager->state, &found, &seen, &err) ||
        !manager->remove(manager->state, REMOVE_LIMIT_MS, &err))
        return fail_with(&err);
    return answer(ui,
        found == FOUND ? "The service 'goldprep' is removed." : "There is no service 'goldprep'.");
}

/* An image that is set up starts what was left on: that is no machine to work on. */
static bool is_set_up(const struct guest *guest, struct err *why)
{
    static const char *const names[] = { "SystemSetupInProgress", "OOBEInProgress" };

    for (size_t at = 0; at < COUNT_OF(names); at++) {
        enum found found = ABSENT;
        uint32_t value = 0;

        if (!guest->reg_read_u32(guest->state, "SYSTEM\\Setup", names[at], &found, &value, why))
            return false;
        if (found == FOUND && value != 0)
            return err_set(why, ERR_AGENT, ERR_REFUSED,
                "Windows is being set up (%s is %u): goldprep does not work then", names[at],
                value);
    }
    return true;
}

static int serve(struct ui *ui, bool in_console)
{
    const struct service_manager *manager = ui->machine->service;
    struct serve serve = { .ui = ui };
    struct service_host host = serve_host(&serve);
    struct err refusal = { 0 };
    struct err err = { 0 };

    if (!is_set_up(ui->machine->guest, &refusal)) {
        host.refuses = &refusal;
        if (in_console)
            return say_failed(&refusal, NULL);
    }
    if (manager->run(manager->state, &host, in_console, &err))
        return EXIT_CODE_DONE;
    if (!is_win32(&err, NOT_UNDER_THE_MANAGER))
        return say_failed(&err, NULL);
    say_error(&err,
        "the service manager alone starts 'service run': 'goldprep service install', "
        "then 'sc start goldprep'; 'goldprep service --console' serves in this console");
    return EXIT_CODE_USAGE;
}

static int run(struct ui *ui, const struct options *options)
{
    const char *word = options->word_count > 0 ? options->words[0] : "";
    bool in_console = options_has(options, OPTION_CONSOLE);
    int code = EXIT_CODE_DONE;

    if (!ui->machine->service || !ui->machine->guest)
        return say_usage(ui, NULL, "this is not Windows: there is no service here");
    if (in_console && word[0] != '\0')
        return say_usage(ui, NULL, "'--console' serves here; it takes no '%.80s'", word);
    if (!in_console && strcmp(word, "install") != 0 && strcmp(word, "remove") != 0 &&
        strcmp(word, "run") != 0)
        return say_usage(ui, NULL, "'service' takes install, remove, run or --console");
    if (!is_allowed(ui, in_console ? "--console" : word, &code))
        return code;
    if (strcmp(word, "install") == 0)
        return install(ui);
    if (strcmp(word, "remove") == 0)
        return remove_service(ui);
    return serve(ui, in_console);
}

const struct command command_service = {
    .name = "service",
    .group = COMMAND_SERVES,
    .words = "install | remove | run",
    .word_count = 1,
    .summary = "carry runs through restarts: make, remove or be the service",
    .about =
        "install makes the service 'goldprep' of this program: it runs as the system, is started "
        "on demand, and with Windows only while a run is unfinished. Then apply, prepare and "
        "resume let it do the work, and only show what it does. remove stops it and takes it "
        "away with its event source; with an unfinished run that is refused. run is what the "
        "service manager calls. --console serves in this console until Ctrl-C.",
    .example = "goldprep service install",
    .options = OPTION_CONSOLE | OPTION_STATE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_REFUSED,
        EXIT_CODE_TIME_LIMIT, COMMAND_EXITS_END },
    .run = run,
};
