/* SPDX-License-Identifier: MIT */
/* serve.c - tells where the run stands; it does no jobs yet and says so. */
#include "ui/serve.h"

#include "run/executor.h"

#include <string.h>

static void work(void *state, const struct service_job *job, const struct service_output *output,
    struct service_end *end)
{
    static const char line[] = "error: this service does no jobs yet\n";

    (void)state;
    (void)job;
    output->text(output->state, CONSOLE_ERR, line, strlen(line));
    *end = (struct service_end){ .exit_code = EXIT_CODE_FAILED };
}

static bool status(void *state, struct json **run, struct err *err)
{
    const struct serve *serve = state;
    AUTO(text) path = { 0 };
    AUTO(json_value) root = { json_new_object() };
    struct journal *journal = NULL;
    enum found found = ABSENT;

    run_journal_path(&path, serve->ui->state_folder);
    if (!text_ok(&path, err) || !journal_read(text_string(&path), &found, &journal, err))
        return false;
    json_add_bool(root.root, "there", found == FOUND);
    journal_free(journal);
    *run = root.root;
    root.root = NULL;
    return true;
}

static bool wakes(void *state, bool *resumes, struct err *err)
{
    (void)state;
    (void)err;
    *resumes = false;
    return true;
}

static bool restart(void *state, struct err *err)
{
    (void)state;
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this service restarts nothing yet");
}

struct service_host serve_host(struct serve *serve)
{
    return (struct service_host){
        .state = serve, .work = work, .status = status, .wakes = wakes, .restart = restart
    };
}
