/* SPDX-License-Identifier: MIT */
/*
 * drivers.c - driver packages that did not come with Windows, tools of other hypervisors, and how
 * the drivers start that Azure's machines start from.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         https://learn.microsoft.com/azure/migrate/prepare-for-agentless-migration
 * Names of other hypervisors' services and providers are observed by public tools: unverified on a
 * real Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

enum {
    PACKAGES_SHOWN = 256, /* rows of driver packages */
    FOREIGN_SHOWN = 64,   /* rows of foreign tools, and of storage controllers */
};

static const struct probe_key keys[] = {
    { "driver.package_count", "number: driver packages that did not come with Windows",
        "%windir%\\INF\\oem*.inf" },
    { "driver.packages", "rows: inf, original, provider, class of those; the first 256",
        "%windir%\\INF\\oem*.inf, section Version" },
    { "driver.storage_packages",
        "rows: inf, original, provider, class of those for storage controllers (SCSIAdapter, HDC) "
        "that are not Microsoft's; the first 64",
        "%windir%\\INF\\oem*.inf, section Version" },
    { "device.foreign_tools",
        "rows: name (of the hypervisor or cloud) and evidence (service or driver package); the "
        "first 64",
        "EnumServicesStatusEx, %windir%\\INF\\oem*.inf" },
    { "driver.vmbus_start",
        "number: 0 boot, 1 system, 2 automatic, 3 manual, 4 disabled; absent "
        "without the driver",
        "HKLM\\" SERVICES "vmbus, Start" },
    { "driver.storvsc_start", "number: as driver.vmbus_start", "HKLM\\" SERVICES "storvsc, Start" },
    { "driver.netvsc_start", "number: as driver.vmbus_start", "HKLM\\" SERVICES "netvsc, Start" },
    { "driver.stornvme_start", "number: as driver.vmbus_start",
        "HKLM\\" SERVICES "stornvme, Start" },
    { "driver.stornvme_start_override",
        "number: what counts in place of driver.stornvme_start; absent when nothing does",
        "HKLM\\" SERVICES "stornvme\\StartOverride, 0" },
    { NULL, NULL, NULL },
};

static const char *const of_packages[] = { "driver.package_count", "driver.packages",
    "driver.storage_packages", NULL };

static const struct probe_value values[] = {
    { "driver.vmbus_start", SERVICES "vmbus", "Start", PROBE_NUMBER },
    { "driver.storvsc_start", SERVICES "storvsc", "Start", PROBE_NUMBER },
    { "driver.netvsc_start", SERVICES "netvsc", "Start", PROBE_NUMBER },
    { "driver.stornvme_start", SERVICES "stornvme", "Start", PROBE_NUMBER },
    { "driver.stornvme_start_override", SERVICES "stornvme\\StartOverride", "0", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* A service or driver that only one hypervisor's or cloud's tools install. */
static const struct {
    const char *service;
    const char *whose;
} foreign_services[] = {
    { "VMTools", "VMware" },
    { "VGAuthService", "VMware" },
    { "vm3dservice", "VMware" },
    { "pvscsi", "VMware" },
    { "vmxnet3ndis6", "VMware" },
    { "vmmouse", "VMware" },
    { "vmhgfs", "VMware" },
    { "vm3dmp", "VMware" },
    { "VMMemCtl", "VMware" },
    { "VBoxService", "VirtualBox" },
    { "VBoxGuest", "VirtualBox" },
    { "VBoxMouse", "VirtualBox" },
    { "VBoxSF", "VirtualBox" },
    { "VBoxWddm", "VirtualBox" },
    { "QEMU-GA", "QEMU" },
    { "vioscsi", "QEMU" },
    { "viostor", "QEMU" },
    { "netkvm", "QEMU" },
    { "balloon", "QEMU" },
    { "BalloonService", "QEMU" },
    { "vioser", "QEMU" },
    { "viorng", "QEMU" },
    { "pvpanic", "QEMU" },
    { "vdservice", "QEMU" },
    { "qxldod", "QEMU" },
    { "xenbus", "Xen" },
    { "xenvbd", "Xen" },
    { "xennet", "Xen" },
    { "xeniface", "Xen" },
    { "xenagent", "Xen" },
    { "prl_tg", "Parallels" },
    { "prl_strg", "Parallels" },
    { "prl_fs", "Parallels" },
    { "prl_tools", "Parallels" },
    { "AmazonSSMAgent", "Amazon EC2" },
    { "AWSNVMe", "Amazon EC2" },
    { "GCEAgent", "Google Compute Engine" },
    { "google_osconfig_agent", "Google Compute Engine" },
    { "Nutanix Guest Agent", "Nutanix" },
};

/* How the provider of a driver package begins. */
static const struct {
    const char *provider;
    const char *whose;
} foreign_providers[] = {
    { "VMware", "VMware" },
    { "Oracle", "VirtualBox" },
    { "innotek", "VirtualBox" },
    { "Red Hat", "QEMU" },
    { "QEMU", "QEMU" },
    { "Xen", "Xen" },
    { "Citrix", "Xen" },
    { "Parallels", "Parallels" },
    { "Amazon", "Amazon EC2" },
    { "Google", "Google Compute Engine" },
    { "Nutanix", "Nutanix" },
};

static const char *text_of(const struct json *row, const char *member)
{
    const char *text = json_string(json_member(row, member));

    return text ? text : "";
}

static void add_package(const struct json *package, struct json *rows)
{
    static const char *const members[] = { "inf", "original", "provider", "class" };
    struct json *row = json_add_object(rows, NULL);

    for (size_t i = 0; i < COUNT_OF(members); i++)
        json_add_string(row, members[i], text_of(package, members[i]));
}

static bool is_foreign_storage(const struct json *package)
{
    const char *class = text_of(package, "class");

    return (text_same(class, "SCSIAdapter") || text_same(class, "HDC")) &&
           !text_starts_same(text_of(package, "provider"), "Microsoft");
}

static bool set_packages(const struct json *packages, struct facts *facts, struct err *err)
{
    AUTO(json_value) all = { json_new_array() };
    AUTO(json_value) storage = { json_new_array() };
    int64_t count = 0, storage_count = 0;

    for (const struct json *package = json_first(packages); package; package = json_next(package)) {
        if (count++ < PACKAGES_SHOWN)
            add_package(package, all.root);
        if (is_foreign_storage(package) && storage_count++ < FOREIGN_SHOWN)
            add_package(package, storage.root);
    }
    return facts_set_number(facts, "driver.package_count", count, err) &&
           facts_set_rows(facts, "driver.packages", all.root, err) &&
           facts_set_rows(facts, "driver.storage_packages", storage.root, err);
}

static bool add_foreign(struct json *rows, const char *whose, const char *what, const char *name,
    size_t *count, struct err *err)
{
    AUTO(text) evidence = { 0 };

    if ((*count)++ >= FOREIGN_SHOWN)
        return true;
    struct json *row = json_add_object(rows, NULL);
    text_append(&evidence, "%s %s", what, name);
    json_add_string(row, "name", whose);
    json_add_string(row, "evidence", text_string(&evidence));
    return text_ok(&evidence, err);
}

static bool add_services(
    const struct json *services, struct json *rows, size_t *count, struct err *err)
{
    for (const struct json *service = json_first(services); service; service = json_next(service)) {
        const char *name = text_of(service, "name");

        for (size_t i = 0; i < COUNT_OF(foreign_services); i++) {
            if (text_same(name, foreign_services[i].service) &&
                !add_foreign(rows, foreign_services[i].whose, "service", name, count, err))
                return false;
        }
    }
    return true;
}

static bool add_providers(
    const struct json *packages, struct json *rows, size_t *count, struct err *err)
{
    for (const struct json *package = json_first(packages); package; package = json_next(package)) {
        const char *provider = text_of(package, "provider");

        for (size_t i = 0; i < COUNT_OF(foreign_providers); i++) {
            if (text_starts_same(provider, foreign_providers[i].provider) &&
                !add_foreign(rows, foreign_providers[i].whose, "driver package",
                    text_of(package, "inf"), count, err))
                return false;
        }
    }
    return true;
}

/* @param no_packages  why there is no list of them; its domain is ERR_NONE when there is one */
static bool collect_foreign(const struct guest *guest, const struct json *packages,
    const struct err *no_packages, struct facts *facts, struct err *err)
{
    AUTO(json_value) services = { NULL };
    AUTO(json_value) rows = { json_new_array() };
    struct err why = *no_packages;
    struct err failure = { 0 };
    size_t count = 0;

    if (!guest->list(guest->state, GUEST_LIST_SERVICES, &services.root, &failure))
        why = failure;
    return add_services(services.root, rows.root, &count, err) &&
           add_providers(packages, rows.root, &count, err) &&
           probe_set_rows_or_why(facts, "device.foreign_tools", rows.root, &why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) packages = { NULL };
    struct err why = { 0 };
    bool written = guest->list(guest->state, GUEST_LIST_DRIVER_PACKAGES, &packages.root, &why)
                       ? set_packages(packages.root, facts, err)
                       : probe_unreadable(facts, of_packages, &why, err);

    return written && collect_foreign(guest, packages.root, &why, facts, err) &&
           probe_read_values(guest, values, facts, err);
}

const struct probe probe_drivers = {
    .id = "drivers",
    .title = "Driver packages, tools of other hypervisors, drivers to start from",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
