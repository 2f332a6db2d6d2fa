// What a file asks for from elsewhere. Each find is reported with the statement and the range that names the module.
#include "driver.h"

#include <string.h>

static void report(TSNode statement, TSNode module, uint32_t trim, ImportSink sink, void *context) {
    if (ts_node_is_null(module)) return;
    uint32_t from = ts_node_start_byte(module), to = ts_node_end_byte(module);
    if (to - from > 2 * trim) sink(context, statement, from + trim, to - trim); // not an empty or a missing one
}

static TSNode child_of_type(TSNode node, const char *type) {
    for (uint32_t i = 0; i < node_named_child_count(node); i++) {
        TSNode child = node_named_child(node, i);
        if (node_is(child, type)) return child;
    }
    return (TSNode){0};
}

// require("x") and import("x") with a constant argument; anything else is decided at run time.
static void find_call(const Source *source, TSNode call, ImportSink sink, void *context) {
    TSNode function = node_field(call, "function");
    if (!node_is(function, "import") && !(node_is(function, "identifier") && source_is(source, function, "require")))
        return;
    TSNode argument = node_named_child(node_field(call, "arguments"), 0);
    if (node_is(argument, "string")) report(call, argument, 1, sink, context);
}

static void find_python(TSNode statement, ImportSink sink, void *context) {
    if (node_is(statement, "import_from_statement"))
        report(statement, node_field(statement, "module_name"), 0, sink, context);
    else if (node_is(statement, "future_import_statement"))
        report(statement, ts_node_child(statement, 1), 0, sink, context); // the keyword __future__
    else
        for (uint32_t i = 0; i < node_named_child_count(statement); i++) {
            TSNode name = node_named_child(statement, i);
            report(statement, node_is(name, "aliased_import") ? node_field(name, "name") : name, 0, sink, context);
        }
}

static void find_java(TSNode statement, ImportSink sink, void *context) {
    TSNode name = child_of_type(statement, "scoped_identifier");
    if (ts_node_is_null(name)) name = child_of_type(statement, "identifier");
    TSNode asterisk = child_of_type(statement, "asterisk");
    if (ts_node_is_null(name)) return;
    TSNode last = ts_node_is_null(asterisk) ? name : asterisk;
    sink(context, statement, ts_node_start_byte(name), ts_node_end_byte(last));
}

void find_imports(const Source *source, TSNode node, ImportSink sink, void *context) {
    const char *type = ts_node_type(node);
    if (strcmp(type, "call_expression") == 0) {
        find_call(source, node, sink, context);
    } else if (strcmp(type, "preproc_include") == 0) {
        TSNode path = node_field(node, "path");
        bool quoted = node_is(path, "string_literal") || node_is(path, "system_lib_string");
        report(node, path, quoted ? 1 : 0, sink, context);
    } else if (strcmp(type, "import_spec") == 0) {
        report(node, node_field(node, "path"), 1, sink, context);
    } else if (strcmp(type, "import_declaration") == 0) {
        find_java(node, sink, context);
    } else if (strcmp(type, "use_declaration") == 0) {
        report(node, node_field(node, "argument"), 0, sink, context);
    } else if (strcmp(type, "extern_crate_declaration") == 0) {
        report(node, node_field(node, "name"), 0, sink, context);
    } else if (!ts_node_is_null(node_field(node, "source"))) { // import and re-export of ECMAScript
        report(node, node_field(node, "source"), 1, sink, context);
    } else if (!ts_node_is_null(child_of_type(node, "import_require_clause"))) {
        report(node, node_field(child_of_type(node, "import_require_clause"), "source"), 1, sink, context);
    } else if (strcmp(type, "export_statement") != 0) {
        find_python(node, sink, context);
    }
}
