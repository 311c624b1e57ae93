/* SPDX-License-Identifier: MIT */
/*
 * os.c - which Windows is it: edition, version, build, processor?
 *
 * ProductName still says "Windows 10" on Windows 11 and is kept for people only; the build number
 * tells the two apart.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getproductinfo
 *         https://learn.microsoft.com/windows-hardware/drivers/ddi/wdm/nf-wdm-rtlgetversion
 */
#include "probes/read.h"

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define FROM_REGISTRY(value) "HKLM\\" CURRENT_VERSION ", " value

static const struct probe_key keys[] = {
    { "os.edition", "text: EditionID, \"Enterprise\"; absent when Windows stores none",
        FROM_REGISTRY("EditionID") },
    { "os.product_name", "text: marketing name; says \"Windows 10\" on Windows 11 too",
        FROM_REGISTRY("ProductName") },
    { "os.installation_type",
        "text: \"Client\", \"Server\", \"Server Core\"; multi-session: Client",
        FROM_REGISTRY("InstallationType") },
    { "os.display_version", "text: \"23H2\"; absent before 20H2", FROM_REGISTRY("DisplayVersion") },
    { "os.build", "number: build, 22631", FROM_REGISTRY("CurrentBuildNumber") },
    { "os.revision", "number: the part of the build after the dot", FROM_REGISTRY("UBR") },
    { "os.version", "text: \"10.0.22631\"", "RtlGetVersion" },
    { "os.product_type", "number: 1 workstation, 2 domain controller, 3 server or multi-session",
        "RtlGetVersion, wProductType" },
    { "os.suite_mask", "number: VER_SUITE_* bits", "RtlGetVersion, wSuiteMask" },
    { "os.product_info", "number: PRODUCT_*, 4 is Enterprise", "GetProductInfo" },
    { "os.architecture", "text: \"x64\", \"arm64\", \"x86\" or the machine number in hex",
        "IsWow64Process2, native machine" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "os.edition", CURRENT_VERSION, "EditionID", PROBE_TEXT },
    { "os.product_name", CURRENT_VERSION, "ProductName", PROBE_TEXT },
    { "os.installation_type", CURRENT_VERSION, "InstallationType", PROBE_TEXT },
    { "os.display_version", CURRENT_VERSION, "DisplayVersion", PROBE_TEXT },
    { "os.build", CURRENT_VERSION, "CurrentBuildNumber", PROBE_DECIMAL },
    { "os.revision", CURRENT_VERSION, "UBR", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool set_architecture(uint32_t machine, struct facts *facts, struct err *err)
{
    /* Source: https://learn.microsoft.com/windows/win32/sysinfo/image-file-machine-constants */
    static const struct {
        uint32_t machine;
        const char *name;
    } names[] = { { 0x8664, "x64" }, { 0xaa64, "arm64" }, { 0x014c, "x86" }, { 0x01c4, "arm" } };
    AUTO(text) other = { 0 };

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].machine == machine)
            return facts_set_text(facts, "os.architecture", names[i].name, err);
    }
    text_append(&other, "0x%04x", (unsigned)machine);
    return text_ok(&other, err) &&
           facts_set_text(facts, "os.architecture", text_string(&other), err);
}

static bool set_product_info(uint32_t product_info, struct facts *facts, struct err *err)
{
    struct err why = { 0 };

    if (product_info != 0)
        return facts_set_number(facts, "os.product_info", product_info, err);
    (void)err_set(&why, ERR_AGENT, ERR_UNSUPPORTED, "GetProductInfo told no product");
    return facts_set_unreadable(facts, "os.product_info", &why, err);
}

static bool collect_version(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const of_version[] = { "os.version", "os.product_type", "os.suite_mask",
        "os.product_info", "os.architecture", NULL };
    struct guest_version version = { 0 };
    AUTO(text) number = { 0 };
    struct err why = { 0 };

    if (!guest->version(guest->state, &version, &why))
        return probe_unreadable(facts, of_version, &why, err);

    text_append(&number, "%u.%u.%u", (unsigned)version.major, (unsigned)version.minor,
        (unsigned)version.build);
    return text_ok(&number, err) &&
           facts_set_text(facts, "os.version", text_string(&number), err) &&
           facts_set_number(facts, "os.product_type", version.product_type, err) &&
           facts_set_number(facts, "os.suite_mask", version.suite_mask, err) &&
           set_product_info(version.product_info, facts, err) &&
           set_architecture(version.architecture, facts, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_version(guest, facts, err);
}

const struct probe probe_os = {
    .id = "os",
    .title = "Edition, version and build of Windows",
    .source =
        "https://learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getproductinfo",
    .keys = keys,
    .collect = collect,
};
