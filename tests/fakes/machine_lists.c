/* SPDX-License-Identifier: MIT */
/* machine_lists.c - what the fake machine gives as rows, and what it belongs to. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

#define INVALID_CLASS 0x80041010U  /* WBEM_E_INVALID_CLASS */
#define INVALID_METHOD 0x8004102EU /* WBEM_E_INVALID_METHOD */

static struct json *parse(const char *rows)
{
    struct json *value = NULL;
    struct err err = { 0 };

    /* Twice: see fake_need. */
    bool parsed = json_parse(rows, strlen(rows), &value, &err) ||
                  json_parse(rows, strlen(rows), &value, &err);

    if (!parsed || !json_is_array(value)) {
        (void)fprintf(stderr, "fake machine: no rows: %s: %s\n", rows, err.text);
        abort();
    }
    return value;
}

void fake_list(struct fake_machine *machine, enum guest_list which, const char *rows)
{
    json_free(machine->lists[which]);
    machine->lists[which] = parse(rows);
}

static struct fake_wmi_item *find_class(
    struct fake_machine *machine, const char *name_space, const char *class_name)
{
    for (size_t i = 0; i < machine->wmi_count; i++)
        if (text_same(machine->wmi[i].name_space, name_space) &&
            text_same(machine->wmi[i].class_name, class_name))
            return &machine->wmi[i];
    return NULL;
}

void fake_wmi(
    struct fake_machine *machine, const char *name_space, const char *class_name, const char *rows)
{
    struct fake_wmi_item *item = find_class(machine, name_space, class_name);

    if (!item) {
        fake_need(machine->wmi_count < FAKE_WMI_LIMIT ? machine : NULL);
        item = &machine->wmi[machine->wmi_count++];
        *item = (struct fake_wmi_item){ .name_space = fake_copy(name_space),
            .class_name = fake_copy(class_name) };
    }
    json_free(item->rows);
    item->rows = rows ? parse(rows) : NULL;
}

void fake_wmi_methods(struct fake_machine *machine, const char *name_space, const char *class_name,
    fake_wmi_method call)
{
    struct fake_wmi_item *item = find_class(machine, name_space, class_name);

    ((struct fake_wmi_item *)fake_need(item))->call = call;
}

void fake_lsa_secret(struct fake_machine *machine, const char *name)
{
    fake_list_add(&machine->lsa_secrets, name);
}

void fake_lists_done(struct fake_machine *machine)
{
    for (size_t i = 0; i < COUNT_OF(machine->lists); i++) {
        json_free(machine->lists[i]);
        json_free(machine->kept[i]);
    }
    for (size_t i = 0; i < machine->wmi_count; i++) {
        free(machine->wmi[i].name_space);
        free(machine->wmi[i].class_name);
        json_free(machine->wmi[i].rows);
    }
    text_list_done(&machine->lsa_secrets);
    text_list_done(&machine->stopped_services);
}

static bool copy_rows(const struct json *from, struct json **rows, struct err *err)
{
    AUTO(text) printed = { 0 };

    if (!json_print(from, true, &printed, err))
        return false;
    return json_parse(text_string(&printed), printed.len, rows, err);
}

static bool list(void *state, enum guest_list which, struct json **rows, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, guest_list_name(which), err))
        return false;
    if (!machine->lists[which])
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no answer for '%s'",
            guest_list_name(which));
    if (!machine->collects)
        return copy_rows(machine->lists[which], rows, err);
    if (!machine->kept[which] && !copy_rows(machine->lists[which], &machine->kept[which], err))
        return false;
    return copy_rows(machine->kept[which], rows, err);
}

static bool wmi(
    void *state, const struct guest_wmi_query *query, struct json **rows, struct err *err)
{
    struct fake_machine *machine = state;
    const struct fake_wmi_item *item = find_class(machine, query->name_space, query->class_name);

    if (!fake_enter(machine, "wmi", err))
        return false;
    if (!item || !item->rows)
        return err_set(err, ERR_HRESULT, INVALID_CLASS, "WMI class '%s': the class is not there",
            query->class_name);
    return copy_rows(item->rows, rows, err);
}

/* Its one row is found by whatever `where` says. */
static bool wmi_call(
    void *state, const struct guest_wmi_query *call, struct json **answer, struct err *err)
{
    struct fake_machine *machine = state;
    const struct fake_wmi_item *item = find_class(machine, call->name_space, call->class_name);
    AUTO(json_value) made = { json_new_object() };
    uint32_t code;

    if (!made.root)
        return err_nomem(err);

    if (!fake_enter(machine, "wmi_call", err))
        return false;
    if (!item || !item->rows)
        return err_set(err, ERR_HRESULT, INVALID_CLASS, "WMI class '%s': the class is not there",
            call->class_name);
    if (!item->call || !call->where)
        return err_set(err, ERR_HRESULT, INVALID_METHOD, "WMI class '%s': no method '%s'",
            call->class_name, call->method);
    code = item->call(machine, call->method, made.root);
    if (!json_add_number(made.root, "ReturnValue", code))
        return err_nomem(err);
    *answer = made.root;
    made.root = NULL;
    return true;
}

static bool join_domain(void *state, uint32_t *status, struct text *name, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "join_domain", err))
        return false;
    if (machine->is_empty && machine->hardware.domain_status == 0)
        return err_set(
            err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no answer for 'join_domain'");
    *status = machine->hardware.domain_status;
    text_append(name, "%s", machine->hardware.domain);
    return text_ok(name, err);
}

static bool join_entra(
    void *state, enum found *found, uint32_t *type, struct text *tenant, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "join_entra", err))
        return false;
    *found = machine->hardware.entra_found;
    if (*found == ABSENT)
        return true;
    *type = machine->hardware.entra_type;
    text_append(tenant, "%s", machine->hardware.entra_tenant);
    return text_ok(tenant, err);
}

static bool join_mdm(void *state, bool *enrolled, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "join_mdm", err))
        return false;
    *enrolled = machine->hardware.mdm_enrolled;
    return true;
}

static bool lsa_secret(void *state, const char *name, enum found *found, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "lsa_secret", err))
        return false;
    *found = text_list_has(&machine->lsa_secrets, name) ? FOUND : ABSENT;
    return true;
}

static bool update_agent(void *state, bool *restart_required, bool *busy, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "update_agent", err))
        return false;
    *restart_required = machine->hardware.update_restart;
    *busy = machine->hardware.update_busy;
    return true;
}

static bool disk_backing(void *state, uint32_t disk_number, enum found *found,
    struct guest_backing *backing, struct err *err)
{
    struct fake_machine *machine = state;

    (void)disk_number;
    if (!fake_enter(machine, "disk_backing", err))
        return false;
    *found = machine->hardware.backing_found;
    if (*found == FOUND)
        *backing = machine->hardware.backing;
    return true;
}

static void look_done(void *state)
{
    struct fake_machine *machine = state;

    for (size_t at = 0; at < GUEST_LIST_COUNT; at++) {
        json_free(machine->kept[at]);
        machine->kept[at] = NULL;
    }
    machine->collects = false;
}

static void look_anew(void *state, const struct guest_wmi_query *const *wmi)
{
    struct fake_machine *machine = state;

    (void)wmi;
    look_done(machine);
    machine->collects = true;
}

void fake_guest_lists(struct guest *guest)
{
    guest->look_anew = look_anew;
    guest->look_done = look_done;
    guest->list = list;
    guest->wmi = wmi;
    guest->wmi_call = wmi_call;
    guest->join_domain = join_domain;
    guest->join_entra = join_entra;
    guest->join_mdm = join_mdm;
    guest->lsa_secret = lsa_secret;
    guest->update_agent = update_agent;
    guest->disk_backing = disk_backing;
}
