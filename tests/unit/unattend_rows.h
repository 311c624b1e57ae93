/* SPDX-License-Identifier: MIT */
/* unattend_rows.h - answer files made for one fault each, and what is found in them on amd64. */
#pragma once

#include <stddef.h>

#define ROOT(content)                                                                              \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                 \
    "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" "                                      \
    "xmlns:wcm=\"http://schemas.microsoft.com/WMIConfig/2002/State\">\n" content "</unattend>\n"
#define PASS(pass, content) "<settings pass=\"" pass "\">\n" content "</settings>\n"
#define ARCH(name, architecture, content)                                                          \
    "<component name=\"" name "\" processorArchitecture=\"" architecture                           \
    "\" publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" "                                 \
    "versionScope=\"nonSxS\">\n" content "</component>\n"
#define OF(name, content) ARCH(name, "amd64", content)
#define SHELL "Microsoft-Windows-Shell-Setup"
#define SPP "Microsoft-Windows-Security-SPP"
#define PNP "Microsoft-Windows-PnpSysprep"
#define DEPLOYMENT "Microsoft-Windows-Deployment"
#define JOIN "Microsoft-Windows-UnattendedJoin"
#define RUN(path)                                                                                  \
    PASS("specialize", OF(DEPLOYMENT, "<RunSynchronous><RunSynchronousCommand wcm:action=\"add\">" \
                                      "<Order>1</Order><Path>" path "</Path>"                      \
                                      "</RunSynchronousCommand></RunSynchronous>\n"))

/* Findings as "pass-unknown@3:1", with a + behind what --fix puts right. */
struct unattend_row {
    const char *name, *xml, *found, *profile;
};

static const struct unattend_row unattend_rows[] = {
    { "nothing in it", ROOT(""), "", NULL },
    { "a sound one",
        ROOT(PASS("generalize", OF(PNP, "<PersistAllDeviceInstalls>false"
                                        "</PersistAllDeviceInstalls>\n"))
                PASS("specialize", OF(SHELL, "<ComputerName>*</ComputerName>\n")) PASS(
                    "oobeSystem", OF(SHELL, "<OOBE><HideEULAPage>true</HideEULAPage></OOBE>\n"))),
        "", NULL },
    { "cut off", "<unattend>\n<settings", "not-xml@2:10", NULL },
    { "text only", "hunter2", "not-xml@1:1", NULL },
    { "an entity that may be a secret", "<unattend>&hunter2;</unattend>", "not-xml@1:20", NULL },
    { "a DTD", "<!DOCTYPE unattend [<!ENTITY e 'x'>]>\n<unattend/>", "not-xml@1:20", NULL },
    { "another root", "<Unattend xmlns=\"urn:schemas-microsoft-com:unattend\"/>",
        "root-unknown@1:1+", NULL },
    { "no namespace",
        "<unattend>" PASS("specialize", OF(SHELL, "<TimeZone>UTC</TimeZone>\n")) "</unattend>",
        "namespace-wrong@1:1+", NULL },
    { "another namespace", "<unattend xmlns=\"urn:x\"/>", "namespace-wrong@1:1+", NULL },
    { "a setting of another namespace",
        ROOT(PASS("specialize", OF(SHELL, "<TimeZone xmlns=\"urn:x\">UTC</TimeZone>\n"))),
        "namespace-wrong@5:1", NULL },
    { "a prefix without a namespace",
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">\n" PASS("oobeSystem",
            OF(SHELL,
                "<FirstLogonCommands><SynchronousCommand wcm:action=\"add\"/>"
                "<SynchronousCommand wcm:action=\"add\"/></FirstLogonCommands>\n")) "</unattend>",
        "prefix-undeclared@4:21+ prefix-undeclared@4:59+", NULL },
    { "a prefix without a name", ROOT("<settings pass=\"specialize\" wcm:=\"a\"/>\n"),
        "prefix-undeclared@3:1", NULL },
    { "another prefix without one", ROOT(PASS("oobeSystem", OF(SHELL, "<x:OOBE/>\n"))),
        "prefix-undeclared@5:1", NULL },
    { "an element that is not known", ROOT("<setings/>\n"), "element-unexpected@3:1+", NULL },
    { "an element in settings", ROOT(PASS("specialize", "<OOBE/>\n")), "element-unexpected@4:1+",
        NULL },
    { "servicing behind settings", ROOT(PASS("specialize", "") "<servicing/>\n"),
        "element-unexpected@5:1+", NULL },
    { "what others put behind",
        ROOT(
            PASS("specialize", "") "<c:offlineImage xmlns:c=\"urn:schemas-microsoft-com:cpi\"/>\n"),
        "", NULL },
    { "an attribute of settings", ROOT("<settings pass=\"specialize\" when=\"now\"/>\n"),
        "attribute-unexpected@3:1+", NULL },
    { "attributes that the root may have",
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" author=\"a\" description=\"b\" "
        "xmlns:o=\"urn:o\" o:version=\"1\"/>",
        "", NULL },
    { "an attribute of the root",
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\" version=\"1\">\n</unattend>",
        "attribute-unexpected@1:1+", NULL },
    { "an attribute of another namespace",
        ROOT(PASS("specialize",
            "<component name=\"" SHELL "\" processorArchitecture=\"amd64\" "
            "publicKeyToken=\"31bf3856ad364e35\"\n\tlanguage=\"neutral\" wcm:action = 'add' "
            "versionScope=\"nonSxS\"/>\n")),
        "attribute-unexpected@4:1+", NULL },
    { "a version of three parts",
        ROOT(PASS("specialize", "<component name=\"" SHELL "\" processorArchitecture=\"amd64\" "
                                "publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" "
                                "version=\"10.0.1\" versionScope=\"nonSxS\"/>\n")),
        "component-attribute-wrong@4:1+", NULL },
    { "text between elements", ROOT(PASS("specialize", "hello\n" OF(SHELL, "")) "hello\n"),
        "element-unexpected@2:1 element-unexpected@3:1", NULL },
    { "no pass", ROOT("<settings/>\n"), "pass-missing@3:1+", NULL },
    { "a pass that does not exist", ROOT(PASS("firstBoot", "")), "pass-unknown@3:1+", NULL },
    { "the case of a pass", ROOT(PASS("oobesystem", "")), "pass-unknown@3:1+", NULL },
    { "a pass with a letter too few", ROOT(PASS("oobeSytem", OF(SHELL, ""))), "pass-unknown@3:1+",
        NULL },
    { "a pass that does not exist, with a comment inside",
        ROOT(PASS("firstBoot", "<!-- a -->\n" OF(SHELL, "<!--b--><!---->"))), "pass-unknown@3:1+",
        NULL },
    { "a pass that does not exist, with CDATA inside",
        ROOT(PASS("firstBoot", OF(SHELL, "<TimeZone><![CDATA[<!--]]></TimeZone>\n"))),
        "pass-unknown@3:1", NULL },
    { "a pass that does not exist, with dashes inside",
        ROOT(PASS("firstBoot", OF(SHELL, "<TimeZone>a--b</TimeZone>\n"))), "pass-unknown@3:1",
        NULL },
    { "an element in another that is not known", ROOT(PASS("firstBoot", "<OOBE/>\n")),
        "pass-unknown@3:1+ element-unexpected@4:1", NULL },
    { "an architecture of nobody", ROOT(PASS("specialize", ARCH(SHELL, "mips", ""))),
        "component-attribute-wrong@4:1", NULL },
    { "another versionScope",
        ROOT(PASS("specialize", "<component name=\"" SHELL "\" processorArchitecture=\"amd64\" "
                                "publicKeyToken=\"31bf3856ad364e35\" language=\"neutral\" "
                                "versionScope=\"SxS\"/>\n")),
        "component-attribute-wrong@4:1+", NULL },
    { "a root in capitals", "<UNATTEND xmlns=\"urn:schemas-microsoft-com:unattend\">\n</UNATTEND >",
        "root-unknown@1:1+", NULL },
    { "a root in capitals with more in it",
        "<UNATTEND xmlns=\"urn:schemas-microsoft-com:unattend\">\n" PASS(
            "specialize", OF(SHELL, "<ComputerName>A</ComputerName>\n")) "</UNATTEND>",
        "root-unknown@1:1+ computer-name-fixed@4:1+", NULL },
    { "another root altogether", "<answers/>", "root-unknown@1:1", NULL },
    { "a pass twice", ROOT(PASS("specialize", "") PASS("specialize", "")), "pass-repeated@5:1",
        NULL },
    { "a used copy", ROOT("<settings pass=\"specialize\" wasPassProcessed=\"true\"/>\n"),
        "pass-processed@3:1+", NULL },
    { "passes of setup", ROOT(PASS("windowsPE", "") PASS("auditUser", "")),
        "pass-not-used@3:1 pass-not-used@5:1", NULL },
    { "no attributes", ROOT(PASS("specialize", "<component name=\"" SHELL "\"/>\n")),
        "component-attribute-missing@4:1+ component-attribute-missing@4:1+ "
        "component-attribute-missing@4:1+ version-scope-missing@4:1+",
        NULL },
    { "no name", ROOT(PASS("specialize", "<component/>\n")), "component-attribute-missing@4:1+",
        NULL },
    { "another token",
        ROOT(PASS("specialize", "<component name=\"" SHELL "\" processorArchitecture=\"amd64\" "
                                "publicKeyToken=\"31bf3856ad364e36\" language=\"neutral\" "
                                "versionScope=\"nonSxS\"/>\n")),
        "component-attribute-wrong@4:1+", NULL },
    { "an architecture that does not exist", ROOT(PASS("specialize", ARCH(SHELL, "x64", ""))),
        "component-attribute-wrong@4:1+", NULL },
    { "another architecture", ROOT(PASS("specialize", ARCH(SHELL, "x86", ""))),
        "architecture-mismatch@4:1", NULL },
    { "twins", ROOT(PASS("specialize", ARCH(SHELL, "x86", "") OF(SHELL, ""))), "", NULL },
    { "a component that is not known", ROOT(PASS("specialize", OF("Microsoft-Windows-Shel", ""))),
        "component-unknown@4:1", NULL },
    { "a component in a wrong pass",
        ROOT(PASS("specialize", OF(SPP, "<SkipRearm>0</SkipRearm>\n"))), "component-wrong-pass@4:1",
        NULL },
    { "a component twice", ROOT(PASS("specialize", OF(SHELL, "") OF(SHELL, ""))),
        "component-repeated@6:1", NULL },
    { "a setting that is not known",
        ROOT(PASS("specialize", OF(SHELL, "<Timezone>UTC</Timezone>\n"))), "setting-unknown@5:1",
        NULL },
    { "a setting in a wrong pass",
        ROOT(PASS("generalize", OF(SHELL, "<CopyProfile>false</CopyProfile>\n"))),
        "setting-wrong-pass@5:1", NULL },
    { "a profile that is copied",
        ROOT(PASS("specialize", OF(SHELL, "<CopyProfile>true</CopyProfile>\n"))),
        "copy-profile@5:1", NULL },
    { "passwords of each kind",
        ROOT(PASS("oobeSystem",
            OF(SHELL, "<UserAccounts>\n<AdministratorPassword><Value>hunter2</Value><PlainText>"
                      "true</PlainText></AdministratorPassword>\n<LocalAccounts><LocalAccount "
                      "wcm:action=\"add\">\n<Password><Value>aAB1AG4A</Value><PlainText>false"
                      "</PlainText></Password>\n<Password><Value>*SENSITIVE*DATA*DELETED*</Value>"
                      "</Password></LocalAccount></LocalAccounts></UserAccounts>\n"))),
        "password-plain@6:1 password-encoded@8:1 password-scrubbed@9:1", NULL },
    { "signs in for ever",
        ROOT(PASS("oobeSystem", OF(SHELL, "<AutoLogon><Enabled>true</Enabled></AutoLogon>\n"))),
        "autologon-on@5:1", NULL },
    { "signs in no more",
        ROOT(PASS("oobeSystem", OF(SHELL, "<AutoLogon><Enabled>false</Enabled></AutoLogon>\n"))),
        "", NULL },
    { "a product key",
        ROOT(PASS("specialize", OF(SHELL, "<ProductKey>AAAAA-hunter2</ProductKey>\n"))),
        "product-key@5:1", NULL },
    { "one name for all",
        ROOT(PASS("specialize", OF(SHELL, "<ComputerName>GOLDEN</ComputerName>\n"))),
        "computer-name-fixed@5:1+", NULL },
    { "no new activation", ROOT(PASS("generalize", OF(SPP, "<SkipRearm>1</SkipRearm>\n"))),
        "rearm-skipped@5:1+", NULL },
    { "devices for the same hardware",
        ROOT(PASS(
            "generalize", OF(PNP, "<PersistAllDeviceInstalls>true</PersistAllDeviceInstalls>\n"))),
        "devices-kept@5:1", NULL },
    { "devices for other hardware",
        ROOT(PASS("generalize",
            OF(PNP, "<PersistAllDeviceInstalls>true</PersistAllDeviceInstalls>\n"
                    "<DoNotCleanUpNonPresentDevices>1</DoNotCleanUpNonPresentDevices>\n"))),
        "not-for-profile@2:1 devices-kept@5:1+ ghost-devices-kept@6:1+", "devbox" },
    { "steps that are skipped",
        ROOT(PASS("oobeSystem", OF(SHELL, "<OOBE>\n  <SkipMachineOOBE>true</SkipMachineOOBE>\n"
                                          "<SkipUserOOBE>false</SkipUserOOBE></OOBE>\n"))),
        "oobe-skipped@6:3+", NULL },
    { "sysprep out of setup", ROOT(RUN("C:\\Windows\\System32\\Sysprep\\SYSPREP.exe /oobe")),
        "sysprep-from-command@5:73", NULL },
    { "a file beside sysprep", ROOT(RUN("cmd /c C:\\Windows\\System32\\Sysprep\\clean.cmd")), "",
        NULL },
    { "never out of audit mode",
        ROOT(PASS("oobeSystem", OF(DEPLOYMENT, "<Reseal><Mode>Audit</Mode></Reseal>\n"))),
        "boots-to-audit@5:1", NULL },
    { "joins a domain",
        ROOT(PASS("specialize",
            OF(JOIN, "<Identification><JoinDomain>a.example</JoinDomain><Credentials>\n<Password>"
                     "hunter2</Password></Credentials></Identification>\n"))),
        "joins-domain@4:1 password-plain@6:1", NULL },
    { "an image for Windows 365", ROOT(""), "not-for-profile@2:1", "windows365" },
    { "an image for a gallery", ROOT(""), "not-for-profile@2:1", "azure-gallery" },
};
