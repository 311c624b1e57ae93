/* SPDX-License-Identifier: MIT */
/*
 * reagent_xml.c - ReAgent.xml, as the stand-in for reagentc reads and writes it.
 *
 * Its members are taken from public samples; Microsoft does not document the file.
 */
#include "reagent_xml.h"

#include <windows.h>

#include <stdlib.h>

enum { FILE_LIMIT = 16 * 1024 };

#define NO_ID "{00000000-0000-0000-0000-000000000000}"
#define NOWHERE " path=\"\" id=\"0\" offset=\"0\" guid=\"" NO_ID "\""

static const char disabled[] = "<?xml version='1.0' encoding='utf-8'?>\r\n\r\n"
                               "<WindowsRE version=\"2.0\">\r\n"
                               "  <WinreBCD id=\"" NO_ID "\"/>\r\n"
                               "  <WinreLocation" NOWHERE "/>\r\n"
                               "  <ImageLocation" NOWHERE "/>\r\n"
                               "  <PBRImageLocation" NOWHERE " index=\"0\"/>\r\n"
                               "  <PBRCustomImageLocation" NOWHERE " index=\"0\"/>\r\n"
                               "  <InstallState state=\"0\"/>\r\n"
                               "  <OsInstallAvailable state=\"0\"/>\r\n"
                               "  <CustomImageAvailable state=\"0\"/>\r\n"
                               "  <IsAutoRepairOn state=\"0\"/>\r\n"
                               "  <WinREStaged state=\"0\"/>\r\n"
                               "  <OperationParam path=\"\"/>\r\n"
                               "  <OperationPermanent state=\"0\"/>\r\n"
                               "  <OsBuildVersion path=\"\"/>\r\n"
                               "  <OemTool state=\"0\"/>\r\n"
                               "  <IsServer state=\"0\"/>\r\n"
                               "</WindowsRE>\r\n";

/** The attribute of the first element of that name, without braces around it. */
static void attribute(
    const char *text, const char *element, const char *name, char *value, size_t size)
{
    char start[64];
    const char *at = strstr(text, element);
    const char *end = at ? strchr(at, '>') : NULL;
    size_t len;

    value[0] = '\0';
    (void)snprintf(start, sizeof start, " %s=\"", name);
    at = at ? strstr(at, start) : NULL;
    if (!at || !end || at > end)
        return;
    at += strlen(start);
    if (*at == '{')
        at++;
    len = strcspn(at, "\"}");
    if (len >= size)
        return;
    memcpy(value, at, len);
    value[len] = '\0';
}

bool reagent_xml_read(struct reagent_xml *xml)
{
    char text[FILE_LIMIT];
    char state[8];
    char offset[32];
    FILE *file = _wfopen(REAGENT_XML, L"rb");
    size_t len;

    memset(xml, 0, sizeof *xml);
    if (!file)
        return false;
    len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[len] = '\0';

    attribute(text, "<InstallState", "state", state, sizeof state);
    attribute(text, "<WinreBCD", "id", xml->bcd_id, sizeof xml->bcd_id);
    attribute(text, "<WinreLocation", "path", xml->path, sizeof xml->path);
    attribute(text, "<WinreLocation", "offset", offset, sizeof offset);
    xml->enabled = strcmp(state, "1") == 0;
    xml->offset = strtoull(offset, NULL, 10);
    return true;
}

bool reagent_xml_write_disabled(void)
{
    FILE *file = _wfopen(REAGENT_XML, L"wb");
    bool written;

    if (!file)
        return false;
    written = fwrite(disabled, 1, sizeof disabled - 1, file) == sizeof disabled - 1;
    return fclose(file) == 0 && written;
}
