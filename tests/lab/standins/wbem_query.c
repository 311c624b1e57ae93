/* SPDX-License-Identifier: MIT */
/* wbem_query.c - reads the queries and object paths that the storage stand-in is asked with. */
#include "wbem_query.h"

static bool is_space(wchar_t unit)
{
    return unit == L' ' || unit == L'\t' || unit == L'\r' || unit == L'\n';
}

static bool is_digit(wchar_t unit)
{
    return unit >= L'0' && unit <= L'9';
}

static wchar_t lower(wchar_t unit)
{
    return unit >= L'A' && unit <= L'Z' ? (wchar_t)(unit - L'A' + L'a') : unit;
}

static bool is_name(wchar_t unit)
{
    return is_digit(unit) || (lower(unit) >= L'a' && lower(unit) <= L'z') || unit == L'_';
}

static void skip_spaces(const wchar_t **at)
{
    while (is_space(**at))
        ++*at;
}

bool wbem_same_name(const wchar_t *left, const wchar_t *right)
{
    while (*left && lower(*left) == lower(*right)) {
        left++;
        right++;
    }
    return lower(*left) == lower(*right);
}

static bool take_name(const wchar_t **at, wchar_t name[WBEM_NAME_SIZE])
{
    size_t len = 0;

    skip_spaces(at);
    while (is_name(**at) && len < WBEM_NAME_SIZE - 1)
        name[len++] = *(*at)++;
    name[len] = L'\0';
    return len > 0 && !is_name(**at) && !is_digit(name[0]);
}

static bool take_keyword(const wchar_t **at, const wchar_t *keyword)
{
    const wchar_t *start = *at;
    wchar_t name[WBEM_NAME_SIZE];

    if (take_name(at, name) && wbem_same_name(name, keyword))
        return true;
    *at = start;
    return false;
}

static bool take_unit(const wchar_t **at, wchar_t unit)
{
    skip_spaces(at);
    if (**at != unit)
        return false;
    ++*at;
    return true;
}

/* A text in quotes of either kind; a backslash takes the next unit as it is. */
static bool take_text(const wchar_t **at, wchar_t text[WBEM_TEXT_SIZE])
{
    wchar_t quote = **at;
    size_t len = 0;

    if (quote != L'"' && quote != L'\'')
        return false;
    for (++*at; **at && **at != quote; ++*at) {
        if (**at == L'\\')
            ++*at;
        if (!**at || len == WBEM_TEXT_SIZE - 1)
            return false;
        text[len++] = **at;
    }
    text[len] = L'\0';
    return take_unit(at, quote);
}

static bool take_number(const wchar_t **at, uint64_t *number)
{
    *number = 0;
    if (!is_digit(**at))
        return false;
    for (; is_digit(**at); ++*at) {
        uint64_t digit = (uint64_t)(**at - L'0');

        if (*number > (UINT64_MAX - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return !is_name(**at);
}

static bool take_operator(const wchar_t **at, bool *differs)
{
    if (take_unit(at, L'=')) {
        *differs = false;
        return true;
    }
    *differs = true;
    if (take_unit(at, L'<'))
        return take_unit(at, L'>');
    return take_unit(at, L'!') && take_unit(at, L'=');
}

static bool take_condition(const wchar_t **at, struct wbem_condition *condition)
{
    if (!take_name(at, condition->name) || !take_operator(at, &condition->differs))
        return false;
    skip_spaces(at);
    if (is_digit(**at)) {
        condition->kind = WBEM_OPERAND_NUMBER;
        return take_number(at, &condition->number);
    }
    if (is_name(**at)) {
        condition->kind = WBEM_OPERAND_BOOL;
        condition->number = 1;
        if (take_keyword(at, L"TRUE"))
            return true;
        condition->number = 0;
        return take_keyword(at, L"FALSE");
    }
    condition->kind = WBEM_OPERAND_TEXT;
    return take_text(at, condition->text);
}

static bool take_columns(const wchar_t **at, struct wbem_query *query)
{
    if (take_unit(at, L'*'))
        return true;
    do {
        if (query->column_count == WBEM_COLUMN_LIMIT ||
            !take_name(at, query->columns[query->column_count]))
            return false;
        query->column_count++;
    } while (take_unit(at, L','));
    return true;
}

bool wbem_query_parse(const wchar_t *text, struct wbem_query *query)
{
    *query = (struct wbem_query){ 0 };
    if (!take_keyword(&text, L"SELECT") || !take_columns(&text, query) ||
        !take_keyword(&text, L"FROM") || !take_name(&text, query->class_name))
        return false;
    if (take_keyword(&text, L"WHERE")) {
        do {
            if (query->condition_count == WBEM_CONDITION_LIMIT ||
                !take_condition(&text, &query->conditions[query->condition_count]))
                return false;
            query->condition_count++;
        } while (take_keyword(&text, L"AND"));
    }
    skip_spaces(&text);
    return *text == L'\0';
}

bool wbem_path_parse(const wchar_t *text, struct wbem_path *path)
{
    *path = (struct wbem_path){ 0 };
    if (text[0] == L'\\' && text[1] == L'\\') {
        text = wcschr(text, L':');
        if (!text)
            return false;
        text++;
    }
    if (!take_name(&text, path->class_name))
        return false;
    if (*text == L'\0')
        return true;
    path->is_instance = true;
    if (take_unit(&text, L'.') && !take_name(&text, path->key))
        return false;
    if (!take_unit(&text, L'='))
        return false;
    return take_text(&text, path->text) && *text == L'\0';
}

bool wbem_escape(const wchar_t *text, wchar_t *escaped, size_t count)
{
    size_t len = 0;

    for (; *text; text++) {
        if (len + 3 > count)
            return false;
        if (*text == L'\\' || *text == L'"')
            escaped[len++] = L'\\';
        escaped[len++] = *text;
    }
    escaped[len] = L'\0';
    return true;
}
