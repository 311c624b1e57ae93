/* SPDX-License-Identifier: MIT */
/* alloc.c - stands between the program and malloc; see alloc.h. */
#include "fakes/alloc.h"

#include <cjson/cJSON.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

static unsigned left; /* allocations until the one that fails; 0: none will */
static bool has_failed, held;

static bool fails(void)
{
    if (held || left == 0 || --left > 0)
        return false;
    has_failed = true;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *pointer, size_t size)
{
    return fails() ? NULL : __real_realloc(pointer, size);
}

/* cJSON and libxml2 are libraries of their own: --wrap does not reach into them. */

static char *copy_string(const char *string)
{
    size_t size = strlen(string) + 1;
    char *copy = __wrap_malloc(size);

    return copy ? memcpy(copy, string, size) : NULL;
}

void fake_alloc_fail_nth(unsigned nth)
{
    cJSON_Hooks hooks = { .malloc_fn = __wrap_malloc, .free_fn = free };

    left = 0;
    cJSON_InitHooks(&hooks);
    (void)xmlMemSetup(free, __wrap_malloc, __wrap_realloc, copy_string); /* always 0 */
    has_failed = false;
    left = nth;
}

void fake_alloc_hold(bool hold)
{
    held = hold;
}

bool fake_alloc_has_failed(void)
{
    return has_failed;
}
