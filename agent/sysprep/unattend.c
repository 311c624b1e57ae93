/* SPDX-License-Identifier: MIT */
/*
 * unattend.c - the outer shape of an answer file: root, passes and what identifies a component.
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-configuration-passes
 */
#include "sysprep/unattend.h"

#include "base/nearest.h"
#include "sysprep/unattend_settings.h"
#include "sysprep/unattend_walk.h"

#include <stdio.h>

#define WCM "http://schemas.microsoft.com/WMIConfig/2002/State"

const char *const unattend_architectures[] = { "amd64", "arm64", "x86", NULL };

static void unattend_walk_done(struct unattend_walk *walk)
{
    for (size_t at = 0; at < walk->seen_count; at++) {
        free(walk->seen[at].pass);
        free(walk->seen[at].name);
        free(walk->seen[at].architecture);
    }
    xml_source_done(&walk->source);
    xml_document_done(&walk->document);
}

/* -- components seen before -- */

static bool is_same(const struct unattend_seen *seen, const char *pass, const char *name)
{
    return strcmp(seen->pass, pass) == 0 && text_same(seen->name, name);
}

/* Tells of a second one in its pass, and remembers it. */
static bool remember(struct unattend_walk *walk, const struct xml_node *component, const char *pass,
    const char *name)
{
    AUTO_FREE char *architecture = NULL;
    struct unattend_seen seen = { .node = component };

    if (!unattend_read_attribute(walk, component, "processorArchitecture", &architecture))
        return false;
    for (size_t at = 0; at < walk->seen_count; at++)
        if (is_same(&walk->seen[at], pass, name) && architecture &&
            text_same(walk->seen[at].architecture, architecture))
            return unattend_add(walk, UNATTEND_COMPONENT_REPEATED, component, NULL,
                "component %s stands in %s for the second time", text_shown(name),
                text_shown(pass));
    if (walk->seen_count == UNATTEND_SEEN_LIMIT)
        return true;
    bool ok = text_copy(pass, &seen.pass, walk->err) && text_copy(name, &seen.name, walk->err) &&
              text_copy(architecture ? architecture : "", &seen.architecture, walk->err);
    walk->seen[walk->seen_count++] = seen; /* half of one is released too */
    return ok;
}

/* Has the component a twin for the image's architecture? */
static bool has_twin(const struct unattend_walk *walk, const struct unattend_seen *seen)
{
    for (size_t at = 0; at < walk->seen_count; at++)
        if (is_same(&walk->seen[at], seen->pass, seen->name) &&
            text_same(walk->seen[at].architecture, walk->image->architecture))
            return true;
    return false;
}

/* Is it a machine of its own? wow64, msil and neutral go with any. */
static bool is_machine(const char *architecture)
{
    static const char *const words[] = { "amd64", "x86", "arm64", "ia64", "arm", NULL };

    return unattend_is_one_of(architecture, words);
}

static bool check_architectures(struct unattend_walk *walk)
{
    for (size_t at = 0; walk->image->architecture && at < walk->seen_count; at++) {
        const struct unattend_seen *seen = &walk->seen[at];

        if (!is_machine(seen->architecture) || has_twin(walk, seen))
            continue;
        if (!unattend_add(walk, UNATTEND_ARCHITECTURE_MISMATCH, seen->node, NULL,
                "component %s is for %s, the image is %s", text_shown(seen->name),
                seen->architecture, walk->image->architecture))
            return false;
    }
    return true;
}

/* -- the outer shape -- */

static bool read_component(
    struct unattend_walk *walk, const struct xml_node *component, const char *pass)
{
    static const char *const known[] = { "name", "version", "processorArchitecture",
        "publicKeyToken", "language", "versionScope", NULL };
    AUTO_FREE char *name = NULL;

    if (!unattend_read_attribute(walk, component, "name", &name))
        return false;
    if (!name)
        return unattend_add_edits(walk, UNATTEND_COMPONENT_ATTRIBUTE_MISSING, component,
            unattend_hide(walk, component), "a component has no name");
    return unattend_check_identity(walk, component, name) &&
           unattend_check_attributes(walk, component, known, false, "a component") &&
           remember(walk, component, pass, name) &&
           unattend_read_component(walk, component, name, pass);
}

/* Is there text, where only elements may stand? */
static bool check_no_text(struct unattend_walk *walk, const struct xml_node *node)
{
    AUTO(text) text = { 0 };

    if (!answer_file_text(node, &text, walk->err))
        return false;
    return text.len == 0 || unattend_add(walk, UNATTEND_ELEMENT_UNEXPECTED, node, NULL,
                                "text stands in %s", xml_name(node));
}

/* The name of the pass that this one is meant to be; NULL: none is near. */
static const char *pass_like(const char *name)
{
    static const char *const names[] = { "windowsPE", "offlineServicing", "generalize",
        "specialize", "auditSystem", "auditUser", "oobeSystem" };

    struct nearest nearest = { 0 };

    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (text_same(names[at], name))
            return names[at];
    for (size_t at = 0; at < COUNT_OF(names); at++)
        nearest_try(&nearest, name, names[at]);
    return nearest.name;
}

static bool tell_unknown_pass(
    struct unattend_walk *walk, const struct xml_node *settings, const char *name)
{
    const char *like = pass_like(name);
    const struct xml_edit *replaced = NULL;
    struct xml_edit edit;

    if (like)
        replaced = unattend_replace_attribute(walk, settings, "pass", like, &edit);
    if (replaced)
        return unattend_add(walk, UNATTEND_PASS_UNKNOWN, settings, replaced,
            "there is no pass '%s'; %s is near", text_shown(name), like);
    return unattend_add_edits(walk, UNATTEND_PASS_UNKNOWN, settings, unattend_hide(walk, settings),
        "there is no pass '%s'", text_shown(name));
}

static bool check_pass(
    struct unattend_walk *walk, const struct xml_node *settings, const char *name)
{
    static const unsigned used = ANSWER_GENERALIZE | ANSWER_SPECIALIZE | ANSWER_OOBE_SYSTEM;
    unsigned pass = answer_file_pass(name);

    if (pass == 0 && strcmp(name, "oobeUser") != 0)
        return tell_unknown_pass(walk, settings, name);
    if ((walk->passes & pass) != 0 && !unattend_add(walk, UNATTEND_PASS_REPEATED, settings, NULL,
                                          "pass %s has settings for the second time", name))
        return false;
    walk->passes |= pass;
    return (pass & used) != 0 || unattend_add(walk, UNATTEND_PASS_NOT_USED, settings, NULL,
                                     "sysprep does not use the pass %s", name);
}

static bool check_processed(struct unattend_walk *walk, const struct xml_node *settings)
{
    AUTO_FREE char *processed = NULL;
    struct xml_edit edit = { .with = "" };

    if (!unattend_read_attribute(walk, settings, "wasPassProcessed", &processed))
        return false;
    if (!processed)
        return true;
    bool fixable = xml_source_attribute(&walk->source, xml_source_tag(&walk->source, settings),
        "wasPassProcessed", &edit.span, NULL);
    return unattend_add(walk, UNATTEND_PASS_PROCESSED, settings, fixable ? &edit : NULL,
        "settings have wasPassProcessed '%s'", text_shown(processed));
}

static bool read_settings(struct unattend_walk *walk, const struct xml_node *settings)
{
    static const char *const known[] = { "pass", "wasPassProcessed", NULL };
    AUTO_FREE char *pass = NULL;

    if (!unattend_read_attribute(walk, settings, "pass", &pass))
        return false;
    if (pass ? !check_pass(walk, settings, pass)
             : !unattend_add_edits(walk, UNATTEND_PASS_MISSING, settings,
                   unattend_hide(walk, settings), "settings have no pass"))
        return false;
    if (!check_processed(walk, settings) || !check_no_text(walk, settings) ||
        !unattend_check_attributes(walk, settings, known, false, "settings"))
        return false;
    for (const struct xml_node *node = xml_child(settings, NULL); node;
         node = xml_next(node, NULL)) {
        if (strcmp(xml_name(node), "component") != 0) {
            if (!unattend_add_edits(walk, UNATTEND_ELEMENT_UNEXPECTED, node,
                    unattend_hide(walk, node), "%s stands in settings", text_shown(xml_name(node))))
                return false;
            continue;
        }
        if (strcmp(xml_namespace(node), xml_namespace(settings)) != 0 &&
            !unattend_add(walk, UNATTEND_NAMESPACE_WRONG, node, NULL,
                "component is in another namespace than the settings around it"))
            return false;
        if (!read_component(walk, node, pass ? pass : ""))
            return false;
    }
    return true;
}

/* servicing, then settings, then what others put there. */
static bool read_root(struct unattend_walk *walk, const struct xml_node *root)
{
    static const char *const names[] = { "servicing", "settings" };
    size_t stage = 0; /* how far the order has come: 2 is what others put there */
    bool has_servicing = false;

    for (const struct xml_node *node = xml_child(root, NULL); node; node = xml_next(node, NULL)) {
        bool is_ours = strcmp(xml_namespace(node), xml_namespace(root)) == 0;
        bool is_settings = is_ours && strcmp(xml_name(node), names[1]) == 0;
        bool is_servicing = is_ours && strcmp(xml_name(node), names[0]) == 0;
        size_t wanted = is_settings ? 1 : is_servicing ? 0 : 2;

        if (strchr(xml_name(node), ':')) /* told already */
            continue;
        if ((is_ours && wanted == 2) || wanted < stage || (is_servicing && has_servicing)) {
            if (!unattend_add_edits(walk, UNATTEND_ELEMENT_UNEXPECTED, node,
                    unattend_hide(walk, node),
                    is_settings || is_servicing
                        ? "%s stands a second time, or behind what must come after it"
                        : "%s stands in unattend",
                    text_shown(xml_name(node))))
                return false;
        }
        has_servicing = has_servicing || is_servicing;
        stage = wanted > stage ? wanted : stage;
        if (is_settings && !read_settings(walk, node))
            return false;
    }
    return true;
}

static bool check_namespace(struct unattend_walk *walk, const struct xml_node *root)
{
    const struct xml_source *source = &walk->source;
    const struct xml_tag *tag = xml_source_tag(source, root);
    bool has_none = xml_namespace(root)[0] == '\0';
    bool has_prefix = (tag->name_end - tag->begin) / source->width - 1 != strlen("unattend");
    const struct xml_edit *fix = NULL;
    struct xml_edit edit;

    if (strcmp(xml_namespace(root), UNATTEND_NAMESPACE) == 0)
        return true;
    if (has_none && strchr(xml_name(root), ':')) /* told already */
        return true;
    if (!has_prefix) /* one that says xmlns="" has none either */
        fix = unattend_replace_attribute(walk, root, "xmlns", UNATTEND_NAMESPACE, &edit);
    if (has_none && !fix) {
        edit = unattend_insert_attribute(walk, root, "xmlns", UNATTEND_NAMESPACE);
        fix = &edit;
    }
    return unattend_add(walk, UNATTEND_NAMESPACE_WRONG, root, fix, "unattend is in %s namespace",
        has_none ? "no" : "another");
}

static bool check_root(struct unattend_walk *walk, const struct xml_node *root)
{
    static const char *const known[] = { "author", "description", "creationTimeStamp",
        "lastUpdateTimeStamp", "ConfigurationSetTimeStamp", NULL };

    return check_namespace(walk, root) &&
           unattend_check_attributes(walk, root, known, true, "unattend") &&
           check_no_text(walk, root);
}

/* -- names with a prefix that is not declared -- */

static bool check_prefix(struct unattend_walk *walk, const struct xml_node *node, const char *name)
{
    const struct xml_node *root = xml_root(&walk->document);
    /* "wcm:" with nothing behind it is no name, whatever is declared */
    bool is_wcm = text_starts(name, "wcm:") && name[strlen("wcm:")] != '\0' &&
                  !xml_source_attribute(
                      &walk->source, xml_source_tag(&walk->source, root), "xmlns:wcm", NULL, NULL);
    struct xml_edit edit = unattend_insert_attribute(walk, root, "xmlns:wcm", WCM);
    bool first = is_wcm && !walk->wcm_declared;

    if (!strchr(name, ':'))
        return true;
    walk->wcm_declared = walk->wcm_declared || is_wcm;
    /* one edit puts all of them right: an empty one stands for it at the others */
    if (!first)
        edit = (struct xml_edit){ .with = "" };
    return unattend_add(walk, UNATTEND_PREFIX_UNDECLARED, node, is_wcm ? &edit : NULL,
        "the prefix of %s is not declared", text_shown(name));
}

static bool check_names(struct unattend_walk *walk, bool *too_deep)
{
    const struct xml_node *node = xml_root(&walk->document);
    size_t depth = 1, told = walk->report->count;

    while (node) {
        const char *name;

        *too_deep = *too_deep || depth > UNATTEND_DEPTH_LIMIT;
        if (!check_prefix(walk, node, xml_name(node)))
            return false;
        for (size_t at = 0; (name = xml_attribute_name(node, at)) != NULL; at++)
            if (!check_prefix(walk, node, name))
                return false;
        const struct xml_node *next = xml_child(node, NULL);
        depth += next ? 1 : 0;
        while (node && !next) {
            next = xml_next(node, NULL);
            node = xml_parent(node);
            depth -= next ? 0 : 1;
        }
        node = next;
    }
    return walk->document.namespaces_fit || walk->report->count > told ||
           unattend_add(walk, UNATTEND_PREFIX_UNDECLARED, xml_root(&walk->document), NULL,
               "a namespace is declared or used wrongly");
}

/* -- all of it -- */

static bool check_profile(struct unattend_walk *walk, const struct xml_node *root)
{
    static const struct {
        const char *profile, *what, *advice;
    } rows[] = {
        { "devbox", "Dev Box", NULL },
        { "windows365", "Windows 365", NULL },
        { "azure-gallery", "Azure",
            "Azure's provisioning agent supplies one: run sysprep without "
            "/unattend, and empty the Panther folder before." },
        { "avd", "Azure Virtual Desktop",
            "Azure's provisioning agent supplies one: run sysprep "
            "without /unattend, and empty the Panther folder before." },
        { "lab-services", "Azure Lab Services",
            "Azure's provisioning agent supplies one: run sysprep without /unattend, and empty the "
            "Panther folder before." },
    };
    const struct unattend_check *check = &unattend_checks[UNATTEND_NOT_FOR_PROFILE];

    for (size_t at = 0; walk->image->profile && at < COUNT_OF(rows); at++) {
        if (strcmp(rows[at].profile, walk->image->profile) != 0)
            continue;
        return unattend_add_as(walk,
            &(struct unattend_finding){ .check = check,
                .severity = check->severity,
                .spot = xml_source_tag(&walk->source, root)->spot,
                .advice = rows[at].advice ? rows[at].advice : check->advice },
            NULL, "images for %s are made without an answer file", rows[at].what);
    }
    return true;
}

/* "Unattend" is what it should be but for its case: both of its tags are corrected. */
static bool tell_unknown_root(struct unattend_walk *walk, const struct xml_node *root)
{
    const struct xml_tag *tag = xml_source_tag(&walk->source, root);
    size_t width = walk->source.width, size = strlen("unattend") * width;
    struct unattend_edits *edits = &walk->edits;
    size_t close = tag->close_begin + (tag->name_end - tag->begin) + width;
    bool is_like = text_same(xml_name(root), "unattend");

    edits->count = 0;
    edits->items[edits->count++] =
        (struct xml_edit){ .span = { tag->name_end - size, tag->name_end }, .with = "unattend" };
    if (is_like && tag->close_begin != tag->end)
        edits->items[edits->count++] =
            (struct xml_edit){ .span = { close - size, close }, .with = "unattend" };
    return unattend_add_edits(walk, UNATTEND_ROOT_UNKNOWN, root, is_like ? edits : NULL,
        "the root element is %s", text_shown(xml_name(root)));
}

static bool read_document(struct unattend_walk *walk)
{
    const struct xml_node *root = xml_root(&walk->document);
    const struct unattend_check *check = &unattend_checks[UNATTEND_NOT_XML];
    const char *name = strchr(xml_name(root), ':');
    bool too_deep = false;

    if (!check_names(walk, &too_deep))
        return false;
    if (too_deep) {
        walk->report->is_xml = false;
        return unattend_add_as(walk,
            &(struct unattend_finding){ .check = check,
                .severity = check->severity,
                .spot = xml_source_tag(&walk->source, root)->spot,
                .advice = check->advice },
            NULL, "more than %d elements inside each other", UNATTEND_DEPTH_LIMIT);
    }
    if (strcmp(name ? name + 1 : xml_name(root), "unattend") != 0) {
        bool ok = tell_unknown_root(walk, root);

        if (!ok || !text_same(xml_name(root), "unattend"))
            return ok;
    }
    return check_root(walk, root) && check_profile(walk, root) && read_root(walk, root) &&
           check_architectures(walk);
}

/* By place; what stands at one place, in the order of the table. */
static int compare(const void *left_item, const void *right_item)
{
    const struct unattend_finding *left = left_item, *right = right_item;

    if (left->spot.line != right->spot.line)
        return left->spot.line < right->spot.line ? -1 : 1;
    if (left->spot.column != right->spot.column)
        return left->spot.column < right->spot.column ? -1 : 1;
    if (left->check != right->check)
        return left->check < right->check ? -1 : 1;
    return strcmp(left->what, right->what);
}

static bool find_elements(
    struct unattend_walk *walk, const void *bytes, size_t len, struct xml_spot *spot)
{
    return xml_parse_at(bytes, len, &walk->document, spot, walk->err) &&
           xml_source_read(bytes, len, &walk->document, &walk->source, walk->err);
}

bool unattend_read(const void *bytes, size_t len, const struct unattend_image *image,
    struct unattend_report *report, struct err *err)
{
    const struct unattend_check *check = &unattend_checks[UNATTEND_NOT_XML];
    AUTO(unattend_report) read = { .is_xml = true };
    AUTO_FREE struct unattend_walk *memory = calloc(1, sizeof *memory);
    struct unattend_finding finding = {
        .check = check, .severity = check->severity, .advice = check->advice, .spot = { 1, 1 }
    };

    if (!memory)
        return err_nomem(err);
    *memory = (struct unattend_walk){ .image = image, .report = &read, .err = err };
    bool ok = find_elements(memory, bytes, len, &finding.spot);
    if (ok) {
        ok = read_document(memory);
    } else if (err_is(err, ERR_MALFORMED)) {
        read.is_xml = false;
        ok = unattend_add_as(memory, &finding, NULL, "%s", err->text);
    }
    unattend_walk_done(memory);
    if (!ok)
        return false;
    if (read.count > 1)
        qsort(read.findings, read.count, sizeof *read.findings, compare);
    *report = read;
    read = (struct unattend_report){ 0 };
    return true;
}
