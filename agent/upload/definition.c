/* SPDX-License-Identifier: MIT */
/*
 * definition.c - which gallery image definition fits this guest, and why.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries
 *         https://learn.microsoft.com/azure/virtual-machines/trusted-launch
 */
#include "upload/manifest.h"

/** A value and the reason for it. */
struct answer {
    const char *value; /* NULL: the facts do not tell */
    const char *reason;
};

static bool is_known_text(const struct fact *fact, const char *text)
{
    return fact->state == FACT_KNOWN && fact->kind == FACT_TEXT && strcmp(fact->text, text) == 0;
}

static bool is_known_number(const struct fact *fact)
{
    return fact->state == FACT_KNOWN && fact->kind == FACT_NUMBER;
}

static struct answer generation(const struct facts *facts)
{
    const struct fact *firmware = facts_get(facts, "firmware.type");
    const struct fact *style = facts_get(facts, "disk.style");

    if (is_known_text(firmware, "bios"))
        return (struct answer){ "V1", "Windows was started by a BIOS (fact firmware.type)" };
    if (!is_known_text(firmware, "uefi"))
        return (struct answer){ NULL, "fact firmware.type does not tell the firmware" };
    if (is_known_text(style, "gpt"))
        return (struct answer){ "V2",
            "Windows was started by UEFI from a GPT disk (facts firmware.type, disk.style)" };
    return (struct answer){ NULL,
        "UEFI, but fact disk.style does not tell a GPT disk, which generation 2 starts from" };
}

static struct answer architecture(const struct facts *facts)
{
    const struct fact *fact = facts_get(facts, "os.architecture");

    if (is_known_text(fact, "x64"))
        return (struct answer){ "x64", "fact os.architecture" };
    if (is_known_text(fact, "arm64"))
        return (struct answer){ "Arm64", "fact os.architecture" };
    return (struct answer){ NULL, "fact os.architecture tells neither x64 nor arm64" };
}

/* Trusted launch gives the machine Secure Boot and a virtual TPM 2.0: what is on here is proven to
 * work there. */
static struct answer security_type(const struct facts *facts, const char *hyperv_generation)
{
    const struct fact *secure_boot = facts_get(facts, "secure_boot.enabled");
    const struct fact *tpm = facts_get(facts, "tpm.version");

    if (!hyperv_generation)
        return (struct answer){ NULL, "not known while the generation is not" };
    if (strcmp(hyperv_generation, "V1") == 0)
        return (struct answer){ "Standard", "every other security type needs generation 2" };
    if (is_known_number(secure_boot) && secure_boot->number != 1)
        return (struct answer){ "Standard",
            "Secure Boot is off, so it is not proven that this Windows starts with it" };
    if (tpm->state == FACT_ABSENT || (is_known_number(tpm) && tpm->number < 2))
        return (struct answer){ "Standard",
            "there is no TPM 2.0, so it is not proven that this Windows works with one" };
    if (is_known_number(secure_boot) && is_known_number(tpm))
        return (struct answer){ "TrustedLaunch",
            "generation 2, Secure Boot on and a TPM 2.0 (facts secure_boot.enabled, tpm.version); "
            "a disk uploaded without VM guest state needs a disk resource created with security "
            "type TrustedLaunch, or a definition of TrustedLaunchSupported" };
    return (struct answer){ NULL, "facts secure_boot.enabled and tpm.version do not tell both" };
}

static void add(struct json *object, const char *name, struct answer answer)
{
    struct json *member = json_add_object(object, name);

    if (answer.value)
        json_add_string(member, "value", answer.value);
    else
        json_add_null(member, "value");
    json_add_string(member, "reason", answer.reason);
}

bool manifest_definition(
    const struct facts *facts, bool sealed, struct json *object, struct err *err)
{
    struct answer hyperv_generation = generation(facts);

    if (!object)
        return err_nomem(err);
    add(object, "osType", (struct answer){ "Windows", "goldprep prepares nothing else" });
    add(object, "osState",
        sealed ? (struct answer){ "Generalized", "sysprep /generalize has sealed the image" }
               : (struct answer){ "Specialized", "sysprep has not sealed the image" });
    add(object, "hyperVGeneration", hyperv_generation);
    add(object, "architecture", architecture(facts));
    add(object, "securityType", security_type(facts, hyperv_generation.value));
    return true;
}
