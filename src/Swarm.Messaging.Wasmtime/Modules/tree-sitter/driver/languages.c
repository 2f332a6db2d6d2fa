// The tables that make one walk right for nine languages. Node types are the grammars' own names.
#include "driver.h"

#include <string.h>

const TSLanguage *tree_sitter_javascript(void);
const TSLanguage *tree_sitter_typescript(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_rust(void);
const TSLanguage *tree_sitter_go(void);
const TSLanguage *tree_sitter_java(void);
const TSLanguage *tree_sitter_cpp(void);
const TSLanguage *tree_sitter_c(void);

static const RoleOfType ecmascript[] = {
    {"comment", COMMENT}, {"html_comment", COMMENT}, {"hash_bang_line", COMMENT},
    {"if_statement", DECISION | IF}, {"else_clause", ELSE},
    {"for_statement", DECISION | NEST}, {"for_in_statement", DECISION | NEST},
    {"while_statement", DECISION | NEST}, {"do_statement", DECISION | NEST},
    {"switch_statement", NEST}, {"switch_case", DECISION},
    {"try_statement", NEST}, {"catch_clause", DECISION},
    {"ternary_expression", DECISION}, {"binary_expression", BOOLEAN}, {"augmented_assignment_expression", BOOLEAN},
    {"with_statement", NEST},
    {"function_declaration", FUNCTION}, {"generator_function_declaration", FUNCTION},
    {"function_expression", LAMBDA}, {"generator_function", LAMBDA}, {"arrow_function", LAMBDA},
    {"method_definition", METHOD},
    {"class_declaration", TYPE}, {"abstract_class_declaration", TYPE}, {"class", TYPE},
    {"import_statement", IMPORT}, {"export_statement", IMPORT}, {"call_expression", IMPORT},
    {0},
};

static const RoleOfType python[] = {
    {"comment", COMMENT}, {"string", DOCSTRING},
    {"if_statement", DECISION | IF}, {"elif_clause", DECISION},
    {"for_statement", DECISION | NEST}, {"while_statement", DECISION | NEST},
    {"try_statement", NEST}, {"except_clause", DECISION}, {"with_statement", NEST},
    {"match_statement", NEST}, {"case_clause", CASE},
    {"conditional_expression", DECISION}, {"boolean_operator", DECISION},
    {"for_in_clause", DECISION}, {"if_clause", DECISION},
    {"function_definition", FUNCTION}, {"lambda", LAMBDA}, {"class_definition", TYPE},
    {"import_statement", IMPORT}, {"import_from_statement", IMPORT}, {"future_import_statement", IMPORT},
    {0},
};

static const RoleOfType rust[] = {
    {"line_comment", COMMENT}, {"block_comment", COMMENT}, {"shebang", COMMENT},
    {"if_expression", DECISION | IF}, {"else_clause", ELSE},
    {"while_expression", DECISION | NEST}, {"for_expression", DECISION | NEST}, {"loop_expression", DECISION | NEST},
    {"match_expression", NEST}, {"match_arm", CASE}, {"match_pattern", GUARDED},
    {"try_expression", DECISION}, {"binary_expression", BOOLEAN}, {"let_chain", CHAIN}, {"let_declaration", ESCAPE},
    {"function_item", FUNCTION}, {"closure_expression", LAMBDA}, {"impl_item", TYPE}, {"trait_item", TYPE},
    {"use_declaration", IMPORT}, {"extern_crate_declaration", IMPORT},
    {0},
};

static const RoleOfType go[] = {
    {"comment", COMMENT},
    {"if_statement", DECISION | IF}, {"for_statement", DECISION | NEST},
    {"expression_switch_statement", NEST}, {"type_switch_statement", NEST}, {"select_statement", NEST},
    {"expression_case", DECISION}, {"type_case", DECISION}, {"communication_case", DECISION},
    {"binary_expression", BOOLEAN},
    {"function_declaration", FUNCTION}, {"method_declaration", METHOD}, {"func_literal", LAMBDA},
    {"import_spec", IMPORT},
    {0},
};

static const RoleOfType java[] = {
    {"line_comment", COMMENT}, {"block_comment", COMMENT},
    {"if_statement", DECISION | IF}, {"for_statement", DECISION | NEST}, {"enhanced_for_statement", DECISION | NEST},
    {"while_statement", DECISION | NEST}, {"do_statement", DECISION | NEST},
    {"switch_expression", NEST}, {"switch_label", CASE}, {"guard", DECISION},
    {"try_statement", NEST}, {"try_with_resources_statement", NEST}, {"catch_clause", DECISION},
    {"synchronized_statement", NEST},
    {"ternary_expression", DECISION}, {"binary_expression", BOOLEAN},
    {"method_declaration", METHOD}, {"constructor_declaration", CONSTRUCTOR},
    {"compact_constructor_declaration", CONSTRUCTOR}, {"lambda_expression", LAMBDA},
    {"class_declaration", TYPE}, {"interface_declaration", TYPE}, {"enum_declaration", TYPE},
    {"record_declaration", TYPE}, {"annotation_type_declaration", TYPE},
    {"import_declaration", IMPORT},
    {0},
};

static const RoleOfType c_family[] = {
    {"comment", COMMENT},
    {"if_statement", DECISION | IF}, {"else_clause", ELSE},
    {"for_statement", DECISION | NEST}, {"for_range_loop", DECISION | NEST},
    {"while_statement", DECISION | NEST}, {"do_statement", DECISION | NEST},
    {"switch_statement", NEST}, {"case_statement", CASE},
    {"try_statement", NEST}, {"catch_clause", DECISION},
    {"seh_try_statement", NEST}, {"seh_except_clause", DECISION},
    {"conditional_expression", DECISION}, {"binary_expression", BOOLEAN},
    {"preproc_if", PREPROCESSOR}, {"preproc_elif", PREPROCESSOR},
    {"function_definition", FUNCTION}, {"lambda_expression", LAMBDA},
    {"class_specifier", TYPE}, {"struct_specifier", TYPE}, {"union_specifier", TYPE},
    {"preproc_include", IMPORT},
    {0},
};

static const Language languages[] = {
    {"js", tree_sitter_javascript, ecmascript}, {"ts", tree_sitter_typescript, ecmascript},
    {"tsx", tree_sitter_tsx, ecmascript},       {"py", tree_sitter_python, python},
    {"rs", tree_sitter_rust, rust},             {"go", tree_sitter_go, go},
    {"java", tree_sitter_java, java},           {"cpp", tree_sitter_cpp, c_family},
    {"c", tree_sitter_c, c_family},
};

const Language *language_find(const char *name, uint32_t length) {
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (strlen(languages[i].name) == length && memcmp(languages[i].name, name, length) == 0) return &languages[i];
    return NULL;
}

// Named symbols only: Python's keyword `lambda` and its node `lambda` share a name.
uint32_t *language_roles(const Language *language, const TSLanguage *grammar) {
    uint32_t count = ts_language_symbol_count(grammar);
    uint32_t *roles = take(count * sizeof *roles);
    for (uint32_t symbol = 0; symbol < count; symbol++) {
        roles[symbol] = 0;
        if (ts_language_symbol_type(grammar, (TSSymbol)symbol) != TSSymbolTypeRegular) continue;
        const char *name = ts_language_symbol_name(grammar, (TSSymbol)symbol);
        for (const RoleOfType *entry = language->roles; entry->type; entry++)
            if (strcmp(entry->type, name) == 0) roles[symbol] = entry->roles;
    }
    return roles;
}
