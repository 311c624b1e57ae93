/* SPDX-License-Identifier: MIT */
/*
 * unattend_content.c - the settings in a component of an answer file: are they for that pass, and what
 * would they do to an image?
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 */
#include "sysprep/unattend_settings.h"
#include "sysprep/unattend_walk.h"

#include <stdio.h>

#define SHELL_SETUP "Microsoft-Windows-Shell-Setup"
#define DEPLOYMENT "Microsoft-Windows-Deployment"
#define UNATTENDED_JOIN "Microsoft-Windows-UnattendedJoin"

/* Where an element stands. */
struct place {
    const char *component, *pass_name;
    unsigned pass; /* enum answer_pass; 0: none that is known */
};

/* -- edits -- */

/* Puts a word in the place of the element's text. @return  NULL when there is more than text */
static const struct xml_edit *edit_text(struct unattend_walk *walk, const struct xml_node *node,
    const char *with, struct xml_edit *edit)
{
    const struct xml_tag *tag = xml_source_tag(&walk->source, node);

    if (xml_child(node, NULL) || tag->close_begin == tag->end)
        return NULL;
    *edit = (struct xml_edit){ .span = { tag->open_end, tag->close_begin } };
    snprintf(edit->with, sizeof edit->with, "%s", with);
    return edit;
}

/* -- what settings do -- */

static bool check_password(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    enum answer_secret secret = ANSWER_NO_SECRET;
    const struct xml_node *parent = xml_parent(node);
    const char *around = parent ? text_shown(xml_name(parent)) : "";
    AUTO(text) name = { 0 };

    if (!answer_file_password(node, &secret, walk->err))
        return false;
    text_append(&name, "%s of %s", text_shown(xml_name(node)), around);
    if (!text_ok(&name, walk->err))
        return false;
    (void)place;
    switch (secret) {
    case ANSWER_PLAIN:
        return unattend_add(
            walk, UNATTEND_PASSWORD_PLAIN, node, NULL, "%s can be read", text_string(&name));
    case ANSWER_ENCODED:
        return unattend_add(
            walk, UNATTEND_PASSWORD_ENCODED, node, NULL, "%s is in base64", text_string(&name));
    case ANSWER_SCRUBBED:
        return unattend_add(walk, UNATTEND_PASSWORD_SCRUBBED, node, NULL, "%s is '%s'",
            text_string(&name), ANSWER_FILE_SCRUBBED);
    case ANSWER_NO_SECRET:
        break;
    }
    return true;
}

static bool check_product_key(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    enum answer_secret secret = ANSWER_NO_SECRET;

    (void)place;
    if (!answer_file_product_key(node, &secret, walk->err))
        return false;
    return secret != ANSWER_PLAIN ||
           unattend_add(walk, UNATTEND_PRODUCT_KEY, node, NULL, "ProductKey holds a key");
}

static bool check_autologon(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    bool is_off = false;
    AUTO(text) count = { 0 };
    int64_t times = 0;

    if (!answer_file_says(node, "Enabled", "false", &is_off, walk->err) ||
        !answer_file_text(xml_child(node, "LogonCount"), &count, walk->err))
        return false;
    if (is_off)
        return true;
    if (text_to_int64(text_string(&count), &times))
        return unattend_add(walk, UNATTEND_AUTOLOGON_ON, node, NULL,
            "AutoLogon in %s is on for %lld sign-ins", place->pass_name, (long long)times);
    return unattend_add(walk, UNATTEND_AUTOLOGON_ON, node, NULL,
        "AutoLogon in %s is on without a LogonCount: it does not end by itself", place->pass_name);
}

static bool check_computer_name(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    AUTO(text) text = { 0 };
    struct xml_edit edit;

    (void)place;
    if (!answer_file_text(node, &text, walk->err))
        return false;
    return text.len == 0 || strcmp(text_string(&text), "*") == 0 ||
           unattend_add(walk, UNATTEND_COMPUTER_NAME_FIXED, node, edit_text(walk, node, "*", &edit),
               "ComputerName is '%s'", text_shown(text_string(&text)));
}

static bool check_copy_profile(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    bool is = false;

    (void)place;
    if (!answer_file_is_true(node, &is, walk->err))
        return false;
    return !is || unattend_add(walk, UNATTEND_COPY_PROFILE, node, NULL, "CopyProfile is on");
}

static bool check_rearm(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    struct xml_edit edit;
    bool is = false;

    (void)place;
    if (!answer_file_is_true(node, &is, walk->err))
        return false;
    return !is || unattend_add(walk, UNATTEND_REARM_SKIPPED, node,
                      edit_text(walk, node, "0", &edit), "SkipRearm is on");
}

/* To keep devices is right only for the very same hardware, which none of the services has. */
static const char *advice_on_devices(const char *profile)
{
    static const struct {
        const char *profile, *advice;
    } rows[] = {
        { "devbox", "Write false: Dev Box makes clones of every size that a dev box definition "
                    "names, with other devices than the machine of the image." },
        { "windows365", "Write false: Windows 365 makes Cloud PCs of every size that is licensed, "
                        "with other devices than the machine of the image." },
        { "avd", "Write false: session hosts of a pool may have another size than the machine of "
                 "the image, and get one when the pool is scaled." },
        { "azure-gallery", "Write false: a gallery serves every VM size of its generation, on "
                           "whatever host." },
        { "lab-services", "Write false: a lab gives the image to machines of the size that its "
                          "owner chooses." },
    };

    for (size_t at = 0; at < COUNT_OF(rows); at++)
        if (strcmp(rows[at].profile, profile) == 0)
            return rows[at].advice;
    return "Write false: the service makes clones of other sizes and generations of hardware.";
}

static bool check_devices(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    enum unattend_id id = strcmp(xml_name(node), "PersistAllDeviceInstalls") == 0
                              ? UNATTEND_DEVICES_KEPT
                              : UNATTEND_GHOST_DEVICES_KEPT;
    const struct unattend_check *check = &unattend_checks[id];
    struct unattend_finding finding = { .check = check,
        .severity = check->severity,
        .spot = xml_source_tag(&walk->source, node)->spot,
        .advice = check->advice };
    const struct xml_edit *fix = NULL;
    struct xml_edit edit;
    bool is = false;

    (void)place;
    if (!answer_file_is_true(node, &is, walk->err))
        return false;
    if (walk->image->profile) {
        finding.severity = UNATTEND_WARNING;
        finding.advice = advice_on_devices(walk->image->profile);
        fix = edit_text(walk, node, "false", &edit);
    }
    return !is || unattend_add_as(walk, &finding, fix, "%s is on", xml_name(node));
}

static bool check_skipped_oobe(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    struct xml_edit edit = { .with = "" };
    bool is = false;

    (void)place;
    if (!answer_file_is_true(node, &is, walk->err))
        return false;
    edit.span = xml_source_lines(&walk->source, xml_source_tag(&walk->source, node));
    return !is ||
           unattend_add(walk, UNATTEND_OOBE_SKIPPED, node, &edit, "%s is on", xml_name(node));
}

/* "C:\...\sysprep.exe /oobe", "sysprep /oobe"; not a file in the folder of that name. */
static bool starts_sysprep(const char *command)
{
    for (; *command; command++)
        if (text_starts_same(command, "sysprep") &&
            (text_starts_same(command + 7, ".exe") || strchr(" \"'", command[7])))
            return true;
    return false;
}

static bool check_command(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    AUTO(text) text = { 0 };

    if (!text_same(place->component, DEPLOYMENT))
        return true;
    if (!answer_file_text(node, &text, walk->err))
        return false;
    return !starts_sysprep(text_string(&text)) ||
           unattend_add(walk, UNATTEND_SYSPREP_FROM_COMMAND, node, NULL,
               "a command of " DEPLOYMENT " in %s starts sysprep", place->pass_name);
}

static bool check_reseal(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    bool to_audit = false;

    if (place->pass != ANSWER_OOBE_SYSTEM)
        return true;
    if (!answer_file_says(node, "Mode", "Audit", &to_audit, walk->err))
        return false;
    return !to_audit || unattend_add(walk, UNATTEND_BOOTS_TO_AUDIT, node, NULL,
                            "Reseal in oobeSystem has the mode Audit");
}

static const struct {
    const char *name;
    bool (*check)(struct unattend_walk *, const struct place *, const struct xml_node *);
} elements[] = {
    { "ProductKey", check_product_key },
    { "AutoLogon", check_autologon },
    { "ComputerName", check_computer_name },
    { "CopyProfile", check_copy_profile },
    { "SkipRearm", check_rearm },
    { "PersistAllDeviceInstalls", check_devices },
    { "DoNotCleanUpNonPresentDevices", check_devices },
    { "SkipMachineOOBE", check_skipped_oobe },
    { "SkipUserOOBE", check_skipped_oobe },
    { "Path", check_command },
    { "Reseal", check_reseal },
};

static bool check_element(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    if (answer_file_is_password(xml_name(node)))
        return check_password(walk, place, node);
    for (size_t at = 0; at < COUNT_OF(elements); at++)
        if (strcmp(elements[at].name, xml_name(node)) == 0)
            return elements[at].check(walk, place, node);
    return true;
}

/* Every element below, in the order of the file. */
static bool check_elements(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *component)
{
    const struct xml_node *node = xml_child(component, NULL);

    while (node) {
        if (!check_element(walk, place, node))
            return false;
        const struct xml_node *next = xml_child(node, NULL);
        while (node && node != component && !next) {
            next = xml_next(node, NULL);
            node = xml_parent(node);
        }
        node = next;
    }
    return true;
}

/* -- which settings -- */

static bool check_setting(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *node)
{
    unsigned passes = unattend_setting_passes(place->component, xml_name(node));
    AUTO(text) names = { 0 };

    if (strchr(xml_name(node), ':')) /* told already */
        return true;
    if (strcmp(xml_namespace(node), xml_namespace(xml_parent(node))) != 0)
        return unattend_add(walk, UNATTEND_NAMESPACE_WRONG, node, NULL,
            "setting %s of %s is in another namespace", text_shown(xml_name(node)),
            text_shown(place->component));
    if (passes == 0)
        return !unattend_has_settings(place->component) ||
               unattend_add(walk, UNATTEND_SETTING_UNKNOWN, node, NULL,
                   "%s has no known setting %s", text_shown(place->component),
                   text_shown(xml_name(node)));
    if (place->pass == 0 || (passes & place->pass) != 0)
        return true;
    answer_file_append_passes(passes, &names);
    return text_ok(&names, walk->err) &&
           unattend_add(walk, UNATTEND_SETTING_WRONG_PASS, node, NULL,
               "%s of %s stands in %s; its passes are: %s", xml_name(node),
               text_shown(place->component), place->pass_name, text_string(&names));
}

static bool check_component(
    struct unattend_walk *walk, const struct place *place, const struct xml_node *component)
{
    unsigned passes = unattend_component_passes(place->component);
    AUTO(text) names = { 0 };

    if (passes == 0)
        return unattend_add(walk, UNATTEND_COMPONENT_UNKNOWN, component, NULL,
            "component %s is not known", text_shown(place->component));
    if (text_same(place->component, UNATTENDED_JOIN) && xml_child(component, "Identification") &&
        !unattend_add(walk, UNATTEND_JOINS_DOMAIN, component, NULL,
            UNATTENDED_JOIN " in %s has an identification", place->pass_name))
        return false;
    if (place->pass == 0 || (passes & place->pass) != 0)
        return true;
    answer_file_append_passes(passes, &names);
    return text_ok(&names, walk->err) &&
           unattend_add(walk, UNATTEND_COMPONENT_WRONG_PASS, component, NULL,
               "component %s stands in %s; its passes are: %s", text_shown(place->component),
               place->pass_name, text_string(&names));
}

bool unattend_read_component(struct unattend_walk *walk, const struct xml_node *component,
    const char *name, const char *pass_name)
{
    struct place place = { name, pass_name[0] ? text_shown(pass_name) : "no pass",
        answer_file_pass(pass_name) };
    unsigned known = unattend_component_passes(name);

    if (!check_component(walk, &place, component))
        return false;
    /* of a component in a wrong pass each setting is in a wrong one: said once is enough */
    for (const struct xml_node *node = xml_child(component, NULL);
         node && known != 0 && (place.pass == 0 || (known & place.pass) != 0);
         node = xml_next(node, NULL))
        if (!check_setting(walk, &place, node))
            return false;
    return check_elements(walk, &place, component);
}
