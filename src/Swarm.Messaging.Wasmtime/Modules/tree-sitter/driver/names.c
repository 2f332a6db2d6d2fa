// What a function or type is called. Most grammars have a `name` field; C declarators, Go receivers and anonymous
// functions take a closer look.
#include "driver.h"

#include <string.h>

static Name name_of(TSNode node) {
    if (ts_node_is_null(node)) return (Name){0};
    return (Name){ts_node_start_byte(node), ts_node_end_byte(node), NULL};
}

// `Stack[T]`, `Foo<T>`: the name without its arguments.
static TSNode without_arguments(TSNode type) {
    for (;;) {
        TSNode inner = {0};
        if (node_is(type, "generic_type") || node_is(type, "template_type") || node_is(type, "template_function")) {
            inner = node_field(type, "type");
            if (ts_node_is_null(inner)) inner = node_field(type, "name");
        } else if (node_is(type, "pointer_type") || node_is(type, "parenthesized_type")) {
            inner = node_named_child(type, 0);
        } else if (node_is(type, "reference_type")) {
            inner = node_field(type, "type");
        }
        if (ts_node_is_null(inner)) return type;
        type = inner;
    }
}

Name declared_type(TSNode node) {
    TSNode name = node_field(node, "name");
    if (ts_node_is_null(name)) name = node_field(node, "type"); // Rust: impl Trait for Type
    return name_of(without_arguments(name));
}

// func (s *Server[T]) Start(): the receiver's type holds the method.
static Name receiver_type(TSNode receiver) {
    TSNode parameter = node_named_child(receiver, 0);
    return name_of(without_arguments(node_field(parameter, "type")));
}

static TSNode last_named_child(TSNode node) {
    uint32_t count = node_named_child_count(node);
    return count ? node_named_child(node, count - 1) : (TSNode){0};
}

// From `*(*table[3])(int)` inwards to what is declared. Iterative: parentheses nest as deep as the author likes.
static Declared c_function(TSNode definition) {
    Declared result = {0};
    if (node_has_child(definition, "default_method_clause") || node_has_child(definition, "delete_method_clause") ||
        node_has_child(definition, "pure_virtual_clause"))
        return result;

    TSNode at = node_field(definition, "declarator");
    while (!ts_node_is_null(at)) {
        if (node_is(at, "operator_cast")) { // operator bool() const
            result.is_function = true;
            result.name = name_of(node_field(at, "type"));
            result.name.prefix = "operator ";
            return result;
        }
        if (node_is(at, "qualified_identifier")) {
            TSNode scope = node_field(at, "scope");
            if (!ts_node_is_null(scope)) {
                uint32_t from = result.container.to ? result.container.from : ts_node_start_byte(scope);
                result.container = (Name){from, ts_node_end_byte(without_arguments(scope)), NULL};
            }
            at = node_field(at, "name");
            continue;
        }
        if (node_is(at, "function_declarator")) result.is_function = true;
        TSNode inner = node_field(at, "declarator");
        if (ts_node_is_null(inner) && (node_is(at, "parenthesized_declarator") ||
                                       node_is(at, "reference_declarator") || node_is(at, "attributed_declarator")))
            inner = node_is(at, "attributed_declarator") ? node_named_child(at, 0) : last_named_child(at);
        if (ts_node_is_null(inner)) break;
        at = inner;
    }
    if (ts_node_is_null(at)) return result;
    result.is_destructor = node_is(at, "destructor_name");
    result.name = name_of(without_arguments(at));
    return result;
}

// Where an anonymous function gets its name from: the type of its parent and the field that names it there.
static const struct {
    const char *parent, *field;
} givers[] = {
    {"variable_declarator", "name"},      {"pair", "key"},
    {"field_definition", "property"},     {"public_field_definition", "name"},
    {"assignment_expression", "left"},    {"assignment", "left"},
    {"let_declaration", "pattern"},       {"init_declarator", "declarator"},
    {"keyed_element", "key"},             {"assignment_pattern", "left"},
};

// a, b := func() {...}, func() {...}: the name has the same place on the left.
static TSNode counterpart(TSNode list, TSNode function, TSNode statement) {
    TSNode left = node_field(statement, node_is(statement, "var_spec") ? "name" : "left");
    if (node_is(statement, "var_spec")) return left;
    uint32_t place = 0, count = node_named_child_count(list);
    while (place < count && !ts_node_eq(node_named_child(list, place), function)) place++;
    return place < node_named_child_count(left) ? node_named_child(left, place) : (TSNode){0};
}

static TSNode given_name(const Step *path, uint32_t depth) {
    if (depth == 0) return (TSNode){0};
    TSNode function = path[depth].node, parent = path[depth - 1].node;
    if (depth > 1 && node_is(parent, "expression_list")) return counterpart(parent, function, path[depth - 2].node);
    if (depth > 1 && node_is(parent, "literal_element")) parent = path[depth - 2].node;
    for (size_t i = 0; i < sizeof givers / sizeof *givers; i++)
        if (node_is(parent, givers[i].parent)) return node_field(parent, givers[i].field);
    return (TSNode){0};
}

Declared declared_function(const Step *path, uint32_t depth, uint32_t roles) {
    TSNode node = path[depth].node;
    if (node_is(node, "function_definition") && !ts_node_is_null(node_field(node, "declarator")))
        return c_function(node);

    Declared result = {.is_function = true, .name = name_of(node_field(node, "name"))};
    if (roles & LAMBDA) {
        if (result.name.to == 0) result.name = name_of(given_name(path, depth));
        return result;
    }
    TSNode receiver = node_field(node, "receiver");
    if (!ts_node_is_null(receiver)) result.container = receiver_type(receiver);
    result.is_function = !ts_node_is_null(node_field(node, "body"));
    return result;
}
