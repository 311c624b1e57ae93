/* SPDX-License-Identifier: MIT */
/*
 * unattend_identity.c - attributes in an answer file: those that identify a component, and others.
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/components-b-unattend
 *         and the schema of answer files in the Windows ADK (which attributes there are)
 */
#include "sysprep/unattend_settings.h"
#include "sysprep/unattend_walk.h"

#include <stdio.h>

#define TOKEN "31bf3856ad364e35" /* of every component of Windows' own */

struct xml_edit unattend_insert_attribute(
    struct unattend_walk *walk, const struct xml_node *node, const char *name, const char *value)
{
    size_t at = xml_source_tag(&walk->source, node)->name_end;
    struct xml_edit edit = { .span = { at, at } };

    snprintf(edit.with, sizeof edit.with, " %s=\"%s\"", name, value);
    return edit;
}

const struct xml_edit *unattend_replace_attribute(struct unattend_walk *walk,
    const struct xml_node *node, const char *name, const char *value, struct xml_edit *edit)
{
    *edit = (struct xml_edit){ 0 };
    snprintf(edit->with, sizeof edit->with, "%s", value);
    return xml_source_attribute(
               &walk->source, xml_source_tag(&walk->source, node), name, NULL, &edit->span)
               ? edit
               : NULL;
}

bool unattend_read_attribute(
    struct unattend_walk *walk, const struct xml_node *node, const char *name, char **value)
{
    enum found found = ABSENT;

    return xml_attribute(node, name, &found, value, walk->err);
}

bool unattend_is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (text_same(word, *words))
            return true;
    return false;
}

/* -- what identifies a component -- */

static bool is_token(const char *value)
{
    return strlen(value) == 16 && strspn(value, "0123456789abcdefABCDEF") == 16;
}

static bool is_architecture(const char *value)
{
    static const char *const words[] = { "amd64", "x86", "arm64", "wow64", "ia64", "arm", "msil",
        "shx", "data", "neutral", NULL };

    return unattend_is_one_of(value, words);
}

/* What other programs call it. */
static const char *architecture_meant(const char *value)
{
    static const struct {
        const char *other, *name;
    } rows[] = { { "x64", "amd64" }, { "x86_64", "amd64" }, { "x86-64", "amd64" },
        { "aarch64", "arm64" }, { "i386", "x86" } };

    for (size_t at = 0; at < COUNT_OF(rows); at++)
        if (text_same(rows[at].other, value))
            return rows[at].name;
    return NULL;
}

static bool is_version_scope(const char *value)
{
    static const char *const words[] = { "nonSxS", "neutral", NULL };

    return unattend_is_one_of(value, words);
}

static bool is_any(const char *value)
{
    return value[0] != '\0';
}

static const struct identity {
    const char *name;
    enum unattend_id when_missing;
    const char *own; /* what Windows' own components have; NULL: it differs */
    bool (*is_right)(const char *value);
} identities[] = {
    { "processorArchitecture", UNATTEND_COMPONENT_ATTRIBUTE_MISSING, NULL, is_architecture },
    { "publicKeyToken", UNATTEND_COMPONENT_ATTRIBUTE_MISSING, TOKEN, is_token },
    { "language", UNATTEND_COMPONENT_ATTRIBUTE_MISSING, "neutral", is_any },
    { "versionScope", UNATTEND_VERSION_SCOPE_MISSING, "nonSxS", is_version_scope },
};

static bool check_identity(struct unattend_walk *walk, const struct xml_node *component,
    const char *name, const struct identity *identity)
{
    bool is_own = unattend_component_passes(name) != 0;
    bool is_token_attribute = identity->is_right == is_token;
    const char *right = identity->own;
    AUTO_FREE char *value = NULL;
    struct xml_edit edit;

    if (!unattend_read_attribute(walk, component, identity->name, &value))
        return false;
    if (identity->is_right == is_architecture)
        right = walk->image->architecture;
    else if (!is_own && identity->is_right != is_version_scope)
        right = NULL; /* of others' components we do not know it */
    if (!value) {
        if (right)
            edit = unattend_insert_attribute(walk, component, identity->name, right);
        return unattend_add(walk, identity->when_missing, component, right ? &edit : NULL,
            "component %s has no %s", text_shown(name), identity->name);
    }
    if (identity->is_right(value) && !(is_token_attribute && is_own && !text_same(value, TOKEN)))
        return true;
    const char *meant = is_token_attribute && is_own ? TOKEN : NULL;

    if (identity->is_right == is_architecture)
        meant = architecture_meant(value);
    if (identity->is_right == is_version_scope)
        meant = identity->own; /* what it is taken for without one */
    return unattend_add(walk, UNATTEND_COMPONENT_ATTRIBUTE_WRONG, component,
        meant ? unattend_replace_attribute(walk, component, identity->name, meant, &edit) : NULL,
        "component %s has %s '%s'", text_shown(name), identity->name, text_shown(value));
}

/* "10.0.19041.1": four numbers of up to 65535. */
static bool is_version(const char *value)
{
    for (int part = 0; part < 4; part++) {
        size_t digits = strspn(value, "0123456789");
        unsigned long number = 0;

        for (size_t at = 0; at < digits && number <= UINT16_MAX; at++)
            number = number * 10 + (unsigned long)(value[at] - '0');
        if (digits == 0 || number > UINT16_MAX || value[digits] != (part < 3 ? '.' : '\0'))
            return false;
        value += digits + (part < 3 ? 1 : 0);
    }
    return true;
}

static bool check_version(
    struct unattend_walk *walk, const struct xml_node *component, const char *name)
{
    AUTO_FREE char *version = NULL;
    struct xml_edit edit = { .with = "" };

    if (!unattend_read_attribute(walk, component, "version", &version))
        return false;
    if (!version || is_version(version))
        return true;
    bool fixable = xml_source_attribute(
        &walk->source, xml_source_tag(&walk->source, component), "version", &edit.span, NULL);
    return unattend_add(walk, UNATTEND_COMPONENT_ATTRIBUTE_WRONG, component, fixable ? &edit : NULL,
        "component %s has version '%s'", text_shown(name), text_shown(version));
}

bool unattend_check_identity(
    struct unattend_walk *walk, const struct xml_node *component, const char *name)
{
    for (size_t at = 0; at < COUNT_OF(identities); at++)
        if (!check_identity(walk, component, name, &identities[at]))
            return false;
    return check_version(walk, component, name);
}

/* -- attributes that should not be there -- */

/* The attribute's name as it stands there; what is not ASCII becomes a "?". */
static void append_name(
    const struct xml_source *source, const struct xml_attribute_span *attribute, struct text *name)
{
    for (size_t at = attribute->name.begin; at < attribute->name.end; at += source->width) {
        unsigned unit = xml_source_unit(source, at);

        text_append(name, "%c", unit < 0x80 ? (int)unit : '?');
    }
}

/* Has it a prefix that is not declared? That is told already. */
static bool is_undeclared(const struct xml_node *node, const char *whole)
{
    const char *name;

    for (size_t at = 0; (name = xml_attribute_name(node, at)) != NULL; at++)
        if (strcmp(name, whole) == 0)
            return true;
    return false;
}

bool unattend_check_attributes(struct unattend_walk *walk, const struct xml_node *node,
    const char *const *known, bool others_may, const char *what)
{
    const struct xml_tag *tag = xml_source_tag(&walk->source, node);
    struct xml_attribute_span attribute = { .end = tag->name_end };

    while (xml_source_next_attribute(&walk->source, tag, &attribute)) {
        struct xml_edit edit = { .span = { attribute.begin, attribute.end } };
        AUTO(text) name = { 0 };

        append_name(&walk->source, &attribute, &name);
        if (!text_ok(&name, walk->err))
            return false;
        const char *whole = text_string(&name), *colon = strchr(whole, ':');

        if (strcmp(whole, "xmlns") == 0 || text_starts(whole, "xmlns:") ||
            (colon ? others_may || is_undeclared(node, whole) : unattend_is_one_of(whole, known)))
            continue;
        if (!unattend_add(walk, UNATTEND_ATTRIBUTE_UNEXPECTED, node, &edit,
                "%s has an attribute %s", what, text_shown(whole)))
            return false;
    }
    return true;
}
