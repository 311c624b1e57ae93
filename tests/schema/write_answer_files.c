/* SPDX-License-Identifier: MIT */
/*
 * write_answer_files.c - writes the answer files of test_unattend.c, and what is to be found in each.
 *
 * usage: write_answer_files FOLDER
 *
 * labels.tsv has a line for each: file, profile ("-": none), findings.
 */
#include "unattend_rows.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return false;
    bool ok = fwrite(content, 1, strlen(content), file) == strlen(content);
    return fclose(file) == 0 && ok;
}

static bool write_row(const char *folder, size_t index, FILE *labels)
{
    const struct unattend_row *row = &unattend_rows[index];
    char name[80], path[4096];

    snprintf(name, sizeof name, "%02zu-%s", index + 1, row->name);
    for (char *at = name; *at; at++)
        if (*at == ' ')
            *at = '-';
    snprintf(path, sizeof path, "%s/%s.xml", folder, name);
    return write_file(path, row->xml) && fprintf(labels, "%s.xml\t%s\t%s\n", name,
                                             row->profile ? row->profile : "-", row->found) > 0;
}

int main(int count, char **arguments)
{
    const char *folder = count == 2 ? arguments[1] : "";
    char path[4096];

    snprintf(path, sizeof path, "%s/labels.tsv", folder);
    if (count != 2 || (mkdir(folder, 0777) != 0 && errno != EEXIST)) {
        fprintf(stderr, "usage: write_answer_files FOLDER\n");
        return EXIT_FAILURE;
    }
    FILE *labels = fopen(path, "wb");
    bool ok = labels != NULL;
    for (size_t at = 0; ok && at < sizeof unattend_rows / sizeof unattend_rows[0]; at++)
        ok = write_row(folder, at, labels);
    if (labels)
        ok = fclose(labels) == 0 && ok;
    if (!ok)
        perror(path);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
