// The walk that finds declarations and uses. It knows scopes, not types: a member is known by its name alone, and what a macro, an
// include or a star import brings in is not known at all.
#include "bindings.h"

#include <ctype.h>
#include <string.h>

typedef struct {
    uint32_t flags, scope, visible_from;
} Mode;

typedef struct {
    TSNode node;
    Mode mode;            // what the node is to those above it
    uint32_t scope;       // that its children are in
    bool opened;          // the node opened it
    const char *field;    // of the node in its parent
} Place;

typedef struct {
    Bindings *found;
    const Language *language;
    uint32_t *first_row, *scope_kind; // by symbol
    uint32_t symbol_count;
    Place *path;
    uint32_t depth, capacity;
} Walker;

// ---- tables by symbol -------------------------------------------------------------------------------------------------

static void index_rules(Walker *walker, const TSLanguage *grammar) {
    walker->symbol_count = ts_language_symbol_count(grammar);
    walker->first_row = take(walker->symbol_count * sizeof(uint32_t));
    walker->scope_kind = take(walker->symbol_count * sizeof(uint32_t));
    for (uint32_t symbol = 0; symbol < walker->symbol_count; symbol++) {
        walker->first_row[symbol] = UINT32_MAX;
        walker->scope_kind[symbol] = 0;
        if (ts_language_symbol_type(grammar, (TSSymbol)symbol) != TSSymbolTypeRegular) continue;
        const char *name = ts_language_symbol_name(grammar, (TSSymbol)symbol);
        const BindingRow *rows = walker->found->rules->rows;
        for (uint32_t i = 0; rows[i].parent && walker->first_row[symbol] == UINT32_MAX; i++)
            if (strcmp(rows[i].parent, name) == 0) walker->first_row[symbol] = i;
        for (const ScopeRow *row = walker->found->rules->scopes; row->type; row++)
            if (strcmp(row->type, name) == 0) walker->scope_kind[symbol] = row->kind;
    }
}

static bool holds(TSNode parent, const char *needs) {
    bool absent = *needs == '!';
    needs += absent;
    bool present = *needs == '@' ? node_has_child(parent, needs + 1) : !ts_node_is_null(node_field(parent, needs));
    return present != absent;
}

// Rows of one parent need not stand together: the index only says where to begin.
static const BindingRow *row_of(const Walker *walker, const Place *parent, TSNode child, const char *field) {
    TSSymbol symbol = ts_node_symbol(parent->node);
    if (symbol >= walker->symbol_count || walker->first_row[symbol] == UINT32_MAX) return NULL;
    const char *type = ts_node_type(parent->node);
    bool in_import = parent->mode.flags & IMPORTED;
    for (const BindingRow *row = walker->found->rules->rows + walker->first_row[symbol]; row->parent; row++) {
        if (strcmp(row->parent, type) != 0) continue;
        if (row->field && (!field || strcmp(row->field, field) != 0)) continue;
        if (row->child && !node_is(child, row->child)) continue;
        if (row->flags & IN_IMPORT && !in_import) continue;
        if (in_import && !(row->flags & (IN_IMPORT | IMPORTED | SKIP))) continue;
        if (row->needs && !holds(parent->node, row->needs)) continue;
        return row;
    }
    return NULL;
}

// ---- scopes -----------------------------------------------------------------------------------------------------------

static uint32_t outside_templates(const Bindings *found, uint32_t scope) {
    while (found->scopes[scope].kind & TEMPLATE_SCOPE) scope = found->scopes[scope].parent;
    return scope;
}

static Mode mode_of_row(const Walker *walker, const Place *parent, TSNode child, const BindingRow *row) {
    Mode mode = {row->flags, parent->scope, 0};
    const Bindings *found = walker->found;
    if (!(row->flags & (DECLARE | REDIRECT))) {
        mode.flags |= parent->mode.flags & IN_IMPORT;
        return mode;
    }
    mode.flags |= parent->mode.flags & IN_FUNCTION;
    if (mode.flags & OUTER && parent->opened) mode.scope = found->scopes[mode.scope].parent;
    if (mode.flags & IN_FUNCTION)
        while (!(found->scopes[mode.scope].kind & FUNCTION_SCOPE)) mode.scope = found->scopes[mode.scope].parent;
    if (!(mode.flags & PARAMETER)) mode.scope = outside_templates(found, mode.scope);
    bool ordered = found->rules->traits & ORDERED_LOCALS && !(found->scopes[mode.scope].kind & (FILE_SCOPE | CLASS_SCOPE));
    if (ordered && !(mode.flags & (HOISTED | PARAMETER)))
        mode.visible_from = mode.flags & AFTER ? ts_node_end_byte(parent->node) : ts_node_start_byte(child);
    if (found->scopes[mode.scope].kind & IN_A_FUNCTION) mode.flags |= LOCAL;
    return mode;
}

// A function's parameters live in its own scope; those of a prototype in one of their own.
static bool opens_scope(const Walker *walker, uint32_t kind, const char *field) {
    if (walker->depth == 0) return true;
    const Place *parent = &walker->path[walker->depth - 1];
    TSNode node = walker->path[walker->depth].node;
    if (kind == BLOCK_SCOPE && node_is(node, "parameter_list")) {
        if (!node_is(parent->node, "function_declarator")) return false; // a lambda's, or Go's
        uint32_t at = walker->depth - 1;
        while (at > 0 && strstr(ts_node_type(walker->path[at].node), "declarator")) at--;
        return !node_is(walker->path[at].node, "function_definition");
    }
    return !(parent->opened && field && strcmp(field, "body") == 0 && kind & (BLOCK_SCOPE | CLASS_SCOPE));
}

// ---- identifiers ------------------------------------------------------------------------------------------------------

enum { NOT_A_NAME, PLAIN, TYPE_NAME, MEMBER_NAME, SHORT, SHORT_PATTERN };

static int kind_of_name(TSNode node) {
    static const struct {
        const char *type;
        int kind;
    } kinds[] = {
        {"identifier", PLAIN}, {"type_identifier", TYPE_NAME}, {"package_identifier", PLAIN}, {"namespace_identifier", PLAIN},
        {"property_identifier", MEMBER_NAME}, {"private_property_identifier", MEMBER_NAME}, {"field_identifier", MEMBER_NAME},
        {"shorthand_property_identifier", SHORT}, {"shorthand_property_identifier_pattern", SHORT_PATTERN},
        {"shorthand_field_identifier", SHORT_PATTERN},
    };
    const char *type = ts_node_type(node);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0) return kinds[i].kind;
    return NOT_A_NAME;
}

static uint32_t name_of(const Walker *walker, TSNode node, bool is_type) {
    uint32_t from = ts_node_start_byte(node);
    return name_number(
        walker->found->names, walker->found->source.text + from, ts_node_end_byte(node) - from,
        is_type && walker->found->rules->traits & SPLIT_TYPES);
}

static char before(const Bindings *found, uint32_t at) {
    while (at > 0 && isspace((unsigned char)found->source.text[at - 1])) at--;
    return at ? found->source.text[at - 1] : 0;
}

// In a macro there are words and colons only.
static uint32_t word_before_colons(const Walker *walker, uint32_t at) {
    const char *text = walker->found->source.text;
    while (at > 0 && (text[at - 1] == ':' || isspace((unsigned char)text[at - 1]))) at--;
    uint32_t end = at;
    while (at > 0 && (isalnum((unsigned char)text[at - 1]) || text[at - 1] == '_')) at--;
    return end > at ? name_number(walker->found->names, text + at, end - at, false) : NO_NAME;
}

// The place of the path that a name ends or begins: the arguments of a template stand between.
static uint32_t path_of(const Walker *walker) {
    uint32_t at = walker->depth - 1;
    while (at > 0 && (node_is(walker->path[at].node, "template_type") || node_is(walker->path[at].node, "template_function"))) at--;
    return at;
}

// C++: b in a::b::c.
static bool is_inner_scope(const Walker *walker) {
    uint32_t at = path_of(walker);
    return at > 0 && node_is(walker->path[at].node, "qualified_identifier") && node_is(walker->path[at - 1].node, "qualified_identifier") &&
           walker->path[at + 1].field && strcmp(walker->path[at + 1].field, "scope") == 0;
}

static uint32_t qualifier_of(const Walker *walker) {
    uint32_t at = path_of(walker);
    TSNode parent = walker->path[is_inner_scope(walker) ? at - 1 : at].node;
    TSNode scope = node_field(parent, "path");
    if (ts_node_is_null(scope)) scope = node_field(parent, "scope");
    if (ts_node_is_null(scope)) return word_before_colons(walker, ts_node_start_byte(walker->path[walker->depth].node));
    for (;;) {
        TSNode inner = node_field(scope, "name"); // a::b::c stands behind b; T<x>::y behind T
        if (ts_node_is_null(inner)) inner = node_field(scope, "type");
        if (ts_node_is_null(inner)) break;
        scope = inner;
    }
    return name_of(walker, scope, false);
}

// What the tables cannot say, because it hangs on the text or on more than parent and child.
static uint32_t adjust(const Walker *walker, TSNode node, uint32_t flags, uint32_t name) {
    const Bindings *found = walker->found;
    const Place *parent = walker->depth ? &walker->path[walker->depth - 1] : NULL;
    uint32_t from = ts_node_start_byte(node);
    if (!parent) return flags;
    // Python: import a.b binds a; case a.b compares.
    if (node_is(parent->node, "dotted_name") && node_named_child_count(parent->node) > 1) {
        bool is_first = ts_node_start_byte(parent->node) == from;
        if (flags & IMPORTED) return is_first ? (flags & ~(uint32_t)ALIAS) | FIXED : SKIP;
        return is_first ? USE : MEMBER;
    }
    // Rust: a capitalised name in a pattern is a constant or a variant.
    if (strcmp(walker->language->name, "rs") == 0) {
        if (flags & DECLARE && !(flags & (HOISTED | IMPORTED)) && isupper((unsigned char)found->source.text[from]) && node_is(node, "identifier"))
            return USE;
        if (node_is(parent->node, "token_tree") && before(found, from) == '.') return MEMBER;
        if (node_is(parent->node, "token_tree") && before(found, from) == ':' ) return QUALIFIED;
    }
    // C++: a constructor is named like its class.
    const NameScope *scope = &found->scopes[walker->path[walker->depth].mode.scope];
    if (flags & DECLARE && node_is(parent->node, "function_declarator") && scope->kind & CLASS_SCOPE && scope->class_name == name)
        return USE;
    // TypeScript: constructor(private a) declares a member by the same word.
    if (flags & PARAMETER && node_is(parent->node, "required_parameter") && node_has_child(parent->node, "accessibility_modifier"))
        return flags | FIXED;
    // Go: T{a: b} names a field, map[T]V{a: b} a value.
    if (node_is(parent->node, "literal_element") && parent->field && strcmp(parent->field, "key") == 0)
        for (uint32_t at = walker->depth; at-- > 0;)
            if (node_is(walker->path[at].node, "composite_literal"))
                return node_is(node_field(walker->path[at].node, "type"), "map_type") ? USE : MEMBER;
    if (is_inner_scope(walker)) return QUALIFIED;
    if (node_is(parent->node, "method_reference") && ts_node_start_byte(parent->node) != from) return MEMBER;
    return flags;
}

static void take_identifier(Walker *walker, int kind) {
    Bindings *found = walker->found;
    Place *place = &walker->path[walker->depth];
    TSNode node = place->node;
    uint32_t name = name_of(walker, node, kind == TYPE_NAME), flags = adjust(walker, node, place->mode.flags, name);
    if (flags & SKIP || ts_node_is_missing(node)) return;
    if (kind == MEMBER_NAME) flags = flags & DECLARE && found->scopes[place->mode.scope].kind & CLASS_SCOPE ? flags | MEMBER : MEMBER;
    if (kind == SHORT || kind == SHORT_PATTERN) flags |= SHORTHAND;
    if (flags & (MEMBER | QUALIFIED) && !(flags & MEMBER && kind == MEMBER_NAME)) flags &= ~(uint32_t)DECLARE;

    if (flags & REDIRECT) {
        declare(found, place->mode.scope, name, REDIRECT | (flags & FIXED), 0);
        flags = USE;
    }
    if (flags & DECLARE) {
        declare(found, place->mode.scope, name, flags, place->mode.visible_from);
        if (place->mode.flags & OUTER && walker->depth && found->scopes[walker->path[walker->depth - 1].scope].kind & CLASS_SCOPE)
            found->scopes[walker->path[walker->depth - 1].scope].class_name = name;
    }
    Occurrence *occurrence = add_occurrence(found, ts_node_start_byte(node), ts_node_end_byte(node), walker->path[walker->depth ? walker->depth - 1 : 0].scope, name, flags);
    occurrence->start = ts_node_start_point(node);
    if (flags & DECLARE) occurrence->declares = place->mode.scope;
    if (flags & QUALIFIED) occurrence->qualifier = qualifier_of(walker);
}

// ---- text that the grammar does not look into --------------------------------------------------------------------------

static bool begins_name(char c) {
    return isalpha((unsigned char)c) || c == '_';
}

static void take_words(Walker *walker, TSNode node, bool only_in_braces) {
    const char *text = walker->found->source.text;
    uint32_t at = ts_node_start_byte(node), end = ts_node_end_byte(node);
    while (at < end) {
        if (!begins_name(text[at])) {
            at++;
            continue;
        }
        uint32_t from = at;
        while (at < end && (begins_name(text[at]) || isdigit((unsigned char)text[at]))) at++;
        if (only_in_braces && !(from > 0 && text[from - 1] == '{' && at < end && (text[at] == '}' || text[at] == ':'))) continue;
        TSPoint start = ts_node_start_point(node);
        for (uint32_t i = ts_node_start_byte(node); i < from; i++) {
            start.column++;
            if (text[i] == '\n') start = (TSPoint){start.row + 1, 0};
        }
        uint32_t name = name_number(walker->found->names, text + from, at - from, false);
        add_occurrence(walker->found, from, at, walker->path[walker->depth].scope, name, USE | IN_TEXT)->start = start;
    }
}

// "name" in Python's __all__, or as a forward reference: a use, but not one to be changed.
static void take_quoted(Walker *walker, TSNode node) {
    uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
    const char *text = walker->found->source.text;
    for (uint32_t i = from; i < to; i++)
        if (!begins_name(text[i]) && !(i > from && isdigit((unsigned char)text[i]))) return;
    if (from == to) return;
    uint32_t name = name_number(walker->found->names, text + from, to - from, false);
    add_occurrence(walker->found, from, to, walker->path[walker->depth].scope, name, USE | IN_TEXT | QUOTED);
}

// import "a/b/v2": the package is called b, though no identifier says so.
static void take_go_import(Walker *walker, TSNode spec) {
    if (!ts_node_is_null(node_field(spec, "name"))) return;
    TSNode path = node_field(spec, "path");
    if (ts_node_is_null(path) || ts_node_end_byte(path) - ts_node_start_byte(path) < 3) return;
    const char *text = walker->found->source.text;
    uint32_t end = ts_node_end_byte(path) - 1, from = end, first = ts_node_start_byte(path) + 1;
    while (from > first && text[from - 1] != '/') from--;
    if (end - from >= 2 && text[from] == 'v' && isdigit((unsigned char)text[from + 1]) && from > first) {
        end = from - 1;
        from = end;
        while (from > first && text[from - 1] != '/') from--;
    }
    uint32_t name = name_number(walker->found->names, text + from, end - from, false), scope = walker->path[walker->depth].scope;
    declare(walker->found, scope, name, DECLARE | IMPORTED | FIXED, 0);
    Occurrence *occurrence = add_occurrence(walker->found, from, end, scope, name, DECLARE | IMPORTED | FIXED);
    occurrence->start = ts_node_start_point(path);
}

// ---- the walk ---------------------------------------------------------------------------------------------------------

static void push(Walker *walker, TSNode node, const char *field) {
    if (walker->depth == walker->capacity) {
        walker->capacity = walker->capacity ? walker->capacity * 2 : 256;
        walker->path = resize(walker->path, walker->capacity * sizeof(Place));
    }
    Place *place = &walker->path[walker->depth];
    *place = (Place){.node = node, .field = field};
    if (walker->depth == 0) {
        place->scope = open_scope(walker->found, NO_SCOPE, FILE_SCOPE | FUNCTION_SCOPE);
        place->opened = true;
        return;
    }
    const Place *parent = &walker->path[walker->depth - 1];
    const BindingRow *row = row_of(walker, parent, node, field);
    place->mode = row ? mode_of_row(walker, parent, node, row) : parent->mode;
    bool is_template = field && strcmp(field, "name") == 0 && strstr(ts_node_type(parent->node), "template_");
    if (!row && !is_template && parent->mode.flags & (MEMBER | QUALIFIED | SHORTHAND)) place->mode.flags &= DECLARE | IMPORTED;
    place->scope = parent->scope;
    TSSymbol symbol = ts_node_symbol(node);
    uint32_t kind = symbol < walker->symbol_count ? walker->scope_kind[symbol] : 0;
    if (kind && opens_scope(walker, kind, field)) {
        place->scope = open_scope(walker->found, parent->scope, kind);
        place->opened = true;
        if (place->mode.flags & DECLARE) place->mode.flags = USE; // a lambda as a default value, a class in a declaration
    }
}

static bool visit(Walker *walker) {
    const Place *place = &walker->path[walker->depth];
    if (place->mode.flags & SKIP) return false;
    if (!ts_node_is_named(place->node)) return true;
    int kind = kind_of_name(place->node);
    if (kind != NOT_A_NAME) {
        take_identifier(walker, kind);
        return false;
    }
    if (node_is(place->node, "preproc_arg")) take_words(walker, place->node, false);
    else if (node_is(place->node, "import_spec")) take_go_import(walker, place->node);
    else if (node_is(place->node, "string_content")) {
        if (walker->found->rules->traits & QUOTED_USES) take_quoted(walker, place->node);
        else if (strcmp(walker->language->name, "rs") == 0) take_words(walker, place->node, true);
    }
    return true;
}

Bindings bindings_of(const Language *language, const Source *source, TSNode root) {
    Bindings found = {.source = *source, .rules = binding_rules(language), .names = names_new()};
    Walker walker = {.found = &found, .language = language};
    index_rules(&walker, language->grammar());
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    push(&walker, root, NULL);
    for (;;) {
        if (visit(&walker) && ts_tree_cursor_goto_first_child(&cursor)) {
            walker.depth++;
            push(&walker, ts_tree_cursor_current_node(&cursor), ts_tree_cursor_current_field_name(&cursor));
            continue;
        }
        while (walker.depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            walker.depth--;
        }
        if (walker.depth == 0) break;
        push(&walker, ts_tree_cursor_current_node(&cursor), ts_tree_cursor_current_field_name(&cursor));
    }
    return found;
}
