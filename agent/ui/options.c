/* SPDX-License-Identifier: MIT */
/* options.c - the table of options and the one parser over it. */
#include "ui/options.h"

#include "base/nearest.h"

const struct option_row option_rows[] = {
    { OPTION_PROFILE, "--profile", "ID",
        "what the image is for: the rules it is judged by; 'goldprep profiles' lists them" },
    { OPTION_FACTS, "--facts", "FILE", "judge the facts of this file instead of this machine" },
    { OPTION_GUEST, "--guest", "FILE", "ask the guest that was recorded into this file" },
    { OPTION_RECORD, "--record", "FILE",
        "keep the guest's raw answers in this file, without secrets, for --guest" },
    { OPTION_PLAN, "--plan", "FILE",
        "carry out this plan; refused when the machine no longer leads to it" },
    { OPTION_DEEP, "--deep", NULL, "ask slow witnesses too (a DISM session: 5 to 60 s)" },
    { OPTION_OPERATIONS, "--operations", "LIST",
        "leave out or add actions: -extend-system-volume,+disable-windows-re" },
    { OPTION_YES, "--yes", NULL, "do not ask before changing the machine" },
    { OPTION_NO_SHUTDOWN, "--no-shutdown", NULL,
        "leave the machine running when it is sealed; whoever called switches it off" },
    { OPTION_LIMIT, "--limit", "MINUTES", "how long one step may take: 1 to 1440, 60 unless said" },
    { OPTION_RUN_LIMIT, "--run-limit", "MINUTES",
        "how long the whole run may take, waiting for an administrator left out: 1 to 10080; 240 "
        "when the service carries it, else no limit" },
    { OPTION_RECOVERY_LIMIT, "--recovery-limit", "MIB",
        "leave recovery partitions alone that are larger than this" },
    { OPTION_NO_RESTART, "--no-restart", NULL,
        "leave a restart that Windows wants to whoever called, also when the service carries the "
        "run" },
    { OPTION_ALONE, "--alone", NULL,
        "do the work in this process, also where the service is installed" },
    { OPTION_MANIFEST, "--manifest", "FILE",
        "render: the manifest of the image; elsewhere: write a copy of the manifest to this file "
        "too" },
    { OPTION_REMOVE_AGENT, "--remove-agent", NULL,
        "remove goldprep from the machine when it is sealed; --manifest names the copy that "
        "stays" },
    { OPTION_KEEP_AGENT, "--keep-agent", NULL,
        "do not, also where goldprep was installed for a build (BUILD=1)" },
    { OPTION_EXAMPLE, "--example", NULL, "print one that is complete, to begin with" },
    { OPTION_VHD, "--vhd", "FILE", "upload this file to the target's source; it is checked first" },
    { OPTION_OUTPUT, "--output", "FILE",
        "write what is rendered, or the JSON document, to this file too" },
    { OPTION_JSON, "--json", NULL, "answer with one JSON document" },
    { OPTION_FORMAT, "--format", "NAME",
        "answer as table, json, junit, sarif or markdown; --output gets the same" },
    { OPTION_STATE, "--state", "FOLDER", "where journal, backups and manifest are kept" },
    { OPTION_FIX, "--fix", "OUT",
        "write a corrected copy to this new file; what no program can decide is left" },
    { OPTION_ARCHITECTURE, "--architecture", "NAME",
        "architecture of the image: amd64, arm64 or x86; on Windows that of this machine unless "
        "said" },
    { OPTION_TRIAL, "--trial", NULL,
        "look at everything, slow witnesses too, say what would happen, and change nothing" },
    { OPTION_UNATTEND, "--unattend", "FILE",
        "give sysprep this answer file; it is checked first, and one with errors is refused" },
    { OPTION_CONSOLE, "--console", NULL, "serve in this console, until Ctrl-C" },
    { OPTION_UPLOAD, "--upload", "URL",
        "put the manifest to this https address, a blob's SAS or any other; 'env' takes it from "
        "GOLDPREP_UPLOAD_URL, where no list of processes shows it" },
    { OPTION_SIGN, "--sign", "KEY",
        "sign the manifest with this PFX, or with the certificate of this thumbprint in the "
        "machine's store" },
    { OPTION_IMAGE, "--image", "FILE", "the image that left the guest: a disk image of any form" },
    { OPTION_MARKDOWN, "--markdown", "PAGE", "print a page of docs/ as it is generated" },
};
const size_t option_rows_count = COUNT_OF(option_rows);

bool options_has(const struct options *options, enum option_bit bit)
{
    return (options->given & (uint64_t)bit) != 0;
}

void options_done(struct options *options)
{
    text_list_done(&options->profiles);
}

static bool fail(struct options_error *error, const char *format, ...) PRINTF_LIKE(2, 3);

static bool fail(struct options_error *error, const char *format, ...)
{
    va_list arguments;

    error->hint[0] = '\0';
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}

/* "--name" or "--name=value": is this the row's name? */
static bool is_named(const char *argument, const char *name)
{
    size_t len = strlen(name);

    return strncmp(argument, name, len) == 0 && (argument[len] == '\0' || argument[len] == '=');
}

static const struct option_row *find_row(const char *argument)
{
    for (size_t at = 0; at < option_rows_count; at++)
        if (is_named(argument, option_rows[at].name))
            return &option_rows[at];
    return NULL;
}

static bool fail_unknown(const char *argument, uint64_t takes, struct options_error *error)
{
    struct nearest nearest = { 0 };

    fail(error, "unknown option '%.80s'", argument);
    for (size_t at = 0; at < option_rows_count; at++)
        if (takes & (uint64_t)option_rows[at].bit)
            nearest_try(&nearest, argument, option_rows[at].name);
    if (nearest.name)
        snprintf(error->hint, sizeof error->hint, "did you mean '%s'?", nearest.name);
    return false;
}

static bool keep_profile(
    struct options *options, const char *name, size_t len, struct options_error *error)
{
    AUTO(text) item = { 0 };
    struct err err = { 0 };

    if (len == 0)
        return fail(error, "'--profile' has a comma with no name beside it");
    text_append_bytes(&item, name, len);
    for (size_t at = 0; at < options->profiles.count; at++)
        if (strcmp(options->profiles.items[at], text_string(&item)) == 0)
            return fail(error, "profile '%.80s' is given twice", text_string(&item));
    if (options->profiles.count == OPTIONS_PROFILE_LIMIT)
        return fail(error, "more than %d profiles", OPTIONS_PROFILE_LIMIT);
    if (!text_ok(&item, &err) || !text_list_add(&options->profiles, text_string(&item), &err))
        return fail(error, "%.100s", err.text);
    return true;
}

static bool keep_profiles(struct options *options, const char *value, struct options_error *error)
{
    while (value) {
        const char *comma = strchr(value, ',');

        if (!keep_profile(options, value, comma ? (size_t)(comma - value) : strlen(value), error))
            return false;
        value = comma ? comma + 1 : NULL;
    }
    return true;
}

static const struct {
    const char *name;
    enum option_format format;
} formats[] = {
    { "table", FORMAT_TABLE },
    { "json", FORMAT_JSON },
    { "junit", FORMAT_JUNIT },
    { "sarif", FORMAT_SARIF },
    { "markdown", FORMAT_MARKDOWN },
};

static bool keep_format(struct options *options, const char *value, struct options_error *error)
{
    struct nearest nearest = { 0 };

    for (size_t at = 0; at < COUNT_OF(formats); at++) {
        if (strcmp(formats[at].name, value) == 0) {
            options->format = formats[at].format;
            return true;
        }
        nearest_try(&nearest, value, formats[at].name);
    }
    fail(error, "unknown format '%.80s': table, json, junit, sarif or markdown", value);
    if (nearest.name)
        snprintf(error->hint, sizeof error->hint, "did you mean '%s'?", nearest.name);
    return false;
}

/* --json is the short form of --format json: beside another format it asks for two answers. */
static bool settle_format(struct options *options, struct options_error *error)
{
    if (options_has(options, OPTION_JSON)) {
        if (options_has(options, OPTION_FORMAT) && options->format != FORMAT_JSON)
            return fail(error, "--json and --format %s ask for two different answers",
                formats[options->format].name);
        options->format = FORMAT_JSON;
    }
    if (options->format == FORMAT_JSON)
        options->given |= OPTION_JSON;
    return true;
}

static bool read_number(const struct option_row *row, const char *value, int64_t most,
    int64_t *number, struct options_error *error)
{
    if (!text_to_int64(value, number) || *number < 1 || *number > most)
        return fail(error, "'%s' takes a number from 1 to %lld, not '%.80s'", row->name,
            (long long)most, value);
    return true;
}

static bool keep_number(struct options *options, const struct option_row *row, const char *value,
    struct options_error *error)
{
    int64_t number = 0;

    if (row->bit == OPTION_LIMIT) {
        if (!read_number(row, value, OPTIONS_LIMIT_MINUTES_MOST, &number, error))
            return false;
        options->limit_minutes = (uint32_t)number;
        return true;
    }
    if (row->bit == OPTION_RUN_LIMIT) {
        if (!read_number(row, value, OPTIONS_RUN_LIMIT_MINUTES_MOST, &number, error))
            return false;
        options->run_limit_minutes = (uint32_t)number;
        return true;
    }
    if (!read_number(row, value, OPTIONS_RECOVERY_MIB_MOST, &number, error))
        return false;
    options->recovery_limit_mib = (uint64_t)number;
    return true;
}

/* Where the value of an option goes that is kept as it was typed. */
static const char **place_of(struct options *options, enum option_bit bit)
{
    switch (bit) {
    case OPTION_FACTS:
        return &options->facts;
    case OPTION_PLAN:
        return &options->plan;
    case OPTION_OPERATIONS:
        return &options->operations;
    case OPTION_STATE:
        return &options->state;
    case OPTION_MANIFEST:
        return &options->manifest;
    case OPTION_OUTPUT:
        return &options->output;
    case OPTION_MARKDOWN:
        return &options->markdown;
    case OPTION_RECORD:
        return &options->record;
    case OPTION_GUEST:
        return &options->guest;
    case OPTION_FIX:
        return &options->fix;
    case OPTION_ARCHITECTURE:
        return &options->architecture;
    case OPTION_UNATTEND:
        return &options->unattend;
    case OPTION_UPLOAD:
        return &options->upload;
    case OPTION_SIGN:
        return &options->sign;
    case OPTION_IMAGE:
        return &options->image;
    case OPTION_VHD:
        return &options->vhd;
    case OPTION_PROFILE:
    case OPTION_FORMAT:
    case OPTION_JSON:
    case OPTION_DEEP:
    case OPTION_YES:
    case OPTION_TRIAL:
    case OPTION_CONSOLE:
    case OPTION_EXAMPLE:
    case OPTION_NO_SHUTDOWN:
    case OPTION_REMOVE_AGENT:
    case OPTION_KEEP_AGENT:
    case OPTION_LIMIT:
    case OPTION_RUN_LIMIT:
    case OPTION_RECOVERY_LIMIT:
    case OPTION_ALONE:
    case OPTION_NO_RESTART:
        break;
    }
    return NULL;
}

static bool keep(struct options *options, const struct option_row *row, const char *value,
    struct options_error *error)
{
    bool again = options_has(options, row->bit);

    if (again && row->bit != OPTION_PROFILE)
        return fail(error, "option '%s' is given twice", row->name);
    options->given |= (uint64_t)row->bit;
    if (!row->value)
        return true;
    if (!value || value[0] == '\0')
        return fail(error, "option '%s' needs a value: %s", row->name, row->value);
    if (row->bit == OPTION_PROFILE)
        return keep_profiles(options, value, error);
    if (row->bit == OPTION_FORMAT)
        return keep_format(options, value, error);
    if (row->bit == OPTION_LIMIT || row->bit == OPTION_RUN_LIMIT ||
        row->bit == OPTION_RECOVERY_LIMIT)
        return keep_number(options, row, value, error);
    *place_of(options, row->bit) = value;
    return true;
}

/* One argument that begins with '-'; *at moves on when its value is the next argument. */
static bool take_option(int count, char *const *arguments, int *at, uint64_t takes,
    struct options *options, struct options_error *error)
{
    const char *argument = arguments[*at];
    const struct option_row *row = find_row(argument);
    const char *value = strchr(argument, '=');

    if (!row)
        return fail_unknown(argument, takes, error);
    if (!(takes & (uint64_t)row->bit))
        return fail(error, "this command has no option '%s'", row->name);
    if (value && !row->value)
        return fail(error, "option '%s' takes no value", row->name);
    if (value)
        return keep(options, row, value + 1, error);
    /* "--facts --json" forgot the file; "--operations -x" did not */
    if (row->value && *at + 1 < count && strncmp(arguments[*at + 1], "--", 2) != 0)
        value = arguments[++*at];
    return keep(options, row, value, error);
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "-h") == 0 || strcmp(argument, "--help") == 0;
}

bool options_parse(int count, char *const *arguments, uint64_t takes, size_t words,
    struct options *options, struct options_error *error)
{
    bool only_words = false;

    *options = (struct options){ .limit_minutes = OPTIONS_LIMIT_MINUTES_DEFAULT };
    for (int at = 0; at < count; at++) {
        const char *argument = arguments[at];

        if (!only_words && strcmp(argument, "--") == 0) {
            only_words = true;
        } else if (!only_words && is_help(argument)) {
            options->help = true;
            return true;
        } else if (!only_words && argument[0] == '-' && argument[1] != '\0') {
            if (!take_option(count, arguments, &at, takes, options, error))
                return false;
        } else if (options->word_count == words || words > OPTIONS_WORD_LIMIT) {
            return fail(error, "unexpected argument '%.80s'", argument);
        } else {
            options->words[options->word_count++] = argument;
        }
    }
    return settle_format(options, error);
}

/* The value as it is typed. */
static void append_value(
    const struct options *options, const struct option_row *row, struct text *argument)
{
    struct options copy = *options; /* place_of gives a place that may be written to */

    if (row->bit == OPTION_PROFILE)
        for (size_t at = 0; at < options->profiles.count; at++)
            text_append(argument, "%s%s", at > 0 ? "," : "", options->profiles.items[at]);
    else if (row->bit == OPTION_FORMAT)
        text_append(argument, "%s", formats[options->format].name);
    else if (row->bit == OPTION_LIMIT)
        text_append(argument, "%u", options->limit_minutes);
    else if (row->bit == OPTION_RUN_LIMIT)
        text_append(argument, "%u", options->run_limit_minutes);
    else if (row->bit == OPTION_RECOVERY_LIMIT)
        text_append(argument, "%llu", (unsigned long long)options->recovery_limit_mib);
    else
        text_append(argument, "%s", *place_of(&copy, row->bit));
}

bool options_to_arguments(
    const struct options *options, uint64_t which, struct text_list *arguments, struct err *err)
{
    for (size_t at = 0; at < option_rows_count; at++) {
        const struct option_row *row = &option_rows[at];
        AUTO(text) argument = { 0 };

        if (!(which & options->given & (uint64_t)row->bit))
            continue;
        text_append(&argument, "%s%s", row->name, row->value ? "=" : "");
        if (row->value)
            append_value(options, row, &argument);
        if (!text_ok(&argument, err) || !text_list_add(arguments, text_string(&argument), err))
            return false;
    }
    return true;
}
