/* SPDX-License-Identifier: MIT */
/* commands.c - the table of commands, and how a command line reaches one of them. */
#include "ui/commands.h"

#include "base/file.h"
#include "base/nearest.h"

extern const struct command command_facts, command_assess, command_plan, command_status;
extern const struct command command_diagnose;
extern const struct command command_apply, command_generalize, command_prepare, command_resume;
extern const struct command command_manifest, command_profiles, command_explain, command_help;
extern const struct command command_version;
extern const struct command command_unattend, command_render;
extern const struct command command_service;
extern const struct command command_undo;

const struct command *const commands_all[] = {
    &command_facts,
    &command_assess,
    &command_plan,
    &command_status,
    &command_diagnose,
    &command_unattend,
    &command_apply,
    &command_generalize,
    &command_prepare,
    &command_resume,
    &command_undo,
    &command_manifest,
    &command_render,
    &command_service,
    &command_profiles,
    &command_explain,
    &command_help,
    &command_version,
    NULL,
};

const struct command *command_find(const char *name)
{
    for (size_t at = 0; commands_all[at]; at++)
        if (strcmp(commands_all[at]->name, name) == 0)
            return commands_all[at];
    return NULL;
}

const char *command_group_title(enum command_group group)
{
    switch (group) {
    case COMMAND_LOOKS:
        return "look, change nothing";
    case COMMAND_CHANGES:
        return "change this machine";
    case COMMAND_HANDS_OVER:
        return "hand over";
    case COMMAND_SERVES:
        return "serve";
    case COMMAND_ABOUT:
        break;
    }
    return "about goldprep";
}

static int fail_unknown(const struct ui *ui, const char *name)
{
    struct nearest nearest = { 0 };
    char hint[96] = "";

    for (size_t at = 0; commands_all[at]; at++)
        nearest_try(&nearest, name, commands_all[at]->name);
    if (nearest.name)
        snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.name);
    return say_usage(ui, nearest.name ? hint : "'goldprep help' lists the commands",
        "unknown command '%.80s'", name);
}

static int answer_help(struct ui *ui)
{
    AUTO(text) text = { 0 };

    if (ui->command)
        command_append_help(ui, ui->command, &text);
    else
        command_append_overview(ui, &text);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

/* Only the commands that take --state have a use for the folder, and asking takes its time. */
static bool find_state_folder(
    struct ui *ui, const struct options *options, struct text *path, struct err *err)
{
    const struct guest *guest = ui->machine->guest;
    AUTO(text) program_data = { 0 };

    if (options->state)
        ui->state_folder = options->state;
    if (ui->state_folder || !guest || !(ui->command->options & OPTION_STATE))
        return true;
    if (!guest->folder(guest->state, GUEST_PROGRAM_DATA, &program_data, err))
        return false;
    file_join(path, text_string(&program_data), "goldprep");
    ui->state_folder = text_string(path);
    return text_ok(path, err);
}

/* What a console may leave to the service; the rest is of the console alone. */
static bool may_take(const struct ui *ui, const struct options *options, int *code)
{
    if (!ui->machine->is_service || (options->given & ~(uint64_t)OPTIONS_OF_A_JOB) == 0)
        return true;
    *code = say_usage(
        ui, NULL, "'%s' was given an option that the service does not take", ui->command->name);
    return false;
}

static int run_command(struct ui *ui, int count, char **arguments)
{
    AUTO(options) options = { 0 };
    AUTO(text) state_folder = { 0 };
    struct options_error error = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!options_parse(
            count, arguments, ui->command->options, ui->command->word_count, &options, &error))
        return say_usage(ui, error.hint, "%s", error.text);
    if (options.help)
        return answer_help(ui);
    if (!may_take(ui, &options, &code))
        return code;
    if (!find_state_folder(ui, &options, &state_folder, &err))
        return say_failed(&err, NULL);
    return ui->command->run(ui, &options);
}

/* What a person types who does not know commands. */
static const char *as_command(const char *word)
{
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "/?") == 0)
        return "help";
    if (strcmp(word, "--version") == 0)
        return "version";
    return word;
}

int ui_main(int count, char **arguments, const struct ui_machine *machine)
{
    struct ui ui = say_begin(machine);
    int code;

    if (count < 2)
        return say_usage(&ui, "'goldprep help' lists the commands", "no command given");
    ui.command = command_find(as_command(arguments[1]));
    if (!ui.command)
        return fail_unknown(&ui, arguments[1]);
    code = run_command(&ui, count - 2, arguments + 2);
    /* a change is not undone by nobody hearing of it: sysprep may cut the connection that ran us */
    if (ui.lost && ui.command->group != COMMAND_CHANGES && ui.command->group != COMMAND_SERVES) {
        say_note("error: the answer could not be written to standard output");
        code = EXIT_CODE_FAILED;
    }
    return code;
}
