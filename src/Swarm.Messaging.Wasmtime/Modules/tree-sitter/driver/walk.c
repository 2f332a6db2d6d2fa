// The walk itself: a cursor and arrays that grow, never recursion, because depth is the author's to choose.
#include "walk.h"

#include <string.h>

static void mark_lines(Walk *walk, TSNode node, uint8_t mark) {
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    // A node that ends with its line break ends, for us, on the line before.
    uint32_t last = end.column == 0 && end.row > start.row ? end.row - 1 : end.row;
    for (uint32_t row = start.row; row <= last && row < walk->line_count; row++) walk->line_marks[row] |= mark;
}

static bool is_blank(const char *type) {
    return strspn(type, " \t\r\n\f") == strlen(type);
}

// ---- syntax errors --------------------------------------------------------------------------------------------------

void write_position(Buffer *json, const Walk *walk, const char *line, const char *column, uint32_t byte, TSPoint point) {
    json_field(json, line);
    json_number(json, point.row + 1);
    json_field(json, column);
    json_number(json, source_column(&walk->source, byte, point));
}

static void write_excerpt(Buffer *json, const Walk *walk, uint32_t from, uint32_t to) {
    Buffer text = {0};
    source_excerpt(&walk->source, from, to, TEXT_LIMIT, &text);
    json_string(json, text.bytes, text.length);
    free_buffer(&text);
}

static bool has_room(Walk *walk, const Buffer *list, uint32_t count, uint32_t most) {
    if (count < most && list->length < MAX_OTHER_BYTES) return true;
    walk->truncated = true;
    return false;
}

static void report_error(Walk *walk, TSNode node, bool missing) {
    if (has_room(walk, &walk->errors, walk->error_count, MAX_ERRORS)) {
        Buffer *json = &walk->errors;
        uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
        append_text(json, json->length ? ",{" : "{");
        write_position(json, walk, "line", "column", from, ts_node_start_point(node));
        write_position(json, walk, "endLine", "endColumn", to, ts_node_end_point(node));
        json_field(json, "kind");
        append_text(json, missing ? "\"missing\"" : "\"error\"");
        json_field(json, "text");
        if (missing) json_string(json, ts_node_type(node), (uint32_t)strlen(ts_node_type(node)));
        else write_excerpt(json, walk, from, to);
        append_text(json, "}");
    }
    walk->error_count++;
}

// An error inside an error adds nothing to what the reader must look at.
static void look_for_error(Walk *walk, TSNode node) {
    if (walk->error_depth != NOT_IN_ERROR) return;
    if (ts_node_is_missing(node)) {
        report_error(walk, node, true);
    } else if (ts_node_is_error(node)) {
        report_error(walk, node, false);
        walk->error_depth = walk->depth;
    }
}

// ---- imports --------------------------------------------------------------------------------------------------------

static void report_import(void *context, TSNode statement, uint32_t from, uint32_t to) {
    Walk *walk = context;
    if (has_room(walk, &walk->imports, walk->import_count, MAX_IMPORTS)) {
        Buffer *json = &walk->imports;
        append_text(json, json->length ? ",{" : "{");
        json_field(json, "module");
        write_excerpt(json, walk, from, to);
        json_field(json, "text");
        write_excerpt(json, walk, ts_node_start_byte(statement), ts_node_end_byte(statement));
        json_field(json, "line");
        json_number(json, ts_node_start_point(statement).row + 1);
        append_text(json, "}");
    }
    walk->import_count++;
}

// ---- the walk -------------------------------------------------------------------------------------------------------

static uint32_t roles_of(const Walk *walk, TSNode node) {
    TSSymbol symbol = ts_node_symbol(node);
    return symbol < walk->role_count ? walk->roles[symbol] : 0;
}

static void push_step(Walk *walk, TSNode node) {
    if (walk->depth == walk->path_capacity) {
        walk->path_capacity = walk->path_capacity ? walk->path_capacity * 2 : 256;
        walk->path = resize(walk->path, walk->path_capacity * sizeof(Step));
    }
    bool is_first = walk->depth == 0 || !walk->path[walk->depth - 1].has_content;
    walk->path[walk->depth] = (Step){node, is_first, false};
    if (walk->depth > 0 && ts_node_is_named(node) && !(roles_of(walk, node) & COMMENT))
        walk->path[walk->depth - 1].has_content = true;
}

static bool is_docstring(const Walk *walk) {
    if (walk->depth < 2) return false;
    const Step *statement = &walk->path[walk->depth - 1], *body = &walk->path[walk->depth - 2];
    if (!node_is(statement->node, "expression_statement") || !statement->is_first) return false;
    if (node_named_child_count(statement->node) != 1) return false;
    if (node_is(body->node, "module")) return true;
    return walk->depth > 2 && node_is(body->node, "block") &&
           roles_of(walk, walk->path[walk->depth - 3].node) & (FUNCTION | TYPE);
}

// Returns whether to look at the node's children.
static bool visit(Walk *walk, TSTreeCursor *cursor) {
    TSNode node = walk->path[walk->depth].node;
    uint32_t roles = roles_of(walk, node), parent = walk->depth ? roles_of(walk, walk->path[walk->depth - 1].node) : 0;
    look_for_error(walk, node);

    if (roles & COMMENT || (roles & DOCSTRING && is_docstring(walk))) {
        mark_lines(walk, node, COMMENT_LINE);
        return false;
    }
    if (ts_node_child_count(node) == 0 && ts_node_end_byte(node) > ts_node_start_byte(node) &&
        !is_blank(ts_node_type(node)))
        mark_lines(walk, node, CODE_LINE);

    const char *field = roles & IF || parent & PREPROCESSOR ? ts_tree_cursor_current_field_name(cursor) : NULL;
    if (parent & PREPROCESSOR && field && strcmp(field, "condition") == 0) {
        mark_lines(walk, node, CODE_LINE);
        return false;
    }
    bool is_else = roles & IF && (parent & ELSE || (field && strcmp(field, "alternative") == 0));

    uint32_t decisions = decisions_of(walk, roles);
    if (walk->current_function == NO_FUNCTION) walk->top_level_decisions += decisions;
    else walk->functions[walk->current_function].complexity += decisions;
    if (roles & IMPORT) find_imports(&walk->source, node, report_import, walk);
    enter_scopes(walk, roles, is_else);
    return true;
}

static void leave(Walk *walk) {
    leave_scopes(walk);
    if (walk->error_depth == walk->depth) walk->error_depth = NOT_IN_ERROR;
}

void walk_tree(Walk *walk, TSNode root) {
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    push_step(walk, root);
    for (;;) {
        if (visit(walk, &cursor) && ts_tree_cursor_goto_first_child(&cursor)) {
            walk->depth++;
            push_step(walk, ts_tree_cursor_current_node(&cursor));
            continue;
        }
        leave(walk);
        while (walk->depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            walk->depth--;
            leave(walk);
        }
        if (walk->depth == 0) break;
        push_step(walk, ts_tree_cursor_current_node(&cursor));
    }
}
