#include "driver.h"

#include <string.h>

// The runtime's own functions read through a null node, which in WebAssembly is readable memory: no fault, just nonsense.

TSNode node_field(TSNode node, const char *field) {
    if (ts_node_is_null(node)) return node;
    return ts_node_child_by_field_name(node, field, (uint32_t)strlen(field));
}

TSNode node_named_child(TSNode node, uint32_t index) {
    return ts_node_is_null(node) ? node : ts_node_named_child(node, index);
}

uint32_t node_named_child_count(TSNode node) {
    return ts_node_is_null(node) ? 0 : ts_node_named_child_count(node);
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
