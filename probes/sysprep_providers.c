/* SPDX-License-Identifier: MIT */
/*
 * sysprep_providers.c - which DLLs does sysprep load, and are they there?
 *
 * Windows' own are named by System32\Sysprep\ActionFiles\*.xml, those of other software by values of
 * SysPrepExternal: "path.dll,Entry". One that cannot be loaded stops or stalls sysprep.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-process-overview
 *         The action files and SysPrepExternal are observed by public tools and logs: unverified on
 *         a real Windows.
 */
#include "probes/probe.h"

#include "guest/action_files.h"
#include "guest/system_path.h"

#include <string.h>

#define EXTERNAL "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\SysPrepExternal"
#define ACTION_FILES "\\Sysprep\\ActionFiles\\"

static const struct probe_key keys[] = {
    { "sysprep.external_providers",
        "rows: phase, name and value as registered, path, state (present, hidden, missing, "
        "unresolved); absent when nothing can be registered",
        "HKLM\\" EXTERNAL "\\Cleanup, Generalize and Specialize" },
    { "sysprep.provider_modules",
        "rows: module and its state (present, hidden, missing, unresolved); each once; absent when "
        "there are no action files",
        "%windir%\\System32" ACTION_FILES "*.xml" },
    { "sysprep.missing_modules",
        "rows: file, component, method and module of each provider whose DLL is not there",
        "%windir%\\System32" ACTION_FILES "*.xml" },
    { NULL, NULL, NULL },
};

static const char *const phases[] = { "Cleanup", "Generalize", "Specialize" };

/* -- providers of other software -- */

/* "path.dll,Entry" to the path; quotes around it go. */
static bool path_of(const char *value, struct text *path, struct err *err)
{
    const char *comma = strrchr(value, ',');
    size_t len = comma ? (size_t)(comma - value) : strlen(value);

    while (len > 0 && (*value == ' ' || *value == '"')) {
        value++;
        len--;
    }
    while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '"'))
        len--;
    text_append_bytes(path, value, len);
    return text_ok(path, err);
}

/* @return false for a failure that `why` holds */
static bool add_external(const struct guest *guest, const struct system_folders *folders,
    const char *key, const char *phase, const char *name, struct json *rows, struct err *why)
{
    AUTO(text) value = { 0 };
    AUTO(text) dll = { 0 };
    AUTO(text) path = { 0 };
    enum module_state state = MODULE_UNRESOLVED;
    enum found found = ABSENT;

    if (!guest->reg_read_text(guest->state, key, name, &found, &value, why))
        return false;
    if (found == ABSENT) /* gone between the list and now */
        return true;
    if (!path_of(text_string(&value), &dll, why) ||
        !module_locate(guest, folders, text_string(&dll), &state, &path, why))
        return false;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "phase", phase);
    json_add_string(row, "name", name);
    json_add_string(row, "value", text_string(&value));
    json_add_string(row, "path", text_string(&path));
    return json_add_string(row, "state", module_state_name(state)) ? true : err_nomem(why);
}

static bool add_phase(const struct guest *guest, const struct system_folders *folders,
    const char *phase, bool *any, struct json *rows, struct err *why)
{
    AUTO(text) key = { 0 };
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;

    text_append(&key, EXTERNAL "\\%s", phase);
    if (!text_ok(&key, why) ||
        !guest->reg_list_values(guest->state, text_string(&key), &found, &names, why))
        return false;
    *any = *any || found == FOUND;
    for (size_t i = 0; i < names.count; i++)
        if (!add_external(guest, folders, text_string(&key), phase, names.items[i], rows, why))
            return false;
    return true;
}

static bool collect_external(const struct guest *guest, const struct system_folders *folders,
    struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };
    bool any = false;

    if (!rows.root)
        return err_nomem(err);
    for (size_t i = 0; i < COUNT_OF(phases); i++)
        if (!add_phase(guest, folders, phases[i], &any, rows.root, &why))
            return facts_set_unreadable(facts, keys[0].key, &why, err);
    return any ? facts_set_rows(facts, keys[0].key, rows.root, err)
               : facts_set_absent(facts, keys[0].key, err);
}

/* -- providers of Windows -- */

/** What the action files name. */
struct chain {
    struct json *modules; /* rows */
    struct json *missing; /* rows */
    bool untold;          /* a module's path is not known */
    bool any;             /* an action file is there */
    struct err why;       /* of what could not be read */
};

static void chain_done(struct chain *chain)
{
    json_free(chain->modules);
    json_free(chain->missing);
}

/* The state of a module, asked for once: the chain names most of them in several files. */
static bool judge_module(const struct guest *guest, const struct system_folders *folders,
    const char *module, struct chain *chain, const char **state)
{
    AUTO(text) path = { 0 };
    enum module_state located = MODULE_UNRESOLVED;

    for (const struct json *row = json_first(chain->modules); row; row = json_next(row)) {
        if (!text_same(json_string(json_member(row, "module")), module))
            continue;
        *state = json_string(json_member(row, "state"));
        return true;
    }
    if (!module_locate(guest, folders, module, &located, &path, &chain->why))
        return false;
    struct json *row = json_add_object(chain->modules, NULL);
    json_add_string(row, "module", module);
    if (!json_add_string(row, "state", module_state_name(located)))
        return err_nomem(&chain->why);
    *state = module_state_name(located);
    return true;
}

static bool add_missing(const char *file, const struct action_module *module, struct chain *chain)
{
    struct json *row = json_add_object(chain->missing, NULL);

    json_add_string(row, "module", module->module);
    json_add_string(row, "method", module->method);
    json_add_string(row, "component", module->component);
    return json_add_string(row, "file", file) ? true : err_nomem(&chain->why);
}

static bool judge_file(const struct guest *guest, const struct system_folders *folders,
    const char *file, const struct action_modules *modules, struct chain *chain)
{
    for (size_t i = 0; i < modules->count; i++) {
        const char *state = NULL;

        if (!judge_module(guest, folders, modules->items[i].module, chain, &state))
            return false;
        chain->untold = chain->untold || strcmp(state, "unresolved") == 0;
        if (strcmp(state, "missing") == 0 && !add_missing(file, &modules->items[i], chain))
            return false;
    }
    return true;
}

static bool read_file(const struct guest *guest, const struct system_folders *folders,
    const char *phase, struct chain *chain)
{
    AUTO(text) path = { 0 };
    AUTO(text) file = { 0 };
    AUTO(bytes) bytes = { 0 };
    AUTO(action_modules) modules = { 0 };
    enum found found = ABSENT;

    text_append(&file, "%s.xml", phase);
    text_append(&path, "%s" ACTION_FILES "%s", text_string(&folders->system), text_string(&file));
    if (!text_ok(&path, &chain->why) || !text_ok(&file, &chain->why) ||
        !guest->file_read(
            guest->state, text_string(&path), ACTION_FILE_SIZE_LIMIT, &found, &bytes, &chain->why))
        return false;
    if (found == ABSENT)
        return true;
    chain->any = true;
    if (!action_file_parse(bytes.data, bytes.len, &modules, &chain->why))
        return err_wrap(&chain->why, "'%s'", text_string(&path));
    return judge_file(guest, folders, text_string(&file), &modules, chain);
}

static bool set_chain(struct chain *chain, struct facts *facts, struct err *err)
{
    if (!chain->any)
        return facts_set_absent(facts, keys[1].key, err) &&
               facts_set_absent(facts, keys[2].key, err);
    if (!facts_set_rows(facts, keys[1].key, chain->modules, err))
        return false;
    if (!chain->untold || json_count(chain->missing) > 0)
        return facts_set_rows(facts, keys[2].key, chain->missing, err);
    (void)err_set(&chain->why, ERR_AGENT, ERR_MALFORMED,
        "sysprep.provider_modules has a module with an unknown variable");
    return facts_set_unreadable(facts, keys[2].key, &chain->why, err);
}

static bool collect_chain(const struct guest *guest, const struct system_folders *folders,
    struct facts *facts, struct err *err)
{
    AUTO(chain) chain = { .modules = json_new_array(), .missing = json_new_array() };

    if (!chain.modules || !chain.missing)
        return err_nomem(err);
    for (size_t i = 0; i < COUNT_OF(phases); i++)
        if (!read_file(guest, folders, phases[i], &chain))
            return facts_set_unreadable(facts, keys[1].key, &chain.why, err) &&
                   facts_set_unreadable(facts, keys[2].key, &chain.why, err);
    return set_chain(&chain, facts, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(system_folders) folders = { 0 };
    struct err why = { 0 };

    if (!system_folders_read(guest, &folders, &why))
        return facts_set_unreadable(facts, keys[0].key, &why, err) &&
               facts_set_unreadable(facts, keys[1].key, &why, err) &&
               facts_set_unreadable(facts, keys[2].key, &why, err);
    return collect_external(guest, &folders, facts, err) &&
           collect_chain(guest, &folders, facts, err);
}

const struct probe probe_sysprep_providers = {
    .id = "sysprep-providers",
    .title = "DLLs that sysprep loads, and whether they are there",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep-process-overview",
    .keys = keys,
    .collect = collect,
};
