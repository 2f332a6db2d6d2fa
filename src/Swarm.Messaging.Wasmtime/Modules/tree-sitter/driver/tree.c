#include "driver.h"

#include <string.h>

TSNode node_field(TSNode node, const char *field) {
    return ts_node_child_by_field_name(node, field, (uint32_t)strlen(field));
}

bool node_is(TSNode node, const char *type) {
    return !ts_node_is_null(node) && strcmp(ts_node_type(node), type) == 0;
}

bool node_has_child(TSNode node, const char *type) {
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool found = false;
    if (ts_tree_cursor_goto_first_child(&cursor))
        do found = node_is(ts_tree_cursor_current_node(&cursor), type);
        while (!found && ts_tree_cursor_goto_next_sibling(&cursor));
    ts_tree_cursor_delete(&cursor);
    return found;
}
