/* SPDX-License-Identifier: MIT */
/*
 * test_lab_query.c - what the storage stand-in of the lab understands of WQL and of object paths.
 */
#include "base/attr.h"
#include "check_main.h"
#include "standins/wbem_query.h"

static const struct {
    const wchar_t *text;
    bool good;
    const wchar_t *class_name;
    size_t column_count;
    size_t condition_count;
} queries[] = {
    { L"SELECT * FROM MSFT_Partition", true, L"MSFT_Partition", 0, 0 },
    { L"select * from msft_disk where Number=0", true, L"msft_disk", 0, 1 },
    { L" SELECT Offset , Size FROM MSFT_Partition ", true, L"MSFT_Partition", 2, 0 },
    { L"SELECT * FROM A WHERE B = 1 AND C = \"x\" AND D <> TRUE AND E != 'y'", true, L"A", 0, 4 },
    { L"", false, L"", 0, 0 },
    { L"SELECT", false, L"", 0, 0 },
    { L"SELECT FROM A", false, L"", 0, 0 },
    { L"SELECT * FRM A", false, L"", 0, 0 },
    { L"SELECT * FROM", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B =", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = 'x", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = 1 AND", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = 1 OR C = 2", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = 1x", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = 18446744073709551616", false, L"", 0, 0 },
    { L"SELECT * FROM A WHERE B = maybe", false, L"", 0, 0 },
    { L"SELECT * FROM A; DROP", false, L"", 0, 0 },
    { L"SELECT *, FROM A", false, L"", 0, 0 },
    { L"SELECT * FROM 1A", false, L"", 0, 0 },
};

START_TEST(reads_queries)
{
    struct wbem_query query;

    ck_assert_msg(
        wbem_query_parse(queries[_i].text, &query) == queries[_i].good, "%ls", queries[_i].text);
    if (!queries[_i].good)
        return;
    ck_assert_msg(wcscmp(query.class_name, queries[_i].class_name) == 0, "%ls", queries[_i].text);
    ck_assert_msg(query.column_count == queries[_i].column_count, "%ls", queries[_i].text);
    ck_assert_msg(query.condition_count == queries[_i].condition_count, "%ls", queries[_i].text);
}
END_TEST

START_TEST(reads_operands)
{
    struct wbem_query query;

    ck_assert(wbem_query_parse(
        L"SELECT * FROM A WHERE N=18446744073709551615 AND T<>'a\\'b' AND F=false AND U='C'",
        &query));
    ck_assert_int_eq(query.conditions[0].kind, WBEM_OPERAND_NUMBER);
    ck_assert_uint_eq(query.conditions[0].number, UINT64_MAX);
    ck_assert_int_eq(query.conditions[1].kind, WBEM_OPERAND_TEXT);
    ck_assert(query.conditions[1].differs);
    ck_assert(wcscmp(query.conditions[1].text, L"a'b") == 0);
    ck_assert_int_eq(query.conditions[2].kind, WBEM_OPERAND_BOOL);
    ck_assert_uint_eq(query.conditions[2].number, 0);
    ck_assert(!query.conditions[3].differs);
}
END_TEST

static const struct {
    const wchar_t *text;
    bool good;
    bool is_instance;
    const wchar_t *key;
    const wchar_t *value;
} paths[] = {
    { L"MSFT_Partition", true, false, L"", L"" },
    { L"MSFT_Partition.ObjectId=\"x\"", true, true, L"ObjectId", L"x" },
    { L"MSFT_Partition=\"x\"", true, true, L"", L"x" },
    { L"\\\\PC\\ROOT\\Microsoft\\Windows\\Storage:MSFT_Partition.ObjectId=\"{1}\\\\\\\\a:"
      L"\\\"b\\\"\"",
        true, true, L"ObjectId", L"{1}\\\\a:\"b\"" },
    { L"", false, false, L"", L"" },
    { L"\\\\PC\\ROOT", false, false, L"", L"" },
    { L"MSFT_Partition.", false, false, L"", L"" },
    { L"MSFT_Partition.ObjectId", false, false, L"", L"" },
    { L"MSFT_Partition.ObjectId=\"x", false, false, L"", L"" },
    { L"MSFT_Partition.ObjectId=\"x\"y", false, false, L"", L"" },
    { L"MSFT_Partition.ObjectId=\"x\\", false, false, L"", L"" },
};

START_TEST(reads_paths)
{
    struct wbem_path path;

    ck_assert_msg(wbem_path_parse(paths[_i].text, &path) == paths[_i].good, "%ls", paths[_i].text);
    if (!paths[_i].good)
        return;
    ck_assert_msg(wcscmp(path.class_name, L"MSFT_Partition") == 0, "%ls", paths[_i].text);
    ck_assert_msg(path.is_instance == paths[_i].is_instance, "%ls", paths[_i].text);
    ck_assert_msg(wcscmp(path.key, paths[_i].key) == 0, "%ls", paths[_i].text);
    ck_assert_msg(wcscmp(path.text, paths[_i].value) == 0, "%ls", paths[_i].text);
}
END_TEST

START_TEST(escaping_comes_back)
{
    const wchar_t *text = L"{1}\\\\LAB\\root/x.ObjectId=\"{a}:PR:{b}\"";
    wchar_t escaped[128];
    wchar_t whole[160];
    struct wbem_path path;

    ck_assert(wbem_escape(text, escaped, COUNT_OF(escaped)));
    ck_assert_int_gt(swprintf(whole, COUNT_OF(whole), L"A.B=\"%ls\"", escaped), 0);
    ck_assert(wbem_path_parse(whole, &path));
    ck_assert(wcscmp(path.text, text) == 0);
    ck_assert(!wbem_escape(text, escaped, 16));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lab_query");

    check_add(suite, reads_queries, COUNT_OF(queries));
    check_add(suite, reads_operands, 1);
    check_add(suite, reads_paths, COUNT_OF(paths));
    check_add(suite, escaping_comes_back, 1);
    return check_main(suite);
}
