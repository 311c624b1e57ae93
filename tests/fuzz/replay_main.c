/* SPDX-License-Identifier: MIT */
/*
 * replay_main.c - runs a fuzz target over the files of a corpus, under any compiler.
 *
 * usage: replay_TARGET FOLDER ...
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MOST = 16 * 1024 * 1024 }; /* a corpus is made of small files */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name)
{
    char path[4096];
    uint8_t *data = malloc(FILE_MOST);
    FILE *file;
    size_t len;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = data ? fopen(path, "rb") : NULL;
    if (!file) {
        fprintf(stderr, "cannot read '%s'\n", path);
        free(data);
        return 1;
    }
    len = fread(data, 1, FILE_MOST, file);
    (void)fclose(file); /* it was only read */
    (void)LLVMFuzzerTestOneInput(data, len);
    free(data);
    return 0;
}

int main(int count, char **arguments)
{
    int files = 0, faults = 0;

    for (int at = 1; at < count; at++) {
        DIR *folder = opendir(arguments[at]);

        if (!folder) {
            fprintf(stderr, "cannot open '%s'\n", arguments[at]);
            return EXIT_FAILURE;
        }
        for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
            if (entry->d_name[0] == '.')
                continue;
            faults += replay(arguments[at], entry->d_name);
            files++;
        }
        (void)closedir(folder); /* it was only read */
    }
    printf("%d files replayed\n", files);
    return files > 0 && faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
