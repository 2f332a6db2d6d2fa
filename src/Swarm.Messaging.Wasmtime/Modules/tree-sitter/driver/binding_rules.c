// The tables behind bindings.c, by language. Node types and fields are the grammars' own names.
#include "bindings.h"

#include <string.h>

#define DECLARED_OUTSIDE (DECLARE | OUTER | HOISTED)

static const BindingRow ecmascript_rows[] = {
    {"function_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"generator_function_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"function_signature", "name", 0, 0, DECLARED_OUTSIDE},
    {"function_expression", "name", 0, 0, DECLARE | PARAMETER}, {"generator_function", "name", 0, 0, DECLARE | PARAMETER},
    {"class_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"abstract_class_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"class", "name", 0, 0, DECLARED_OUTSIDE},
    {"interface_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"type_alias_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"enum_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"internal_module", "name", 0, 0, DECLARED_OUTSIDE}, {"module", "name", 0, 0, DECLARED_OUTSIDE},
    {"variable_declaration", 0, "variable_declarator", 0, IN_FUNCTION},
    {"variable_declarator", "name", 0, 0, DECLARE}, {"variable_declarator", "value", 0, 0, USE}, {"variable_declarator", "type", 0, 0, USE},
    {"for_in_statement", "left", 0, "kind", DECLARE | PARAMETER},
    {"catch_clause", "parameter", 0, 0, DECLARE},
    {"required_parameter", "type", 0, 0, USE}, {"required_parameter", "value", 0, 0, USE}, {"required_parameter", "decorator", 0, 0, USE},
    {"optional_parameter", "type", 0, 0, USE}, {"optional_parameter", "value", 0, 0, USE}, {"optional_parameter", "decorator", 0, 0, USE},
    {"formal_parameters", 0, 0, 0, DECLARE | PARAMETER}, {"arrow_function", "parameter", 0, 0, DECLARE | PARAMETER},
    {"assignment_pattern", "right", 0, 0, USE}, {"object_assignment_pattern", "right", 0, 0, USE},
    {"computed_property_name", 0, 0, 0, USE}, {"type_annotation", 0, 0, 0, USE},
    {"index_signature", "name", 0, 0, SKIP},
    {"type_parameter", "name", 0, 0, DECLARE | PARAMETER}, {"type_parameter", "constraint", 0, 0, USE}, {"type_parameter", "value", 0, 0, USE},
    {"import_clause", 0, "identifier", 0, DECLARE | IMPORTED}, {"namespace_import", 0, 0, 0, DECLARE | IMPORTED},
    {"import_require_clause", 0, "identifier", 0, DECLARE | IMPORTED},
    {"import_specifier", "alias", 0, 0, DECLARE | IMPORTED}, {"import_specifier", "name", 0, "alias", SKIP},
    {"import_specifier", "name", 0, 0, DECLARE | IMPORTED | ALIAS},
    {"export_statement", 0, "export_clause", "source", SKIP}, {"namespace_export", 0, 0, 0, SKIP},
    {"export_specifier", "alias", 0, 0, SKIP}, {"export_specifier", "name", 0, "alias", USE},
    {"export_specifier", "name", 0, 0, USE | EXPORTED},
    {"nested_type_identifier", "name", 0, 0, MEMBER},
    {0},
};

static const ScopeRow ecmascript_scopes[] = {
    {"program", FILE_SCOPE | FUNCTION_SCOPE},
    {"function_declaration", FUNCTION_SCOPE}, {"generator_function_declaration", FUNCTION_SCOPE}, {"function_expression", FUNCTION_SCOPE},
    {"generator_function", FUNCTION_SCOPE}, {"arrow_function", FUNCTION_SCOPE}, {"method_definition", FUNCTION_SCOPE},
    {"function_signature", FUNCTION_SCOPE}, {"method_signature", FUNCTION_SCOPE}, {"abstract_method_signature", FUNCTION_SCOPE},
    {"call_signature", FUNCTION_SCOPE}, {"construct_signature", FUNCTION_SCOPE}, {"function_type", FUNCTION_SCOPE},
    {"constructor_type", FUNCTION_SCOPE}, {"class_static_block", FUNCTION_SCOPE},
    {"class_declaration", CLASS_SCOPE}, {"abstract_class_declaration", CLASS_SCOPE}, {"class", CLASS_SCOPE},
    {"interface_declaration", BLOCK_SCOPE}, {"type_alias_declaration", BLOCK_SCOPE}, {"enum_declaration", CLASS_SCOPE},
    {"internal_module", FUNCTION_SCOPE | NAMESPACE_SCOPE}, {"module", FUNCTION_SCOPE | NAMESPACE_SCOPE},
    {"statement_block", BLOCK_SCOPE}, {"for_statement", BLOCK_SCOPE}, {"for_in_statement", BLOCK_SCOPE},
    {"catch_clause", BLOCK_SCOPE}, {"switch_body", BLOCK_SCOPE},
    {0},
};

static const BindingRow python_rows[] = {
    {"function_definition", "name", 0, 0, DECLARED_OUTSIDE}, {"class_definition", "name", 0, 0, DECLARED_OUTSIDE},
    {"parameters", 0, 0, 0, DECLARE | PARAMETER}, {"lambda_parameters", 0, 0, 0, DECLARE | PARAMETER},
    {"default_parameter", "value", 0, 0, USE},
    {"typed_default_parameter", "value", 0, 0, USE}, {"typed_default_parameter", "type", 0, 0, USE}, {"typed_parameter", "type", 0, 0, USE},
    {"assignment", "left", 0, 0, DECLARE}, {"for_statement", "left", 0, 0, DECLARE | PARAMETER},
    {"for_in_clause", "left", 0, 0, DECLARE | PARAMETER},
    {"as_pattern", "alias", 0, 0, DECLARE}, {"except_clause", "alias", 0, 0, DECLARE}, {"named_expression", "name", 0, 0, DECLARE},
    {"attribute", "attribute", 0, 0, MEMBER}, {"attribute", "object", 0, 0, USE}, {"subscript", 0, 0, 0, USE}, {"call", 0, 0, 0, USE},
    {"aliased_import", "alias", 0, 0, DECLARE | IMPORTED}, {"aliased_import", "name", 0, 0, SKIP},
    {"import_statement", "name", "dotted_name", 0, DECLARE | IMPORTED | ALIAS},
    {"import_from_statement", "module_name", 0, 0, SKIP}, {"import_from_statement", "name", "dotted_name", 0, DECLARE | IMPORTED | ALIAS},
    {"future_import_statement", 0, 0, 0, SKIP},
    {"global_statement", 0, "identifier", 0, REDIRECT | FIXED}, {"nonlocal_statement", 0, "identifier", 0, REDIRECT},
    {"keyword_argument", "name", 0, 0, SKIP}, {"keyword_pattern", 0, "identifier", 0, SKIP},
    {"class_pattern", 0, "dotted_name", 0, USE}, {"case_pattern", 0, "dotted_name", 0, DECLARE}, {"splat_pattern", 0, "identifier", 0, DECLARE},
    {0},
};

static const ScopeRow python_scopes[] = {
    {"module", FILE_SCOPE | FUNCTION_SCOPE}, {"function_definition", FUNCTION_SCOPE}, {"lambda", FUNCTION_SCOPE}, {"class_definition", CLASS_SCOPE},
    {"list_comprehension", FUNCTION_SCOPE}, {"set_comprehension", FUNCTION_SCOPE}, {"dictionary_comprehension", FUNCTION_SCOPE},
    {"generator_expression", FUNCTION_SCOPE},
    {0},
};

static const BindingRow rust_rows[] = {
    {"function_item", "name", 0, 0, DECLARED_OUTSIDE}, {"function_signature_item", "name", 0, 0, DECLARED_OUTSIDE},
    {"struct_item", "name", 0, 0, DECLARED_OUTSIDE}, {"enum_item", "name", 0, 0, DECLARED_OUTSIDE}, {"union_item", "name", 0, 0, DECLARED_OUTSIDE},
    {"trait_item", "name", 0, 0, DECLARED_OUTSIDE}, {"type_item", "name", 0, 0, DECLARED_OUTSIDE}, {"mod_item", "name", 0, 0, DECLARED_OUTSIDE},
    {"const_item", "name", 0, 0, DECLARED_OUTSIDE}, {"static_item", "name", 0, 0, DECLARED_OUTSIDE},
    {"macro_definition", "name", 0, 0, DECLARED_OUTSIDE}, {"associated_type", "name", 0, 0, DECLARED_OUTSIDE},
    {"enum_variant", "name", 0, 0, MEMBER},
    {"let_declaration", "pattern", 0, 0, DECLARE | AFTER}, {"let_condition", "pattern", 0, 0, DECLARE | AFTER},
    {"match_pattern", "condition", 0, 0, USE}, {"match_pattern", 0, 0, 0, DECLARE}, {"for_expression", "pattern", 0, 0, DECLARE | PARAMETER},
    {"parameter", "type", 0, 0, USE}, {"parameter", "pattern", 0, 0, DECLARE | PARAMETER}, {"closure_parameters", 0, 0, 0, DECLARE | PARAMETER},
    {"tuple_struct_pattern", "type", 0, 0, USE}, {"struct_pattern", "type", 0, 0, USE}, {"range_pattern", 0, 0, 0, USE},
    {"const_block", 0, 0, 0, USE}, {"macro_invocation", 0, 0, 0, USE},
    {"type_parameter", "name", 0, 0, DECLARE | PARAMETER}, {"const_parameter", "name", 0, 0, DECLARE | PARAMETER},
    {"lifetime", 0, 0, 0, SKIP}, {"label", 0, 0, 0, SKIP},
    {"use_declaration", "argument", 0, "@visibility_modifier", DECLARE | IMPORTED | ALIAS | EXPORTED},
    {"use_declaration", "argument", 0, 0, DECLARE | IMPORTED | ALIAS}, {"extern_crate_declaration", "name", 0, "alias", SKIP},
    {"extern_crate_declaration", "name", 0, 0, DECLARE | IMPORTED | ALIAS}, {"extern_crate_declaration", "alias", 0, 0, DECLARE | IMPORTED},
    {"use_as_clause", "alias", 0, 0, DECLARE | IMPORTED | IN_IMPORT}, {"use_as_clause", "path", 0, 0, USE | IN_IMPORT},
    {"scoped_identifier", "path", 0, 0, USE | IN_IMPORT}, {"scoped_use_list", "path", 0, 0, USE | IN_IMPORT},
    {"use_wildcard", 0, 0, 0, USE | IN_IMPORT},
    {"scoped_identifier", "path", 0, 0, USE}, {"scoped_identifier", "name", 0, 0, QUALIFIED},
    {"scoped_type_identifier", "path", 0, 0, USE}, {"scoped_type_identifier", "name", 0, 0, QUALIFIED},
    {"shorthand_field_initializer", 0, "identifier", 0, USE | SHORTHAND},
    {0},
};

static const ScopeRow rust_scopes[] = {
    {"source_file", FILE_SCOPE | FUNCTION_SCOPE}, {"function_item", FUNCTION_SCOPE}, {"function_signature_item", FUNCTION_SCOPE},
    {"closure_expression", FUNCTION_SCOPE}, {"mod_item", FUNCTION_SCOPE | NAMESPACE_SCOPE}, {"impl_item", CLASS_SCOPE}, {"trait_item", CLASS_SCOPE},
    {"struct_item", BLOCK_SCOPE}, {"enum_item", BLOCK_SCOPE}, {"union_item", BLOCK_SCOPE}, {"type_item", BLOCK_SCOPE},
    {"block", BLOCK_SCOPE}, {"match_arm", BLOCK_SCOPE}, {"if_expression", BLOCK_SCOPE}, {"while_expression", BLOCK_SCOPE},
    {"for_expression", BLOCK_SCOPE},
    {0},
};

static const BindingRow go_rows[] = {
    {"function_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"var_spec", "name", 0, 0, DECLARE | AFTER}, {"const_spec", "name", 0, 0, DECLARE | AFTER},
    {"short_var_declaration", "left", 0, 0, DECLARE | AFTER},
    {"range_clause", "left", 0, "@:=", DECLARE | AFTER}, {"receive_statement", "left", 0, "@:=", DECLARE | AFTER},
    {"type_spec", "name", 0, 0, DECLARED_OUTSIDE}, {"type_alias", "name", 0, 0, DECLARED_OUTSIDE},
    {"parameter_declaration", "name", 0, 0, DECLARE | PARAMETER}, {"variadic_parameter_declaration", "name", 0, 0, DECLARE | PARAMETER},
    {"type_parameter_declaration", "name", 0, 0, DECLARE | PARAMETER},
    {"type_switch_statement", "alias", 0, 0, DECLARE},
    {"import_spec", "name", 0, 0, DECLARE | IMPORTED}, {"package_clause", 0, 0, 0, SKIP},
    {"qualified_type", "name", 0, 0, SKIP},
    {0},
};

static const ScopeRow go_scopes[] = {
    {"source_file", FILE_SCOPE | FUNCTION_SCOPE}, {"function_declaration", FUNCTION_SCOPE}, {"method_declaration", FUNCTION_SCOPE},
    {"func_literal", FUNCTION_SCOPE}, {"function_type", FUNCTION_SCOPE}, {"method_elem", FUNCTION_SCOPE}, {"type_spec", BLOCK_SCOPE},
    {"block", BLOCK_SCOPE}, {"if_statement", BLOCK_SCOPE}, {"for_statement", BLOCK_SCOPE},
    {"expression_switch_statement", BLOCK_SCOPE}, {"type_switch_statement", BLOCK_SCOPE}, {"select_statement", BLOCK_SCOPE},
    {"expression_case", BLOCK_SCOPE}, {"default_case", BLOCK_SCOPE}, {"type_case", BLOCK_SCOPE}, {"communication_case", BLOCK_SCOPE},
    {0},
};

static const BindingRow java_rows[] = {
    {"class_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"interface_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"enum_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"record_declaration", "name", 0, 0, DECLARED_OUTSIDE},
    {"annotation_type_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"annotation_type_element_declaration", "name", 0, 0, DECLARE | HOISTED},
    {"method_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"enum_constant", "name", 0, 0, DECLARE | HOISTED},
    {"variable_declarator", "name", 0, 0, DECLARE},
    {"formal_parameter", "name", 0, 0, DECLARE | PARAMETER}, {"catch_formal_parameter", "name", 0, 0, DECLARE | PARAMETER},
    {"resource", "name", 0, 0, DECLARE | PARAMETER}, {"enhanced_for_statement", "name", 0, 0, DECLARE | PARAMETER},
    {"inferred_parameters", 0, 0, 0, DECLARE | PARAMETER}, {"lambda_expression", "parameters", "identifier", 0, DECLARE | PARAMETER},
    {"type_parameter", 0, "type_identifier", 0, DECLARE | PARAMETER},
    {"instanceof_expression", "name", 0, 0, DECLARE}, {"type_pattern", 0, "identifier", 0, DECLARE},
    {"record_pattern_component", 0, "identifier", 0, DECLARE},
    {"import_declaration", 0, 0, "@asterisk", SKIP}, {"import_declaration", 0, 0, 0, DECLARE | IMPORTED | FIXED},
    {"scoped_identifier", "scope", 0, 0, SKIP | IN_IMPORT}, {"package_declaration", 0, 0, 0, SKIP},
    {"scoped_identifier", "name", 0, 0, MEMBER}, {"field_access", "field", 0, 0, MEMBER}, {"method_invocation", "name", 0, "object", MEMBER},
    {"labeled_statement", 0, "identifier", 0, SKIP}, {"break_statement", 0, "identifier", 0, SKIP},
    {"continue_statement", 0, "identifier", 0, SKIP}, {"element_value_pair", "key", 0, 0, SKIP},
    {0},
};

static const ScopeRow java_scopes[] = {
    {"program", FILE_SCOPE | FUNCTION_SCOPE},
    {"class_declaration", CLASS_SCOPE}, {"interface_declaration", CLASS_SCOPE}, {"enum_declaration", CLASS_SCOPE},
    {"record_declaration", CLASS_SCOPE}, {"annotation_type_declaration", CLASS_SCOPE}, {"class_body", CLASS_SCOPE},
    {"method_declaration", FUNCTION_SCOPE}, {"constructor_declaration", FUNCTION_SCOPE}, {"compact_constructor_declaration", FUNCTION_SCOPE},
    {"lambda_expression", FUNCTION_SCOPE}, {"static_initializer", FUNCTION_SCOPE},
    {"block", BLOCK_SCOPE}, {"constructor_body", BLOCK_SCOPE}, {"for_statement", BLOCK_SCOPE}, {"enhanced_for_statement", BLOCK_SCOPE},
    {"try_with_resources_statement", BLOCK_SCOPE}, {"catch_clause", BLOCK_SCOPE}, {"switch_block_statement_group", BLOCK_SCOPE},
    {"switch_rule", BLOCK_SCOPE},
    {0},
};

static const BindingRow c_rows[] = {
    {"function_definition", "declarator", 0, 0, DECLARED_OUTSIDE}, {"declaration", "declarator", 0, 0, DECLARE},
    {"declaration", "default_value", 0, 0, USE},
    {"init_declarator", "value", 0, 0, USE}, {"array_declarator", "size", 0, 0, USE},
    {"parameter_list", 0, 0, 0, USE}, {"parameter_declaration", "declarator", 0, 0, DECLARE | PARAMETER},
    {"optional_parameter_declaration", "declarator", 0, 0, DECLARE | PARAMETER},
    {"variadic_parameter_declaration", "declarator", 0, 0, DECLARE | PARAMETER},
    {"trailing_return_type", 0, 0, 0, USE}, {"noexcept", 0, 0, 0, USE},
    {"field_declaration", "declarator", 0, 0, DECLARE | HOISTED}, {"type_definition", "declarator", 0, 0, DECLARE},
    {"struct_specifier", "name", 0, "body", DECLARED_OUTSIDE}, {"union_specifier", "name", 0, "body", DECLARED_OUTSIDE},
    {"class_specifier", "name", 0, "body", DECLARED_OUTSIDE}, {"enum_specifier", "name", 0, "body", DECLARED_OUTSIDE},
    {"enumerator", "name", 0, 0, DECLARE | HOISTED}, {"for_range_loop", "declarator", 0, 0, DECLARE | PARAMETER},
    {"preproc_def", "name", 0, 0, DECLARED_OUTSIDE}, {"preproc_function_def", "name", 0, 0, DECLARED_OUTSIDE}, {"preproc_params", 0, 0, 0, SKIP},
    {"type_parameter_declaration", 0, 0, 0, DECLARE | PARAMETER}, {"optional_type_parameter_declaration", "name", 0, 0, DECLARE | PARAMETER},
    {"alias_declaration", "name", 0, 0, DECLARED_OUTSIDE}, {"concept_definition", "name", 0, 0, DECLARED_OUTSIDE},
    {"namespace_definition", "name", 0, 0, DECLARED_OUTSIDE}, {"namespace_alias_definition", "name", 0, 0, DECLARED_OUTSIDE},
    {"using_declaration", 0, 0, "@namespace", USE}, {"using_declaration", 0, 0, 0, DECLARE | IMPORTED | FIXED},
    {"qualified_identifier", "scope", 0, 0, USE | IN_IMPORT},
    {"qualified_identifier", "scope", 0, 0, USE}, {"qualified_identifier", "name", "qualified_identifier", 0, USE},
    {"qualified_identifier", "name", 0, 0, QUALIFIED},
    {"destructor_name", 0, 0, 0, USE}, {"template_argument_list", 0, 0, 0, USE},
    {0},
};

static const ScopeRow c_scopes[] = {
    {"translation_unit", FILE_SCOPE | FUNCTION_SCOPE}, {"function_definition", FUNCTION_SCOPE}, {"lambda_expression", FUNCTION_SCOPE},
    {"compound_statement", BLOCK_SCOPE}, {"for_statement", BLOCK_SCOPE}, {"for_range_loop", BLOCK_SCOPE}, {"if_statement", BLOCK_SCOPE},
    {"while_statement", BLOCK_SCOPE}, {"switch_statement", BLOCK_SCOPE}, {"catch_clause", BLOCK_SCOPE},
    {"class_specifier", CLASS_SCOPE}, {"struct_specifier", CLASS_SCOPE}, {"union_specifier", CLASS_SCOPE},
    {"namespace_definition", FUNCTION_SCOPE | NAMESPACE_SCOPE}, {"template_declaration", TEMPLATE_SCOPE}, {"parameter_list", BLOCK_SCOPE},
    {0},
};

static const struct {
    const char *language;
    BindingRules rules;
} all[] = {
    {"js", {ecmascript_rows, ecmascript_scopes, COMPONENTS}}, {"ts", {ecmascript_rows, ecmascript_scopes, 0}},
    {"tsx", {ecmascript_rows, ecmascript_scopes, COMPONENTS}}, {"py", {python_rows, python_scopes, QUOTED_USES}},
    {"rs", {rust_rows, rust_scopes, ORDERED_LOCALS}},          {"go", {go_rows, go_scopes, ORDERED_LOCALS}},
    {"java", {java_rows, java_scopes, BARE_MEMBERS | ORDERED_LOCALS}},
    {"cpp", {c_rows, c_scopes, BARE_MEMBERS | ORDERED_LOCALS}}, {"c", {c_rows, c_scopes, ORDERED_LOCALS | SPLIT_TYPES}},
};

const BindingRules *binding_rules(const Language *language) {
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].language, language->name) == 0) return &all[i].rules;
    return NULL;
}
