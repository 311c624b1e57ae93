/* SPDX-License-Identifier: MIT */
/* attr.h - ownership and checking attributes, and the two answers to "is it there?". */
#pragma once

#include <stdlib.h>

/** The caller must look at the result. */
#ifdef __cppcheck__ /* its parser stops at an attribute behind a function pointer */
#define MUST_CHECK
#else
#define MUST_CHECK __attribute__((warn_unused_result))
#endif

/** The function takes a printf format at `at` and its arguments from `first` on (1-based). */
#if defined(__MINGW32__) && !defined(__clang__)
#define PRINTF_LIKE(at, first) __attribute__((format(gnu_printf, at, first)))
#else
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))
#endif

/** A `struct type` that is released by `type_done` when its scope ends. */
#define AUTO(type) __attribute__((cleanup(type##_done))) struct type

/** A pointer that is given to free() when its scope ends. Initialize it, with NULL if need be. */
#define AUTO_FREE __attribute__((cleanup(auto_free_)))

/** Takes the value out of an AUTO_FREE pointer: the only way ownership leaves a scope. */
#define TAKE(pointer) ((__typeof__(pointer))auto_take_(&(pointer)))

/** Number of elements of an array (not of a pointer). */
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/** Not being there is an answer, not an error. */
enum found {
    ABSENT = 0, /* looked, and it is not there */
    FOUND,      /* it is there */
};

static inline void auto_free_(void *pointer)
{
    free(*(void **)pointer);
}

static inline void *auto_take_(void *pointer)
{
    void *taken = *(void **)pointer;

    *(void **)pointer = NULL;
    return taken;
}
