/* SPDX-License-Identifier: MIT */
/* operations_marked.c - texts that scripts are made of: a body with its parameters marked, a filter. */
#include "upload/operations.h"

#include <string.h>

void part_done(struct part *part)
{
    part->whole->broken = part->whole->broken || part->text.broken;
    text_done(&part->text);
}

/* One level a call; bodies are a few levels deep. */
static void copy_marked(const struct json *from, struct json *to)
{
    for (const struct json *child = json_first(from); child; child = json_next(child)) {
        const char *parameter = operation_parameter(child);

        if (parameter) {
            AUTO(text) mark = { 0 };

            text_append(&mark, "\x01%s\x01", parameter);
            json_add_string(to, json_name(child), mark.broken ? NULL : text_string(&mark));
        } else if (json_is_object(child)) {
            copy_marked(child, json_add_object(to, json_name(child)));
        } else if (json_is_array(child)) {
            copy_marked(child, json_add_array(to, json_name(child)));
        } else {
            json_add_copy(to, json_name(child), child);
        }
    }
}

bool operation_print_marked(const struct json *body, struct text *text, struct err *err)
{
    AUTO(json_value) marked = { json_new_object() };

    copy_marked(body, marked.root);
    if (!json_print(marked.root, false, text, err))
        return false;
    text->bytes[--text->len] = 0; /* the line end */
    return true;
}

bool operations_is_number(const struct operations *operations, const char *name, size_t len)
{
    for (size_t at = 0; at < operations->parameter_count; at++) {
        const struct operation_parameter *parameter = &operations->parameters[at];

        if (strlen(parameter->name) == len && strncmp(parameter->name, name, len) == 0)
            return parameter->kind == PARAMETER_FILE_SIZE;
    }
    return false;
}

bool operation_parameter_may_be_made(const struct operation_parameter *parameter)
{
    static const char *const services[] = { TARGET_APP_WINDOWS365, TARGET_APP_LAB_PLANS,
        TARGET_APP_LAB_ACCOUNTS };

    for (size_t at = 0; at < COUNT_OF(services); at++)
        if (parameter->kind == PARAMETER_APPLICATION && strcmp(parameter->of, services[at]) == 0)
            return true;
    return false;
}

void operation_append_filter(struct text *text, const char *filter, const char *name)
{
    for (; *filter; filter++) {
        if (*filter != '%') {
            text_append(text, "%c", *filter);
            continue;
        }
        for (const char *at = name; *at; at++) {
            text_append(text, "%s", *at == '\'' ? "'" : "");
            text_append_bytes(text, at, 1);
        }
    }
}
