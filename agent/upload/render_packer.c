/* SPDX-License-Identifier: MIT */
/*
 * render_packer.c - Packer blocks (HCL2) that run goldprep in the guest and name the destination.
 *
 * Accepted by Packer 1.6.6 and later; a later plugin's names are in comments. A restart comes before
 * the image is sealed and never after: prepare is the last step in the guest.
 *
 * Source: https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/components/builder/arm
 *         https://developer.hashicorp.com/packer/integrations/hashicorp/hyperv/latest/components/builder/iso
 *         https://developer.hashicorp.com/packer/docs/provisioners/powershell
 */
#include "upload/quote.h"
#include "upload/render.h"
#include "upload/vhd.h"

static void append_quoted(
    struct text *text, const char *before, const char *value, const char *after)
{
    text_append(text, "%s", before);
    quote_hcl(text, value);
    text_append(text, "%s", after);
}

static void append_variable(
    struct text *text, const char *name, const char *what, const char *value, bool sensitive)
{
    text_append(text, "\nvariable \"%s\" {\n  type        = string\n", name);
    append_quoted(text, "  description = ", what, "\n");
    append_quoted(text, "  default     = ", value, "\n");
    text_append(text, "%s}\n", sensitive ? "  sensitive   = true\n" : "");
}

static void append_regions(struct text *text, const struct target *target)
{
    const struct target_regions *regions = &target->version.regions;

    text_append(text, "\nvariable \"gallery_regions\" {\n"
                      "  type        = list(string)\n"
                      "  description = \"Regions that the version is copied to.\"\n"
                      "  default     = [");
    for (size_t at = 0; at < regions->count; at++)
        append_quoted(text, at > 0 ? ", " : "", regions->items[at].name, "");
    if (regions->count == 0)
        append_quoted(text, "", target_version_region(target), "");
    text_append(text, "]\n}\n");
}

/* -- what the image is for -- */

static void append_profiles(struct text *text, const struct target *target)
{
    const struct target_consumers *consumers = &target->consumers;
    const bool asked[] = { consumers->dev_center.given, consumers->windows365.given,
        consumers->lab.given };
    static const char *const ids[] = { "devbox", "windows365", "lab-services" };
    bool any = false;

    for (size_t at = 0; at < COUNT_OF(ids); at++) {
        if (!asked[at])
            continue;
        text_append(text, "%s%s", any ? "," : "", ids[at]);
        any = true;
    }
    if (!any)
        text_append(text, "azure-gallery");
}

static void append_variables(struct text *text, const struct target *target)
{
    AUTO(part) profiles = { .whole = text };

    append_profiles(&profiles.text, target);
    append_variable(text, "goldprep_exe", "goldprep.exe on this machine.", "goldprep.exe", false);
    append_variable(text, "goldprep_profile",
        "What the image is for: 'goldprep profiles' lists them.", text_string(&profiles.text),
        false);
    append_variable(text, "out_folder", "Where the manifest goes on this machine.", "out", false);
    append_variable(
        text, "gallery_subscription", "Subscription of the gallery.", target->subscription, false);
    append_variable(text, "gallery_resource_group", "Resource group of the gallery.",
        target->resource_group, false);
    append_variable(text, "gallery_name", "The gallery.", target->gallery.name, false);
    append_variable(text, "gallery_image", "The image definition.", target->definition.name, false);
    append_variable(text, "gallery_version", "The version to make.", target->version.number, false);
    append_regions(text, target);
    append_variable(text, "region", "Where the machine is built: one of the regions.",
        target_version_region(target), false);
    append_variable(text, "client_id", "Application that Packer signs in as.", "", false);
    append_variable(text, "client_secret", "Its secret: PKR_VAR_client_secret.", "", true);
    append_variable(text, "tenant_id", "Tenant of that application.", "", false);
    append_variable(
        text, "base_publisher", "Marketplace image to begin with: publisher.", "", false);
    append_variable(text, "base_offer", "Marketplace image to begin with: offer.", "", false);
    append_variable(text, "base_sku", "Marketplace image to begin with: SKU.", "", false);
    append_variable(
        text, "vm_size", "Size of the machine that is built.", "Standard_D4s_v3", false);
    append_variable(text, "iso_url", "Installation medium, for hyperv-iso.", "windows.iso", false);
    append_variable(text, "iso_checksum", "Its checksum: sha256:...", "none", false);
    append_variable(text, "winrm_password", "Administrator's password, for hyperv-iso.", "", true);
}

/* azure-arm makes a version by way of a managed image, and of some images there is none. */
static bool has_managed_image(const struct target *target)
{
    return target->image.security_type != TARGET_TRUSTED_LAUNCH &&
           target->image.security_type != TARGET_CONFIDENTIAL &&
           target->image.architecture != TARGET_ARM64;
}

static void append_no_azure(struct text *text)
{
    text_append(text,
        "\n"
        "# No source azure-arm: it captures a managed image, and there is none of Arm64 or of "
        "trusted\n"
        "# launch with guest state. A definition of TrustedLaunchSupported takes one.\n"
        "# Source: https://learn.microsoft.com/azure/virtual-machines/capture-image-resource\n");
}

static void append_azure(struct text *text)
{
    text_append(text,
        "\n"
        "# A machine in Azure, captured into the gallery. Gallery and definition are there "
        "already:\n"
        "# 'goldprep render az' makes them.\n"
        "source \"azure-arm\" \"goldprep\" {\n"
        "  subscription_id = var.gallery_subscription\n"
        "  client_id       = var.client_id\n"
        "  client_secret   = var.client_secret\n"
        "  tenant_id       = var.tenant_id\n"
        "  location        = var.region\n"
        "  vm_size         = var.vm_size\n"
        "  os_type         = \"Windows\"\n"
        "  image_publisher = var.base_publisher\n"
        "  image_offer     = var.base_offer\n"
        "  image_sku       = var.base_sku\n"
        "  communicator    = \"winrm\"\n"
        "  winrm_username  = \"packer\"\n"
        "  winrm_use_ssl   = true\n"
        "  winrm_insecure  = true\n"
        "  winrm_timeout   = \"30m\"\n"
        "\n"
        "  managed_image_name                = \"${var.gallery_image}-${var.gallery_version}\"\n"
        "  managed_image_resource_group_name = var.gallery_resource_group\n"
        "\n"
        "  # later plugins: target_region { name, replicas }, storage_account_type, specialized\n"
        "  shared_image_gallery_destination {\n"
        "    subscription        = var.gallery_subscription\n"
        "    resource_group      = var.gallery_resource_group\n"
        "    gallery_name        = var.gallery_name\n"
        "    image_name          = var.gallery_image\n"
        "    image_version       = var.gallery_version\n"
        "    replication_regions = var.gallery_regions\n"
        "  }\n"
        "}\n");
}

static void append_hyperv(struct text *text, const struct target *target)
{
    bool first = target->image.hyperv_generation == TARGET_V1;

    text_append(text,
        "\n"
        "# A machine in Hyper-V. What comes out is a VHDX%s:\n"
        "#   %s\n"
        "# and 'goldprep render az TARGET --manifest MANIFEST --vhd disk.vhd' brings it to the "
        "gallery.\n"
        "source \"hyperv-iso\" \"goldprep\" {\n"
        "  generation         = %d\n"
        "  enable_secure_boot = %s\n"
        "  iso_url            = var.iso_url\n"
        "  iso_checksum       = var.iso_checksum\n"
        "  communicator       = \"winrm\"\n"
        "  winrm_username     = \"packer\"\n"
        "  winrm_password     = var.winrm_password\n"
        "  winrm_timeout      = \"4h\"\n"
        "  shutdown_command   = \"shutdown /s /t 10 /f\"\n"
        "  shutdown_timeout   = \"30m\"\n"
        "  skip_compaction    = true\n"
        "}\n",
        first ? " or VHD" : "", VHD_CONVERT_WINDOWS, first ? 1 : 2, first ? "false" : "true");
}

static void append_run(struct text *text, const char *why, const char *command, const char *codes)
{
    text_append(text,
        "\n"
        "  # %s\n"
        "  provisioner \"powershell\" {\n"
        "    inline = [\n"
        "      \"& C:/Windows/Temp/goldprep.exe %s\",\n"
        "      \"exit $LASTEXITCODE\",\n"
        "    ]\n"
        "    elevated_user     = \"packer\"\n"
        "    elevated_password = build.Password\n"
        "    valid_exit_codes  = [%s]\n"
        "    timeout           = \"3h\"\n"
        "  }\n",
        why, command, codes);
}

static void append_build(struct text *text, const char *sources)
{
    static const char restart[] = "\n"
                                  "  provisioner \"windows-restart\" {\n"
                                  "    restart_timeout = \"30m\"\n"
                                  "  }\n";

    text_append(text,
        "\n"
        "build {\n"
        "  sources = [%s]\n"
        "\n"
        "  provisioner \"file\" {\n"
        "    source      = var.goldprep_exe\n"
        "    destination = \"C:/Windows/Temp/goldprep.exe\"\n"
        "  }\n",
        sources);
    append_run(text, "3010: done so far, restart and go on.",
        "apply --profile ${var.goldprep_profile} --yes", "0, 3010");
    text_append(text, "%s", restart);
    append_run(text, "Goes on where it was; nothing is done twice.",
        "apply --profile ${var.goldprep_profile} --yes", "0, 3010");
    text_append(text, "%s", restart);
    append_run(text, "Looks once more, and seals. Nothing may restart the guest after this.",
        "prepare --profile ${var.goldprep_profile} --yes --no-shutdown --manifest "
        "C:/Windows/Temp/manifest.json",
        "0");
    text_append(text, "\n"
                      "  provisioner \"file\" {\n"
                      "    direction   = \"download\"\n"
                      "    source      = \"C:/Windows/Temp/manifest.json\"\n"
                      "    destination = \"${var.out_folder}/manifest.json\"\n"
                      "  }\n"
                      "}\n");
}

bool render_packer(const struct target *target, struct text *text, struct err *err)
{
    AUTO(part) machine = { .whole = text };
    bool azure = has_managed_image(target);

    quote_comment(&machine.text, target->image.machine ? target->image.machine : "");
    text_append(text,
        "# Made by goldprep from a target and the manifest of '%s': builds the image anew.\n"
        "#\n"
        "#   packer build -only=%s.goldprep -var ... FILE\n"
        "#\n"
        "# Source: https://developer.hashicorp.com/packer/integrations/hashicorp/azure\n",
        text_string(&machine.text), azure ? "azure-arm" : "hyperv-iso");
    append_variables(text, target);
    if (azure)
        append_azure(text);
    else
        append_no_azure(text);
    append_hyperv(text, target);
    append_build(text, azure ? "\"source.azure-arm.goldprep\", \"source.hyperv-iso.goldprep\""
                             : "\"source.hyperv-iso.goldprep\"");
    return text_ok(text, err);
}
