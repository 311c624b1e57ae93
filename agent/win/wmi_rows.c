/* SPDX-License-Identifier: MIT */
/*
 * wmi_rows.c - one question to WMI, whole and bounded: connecting, asking and reading run on a
 * thread of their own, since each of them may wait for a service that never answers.
 *
 * A property becomes what it is in the row: a number, a text, or 0 and 1 for a truth value. A
 * 64-bit number that JSON cannot carry exactly (2^53 and above) is a text of its digits.
 * A property of any other kind (array, object, real number) makes the question fail.
 *
 * Source: learn.microsoft.com/windows/win32/wmisdk/calling-a-provider-method
 */
#include "win/task.h"
#include "win/wmi.h"

/* A question, owned by who waits for it and by the thread that asks it. */
struct question {
    struct win_task task;                              /* first: the one is the other */
    wchar_t *name_space, *class_name, *method, *query; /* method alone: of the class; query alone:
                                                          rows; both: of the row that is found */
    struct text_list names;                            /* of the properties */
    struct json *rows;
};

static void release(struct win_task *task)
{
    struct question *question = (struct question *)task;

    free(question->name_space);
    free(question->class_name);
    free(question->method);
    free(question->query);
    text_list_done(&question->names);
    json_free(question->rows);
    free(question);
}

static bool add_row(
    const struct question *question, const struct win_wmi_object *object, struct err *err)
{
    struct json *row = json_add_object(question->rows, NULL);

    if (!row)
        return err_nomem(err);
    for (size_t i = 0; i < question->names.count; i++) {
        if (!win_wmi_add(object, question->names.items[i], row, err))
            return false;
    }
    return true;
}

static bool call(const struct question *question, struct win_wmi *wmi, struct err *err)
{
    AUTO(win_wmi_object) answer = { 0 };

    return win_wmi_call_class(wmi, question->class_name, question->method, &answer, err) &&
           add_row(question, &answer, err);
}

/* The one row that the query finds. */
static bool find_row(const struct question *question, struct win_wmi *wmi,
    struct win_wmi_object *row, struct err *err)
{
    AUTO(win_wmi_rows) rows = { 0 };
    AUTO(win_wmi_object) other = { 0 };
    enum found found = ABSENT;

    if (!win_wmi_query(wmi, question->query, &rows, err) || !win_wmi_next(&rows, &found, row, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%ls': there is no such row", question->query);
    if (!win_wmi_next(&rows, &found, &other, err))
        return false;
    return found == ABSENT || err_set(err, ERR_AGENT, ERR_REFUSED,
                                  "'%ls': there is more than one such row", question->query);
}

static bool call_row(const struct question *question, struct win_wmi *wmi, struct err *err)
{
    AUTO(win_wmi_object) row = { 0 };
    AUTO(win_wmi_object) answer = { 0 };

    return find_row(question, wmi, &row, err) &&
           win_wmi_call_as_declared(
               wmi, &row, question->class_name, question->method, &answer, err) &&
           add_row(question, &answer, err);
}

static bool select(const struct question *question, struct win_wmi *wmi, struct err *err)
{
    AUTO(win_wmi_rows) rows = { 0 };
    size_t count = 0;

    if (!win_wmi_query(wmi, question->query, &rows, err))
        return false;
    for (;;) {
        AUTO(win_wmi_object) row = { 0 };
        enum found found = ABSENT;

        if (!win_wmi_next(&rows, &found, &row, err))
            return err_wrap(err, "'%ls'", question->query);
        if (found == ABSENT)
            return true;
        if (++count > GUEST_LIST_LIMIT)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "'%ls': more than %d rows",
                question->query, GUEST_LIST_LIMIT);
        if (!add_row(question, &row, err))
            return err_wrap(err, "'%ls'", question->query);
    }
}

static bool ask(struct win_task *task, struct err *err)
{
    struct question *question = (struct question *)task;
    AUTO(win_wmi) wmi = { 0 };

    question->rows = json_new_array();
    if (!question->rows)
        return err_nomem(err);
    if (!win_wmi_open(question->name_space, &wmi, err))
        return false;
    if (question->method)
        return question->query ? call_row(question, &wmi, err) : call(question, &wmi, err);
    return select(question, &wmi, err);
}

/* SELECT the properties FROM the class, WHERE if need be. A row whose method is called is asked for
 * whole, since its path is needed. */
static bool write_query(const struct guest_wmi_query *query, wchar_t **wide, struct err *err)
{
    AUTO(text) text = { 0 };

    text_append(&text, "SELECT ");
    for (size_t i = 0; !query->method && query->properties[i]; i++)
        text_append(&text, "%s%s", i == 0 ? "" : ",", query->properties[i]);
    text_append(&text, "%s FROM %s", query->method ? "*" : "", query->class_name);
    if (query->where)
        text_append(&text, " WHERE %s", query->where);
    return text_ok(&text, err) && win_widen(text_string(&text), wide, err);
}

/* What is asked and what is changed differ in this alone: a method of a class, or of a row. */
static bool fill(
    const struct guest_wmi_query *query, bool of_row, struct question *question, struct err *err)
{
    for (size_t i = 0; query->properties[i]; i++) {
        if (!text_list_add(&question->names, query->properties[i], err))
            return false;
    }
    return win_widen(query->name_space, &question->name_space, err) &&
           win_widen(query->class_name, &question->class_name, err) &&
           (!query->method || win_widen(query->method, &question->method, err)) &&
           ((query->method && !of_row) || write_query(query, &question->query, err));
}

static struct win_task *begin(const struct guest_wmi_query *query, bool of_row, struct err *err)
{
    struct question *question = calloc(1, sizeof *question);

    if (!question) {
        err_nomem(err);
        return NULL;
    }
    question->task.run = ask;
    question->task.release = release;
    if (!fill(query, of_row, question, err) || !win_task_start(&question->task, err)) {
        win_task_release(&question->task);
        return NULL;
    }
    return &question->task;
}

struct win_task *win_wmi_begin(const struct guest_wmi_query *query, struct err *err)
{
    return begin(query, false, err);
}

static bool answer(void *state, const struct guest_wmi_query *query, bool of_row,
    struct json **rows, struct err *err)
{
    struct win_guest *live = state;
    struct win_task *task = of_row ? NULL : win_early_wmi(&live->early, query);
    struct question *question;
    bool answered;

    if (!task)
        task = begin(query, of_row, err);
    if (!task)
        return err_wrap(err, "WMI class '%s'", query->class_name);
    question = (struct question *)task;
    answered = win_task_wait(state, task, query->limit_ms, err);
    if (answered) {
        *rows = question->rows;
        question->rows = NULL;
    } else {
        (void)err_wrap(err, "WMI class '%s'", query->class_name);
    }
    win_task_release(task);
    return answered;
}

bool win_wmi(void *state, const struct guest_wmi_query *query, struct json **rows, struct err *err)
{
    return answer(state, query, false, rows, err);
}

bool win_wmi_call_row(
    void *state, const struct guest_wmi_query *call, struct json **answered, struct err *err)
{
    AUTO(json_value) rows = { NULL };

    if (!call->method || !call->where)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "no row, or no method of it, is named");
    if (!answer(state, call, true, &rows.root, err))
        return false;
    *answered = json_copy(json_first(rows.root));
    return *answered || err_nomem(err);
}
