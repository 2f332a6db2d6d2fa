// Cyclomatic complexity: how many ways there are to go at the current node.
#include "walk.h"

#include <string.h>

static bool short_circuits(TSNode node) {
    static const char *const operators[] = {"&&", "||", "??", "and", "or", "&&=", "||=", "?\?="}; // escaped: ??= is a trigraph
    TSNode operator= node_field(node, "operator");
    if (ts_node_is_null(operator)) return false;
    const char *type = ts_node_type(operator);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strcmp(type, operators[i]) == 0) return true;
    return false;
}

// `default:` and a bare `_` are the way that is left, not a decision.
static bool is_default(const Walk *walk, TSNode branch) {
    TSNode first = ts_node_child(branch, 0);
    if (node_is(first, "default")) return true;
    TSNode pattern = node_field(branch, "pattern"); // Rust; Python has it as a child after the keyword
    if (node_is(branch, "case_clause")) {
        if (!node_is(node_named_child(branch, 0), "case_pattern")) return false;
        if (node_is(node_named_child(branch, 1), "case_pattern")) return false;
        pattern = node_named_child(branch, 0);
    }
    if (ts_node_is_null(pattern)) return false;
    // Rust's pattern includes its guard, which counts by itself.
    TSNode guard = node_field(pattern, "condition");
    if (ts_node_is_null(guard)) return source_is(&walk->source, pattern, "_");
    return source_is(&walk->source, ts_node_child(pattern, 0), "_");
}

static uint32_t conjunctions(TSNode chain) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < ts_node_child_count(chain); i++) count += node_is(ts_node_child(chain, i), "&&");
    return count;
}

uint32_t decisions_of(const Walk *walk, uint32_t roles) {
    TSNode node = walk->path[walk->depth].node;
    if (roles & DECISION) return 1;
    if (roles & BOOLEAN) return short_circuits(node);
    if (roles & CASE) return !is_default(walk, node);
    if (roles & CHAIN) return conjunctions(node);
    if (roles & ESCAPE) return !ts_node_is_null(node_field(node, "alternative"));
    if (roles & GUARDED) return !ts_node_is_null(node_field(node, "condition"));
    return 0;
}
