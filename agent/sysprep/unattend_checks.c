/* SPDX-License-Identifier: MIT */
/*
 * unattend_checks.c - what can be wrong with an answer file: the table.
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-automation-overview
 *         That a cached copy carries wasPassProcessed, and the blotted text in the place of passwords, is
 *         observed in public copies: unverified on a real Windows.
 */
#include "sysprep/unattend.h"

#define REFERENCE "https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/"
#define MANUFACTURE "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
#define COMPONENTS REFERENCE "components-b-unattend"

const struct unattend_check unattend_checks[] = {
    { "unattend.not-xml", UNATTEND_ERROR, "It is no well-formed XML",
        "Windows does not read past the first fault, and sysprep stops or does without the file.",
        "Correct what stands there; Windows SIM writes files that are well-formed.",
        MANUFACTURE "windows-setup-automation-overview", NULL },
    { "unattend.prefix-undeclared", UNATTEND_ERROR, "A prefix has no namespace",
        "A name whose prefix is not declared is refused by the parser that Windows uses.",
        "Declare the prefix on the root element; wcm stands for "
        "http://schemas.microsoft.com/WMIConfig/2002/State.",
        MANUFACTURE "windows-setup-automation-overview",
        "declares wcm on the root; other prefixes are left" },
    { "unattend.root-unknown", UNATTEND_ERROR, "The root element is no unattend",
        "Windows takes only a document of that name for an answer file.",
        "Make <unattend xmlns=\"urn:schemas-microsoft-com:unattend\"> the root.", REFERENCE,
        "corrects the case of one that differs in nothing else" },
    { "unattend.namespace-wrong", UNATTEND_ERROR,
        "An element is not in the namespace of answer files",
        "Windows looks for names in urn:schemas-microsoft-com:unattend and passes others over.",
        "Put xmlns=\"urn:schemas-microsoft-com:unattend\" on the root, and no other around it.",
        REFERENCE, "puts it on the root when that has none, or another as its default" },
    { "unattend.element-unexpected", UNATTEND_ERROR,
        "An element stands where the schema has none of that name",
        "The file does not fit the schema of answer files, so what is inside is not applied.",
        "Below unattend put servicing, then settings; below settings put component.", REFERENCE,
        "puts the element into a comment" },
    { "unattend.attribute-unexpected", UNATTEND_WARNING,
        "An attribute stands where the schema has none of that name",
        "The file does not fit the schema of answer files.",
        "Take the attribute out, or correct its name.", REFERENCE, "takes it out" },
    { "unattend.pass-missing", UNATTEND_ERROR, "Settings name no pass",
        "Windows cannot tell when to apply them, and refuses the file.",
        "Add pass=\"...\" with the name of a configuration pass.",
        MANUFACTURE "windows-setup-configuration-passes", "puts the settings into a comment" },
    { "unattend.pass-unknown", UNATTEND_ERROR, "Settings name a pass that does not exist",
        "Nothing applies them; the case of the name counts.",
        "Use windowsPE, offlineServicing, generalize, specialize, auditSystem, auditUser or "
        "oobeSystem.",
        MANUFACTURE "windows-setup-configuration-passes",
        "corrects a name that is near to one; puts other settings into a comment" },
    { "unattend.pass-repeated", UNATTEND_NOTE, "A pass has settings twice",
        "The schema allows it, but people who change one place overlook the other.",
        "Put the components of a pass into one settings element.",
        MANUFACTURE "windows-setup-configuration-passes", NULL },
    { "unattend.pass-processed", UNATTEND_WARNING, "Windows has used these settings before",
        "It is the copy that setup keeps: Windows passes over settings that are marked as "
        "processed, and has blotted out the passwords in them.",
        "Start from the original file.", MANUFACTURE "windows-setup-automation-overview",
        "takes wasPassProcessed out" },
    { "unattend.pass-not-used", UNATTEND_NOTE, "Sysprep with /generalize /oobe has no such pass",
        "These settings belong to the installation from media, or to audit mode alone.",
        "Keep a file of its own for sysprep, without them.",
        MANUFACTURE "windows-setup-configuration-passes", NULL },
    { "unattend.component-attribute-missing", UNATTEND_ERROR,
        "A component lacks an attribute that identifies it",
        "Windows finds a component by all of name, processorArchitecture, publicKeyToken and "
        "language.",
        "Add it; Windows' own components have publicKeyToken 31bf3856ad364e35 and language "
        "neutral.",
        COMPONENTS,
        "adds publicKeyToken and language of Windows' own components, and processorArchitecture "
        "when that of the image is known; puts a component without a name into a comment" },
    { "unattend.component-attribute-wrong", UNATTEND_ERROR,
        "A component has an attribute of a value that identifies nothing",
        "Windows finds no component of that identity, and applies none of its settings.",
        "Correct it; Windows' own components have publicKeyToken 31bf3856ad364e35, language "
        "neutral and versionScope nonSxS.",
        COMPONENTS,
        "puts in the publicKeyToken of Windows' own components, nonSxS, and amd64, arm64 or x86 "
        "for "
        "what else they are called; takes a wrong version out" },
    { "unattend.version-scope-missing", UNATTEND_NOTE, "A component has no versionScope",
        "The schema takes it for nonSxS; files that Windows SIM writes say so.",
        "Add versionScope=\"nonSxS\".", COMPONENTS, "adds versionScope=\"nonSxS\"" },
    { "unattend.component-unknown", UNATTEND_WARNING,
        "A component is none of those that are known here",
        "A name with a fault is one that Windows does not find; components that came with later "
        "releases are not known here.",
        "Look it up in the catalog of the image with Windows SIM.", COMPONENTS, NULL },
    { "unattend.component-wrong-pass", UNATTEND_ERROR,
        "A component stands in a pass that it has no settings for",
        "Windows does not apply them in that pass.", "Move it to a pass of its own.", COMPONENTS,
        NULL },
    { "unattend.component-repeated", UNATTEND_WARNING, "A component stands twice in a pass",
        "Which of two values counts is not published.", "Put its settings into one element.",
        COMPONENTS, NULL },
    { "unattend.architecture-mismatch", UNATTEND_WARNING,
        "A component is for another architecture than the image's",
        "Windows passes over components of another architecture, without a word.",
        "Give processorArchitecture the value of the image, or add the component a second time "
        "with it.",
        COMPONENTS, NULL },
    { "unattend.setting-unknown", UNATTEND_WARNING,
        "A setting is none of those that are known here",
        "Windows may refuse the component for a name it does not know; settings that came with "
        "releases after Windows 10 1809 are not known here.",
        "Look it up in the catalog of the image with Windows SIM.", REFERENCE, NULL },
    { "unattend.setting-wrong-pass", UNATTEND_ERROR, "A setting stands in a pass it is not for",
        "Windows does not apply it in that pass.", "Move it to a pass of its own.", REFERENCE,
        NULL },
    { "unattend.password-plain", UNATTEND_WARNING, "A password stands in plain text",
        "Whoever gets the file or the image reads it, and every clone has the same one.",
        "Take it out; set passwords when a clone is made.",
        REFERENCE "microsoft-windows-shell-setup-autologon-password-plaintext", NULL },
    { "unattend.password-encoded", UNATTEND_WARNING, "A password is encoded, not protected",
        "PlainText false means base64 of the text with a fixed word behind it: anybody can turn "
        "it back.",
        "Take it out; set passwords when a clone is made.",
        REFERENCE "microsoft-windows-shell-setup-autologon-password-plaintext", NULL },
    { "unattend.password-scrubbed", UNATTEND_ERROR, "A password has been blotted out by Windows",
        "It is the copy that setup keeps: the words in the place of the password would become "
        "the password.",
        "Start from the original file.", MANUFACTURE "windows-setup-automation-overview", NULL },
    { "unattend.autologon-on", UNATTEND_WARNING, "Clones would sign in by themselves",
        "Whoever opens the console of a clone is in, with the rights of that account.",
        "Take AutoLogon out, or give it a LogonCount of 1 for what setup needs.",
        REFERENCE "microsoft-windows-shell-setup-autologon", NULL },
    { "unattend.product-key", UNATTEND_WARNING, "A product key stands in the file",
        "It is kept in the image, for everyone who uses a clone to read.",
        "Take it out; volume activation and subscription activation need none in the file.",
        REFERENCE "microsoft-windows-shell-setup-productkey", NULL },
    { "unattend.computer-name-fixed", UNATTEND_WARNING, "Every clone would get the same name",
        "Two computers of one name cannot be in one network or domain.",
        "Write * for a random name, or leave ComputerName out.",
        REFERENCE "microsoft-windows-shell-setup-computername", "writes *" },
    { "unattend.copy-profile", UNATTEND_WARNING, "A profile is copied to all new users",
        "CopyProfile takes what the built-in Administrator has, leftovers of apps and their "
        "registrations included; with AppX packages of that user clones may have no working "
        "Start menu.",
        "Leave it out, or use it only in an image customized in audit mode as the built-in "
        "Administrator.",
        MANUFACTURE "customize-the-default-user-profile-by-using-copyprofile", NULL },
    { "unattend.rearm-skipped", UNATTEND_WARNING, "Activation is not reset",
        "Clones would share the identity that they activate with.",
        "Take SkipRearm out, or write 0; it is for images that are generalized again.",
        REFERENCE "microsoft-windows-security-spp-skiprearm", "writes 0" },
    { "unattend.devices-kept", UNATTEND_NOTE, "Devices of this machine stay installed",
        "PersistAllDeviceInstalls is right only when every clone has the very same hardware.",
        "Write false unless the image goes to the same hardware.",
        REFERENCE "microsoft-windows-pnpsysprep-persistalldeviceinstalls",
        "writes false when --profile names a consumer" },
    { "unattend.ghost-devices-kept", UNATTEND_NOTE, "Devices that are not there stay known",
        "DoNotCleanUpNonPresentDevices leaves entries of devices that no clone has.",
        "Write false unless the image goes to the same hardware.",
        REFERENCE "microsoft-windows-pnpsysprep-donotcleanupnonpresentdevices",
        "writes false when --profile names a consumer" },
    { "unattend.oobe-skipped", UNATTEND_WARNING, "The first-run steps are skipped",
        "SkipMachineOOBE and SkipUserOOBE are deprecated, and leave GeneralizationState "
        "unfinished, so that the clone cannot be generalized again.",
        "Take it out and use the Hide... settings and ProtectYourPC.",
        REFERENCE "microsoft-windows-shell-setup-oobe", "takes it out" },
    { "unattend.sysprep-from-command", UNATTEND_ERROR, "A command of setup starts sysprep",
        "Sysprep does not support being run from RunSynchronous or RunAsynchronous of "
        "Microsoft-Windows-Deployment.",
        "Run sysprep when setup has ended, or use the Generalize or Reseal settings.",
        MANUFACTURE "sysprep--generalize--a-windows-installation", NULL },
    { "unattend.boots-to-audit", UNATTEND_WARNING, "Clones would start in audit mode",
        "Reseal to Audit in oobeSystem never lets a user see the first run.",
        "Take Reseal out, or write OOBE.", REFERENCE "microsoft-windows-deployment-reseal", NULL },
    { "unattend.joins-domain", UNATTEND_WARNING, "Clones would join a domain by this file",
        "The account that joins, and its password, go with every copy of the image.",
        "Take Microsoft-Windows-UnattendedJoin out; the service that makes clones joins them.",
        REFERENCE "microsoft-windows-unattendedjoin", NULL },
    { "unattend.not-for-profile", UNATTEND_WARNING, "This image should have no answer file",
        "The service brings its own when it makes a clone, and a second one gets in its way.",
        "Run sysprep without /unattend, and leave no answer file in the image.",
        "https://learn.microsoft.com/azure/virtual-machines/generalize", NULL },
};
_Static_assert(COUNT_OF(unattend_checks) == UNATTEND_CHECKS, "unattend_list.h names every check");

const char *unattend_severity_name(enum unattend_severity severity)
{
    switch (severity) {
    case UNATTEND_ERROR:
        return "error";
    case UNATTEND_WARNING:
        return "warning";
    case UNATTEND_NOTE:
        break;
    }
    return "note";
}
