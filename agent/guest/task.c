/* SPDX-License-Identifier: MIT */
/* task.c - a scheduled task, as the file below %windir%\System32\Tasks tells it. */
#include "guest/task.h"

#include "base/xml.h"

#include <string.h>

/* A boolean of XML Schema, white space around it allowed. */
static bool read_boolean(const char *text, bool *value)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = { { "true", true }, { "1", true }, { "false", false }, { "0", false } };
    static const char space[] = " \t\r\n";

    text += strspn(text, space);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i].word);

        if (text_starts(text, words[i].word) && text[len + strspn(text + len, space)] == '\0') {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

bool task_parse_enabled(const void *bytes, size_t len, bool *enabled, struct err *err)
{
    AUTO(xml_document) document = { 0 };
    AUTO(text) text = { 0 };

    if (!xml_parse(bytes, len, &document, err))
        return err_wrap(err, "scheduled task");
    const struct xml_node *root = xml_root(&document);
    if (strcmp(xml_name(root), "Task") != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "scheduled task: the root is no Task");
    const struct xml_node *settings = xml_child(root, "Settings");
    const struct xml_node *node = settings ? xml_child(settings, "Enabled") : NULL;
    if (!node) {
        *enabled = true;
        return true;
    }
    if (!xml_text(node, &text, err))
        return false;
    if (!read_boolean(text_string(&text), enabled))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "scheduled task: Enabled is '%.32s'",
            text_shown(text_string(&text)));
    return true;
}

bool task_read_enabled(
    const struct guest *guest, const char *name, enum found *found, bool *enabled, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found is_there = ABSENT;

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, err))
        return false;
    text_append(&path, "\\Tasks\\%s", name);
    if (!text_ok(&path, err) || !guest->file_read(guest->state, text_string(&path), TASK_SIZE_LIMIT,
                                    &is_there, &bytes, err))
        return false;
    if (is_there == FOUND && !task_parse_enabled(bytes.data, bytes.len, enabled, err))
        return false;
    *found = is_there;
    return true;
}
