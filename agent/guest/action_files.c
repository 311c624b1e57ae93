/* SPDX-License-Identifier: MIT */
/* action_files.c - sysprep's own providers, as System32\Sysprep\ActionFiles\*.xml names them. */
#include "guest/action_files.h"

#include "base/xml.h"

static void module_done(struct action_module *module)
{
    free(module->module);
    free(module->method);
    free(module->component);
    *module = (struct action_module){ 0 };
}

void action_modules_done(struct action_modules *modules)
{
    for (size_t i = 0; i < modules->count; i++)
        module_done(&modules->items[i]);
    free(modules->items);
    *modules = (struct action_modules){ 0 };
}

static bool grow(struct action_modules *modules, struct err *err)
{
    size_t capacity = modules->capacity ? modules->capacity * 2 : 64;

    if (modules->count < modules->capacity)
        return true;
    if (modules->count >= ACTION_MODULES_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d modules", ACTION_MODULES_LIMIT);
    struct action_module *items = realloc(modules->items, capacity * sizeof *items);
    if (!items)
        return err_nomem(err);
    modules->items = items;
    modules->capacity = capacity;
    return true;
}

/* The attribute, which must be there and not empty. The caller frees *value. */
static bool read_attribute(
    const struct xml_node *node, const char *name, char **value, struct err *err)
{
    AUTO_FREE char *read = NULL;
    enum found found = ABSENT;

    if (!xml_attribute(node, name, &found, &read, err))
        return false;
    if (found == ABSENT || read[0] == '\0')
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "%s has no %s", xml_name(node), name);
    *value = TAKE(read);
    return true;
}

static bool add_module(const struct xml_node *node, bool validates, const char *component,
    struct action_modules *modules, struct err *err)
{
    struct action_module *module = NULL;

    if (!grow(modules, err))
        return false;
    module = &modules->items[modules->count++];
    *module = (struct action_module){ .validates = validates };
    return read_attribute(node, "moduleName", &module->module, err) &&
           read_attribute(node, "methodName", &module->method, err) &&
           text_copy(component, &module->component, err);
}

/* Of the machine's own processor? One that is not said is for all. */
static bool is_native(const struct xml_node *identity, bool *native, struct err *err)
{
    AUTO_FREE char *processor = NULL;
    enum found found = ABSENT;

    if (identity && !xml_attribute(identity, "processorArchitecture", &found, &processor, err))
        return false;
    *native = found == ABSENT || !(text_same(processor, "wow64") || text_same(processor, "x86"));
    return true;
}

static bool read_imaging(
    const struct xml_node *imaging, struct action_modules *modules, struct err *err)
{
    const struct xml_node *identity = xml_child(imaging, "assemblyIdentity");
    AUTO_FREE char *component = NULL;
    enum found found = ABSENT;
    bool native = false;

    if (!is_native(identity, &native, err))
        return false;
    if (!native)
        return true;
    if (identity && !xml_attribute(identity, "name", &found, &component, err))
        return false;
    for (const struct xml_node *node = xml_child(imaging, NULL); node;
         node = xml_next(node, NULL)) {
        bool validates = strcmp(xml_name(node), "sysprepValidate") == 0;

        if (!validates && strcmp(xml_name(node), "sysprepModule") != 0)
            continue;
        if (!add_module(node, validates, component ? component : "", modules, err))
            return err_wrap(
                err, "%s", component ? text_shown(component) : "a component without a name");
    }
    return true;
}

bool action_file_parse(
    const void *bytes, size_t len, struct action_modules *modules, struct err *err)
{
    AUTO(xml_document) document = { 0 };

    if (len > ACTION_FILE_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu bytes; the limit is %d", len,
            (int)ACTION_FILE_SIZE_LIMIT);
    if (!xml_parse(bytes, len, &document, err))
        return false;

    const struct xml_node *root = xml_root(&document);
    if (strcmp(xml_name(root), "sysprepInformation") != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "root element '%s' is no sysprepInformation",
            text_shown(xml_name(root)));
    for (const struct xml_node *imaging = xml_child(root, "imaging"); imaging;
         imaging = xml_next(imaging, "imaging"))
        if (!read_imaging(imaging, modules, err))
            return false;
    return true;
}
