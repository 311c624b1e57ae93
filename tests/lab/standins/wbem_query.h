/* SPDX-License-Identifier: MIT */
/*
 * wbem_query.h - the part of WQL and of object paths that the storage stand-in understands.
 *
 * Knows no Windows. Sources: learn.microsoft.com/windows/win32/wmisdk/wql-sql-for-wmi and
 * describing-a-wmi-object-path
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

enum {
    WBEM_NAME_SIZE = 64,  /* a class or property name with its end */
    WBEM_TEXT_SIZE = 520, /* a text in a query or path with its end; an ObjectId has 200 units */
    WBEM_COLUMN_LIMIT = 32,
    WBEM_CONDITION_LIMIT = 8,
};

enum wbem_operand {
    WBEM_OPERAND_NUMBER = 0,
    WBEM_OPERAND_TEXT,
    WBEM_OPERAND_BOOL,
};

struct wbem_condition {
    wchar_t name[WBEM_NAME_SIZE];
    bool differs; /* <> instead of = */
    enum wbem_operand kind;
    uint64_t number; /* WBEM_OPERAND_BOOL: 0 or 1 */
    wchar_t text[WBEM_TEXT_SIZE];
};

/** SELECT columns FROM class WHERE condition AND condition ... */
struct wbem_query {
    wchar_t class_name[WBEM_NAME_SIZE];
    size_t column_count; /* 0: all */
    wchar_t columns[WBEM_COLUMN_LIMIT][WBEM_NAME_SIZE];
    size_t condition_count;
    struct wbem_condition conditions[WBEM_CONDITION_LIMIT];
};

/** Reads a query; false when it is not WQL or not of this part of it. */
bool wbem_query_parse(const wchar_t *text, struct wbem_query *query);

/** \\server\namespace:Class.Key="text", Class="text" or Class. */
struct wbem_path {
    wchar_t class_name[WBEM_NAME_SIZE];
    bool is_instance;
    wchar_t key[WBEM_NAME_SIZE]; /* "" when the path names none */
    wchar_t text[WBEM_TEXT_SIZE];
};

bool wbem_path_parse(const wchar_t *text, struct wbem_path *path);

/**
 * Writes text with backslashes and quotes escaped, as a path has it; false when it does not fit.
 */
bool wbem_escape(const wchar_t *text, wchar_t *escaped, size_t count);

/** Names in WMI are compared without regard to case. */
bool wbem_same_name(const wchar_t *left, const wchar_t *right);
