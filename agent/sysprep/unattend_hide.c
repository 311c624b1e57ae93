/* SPDX-License-Identifier: MIT */
/*
 * unattend_hide.c - puts an element of an answer file into a comment.
 *
 * "--" may not stand in a comment. Comments inside the element stay what they are: one of ours ends before
 * each and another begins behind it. Where "--" stands elsewhere the element is left.
 *
 * Source: https://www.w3.org/TR/xml/#sec-comments
 */
#include "sysprep/unattend_walk.h"

#include <stdio.h>

static bool is_here(const struct xml_source *source, size_t at, const char *string)
{
    for (; *string; string++, at += source->width)
        if (xml_source_unit(source, at) != (unsigned char)*string)
            return false;
    return true;
}

static bool insert(struct unattend_edits *edits, size_t at, const char *with)
{
    struct xml_edit *edit = &edits->items[edits->count];

    if (edits->count == COUNT_OF(edits->items))
        return false;
    *edit = (struct xml_edit){ .span = { at, at } };
    snprintf(edit->with, sizeof edit->with, "%s", with);
    edits->count++;
    return true;
}

/* Behind the comment that begins there. */
static size_t comment_end(const struct xml_source *source, size_t at, size_t end)
{
    at += strlen("<!--") * source->width;
    while (at < end && !is_here(source, at, "-->"))
        at += source->width;
    return at + strlen("-->") * source->width;
}

const struct unattend_edits *unattend_hide(struct unattend_walk *walk, const struct xml_node *node)
{
    const struct xml_source *source = &walk->source;
    const struct xml_tag *tag = xml_source_tag(source, node);
    struct unattend_edits *edits = &walk->edits;
    size_t at = tag->begin;

    edits->count = 0;
    if (tag->begin < walk->hidden_end || !insert(edits, tag->begin, "<!-- "))
        return NULL;
    while (at < tag->end) {
        if (is_here(source, at, "<!--")) {
            size_t end = comment_end(source, at, tag->end);

            if (!insert(edits, at, " -->") || !insert(edits, end, "<!-- "))
                return NULL;
            at = end;
        } else if (is_here(source, at, "--") || is_here(source, at, "<![CDATA[") ||
                   is_here(source, at, "<?")) {
            return NULL; /* in the last two a "<!--" is no comment */
        } else {
            at += source->width;
        }
    }
    if (!insert(edits, tag->end, " -->"))
        return NULL;
    walk->hidden_end = tag->end;
    return edits;
}
