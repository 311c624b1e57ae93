/* SPDX-License-Identifier: MIT */
/*
 * proof.c - reads what shows that a machine is sealed.
 *
 * Reads: what actions/sysprep_traces.c reads; the list of services and
 *        HKLM\\SYSTEM\\CurrentControlSet\\Services\\goldprep, Start; the boot times in the journal
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-preparation--overview
 *         (a sealed machine that is started goes through setup, and is none any more)
 */
#include "ui/proof.h"

#include "actions/sysprep_traces.h"
#include "base/clock.h"

#define SERVICE_NAME "goldprep"
#define SERVICE_KEY "SYSTEM\\CurrentControlSet\\Services\\" SERVICE_NAME

static const struct journal_step *step_that_seals(const struct journal *journal)
{
    for (size_t at = 0; at < journal_step_count(journal); at++)
        if (strcmp(journal_step(journal, at)->action, "generalize") == 0)
            return journal_step(journal, at);
    return NULL;
}

/* The process that wrote `done` had started sysprep itself, or else an earlier one had: then it was
 * sealed in the boot in which the step began. */
static int64_t boot_of_seal(const struct journal *journal)
{
    const struct journal_step *step = step_that_seals(journal);
    const struct json *report = step ? json_member(step->done_line, "report") : NULL;
    bool started_here = json_string(json_member(report, "started")) != NULL;
    int64_t boot = 0;

    if (!step ||
        !json_number(
            json_member(started_here ? step->done_line : step->begin_line, "boot_time"), &boot))
        return 0;
    return boot;
}

static void look_at_restart(
    const struct guest *guest, const struct journal *journal, struct proof *proof)
{
    struct err why = { 0 };
    int64_t now = 0;

    proof->boot_sealed = boot_of_seal(journal);
    if (!guest->boot_time(guest->state, &now, &why))
        now = 0;
    proof->restart = seal_restart(proof->boot_sealed, now);
}

static const char *state_of_service(const struct guest *guest)
{
    AUTO(json_value) rows = { 0 };
    struct err why = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_SERVICES, &rows.root, &why))
        return NULL;
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, "name"));
        int64_t state = 0;

        if (name && text_same(name, SERVICE_NAME) && json_number(json_member(row, "state"), &state))
            return seal_service_state(state);
    }
    return NULL;
}

static void look_at_service(const struct guest *guest, struct proof *proof)
{
    enum found found = ABSENT;
    struct err why = { 0 };
    uint32_t start = 0;

    if (!guest->reg_has_key(guest->state, SERVICE_KEY, &found, &why))
        return;
    proof->service = found == FOUND ? PROOF_SERVICE_FOUND : PROOF_SERVICE_ABSENT;
    if (found == ABSENT)
        return;
    proof->service_state = state_of_service(guest);
    if (guest->reg_read_u32(guest->state, SERVICE_KEY, "Start", &found, &start, &why) &&
        found == FOUND)
        proof->service_start = seal_service_start(start);
}

bool proof_collect(
    const struct guest *guest, const struct journal *journal, struct proof *proof, struct err *err)
{
    struct proof read = { 0 };

    if (!sysprep_seal_read(guest, &read.seal, err))
        return false;
    look_at_restart(guest, journal, &read);
    look_at_service(guest, &read);
    *proof = read;
    return true;
}

bool proof_holds(const struct proof *proof, struct err *err)
{
    AUTO(text) missing = { 0 };
    AUTO(text) boot = { 0 };

    if (!seal_holds(&proof->seal, &missing))
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
            "sysprep had sealed this machine, but the seal does not hold any more: %.200s",
            text_string(&missing));
    if (proof->restart != SEAL_RESTART_HAPPENED)
        return true;
    clock_append_utc(&boot, proof->boot_sealed);
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
        "sysprep had sealed this machine in the boot of %s, and Windows has been started again "
        "since: setup has taken it up; go back to the state from before, and seal that",
        text_string(&boot));
}

static void add_text(struct json *object, const char *name, const char *text)
{
    if (text && text[0] != '\0')
        json_add_string(object, name, text);
    else
        json_add_null(object, name);
}

static void add_restart(const struct proof *proof, struct json *sysprep)
{
    AUTO(text) boot = { 0 };

    if (proof->boot_sealed != 0)
        clock_append_utc(&boot, proof->boot_sealed);
    add_text(sysprep, "boot", text_string(&boot));
    if (proof->restart == SEAL_RESTART_NOT_TOLD)
        json_add_null(sysprep, "restarted");
    else
        json_add_bool(sysprep, "restarted", proof->restart == SEAL_RESTART_HAPPENED);
}

void proof_to_json(const struct proof *proof, struct json *sysprep)
{
    struct json *service;

    json_add_number(sysprep, "tag_file", proof->seal.tag_file ? 1 : 0);
    add_text(sysprep, "image_state", proof->seal.image_state);
    if (proof->seal.setup_type == UINT32_MAX)
        json_add_null(sysprep, "setup_type");
    else
        json_add_number(sysprep, "setup_type", proof->seal.setup_type);
    add_text(sysprep, "setup_command", proof->seal.cmd_line);
    json_add_bool(sysprep, "setup_armed", proof->seal.setup_armed);
    service = json_add_object(sysprep, "service");
    add_text(
        service, "state", proof->service == PROOF_SERVICE_ABSENT ? "absent" : proof->service_state);
    add_text(service, "start", proof->service_start);
    add_restart(proof, sysprep);
}

static void show_setup(const struct ui *ui, const struct seal *seal, struct text *text)
{
    AUTO(text) line = { 0 };

    text_append(&line, "%s (SetupType ", seal->setup_armed ? "armed" : "not armed");
    if (seal->setup_type == UINT32_MAX)
        text_append(&line, "absent");
    else
        text_append(&line, "%lu", (unsigned long)seal->setup_type);
    if (seal->cmd_line[0] != '\0')
        text_append(&line, ", CmdLine '%s')", text_shown(seal->cmd_line));
    else
        text_append(&line, ", CmdLine absent)");
    say_wrapped(ui, text, 2, "setup:      ", text_string(&line));
}

static void show_service(const struct ui *ui, const struct proof *proof, struct text *text)
{
    AUTO(text) line = { 0 };

    switch (proof->service) {
    case PROOF_SERVICE_NOT_TOLD:
        text_append(&line, "cannot be told");
        break;
    case PROOF_SERVICE_ABSENT:
        text_append(&line, "absent");
        break;
    case PROOF_SERVICE_FOUND:
        text_append(&line, "%s, start %s",
            proof->service_state ? proof->service_state : "in a state that cannot be told",
            proof->service_start ? proof->service_start : "that cannot be told");
        break;
    }
    say_wrapped(ui, text, 2, "service:    ", text_string(&line));
}

static void show_restart(const struct ui *ui, const struct proof *proof, struct text *text)
{
    AUTO(text) line = { 0 };

    switch (proof->restart) {
    case SEAL_RESTART_NOT_TOLD:
        text_append(&line, "cannot be told whether there was one since");
        break;
    case SEAL_RESTART_NONE:
        text_append(&line, "none since; this boot began ");
        clock_append_utc(&line, proof->boot_sealed);
        break;
    case SEAL_RESTART_HAPPENED:
        text_append(&line, "Windows has been started again since");
        break;
    }
    say_wrapped(ui, text, 2, "restart:    ", text_string(&line));
}

void proof_show(const struct ui *ui, const struct proof *proof, struct text *text)
{
    text_append(text, "The seal, as this machine shows it now:\n");
    say_wrapped(ui, text, 2, "tag file:   ",
        proof->seal.tag_file ? "Sysprep_succeeded.tag is there" : "no Sysprep_succeeded.tag");
    say_wrapped(ui, text, 2, "ImageState: ",
        proof->seal.image_state[0] ? text_shown(proof->seal.image_state) : "absent");
    show_setup(ui, &proof->seal, text);
    show_service(ui, proof, text);
    show_restart(ui, proof, text);
}
