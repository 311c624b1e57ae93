/* SPDX-License-Identifier: MIT */
/* test_network.c - what the probe on the network writes down. */
#include "probe_rows.h"

extern const struct probe probe_network;

#define TCPIP "SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters"
#define ROUTES TCPIP "\\PersistentRoutes"
#define INTERFACE TCPIP "\\Interfaces\\{6f2a1c10-0b51-4a35-9d0e-0000000000e7}"
#define CONNECTIONS "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections"
#define HOSTS "C:\\Windows\\System32\\drivers\\etc\\hosts"

static void set_proxy(struct fake_machine *machine, const char *bytes, size_t len, uint32_t type)
{
    fake_reg_bytes(machine, CONNECTIONS, "WinHttpSettings", type, bytes, len);
}

static void be_set_up_by_hand(struct fake_machine *machine)
{
    static const char proxy[] = "\x18\0\0\0\0\0\0\0\x03\0\0\0"
                                "\x1d\0\0\0ann:secret@proxy.example:3128"
                                "\x07\0\0\0<local>";
    static const char *const addresses[] = { "10.1.2.3", "0.0.0.0", NULL };

    fake_reg_text(machine, ROUTES, "10.0.0.0,255.0.0.0,10.1.2.1,1", "");
    set_proxy(machine, proxy, sizeof proxy - 1, 3);
    fake_reg_u32(machine, INTERFACE, "EnableDHCP", 0);
    fake_reg_texts(machine, INTERFACE, "IPAddress", addresses);
    fake_reg_text(machine, INTERFACE, "NameServer", "10.1.2.4,10.1.2.5");
    fake_file_text(machine, HOSTS,
        "127.0.0.1 localhost\r\n\r\n# a comment\r\n"
        "10.9.8.7\tpackages.example  mirror # of the build\r\n::1 localhost\n10.9.8.6 last");
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, TCPIP, NULL);
    fake_reg_remove(machine, CONNECTIONS, NULL);
    fake_file_remove(machine, HOSTS);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, TCPIP);
    fake_reg_deny(machine, CONNECTIONS);
    fake_file_deny(machine, HOSTS);
}

static void spoil(struct fake_machine *machine)
{
    set_proxy(machine, "\x18\0\0\0\0\0\0\0\x02\0\0\0\xff\xff\0\0x", 17, 3);
    fake_file(machine, HOSTS,
        "\xff\xfe"
        "1\0",
        4);
    fake_reg_text(machine, INTERFACE, "EnableDHCP", "0");
    fake_reg_u32(machine, INTERFACE, "NameServer", 0);
}

static void spoil_type(struct fake_machine *machine)
{
    set_proxy(machine, "p\0\0\0", 4, 1);
}

static void fill_hosts(struct fake_machine *machine)
{
    AUTO(text) hosts = { 0 };

    for (int i = 0; i < 100; i++)
        text_append(&hosts, "0.0.0.0 advertisement-%d.example\n", i);
    fake_file_text(machine, HOSTS, text_string(&hosts));
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_LIST("network.persistent_routes", "[]"), IS_ABSENT("network.proxy"),
            IS_ABSENT("network.proxy_bypass"), IS_LIST("network.hosts_entries", "[]"),
            IS_NUMBER("network.hosts_count", 0), IS_ROWS("network.static_addresses", "[]"),
            IS_ROWS("network.static_dns", "[]") } },
    { "there: set up by hand, without the password", be_set_up_by_hand,
        { IS_LIST("network.persistent_routes", "[\"10.0.0.0,255.0.0.0,10.1.2.1,1\"]"),
            IS_TEXT("network.proxy", "proxy.example:3128"),
            IS_TEXT("network.proxy_bypass", "<local>"),
            IS_LIST("network.hosts_entries",
                "[\"10.9.8.7 packages.example mirror\",\"10.9.8.6 last\"]"),
            IS_NUMBER("network.hosts_count", 2),
            IS_ROWS("network.static_addresses",
                "[{\"interface\":\"{6f2a1c10-0b51-4a35-9d0e-0000000000e7}\","
                "\"address\":\"10.1.2.3\"}]"),
            IS_ROWS("network.static_dns",
                "[{\"interface\":\"{6f2a1c10-0b51-4a35-9d0e-0000000000e7}\","
                "\"servers\":\"10.1.2.4,10.1.2.5\"}]") } },
    { "there: all are counted", fill_hosts, { IS_NUMBER("network.hosts_count", 100) } },
    { "absent", remove_all,
        { IS_ABSENT("network.persistent_routes"), IS_ABSENT("network.proxy"),
            IS_ABSENT("network.hosts_entries"), IS_ABSENT("network.hosts_count"),
            IS_ROWS("network.static_addresses", "[]"), IS_ROWS("network.static_dns", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("network.persistent_routes", "denied"),
            IS_UNREADABLE("network.proxy", "denied"),
            IS_UNREADABLE("network.proxy_bypass", "denied"),
            IS_UNREADABLE("network.hosts_entries", "denied"),
            IS_UNREADABLE("network.hosts_count", "denied"),
            IS_UNREADABLE("network.static_addresses", "denied"),
            IS_UNREADABLE("network.static_dns", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("network.proxy", "a length goes beyond the end"),
            IS_UNREADABLE("network.hosts_entries", "not UTF-8"),
            IS_UNREADABLE("network.static_addresses", "another type"),
            IS_UNREADABLE("network.static_dns", "another type") } },
    { "malformed: of another type", spoil_type, { IS_UNREADABLE("network.proxy", "of type 1") } },
};

START_TEST(network_is_told_as_seen)
{
    check_probe_row(&probe_network, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_network, network_is_told_as_seen, rows)
