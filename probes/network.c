/* SPDX-License-Identifier: MIT */
/*
 * network.c - what of the build machine's network would every clone keep?
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         https://learn.microsoft.com/windows/win32/winhttp/netsh-exe-commands
 * Where the registry keeps routes and proxy is known from public tools: unverified on a real
 * Windows.
 */
#include "probes/read.h"

#include "guest/proxy.h"

#include <string.h>

enum {
    HOSTS_LIMIT = 4 * 1024 * 1024, /* bytes of the hosts file */
    HOSTS_SHOWN = 64,              /* lines that are kept; the count is of all */
    TYPE_BINARY = 3,               /* REG_BINARY */
};

#define PARAMETERS PROBE_SERVICES "Tcpip\\Parameters"
#define ROUTES PARAMETERS "\\PersistentRoutes"
#define INTERFACES PARAMETERS "\\Interfaces"
#define CONNECTIONS "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections"
#define HOSTS "\\drivers\\etc\\hosts"

static const struct probe_key keys[] = {
    { "network.persistent_routes",
        "list: \"destination,mask,gateway,metric\"; absent: no place for them", "HKLM\\" ROUTES },
    { "network.proxy", "text: proxy of WinHTTP, without user and password; absent: direct access",
        "HKLM\\" CONNECTIONS ", WinHttpSettings" },
    { "network.proxy_bypass", "text: what goes around the proxy; absent: no proxy",
        "HKLM\\" CONNECTIONS ", WinHttpSettings" },
    { "network.hosts_entries",
        "list: address and names, the first 64; comments and localhost are left out; absent "
        "without the file",
        "%windir%\\System32" HOSTS },
    { "network.hosts_count", "number: of all such entries; absent without the file",
        "%windir%\\System32" HOSTS },
    { "network.static_addresses", "rows: interface, address of each that no DHCP server gave",
        "HKLM\\" INTERFACES ", EnableDHCP and IPAddress" },
    { "network.static_dns", "rows: interface, servers of each that were set by hand",
        "HKLM\\" INTERFACES ", NameServer" },
    { NULL, NULL, NULL },
};

static bool collect_routes(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char key[] = "network.persistent_routes";
    AUTO(text_list) routes = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_list_values(guest->state, ROUTES, &found, &routes, &why))
        return facts_set_unreadable(facts, key, &why, err);
    return found == ABSENT ? facts_set_absent(facts, key, err)
                           : facts_set_list(facts, key, &routes, err);
}

/* A proxy may be written with the name and password of its user: what stands before "@". */
static const char *without_user(const char *server)
{
    const char *at = strrchr(server, '@');

    return at ? at + 1 : server;
}

static bool collect_proxy(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const both[] = { "network.proxy", "network.proxy_bypass", NULL };
    AUTO(bytes) bytes = { 0 };
    AUTO(proxy) proxy = { 0 };
    enum found found = ABSENT;
    uint32_t type = 0;
    struct err why = { 0 };

    if (!guest->reg_read_bytes(
            guest->state, CONNECTIONS, "WinHttpSettings", &found, &type, &bytes, &why))
        return probe_unreadable(facts, both, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, both, err);
    if (type != TYPE_BINARY) {
        (void)err_set(
            &why, ERR_AGENT, ERR_MALFORMED, "WinHttpSettings is of type %u", (unsigned)type);
        return probe_unreadable(facts, both, &why, err);
    }
    if (!proxy_parse(bytes.data, bytes.len, &proxy, &why))
        return probe_unreadable(facts, both, &why, err);
    if (!proxy.in_use)
        return probe_absent(facts, both, err);
    return facts_set_text(facts, "network.proxy", without_user(text_string(&proxy.server)), err) &&
           facts_set_text(facts, "network.proxy_bypass", text_string(&proxy.bypass), err);
}

/* Appends the fields of one line, one space between. @return how many */
static size_t read_fields(const char *line, size_t len, struct text *entry, bool *local)
{
    static const char space[] = " \t\r\f\v";
    size_t count = 0;

    *local = true;
    for (size_t at = 0; at < len && line[at] != '#';) {
        size_t field = 0;

        while (at < len && strchr(space, line[at]) && line[at])
            at++;
        while (at + field < len && line[at + field] != '#' && line[at + field] &&
               !strchr(space, line[at + field]))
            field++;
        if (field == 0)
            break;
        text_append(entry, "%s%.*s", count > 0 ? " " : "", (int)field, line + at);
        if (count++ > 0 &&
            (field != strlen("localhost") || !text_starts_same(line + at, "localhost")))
            *local = false;
        at += field;
    }
    return count;
}

static bool read_hosts(
    const struct bytes *bytes, struct text_list *entries, int64_t *count, struct err *err)
{
    const char *line = (const char *)bytes->data;
    const char *end = line + bytes->len;

    if (!text_is_utf8(line, bytes->len))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the hosts file is not UTF-8");
    while (line < end) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        AUTO(text) entry = { 0 };
        bool local = false;

        if (!line_end)
            line_end = end;
        if (read_fields(line, (size_t)(line_end - line), &entry, &local) > 1 && !local) {
            if (!text_ok(&entry, err) ||
                (*count < HOSTS_SHOWN && !text_list_add(entries, text_string(&entry), err)))
                return false;
            (*count)++;
        }
        line = line_end + 1;
    }
    return true;
}

static bool collect_hosts(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const both[] = { "network.hosts_entries", "network.hosts_count", NULL };
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    AUTO(text_list) entries = { 0 };
    enum found found = ABSENT;
    int64_t count = 0;
    struct err why = { 0 };

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, &why))
        return probe_unreadable(facts, both, &why, err);
    text_append(&path, HOSTS);
    if (!text_ok(&path, err))
        return false;
    if (!guest->file_read(guest->state, text_string(&path), HOSTS_LIMIT, &found, &bytes, &why) ||
        (found == FOUND && !read_hosts(&bytes, &entries, &count, &why)))
        return probe_unreadable(facts, both, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, both, err);
    return facts_set_list(facts, "network.hosts_entries", &entries, err) &&
           facts_set_number(facts, "network.hosts_count", count, err);
}

static bool add_address(const struct guest *guest, const char *key, const char *name,
    struct json *rows, struct err *err)
{
    AUTO(text_list) addresses = { 0 };
    enum found dhcp_found = ABSENT, found = ABSENT;
    uint32_t dhcp = 1;

    if (!guest->reg_read_u32(guest->state, key, "EnableDHCP", &dhcp_found, &dhcp, err))
        return false;
    if (dhcp_found == ABSENT || dhcp != 0)
        return true;
    if (!guest->reg_read_texts(guest->state, key, "IPAddress", &found, &addresses, err))
        return false;
    for (size_t i = 0; found == FOUND && i < addresses.count; i++) {
        if (!addresses.items[i][0] || text_same(addresses.items[i], "0.0.0.0"))
            continue;
        struct json *row = json_add_object(rows, NULL);
        json_add_string(row, "interface", name);
        if (!json_add_string(row, "address", addresses.items[i]))
            return err_nomem(err);
    }
    return true;
}

static bool add_servers(const struct guest *guest, const char *key, const char *name,
    struct json *rows, struct err *err)
{
    AUTO(text) servers = { 0 };
    enum found found = ABSENT;

    if (!guest->reg_read_text(guest->state, key, "NameServer", &found, &servers, err))
        return false;
    if (found == ABSENT || servers.len == 0)
        return true;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "interface", name);
    return json_add_string(row, "servers", text_string(&servers)) ? true : err_nomem(err);
}

/* One fact of rows over every interface. */
static bool collect_interfaces(const struct guest *guest, const char *fact,
    bool (*add)(const struct guest *, const char *, const char *, struct json *, struct err *),
    struct facts *facts, struct err *err)
{
    AUTO(text_list) names = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    if (!guest->reg_list_keys(guest->state, INTERFACES, &found, &names, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    for (size_t i = 0; i < names.count; i++) {
        AUTO(text) key = { 0 };

        text_append(&key, INTERFACES "\\%s", names.items[i]);
        if (!text_ok(&key, err))
            return false;
        if (!add(guest, text_string(&key), names.items[i], rows.root, &why))
            return facts_set_unreadable(facts, fact, &why, err);
    }
    return facts_set_rows(facts, fact, rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_routes(guest, facts, err) && collect_proxy(guest, facts, err) &&
           collect_hosts(guest, facts, err) &&
           collect_interfaces(guest, "network.static_addresses", add_address, facts, err) &&
           collect_interfaces(guest, "network.static_dns", add_servers, facts, err);
}

const struct probe probe_network = {
    .id = "network",
    .title = "Routes, proxy, names and addresses that a clone would keep",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
