/* SPDX-License-Identifier: MIT */
/*
 * reagent.c - Windows RE as ReAgent.xml tells it.
 *
 * Source: the form is not documented. The members read here stand alike in every public sample
 * seen,
 *         e.g. https://github.com/OSDeploy/OSD (Get-ReAgentXml); reagentc itself is documented at
 *         learn.microsoft.com/windows-hardware/manufacture/desktop/reagentc-command-line-options
 */
#include "guest/reagent.h"

#include "base/xml.h"

static bool wrong(struct err *err, const char *what, const char *value)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "ReAgent.xml: %s '%s' is not what it should be",
        what, text_shown(value));
}

/* The attribute of a child of the root. The caller frees *value. */
static bool read_attribute(const struct xml_node *root, const char *element, const char *name,
    char **value, struct err *err)
{
    const struct xml_node *node = xml_child(root, element);
    enum found found = ABSENT;

    if (node && !xml_attribute(node, name, &found, value, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "ReAgent.xml has no %s %s", element, name);
    return true;
}

static bool read_number(const struct xml_node *root, const char *element, const char *name,
    int64_t *number, struct err *err)
{
    AUTO_FREE char *value = NULL;

    if (!read_attribute(root, element, name, &value, err))
        return false;
    if (!text_to_int64(value, number))
        return wrong(err, element, value);
    return true;
}

/* "{XXXXXXXX-...}" to lower case without braces; the zero GUID to "". */
static bool read_guid(const struct xml_node *root, const char *element, const char *name,
    char guid[DISK_GUID_SIZE], struct err *err)
{
    static const char zero[] = "00000000-0000-0000-0000-000000000000";
    AUTO_FREE char *value = NULL;

    if (!read_attribute(root, element, name, &value, err))
        return false;
    if (value[0] == '\0') {
        guid[0] = '\0';
        return true;
    }
    if (strlen(value) != sizeof zero + 1 || value[0] != '{' || value[sizeof zero] != '}')
        return wrong(err, element, value);

    char lower[DISK_GUID_SIZE] = "";
    for (size_t i = 0; i < sizeof zero - 1; i++) {
        char c = value[i + 1];
        bool is_dash = zero[i] == '-';

        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (is_dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return wrong(err, element, value);
        lower[i] = c;
    }
    if (strcmp(lower, zero) == 0)
        lower[0] = '\0';
    memcpy(guid, lower, sizeof lower);
    return true;
}

static bool read_location(const struct xml_node *root, struct reagent *reagent, struct err *err)
{
    static const char element[] = "WinreLocation";
    AUTO_FREE char *path = NULL;
    int64_t offset = 0;

    if (!read_attribute(root, element, "path", &path, err) ||
        !read_number(root, element, "offset", &offset, err) ||
        !read_number(root, element, "id", &reagent->disk_signature, err) ||
        !read_guid(root, element, "guid", reagent->disk_guid, err))
        return false;
    if (offset < 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "ReAgent.xml: WinreLocation has offset %lld",
            (long long)offset);
    if (strlen(path) >= sizeof reagent->location_path)
        return wrong(err, element, path);
    memcpy(reagent->location_path, path, strlen(path) + 1);
    reagent->location_offset = (uint64_t)offset;
    return true;
}

bool reagent_parse(const void *bytes, size_t len, struct reagent *reagent, struct err *err)
{
    AUTO(xml_document) document = { 0 };
    struct reagent read = { 0 };

    if (len > REAGENT_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "ReAgent.xml has %zu bytes", len);
    if (!xml_parse(bytes, len, &document, err))
        return err_wrap(err, "ReAgent.xml");

    const struct xml_node *root = xml_root(&document);
    if (strcmp(xml_name(root), "WindowsRE") != 0)
        return wrong(err, "root element", xml_name(root));
    if (!read_number(root, "InstallState", "state", &read.install_state, err) ||
        !read_guid(root, "WinreBCD", "id", read.bcd_id, err) || !read_location(root, &read, err))
        return false;

    read.enabled = read.install_state == 1 && read.bcd_id[0] != '\0';
    *reagent = read;
    return true;
}

bool reagent_path(const struct guest *guest, struct text *path, struct err *err)
{
    if (!guest->folder(guest->state, GUEST_SYSTEM, path, err))
        return false;
    text_append(path, "\\Recovery\\ReAgent.xml");
    return text_ok(path, err);
}

bool reagent_read(
    const struct guest *guest, enum found *found, struct reagent *reagent, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found seen;

    if (!reagent_path(guest, &path, err))
        return false;
    if (!guest->file_read(guest->state, text_string(&path), REAGENT_SIZE_LIMIT, &seen, &bytes, err))
        return false;
    if (seen == FOUND && !reagent_parse(bytes.data, bytes.len, reagent, err))
        return err_wrap(err, "reading '%s'", text_string(&path));
    *found = seen;
    return true;
}

bool reagent_lies_on(
    const struct reagent *reagent, const struct disk_layout *layout, uint64_t offset_bytes)
{
    if (reagent->location_offset == 0 || reagent->location_offset != offset_bytes)
        return false;
    /* Another disk's partition may start at the same place. Without an id we cannot tell it apart,
     * and rather take it for ours. */
    if (layout->style == DISK_GPT && reagent->disk_guid[0] != '\0')
        return text_same(reagent->disk_guid, layout->id);
    return true;
}
