// The export `edit`: replaces nodes and inserts around functions, all found in the text as it was handed in.
#include "driver.h"

#include <string.h>

typedef struct {
    Text op, kind, name, text;
    uint32_t line, column;
} Edit;

typedef struct {
    const Language *language;
    Source source;
    const uint32_t *roles;
    uint32_t role_count;
    Step *path;
    uint32_t capacity;
} Search;

enum { IS_FUNCTION = FUNCTION | METHOD | CONSTRUCTOR | LAMBDA };

static uint32_t roles_of(const Search *search, TSNode node) {
    TSSymbol symbol = ts_node_symbol(node);
    return symbol < search->role_count ? search->roles[symbol] : 0;
}

static bool is_kind(const Search *search, TSNode node, Text kind) {
    if (kind.length == 0) return true;
    if (text_is(kind, "function")) return roles_of(search, node) & IS_FUNCTION;
    if (text_is(kind, "type")) return roles_of(search, node) & TYPE || strstr(ts_node_type(node), "struct_item") || strstr(ts_node_type(node), "enum_item");
    return ts_node_is_named(node) && text_is(kind, ts_node_type(node));
}

static bool is_named(const Search *search, uint32_t depth, Text name) {
    TSNode node = search->path[depth].node;
    uint32_t roles = roles_of(search, node);
    Name found = {0};
    if (roles & IS_FUNCTION) found = declared_function(search->path, depth, roles).name;
    else if (roles & TYPE) found = declared_type(node);
    else {
        TSNode at = node_field(node, "name");
        for (TSNode inner = node_field(node, "declarator"); ts_node_is_null(at) && !ts_node_is_null(inner); inner = node_field(inner, "declarator"))
            if (ts_node_child_count(inner) == 0) at = inner;
        if (ts_node_is_null(at)) return false;
        found = (Name){ts_node_start_byte(at), ts_node_end_byte(at), NULL};
    }
    return found.to - found.from == name.length && memcmp(search->source.text + found.from, name.text, name.length) == 0;
}

static void set_step(Search *search, uint32_t depth, TSNode node) {
    if (depth >= search->capacity) {
        search->capacity = search->capacity ? search->capacity * 2 : 256;
        search->path = resize(search->path, search->capacity * sizeof(Step));
    }
    search->path[depth] = (Step){.node = node};
}

// ---- finding ----------------------------------------------------------------------------------------------------------

typedef struct {
    TSNode node, statement; // the statement: with its export, decorators, template, assignment
    uint32_t count;
    TSPoint second;
} Found;

static bool wraps(TSNode parent, TSNode child) {
    static const char *const wrappers[] = {
        "export_statement", "decorated_definition", "template_declaration", "lexical_declaration", "variable_declaration",
        "variable_declarator", "expression_statement", "assignment_expression", "assignment", "pair", "let_declaration",
        "field_definition", "public_field_definition", "init_declarator", "declaration", "var_spec", "var_declaration",
        "short_var_declaration", "expression_list"};
    (void)child;
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
        if (node_is(parent, wrappers[i])) return true;
    return false;
}

static void found_at(const Search *search, uint32_t depth, Found *found) {
    TSNode node = search->path[depth].node;
    if (found->count++ == 1) found->second = ts_node_start_point(node);
    if (found->count > 1) return;
    found->node = node;
    uint32_t at = depth;
    while (at > 0 && wraps(search->path[at - 1].node, search->path[at].node)) at--;
    found->statement = search->path[at].node;
}

static Found find(Search *search, TSNode root, const Edit *edit) {
    Found found = {0};
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    uint32_t depth = 0;
    set_step(search, 0, root);
    for (;;) {
        if (is_kind(search, search->path[depth].node, edit->kind) && is_named(search, depth, edit->name)) found_at(search, depth, &found);
        if (ts_tree_cursor_goto_first_child(&cursor)) {
            set_step(search, ++depth, ts_tree_cursor_current_node(&cursor));
            continue;
        }
        while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            depth--;
        }
        if (depth == 0) return found;
        set_step(search, depth, ts_tree_cursor_current_node(&cursor));
    }
}

static uint32_t byte_of(const Source *source, uint32_t line, uint32_t column) {
    uint32_t at = 0;
    for (uint32_t row = 1; row < line; row++) {
        const char *end = memchr(source->text + at, '\n', source->length - at);
        if (!end) return UINT32_MAX;
        at = (uint32_t)(end - source->text) + 1;
    }
    for (uint32_t i = 1; i < column; i++) {
        if (at >= source->length || source->text[at] == '\n') return UINT32_MAX;
        do at++;
        while (at < source->length && ((unsigned char)source->text[at] & 0xC0) == 0x80);
    }
    return at;
}

// The smallest named node there that is of the kind asked for.
static Found find_at(Search *search, TSNode root, const Edit *edit) {
    Found found = {0};
    uint32_t byte = byte_of(&search->source, edit->line, edit->column ? edit->column : 1), depth = 0;
    if (byte >= search->source.length) return found;
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    set_step(search, 0, root);
    while (ts_tree_cursor_goto_first_child_for_byte(&cursor, byte) >= 0) set_step(search, ++depth, ts_tree_cursor_current_node(&cursor));
    for (uint32_t at = depth + 1; at-- > 0;) {
        TSNode node = search->path[at].node;
        bool covers = ts_node_start_byte(node) <= byte && byte < ts_node_end_byte(node);
        if (!covers || !ts_node_is_named(node) || !is_kind(search, node, edit->kind)) continue;
        if (edit->name.length && !is_named(search, at, edit->name)) continue;
        found_at(search, at, &found);
        return found;
    }
    return found;
}

// ---- inserting --------------------------------------------------------------------------------------------------------

static bool is_attached(const Search *search, TSNode node) {
    return roles_of(search, node) & COMMENT || node_is(node, "attribute_item") || node_is(node, "decorator");
}

static uint32_t line_start(const Source *source, uint32_t at) {
    while (at > 0 && source->text[at - 1] != '\n') at--;
    return at;
}

// Above the statement and the comments and attributes that stand right on it.
static uint32_t place_before(const Search *search, TSNode statement) {
    TSNode at = statement;
    for (TSNode above = ts_node_prev_sibling(at); !ts_node_is_null(above) && is_attached(search, above); above = ts_node_prev_sibling(at)) {
        TSPoint end = ts_node_end_point(above);
        if (ts_node_start_point(at).row > end.row + (end.column ? 1 : 0)) break;
        uint32_t from = ts_node_start_byte(above), line = line_start(&search->source, from);
        if (strspn(search->source.text + line, " \t") < from - line) break; // the end of another line's code
        at = above;
    }
    uint32_t from = ts_node_start_byte(at), line = line_start(&search->source, from);
    return strspn(search->source.text + line, " \t") >= from - line ? line : from;
}

static uint32_t place_after(const Search *search, TSNode statement) {
    uint32_t end = ts_node_end_byte(statement), at = end;
    while (at < search->source.length && strchr(" \t\r;", search->source.text[at])) at++;
    if (at >= search->source.length) return search->source.length;
    return search->source.text[at] == '\n' ? at + 1 : end;
}

static Text with_line_end(const Search *search, Text text, uint32_t at) {
    Buffer line = {0};
    if (at == search->source.length && at > 0 && search->source.text[at - 1] != '\n') append_text(&line, "\n");
    append(&line, text.text, text.length);
    if (text.length == 0 || text.text[text.length - 1] != '\n') append_text(&line, "\n");
    return (Text){line.bytes, line.length};
}

// ---- the operation ----------------------------------------------------------------------------------------------------

static bool fail(Buffer *json, uint32_t number, const char *type, const char *text, const Found *found) {
    Buffer message = {0};
    append_text(&message, "edits[");
    append_number(&message, number);
    append_text(&message, text);
    if (found && found->count > 1) {
        append_where(&message, " line ", ts_node_start_point(found->node));
        append_where(&message, " and line ", found->second);
        append_text(&message, "; name a kind or a position.");
    }
    json_failure(json, type, &message);
    return false;
}

static bool plan(Search *search, TSNode root, Edit *edit, uint32_t number, Change *change, Buffer *json) {
    bool inserts = !text_is(edit->op, "replace");
    if (inserts && !edit->kind.length) edit->kind = (Text){"function", 8};
    Found found = edit->line ? find_at(search, root, edit) : find(search, root, edit);
    if (found.count == 0) return fail(json, number, "target_not_found", "]: nothing in the code is what it names.", NULL);
    if (found.count > 1) return fail(json, number, "ambiguous_target", "]: more than one is what it names,", &found);
    *change = (Change){ts_node_start_byte(found.node), ts_node_end_byte(found.node), edit->text, number};
    if (inserts) {
        change->from = text_is(edit->op, "insertBefore") ? place_before(search, found.statement) : place_after(search, found.statement);
        change->to = change->from;
        change->text = with_line_end(search, edit->text, change->from);
    }
    return true;
}

static bool plan_all(Search *search, TSNode root, Request *request, Change *changes, uint32_t count, Buffer *json) {
    for (uint32_t i = 0; i < count; i++) {
        Edit edit = {.op = request_text(request), .kind = request_text(request), .name = request_text(request)};
        edit.line = request_number(request), edit.column = request_number(request), edit.text = request_text(request);
        if (!plan(search, root, &edit, i, &changes[i], json)) return false;
    }
    sort_changes(changes, count);
    for (uint32_t i = 1; i < count; i++)
        if (changes[i].from < changes[i - 1].to) return fail(json, changes[i].number, "overlapping_edits", "] changes what another edit changes, too.", NULL);
    return true;
}

__attribute__((export_name("edit"))) uint64_t swarm_edit(
    const char *language, uint32_t language_length, const char *text, uint32_t length, const char *asked, uint32_t asked_length) {
    const Language *known = language_find(language, language_length);
    if (!known) return 0;
    const char *whole = text;
    uint32_t mark = skip_mark(&text, &length);
    Request request = {asked, asked + asked_length};
    uint32_t count = request_number(&request);
    const TSLanguage *grammar = known->grammar();
    Search search = {
        .language = known, .source = source_open(text, length), .roles = language_roles(known, grammar),
        .role_count = ts_language_symbol_count(grammar)};
    TSNode root = parse_text(known, text, length);
    Change *changes = take((count + 1) * sizeof *changes);
    Buffer json = {0}, content = {0};
    if (!plan_all(&search, root, &request, changes, count, &json)) return finished(&json);

    append(&content, whole, mark);
    apply_changes(text, length, changes, count, &content);
    append_text(&json, "{");
    json_field(&json, "language"), json_text(&json, known->name);
    if (!judge_result(known, syntax_errors(root), &content, "The edit", &json)) return finished(&json);
    json_field(&json, "edits"), json_number(&json, count);
    json_field(&json, "content"), json_string(&json, content.bytes, content.length);
    append_text(&json, "}");
    return finished(&json);
}
