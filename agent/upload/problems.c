/* SPDX-License-Identifier: MIT */
/* problems.c - a growing list of what is wrong. */
#include "upload/problems.h"

#include "upload/target_forms.h"

const char *problem_severity_name(enum problem_severity severity)
{
    switch (severity) {
    case PROBLEM_WARNING:
        return "warning";
    case PROBLEM_ERROR:
        break;
    }
    return "error";
}

static void problem_done(struct problem *problem)
{
    free(problem->where);
    free(problem->what);
    free(problem->right);
    *problem = (struct problem){ 0 };
}

void problems_done(struct problems *problems)
{
    for (size_t at = 0; at < problems->count; at++)
        problem_done(&problems->items[at]);
    free(problems->items);
    *problems = (struct problems){ 0 };
}

static bool is_there(const struct problems *problems, const struct problem *problem)
{
    for (size_t at = 0; at < problems->count; at++)
        if (strcmp(problems->items[at].where, problem->where) == 0 &&
            strcmp(problems->items[at].rule, problem->rule) == 0)
            return true;
    return false;
}

/* @return false: out of memory */
static bool keep(struct problems *problems, const struct problem *problem)
{
    struct problem *items = realloc(problems->items, (problems->count + 1) * sizeof *items);

    if (!items)
        return false;
    problems->items = items;
    items[problems->count++] = *problem;
    return true;
}

void problems_add(struct problems *problems, struct problem problem)
{
    if (!problem.where || !problem.what || !problem.right) {
        problems->broken = true;
        problems->errors++;
        problem_done(&problem);
        return;
    }
    if (is_there(problems, &problem)) {
        problem_done(&problem);
        return;
    }
    ++*(problem.severity == PROBLEM_ERROR ? &problems->errors : &problems->warnings);
    if (problems->count == PROBLEMS_LIMIT) {
        problem_done(&problem);
        return;
    }
    if (!keep(problems, &problem)) {
        problems->broken = true;
        problem_done(&problem);
    }
}

bool problems_ok(const struct problems *problems, struct err *err)
{
    return problems->broken ? err_nomem(err) : true;
}

/* -- reporting -- */

bool problems_is_control(const char *at)
{
    unsigned char byte = (unsigned char)at[0];

    return byte < 0x20 || byte == 0x7F || (byte == 0xC2 && (unsigned char)at[1] < 0xA0);
}

/* As a terminal may have it. NULL: out of memory */
static char *copy(const char *string)
{
    char *clean = calloc(1, strlen(string) + 1);

    for (size_t at = 0; clean && string[at] != '\0'; at++) {
        bool two = string[at] == '\xC2' && problems_is_control(string + at);

        clean[at] = problems_is_control(string + at) ? '?' : string[at];
        if (two)
            clean[++at] = '?';
    }
    return clean;
}

void problems_report(struct problems *problems, const struct problem *like, const char *where,
    const char *right, const char *format, va_list arguments)
{
    AUTO(text) what = { 0 };
    struct problem problem = *like;

    text_append_list(&what, format, arguments);
    problem.where = copy(where);
    problem.right = copy(right);
    /* What was read is quoted; and a secret is shown to nobody. */
    if (form_has_secret(text_string(&what))) {
        text_clear(&what);
        text_append(&what, "the text is not shown: it carries a secret");
    }
    problem.what = what.broken ? NULL : copy(text_string(&what));
    problems_add(problems, problem);
}
