/* SPDX-License-Identifier: MIT */
/*
 * answer_file.c - what an answer file (unattend.xml) would do to an image, and which secrets lie in
 * it.
 *
 * Elements are taken by their local names, wherever they stand in a component: which settings a
 * component has differs between releases, and a password is one in every place.
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 *         https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/microsoft-windows-shell-setup-autologon-password-plaintext
 *         That Windows scrubs its cached copy with ANSWER_FILE_SCRUBBED is observed in public
 *         copies: unverified on a real Windows.
 */
#include "guest/answer_file.h"

#include <string.h>

enum { DEPTH_LIMIT = 64 }; /* elements inside each other; real files have about 8 */

static const struct {
    enum answer_pass pass;
    const char *name;
} passes[] = {
    { ANSWER_OFFLINE_SERVICING, "offlineServicing" },
    { ANSWER_WINDOWS_PE, "windowsPE" },
    { ANSWER_GENERALIZE, "generalize" },
    { ANSWER_SPECIALIZE, "specialize" },
    { ANSWER_AUDIT_SYSTEM, "auditSystem" },
    { ANSWER_AUDIT_USER, "auditUser" },
    { ANSWER_OOBE_SYSTEM, "oobeSystem" },
};

void answer_file_append_passes(unsigned wanted, struct text *text)
{
    const char *between = "";

    for (size_t i = 0; i < COUNT_OF(passes); i++) {
        if (!(wanted & passes[i].pass))
            continue;
        text_append(text, "%s%s", between, passes[i].name);
        between = " ";
    }
}

unsigned answer_file_pass(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(passes); i++)
        if (strcmp(passes[i].name, name) == 0)
            return (unsigned)passes[i].pass;
    return 0;
}

bool answer_file_text(const struct xml_node *node, struct text *text, struct err *err)
{
    AUTO(text) whole = { 0 };

    if (!node)
        return true;
    if (!xml_text(node, &whole, err))
        return false;
    const char *string = text_string(&whole);
    string += strspn(string, " \t\r\n");
    size_t len = strlen(string);
    while (len > 0 && strchr(" \t\r\n", string[len - 1]))
        len--;
    text_append_bytes(text, string, len);
    return text_ok(text, err);
}

bool answer_file_says(
    const struct xml_node *node, const char *name, const char *wanted, bool *says, struct err *err)
{
    AUTO(text) text = { 0 };
    const struct xml_node *child = xml_child(node, name);

    if (!answer_file_text(child, &text, err))
        return false;
    *says = child && text_same(text_string(&text), wanted);
    return true;
}

bool answer_file_is_true(const struct xml_node *node, bool *is, struct err *err)
{
    AUTO(text) text = { 0 };

    if (!answer_file_text(node, &text, err))
        return false;
    *is = text_same(text_string(&text), "true") || strcmp(text_string(&text), "1") == 0;
    return true;
}

bool answer_file_is_password(const char *name)
{
    return text_ends_same(name, "Password");
}

static enum answer_secret secret_of(const struct text *text, enum answer_secret when_there)
{
    if (text->len == 0)
        return ANSWER_NO_SECRET;
    return strcmp(text_string(text), ANSWER_FILE_SCRUBBED) == 0 ? ANSWER_SCRUBBED : when_there;
}

bool answer_file_password(const struct xml_node *node, enum answer_secret *secret, struct err *err)
{
    const struct xml_node *value = xml_child(node, "Value");
    AUTO(text) text = { 0 };
    bool encoded = false;

    if (!answer_file_text(value ? value : node, &text, err) ||
        !answer_file_says(node, "PlainText", "false", &encoded, err))
        return false;
    *secret = secret_of(&text, encoded ? ANSWER_ENCODED : ANSWER_PLAIN);
    return true;
}

bool answer_file_product_key(
    const struct xml_node *node, enum answer_secret *secret, struct err *err)
{
    const struct xml_node *key = xml_child(node, "Key");
    AUTO(text) text = { 0 };

    if (!answer_file_text(key ? key : node, &text, err))
        return false;
    *secret = secret_of(&text, ANSWER_PLAIN);
    return true;
}

static bool count_password(const struct xml_node *node, struct answer_file *file, struct err *err)
{
    enum answer_secret secret = ANSWER_NO_SECRET;

    if (!answer_file_password(node, &secret, err))
        return false;
    file->encoded_passwords += secret == ANSWER_ENCODED;
    file->plain_passwords += secret == ANSWER_PLAIN;
    return true;
}

static bool count_product_key(
    const struct xml_node *node, struct answer_file *file, struct err *err)
{
    enum answer_secret secret = ANSWER_NO_SECRET;

    if (!answer_file_product_key(node, &secret, err))
        return false;
    file->product_keys += secret == ANSWER_PLAIN;
    return true;
}

static bool note_if_true(const struct xml_node *node, bool *noted, struct err *err)
{
    bool is = false;

    if (!answer_file_is_true(node, &is, err))
        return false;
    *noted = *noted || is;
    return true;
}

static bool read_computer_name(
    const struct xml_node *node, struct answer_file *file, struct err *err)
{
    AUTO(text) text = { 0 };

    if (!answer_file_text(node, &text, err))
        return false;
    if (text.len > 0 && strcmp(text_string(&text), "*") != 0)
        file->names_computer = true;
    return true;
}

static bool read_autologon(const struct xml_node *node, struct answer_file *file, struct err *err)
{
    bool off = false;

    if (!answer_file_says(node, "Enabled", "false", &off, err))
        return false;
    if (!off)
        file->autologon = true;
    return true;
}

static bool read_element(
    const struct xml_node *node, const char *name, struct answer_file *file, struct err *err)
{
    if (answer_file_is_password(name))
        return count_password(node, file, err);
    if (strcmp(name, "ProductKey") == 0)
        return count_product_key(node, file, err);
    if (strcmp(name, "ComputerName") == 0)
        return read_computer_name(node, file, err);
    if (strcmp(name, "AutoLogon") == 0)
        return read_autologon(node, file, err);
    if (strcmp(name, "SkipRearm") == 0)
        return note_if_true(node, &file->skips_rearm, err);
    if (strcmp(name, "PersistAllDeviceInstalls") == 0)
        return note_if_true(node, &file->keeps_devices, err);
    return true;
}

/* Every element below, in the order of the file; without recursion, since the depth is not ours. */
static bool read_component(
    const struct xml_node *component, struct answer_file *file, struct err *err)
{
    const struct xml_node *parents[DEPTH_LIMIT];
    size_t depth = 0;
    const struct xml_node *node = xml_child(component, NULL);

    while (node || depth > 0) {
        if (!node) {
            node = xml_next(parents[--depth], NULL);
            continue;
        }
        if (!read_element(node, xml_name(node), file, err))
            return false;
        const struct xml_node *child = xml_child(node, NULL);
        if (child && depth == DEPTH_LIMIT)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "more than %d elements inside each other",
                DEPTH_LIMIT);
        if (child)
            parents[depth++] = node;
        node = child ? child : xml_next(node, NULL);
    }
    return true;
}

static bool read_settings(
    const struct xml_node *settings, struct answer_file *file, struct err *err)
{
    AUTO_FREE char *pass = NULL;
    enum found found = ABSENT;

    if (!xml_attribute(settings, "pass", &found, &pass, err))
        return false;
    if (found == FOUND)
        file->passes |= answer_file_pass(pass);
    for (const struct xml_node *component = xml_child(settings, "component"); component;
         component = xml_next(component, "component"))
        if (!read_component(component, file, err))
            return false;
    return true;
}

bool answer_file_parse(const void *bytes, size_t len, struct answer_file *file, struct err *err)
{
    AUTO(xml_document) document = { 0 };
    struct answer_file read = { 0 };

    if (len > ANSWER_FILE_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu bytes; the limit is %d", len,
            (int)ANSWER_FILE_SIZE_LIMIT);
    if (!xml_parse(bytes, len, &document, err))
        return false;
    const struct xml_node *root = xml_root(&document);
    if (strcmp(xml_name(root), "unattend") != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "root element '%s' is no unattend",
            text_shown(xml_name(root)));
    for (const struct xml_node *settings = xml_child(root, "settings"); settings;
         settings = xml_next(settings, "settings"))
        if (!read_settings(settings, &read, err))
            return false;
    *file = read;
    return true;
}
