/* SPDX-License-Identifier: MIT */
/* options.h - what may stand behind a command, from one table. */
#pragma once

#include "base/text.h"

/** One bit an option, so that a command names those it takes. */
enum option_bit {
    OPTION_PROFILE = 1 << 0,
    OPTION_FACTS = 1 << 1,
    OPTION_PLAN = 1 << 2,
    OPTION_JSON = 1 << 3,
    OPTION_DEEP = 1 << 4,
    OPTION_OPERATIONS = 1 << 5,
    OPTION_YES = 1 << 6,
    OPTION_NO_SHUTDOWN = 1 << 7,
    OPTION_LIMIT = 1 << 8,
    OPTION_STATE = 1 << 9,
    OPTION_MANIFEST = 1 << 10,
    OPTION_OUTPUT = 1 << 11,
    OPTION_MARKDOWN = 1 << 12,
    OPTION_RECOVERY_LIMIT = 1 << 13,
    OPTION_FORMAT = 1 << 14,
    OPTION_RUN_LIMIT = 1 << 15,
    OPTION_ALONE = 1 << 16,
    OPTION_NO_RESTART = 1 << 17,
    OPTION_CONSOLE = 1 << 18,
    OPTION_RECORD = 1 << 20,
    OPTION_GUEST = 1 << 21,
    OPTION_REMOVE_AGENT = 1 << 22,
    OPTION_KEEP_AGENT = 1 << 23,
    OPTION_FIX = 1 << 24,
    OPTION_ARCHITECTURE = 1 << 25,
    OPTION_UNATTEND = 1 << 26,
    OPTION_TRIAL = 1 << 27,
    OPTION_EXAMPLE = 1 << 29,
    OPTION_VHD = 1 << 30,
    OPTION_UPLOAD = 1LL << 32,
    OPTION_SIGN = 1LL << 33,
    OPTION_IMAGE = 1LL << 34,
};

enum {
    /** Options that a console hands on to the service, which does the work. */
    OPTIONS_OF_A_JOB = OPTION_PROFILE | OPTION_OPERATIONS | OPTION_YES | OPTION_NO_SHUTDOWN |
                       OPTION_LIMIT | OPTION_RUN_LIMIT | OPTION_RECOVERY_LIMIT | OPTION_MANIFEST |
                       OPTION_UNATTEND | OPTION_NO_RESTART | OPTION_REMOVE_AGENT |
                       OPTION_KEEP_AGENT | OPTION_UPLOAD | OPTION_SIGN,
};

/** What --format asks for. */
enum option_format {
    FORMAT_TABLE = 0, /* for people */
    FORMAT_JSON,
    FORMAT_JUNIT,
    FORMAT_SARIF,
    FORMAT_MARKDOWN,
};

enum {
    OPTIONS_PROFILE_LIMIT = 256, /* profiles of one command line */
    OPTIONS_WORD_LIMIT = 3,      /* words behind the command */
    OPTIONS_LIMIT_MINUTES_DEFAULT =
        60, /* sysprep takes 1 to 10 minutes; a slow DISM may add to it */
    OPTIONS_LIMIT_MINUTES_MOST = 24 * 60,
    OPTIONS_RUN_LIMIT_MINUTES_MOST = 7 * 24 * 60,
    OPTIONS_RECOVERY_MIB_MOST = 1024 * 1024,
};

/** How an option is written and what help says about it. */
struct option_row {
    enum option_bit bit;
    const char *name;  /* "--facts" */
    const char *value; /* what its value is called: "FILE"; NULL: it takes none */
    const char *what;  /* one sentence for help */
};

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

/** A command line taken apart. Strings belong to the arguments; NULL: not given. */
struct options {
    uint64_t given;            /* enum option_bit of those that were there */
    struct text_list profiles; /* owned: each name of each --profile */
    enum option_format format; /* FORMAT_JSON with --json, and then OPTION_JSON is given */
    const char *facts, *plan, *operations, *state, *manifest, *output, *markdown;
    const char *record, *guest;
    const char *fix, *architecture, *unattend, *vhd;
    const char *upload, *sign, *image;
    uint32_t limit_minutes;
    uint32_t run_limit_minutes;            /* 0: not given */
    uint64_t recovery_limit_mib;           /* 0: not given */
    const char *words[OPTIONS_WORD_LIMIT]; /* what is no option */
    size_t word_count;
    bool help; /* -h or --help stood there: everything else is left unread */
};

void options_done(struct options *options);

/** Why a command line was not understood. */
struct options_error {
    char text[192]; /* "unknown option '--profil'" */
    char hint[96];  /* "did you mean '--profile'?"; "" when nothing is near */
};

/**
 * Takes arguments apart. "--name VALUE" and "--name=VALUE" are the same; "--" ends the options.
 * --profile may stand more than once, and takes several names with commas between them.
 *
 * @param takes  enum option_bit of the options that this command knows
 * @param words  how many words that are no option it takes at most
 * @param options  receives what was said, on false too; the caller calls options_done
 * @return       false: error says which argument and why
 */
bool options_parse(int count, char *const *arguments, uint64_t takes, size_t words,
    struct options *options, struct options_error *error) MUST_CHECK;

/** Was it given? */
bool options_has(const struct options *options, enum option_bit bit);

/**
 * Adds, as arguments that options_parse reads back, what was given of some options.
 *
 * @param which  enum option_bit of those
 */
bool options_to_arguments(const struct options *options, uint64_t which,
    struct text_list *arguments, struct err *err) MUST_CHECK;
