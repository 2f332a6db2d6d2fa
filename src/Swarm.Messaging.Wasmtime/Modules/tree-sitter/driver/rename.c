// The export `refactor`: renames what a declaration declares, everywhere it is meant, and nothing else.
#include "bindings.h"

#include <string.h>

enum { MAX_POSITIONS = 1000 };

typedef enum { A_DECLARATION, A_MEMBER, WITHOUT_DECLARATION } TargetKind;

typedef struct {
    const Language *language;
    Bindings found;
    Text old, new;
    uint32_t old_names[2], new_names[2]; // as plain name and as type name
    TargetKind kind;
    uint32_t declaration;
    Buffer failure;
    const char *failure_type;
} Rename;

static bool fail(Rename *rename, const char *type, const char *start) {
    rename->failure_type = type;
    append_text(&rename->failure, start);
    return false;
}

static bool is_any(uint32_t name, const uint32_t names[2]) {
    return name != NO_NAME && (name == names[0] || name == names[1]);
}

static bool is_class(const Rename *rename, uint32_t scope) {
    return rename->found.scopes[scope].kind & CLASS_SCOPE;
}

static const Occurrence *first_of(const Rename *rename, uint32_t declaration) {
    return &rename->found.occurrences[rename->found.declarations[declaration].first];
}

// ---- which one --------------------------------------------------------------------------------------------------------

static void aim_at(Rename *rename, const Occurrence *occurrence) {
    rename->declaration = resolve(&rename->found, occurrence);
    if (rename->declaration == NO_DECLARATION)
        rename->kind = occurrence->flags & (MEMBER | QUALIFIED) ? A_MEMBER : WITHOUT_DECLARATION;
    else
        rename->kind = is_class(rename, rename->found.declarations[rename->declaration].scope) ? A_MEMBER : A_DECLARATION;
}

static bool aim_by_position(Rename *rename, uint32_t line, uint32_t column) {
    for (uint32_t i = 0; i < rename->found.occurrence_count; i++) {
        const Occurrence *one = &rename->found.occurrences[i];
        if (!is_any(one->name, rename->old_names) || one->start.row + 1 != line || one->flags & IN_TEXT) continue;
        uint32_t first = source_column(&rename->found.source, one->from, one->start);
        if (column < first || column > first + one->to - one->from) continue;
        aim_at(rename, one);
        return true;
    }
    return fail(rename, "symbol_not_found", "There is no name of this text at the position; comments and strings do not count.");
}

static bool aim_by_name(Rename *rename) {
    uint32_t in_file = NO_DECLARATION, local = NO_DECLARATION, locals = 0, files = 0;
    bool in_class = false;
    for (uint32_t i = 0; i < rename->found.declaration_count; i++) {
        const Declaration *one = &rename->found.declarations[i];
        if (!is_any(one->name, rename->old_names) || one->flags & REDIRECT) continue;
        if (is_class(rename, one->scope)) in_class = true;
        else if (rename->found.scopes[one->scope].parent == NO_SCOPE) in_file = i, files++;
        else local = i, locals++;
    }
    if (files > 1 || (files == 0 && locals + in_class > 1)) {
        fail(rename, "ambiguous_symbol", "It is declared more than once; say which by a position:");
        for (uint32_t i = 0, told = 0; i < rename->found.declaration_count && told < 5; i++)
            if (is_any(rename->found.declarations[i].name, rename->old_names) && !(rename->found.declarations[i].flags & REDIRECT))
                append_where(&rename->failure, told++ ? ", " : " line ", first_of(rename, i)->start);
        append_text(&rename->failure, ".");
        return false;
    }
    rename->declaration = files ? in_file : local;
    if (rename->declaration != NO_DECLARATION) {
        rename->kind = A_DECLARATION;
        return true;
    }
    bool is_free = false;
    for (uint32_t i = 0; i < rename->found.occurrence_count; i++) {
        const Occurrence *one = &rename->found.occurrences[i];
        if (!is_any(one->name, rename->old_names) || one->flags & IN_TEXT) continue;
        if (one->flags & MEMBER || (one->flags & DECLARE && is_class(rename, one->declares))) {
            rename->kind = A_MEMBER;
            return true;
        }
        is_free = true;
    }
    rename->kind = WITHOUT_DECLARATION;
    return is_free || fail(rename, "symbol_not_found", "No name of this text stands in the code; comments and strings do not count.");
}

// ---- who means it -----------------------------------------------------------------------------------------------------

// a::name is ours when a is: declared here, or another word for here.
static bool qualifier_is_ours(const Rename *rename, const Occurrence *one) {
    static const char *const here[] = {"self", "Self", "crate", "super"};
    if (one->qualifier == NO_NAME) return false;
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        if (one->qualifier == find_name(rename->found.names, here[i], (uint32_t)strlen(here[i]), false)) return true;
    for (uint32_t i = 0; i < rename->found.declaration_count; i++)
        if (rename->found.declarations[i].name == one->qualifier && !(rename->found.declarations[i].flags & (IMPORTED | LOCAL))) return true;
    return false;
}

static bool is_meant(const Rename *rename, const Occurrence *one) {
    if (!is_any(one->name, rename->old_names)) return false;
    if (one->flags & QUALIFIED) {
        bool reaches = rename->kind == A_MEMBER ||
                       (rename->kind == A_DECLARATION && !(rename->found.declarations[rename->declaration].flags & (LOCAL | IMPORTED)));
        return reaches && qualifier_is_ours(rename, one);
    }
    uint32_t meant = resolve(&rename->found, one);
    if (rename->kind == A_DECLARATION) {
        // using namespace (C++) lets a name be used outside of its namespace without saying so.
        uint32_t home = rename->found.scopes[rename->found.declarations[rename->declaration].scope].kind;
        bool is_opened = home & NAMESPACE_SCOPE && rename->found.rules->traits & BARE_MEMBERS && !(one->flags & MEMBER);
        return meant == rename->declaration || (meant == NO_DECLARATION && is_opened);
    }
    if (rename->kind == WITHOUT_DECLARATION) return meant == NO_DECLARATION && !(one->flags & MEMBER);
    if (one->flags & (MEMBER | SHORTHAND)) return true;
    if (meant != NO_DECLARATION) return is_class(rename, rename->found.declarations[meant].scope);
    // Methods outside of their class (C++) name its members without saying so.
    return rename->found.rules->traits & BARE_MEMBERS;
}

// ---- what is in the way -----------------------------------------------------------------------------------------------

static bool conflict(Rename *rename, const char *text, TSPoint at, const char *end) {
    fail(rename, "name_conflict", "'");
    append(&rename->failure, rename->new.text, rename->new.length);
    append_where(&rename->failure, text, at);
    append_text(&rename->failure, end);
    return false;
}

static uint32_t declared_between(const Rename *rename, const Occurrence *one, uint32_t outer) {
    for (uint32_t scope = one->scope; scope != NO_SCOPE && scope != outer; scope = rename->found.scopes[scope].parent) {
        if (is_class(rename, scope) && !(rename->found.rules->traits & BARE_MEMBERS)) continue;
        for (int i = 0; i < 2; i++) {
            uint32_t found = rename->new_names[i] == NO_NAME ? NO_DECLARATION : find_declaration(&rename->found, scope, rename->new_names[i]);
            if (found != NO_DECLARATION) return found;
        }
    }
    return NO_DECLARATION;
}

static bool lies_in(const Rename *rename, uint32_t scope, uint32_t outer) {
    while (scope != NO_SCOPE && scope != outer) scope = rename->found.scopes[scope].parent;
    return scope == outer;
}

// A use of the new name that would be caught by the renamed declaration.
static bool would_catch(const Rename *rename, const Occurrence *one) {
    if (rename->kind == A_MEMBER) return one->flags & MEMBER || (one->flags & DECLARE && is_class(rename, one->declares));
    if (one->flags & (MEMBER | QUALIFIED)) return false;
    if (rename->kind == WITHOUT_DECLARATION) return true;
    uint32_t target = rename->found.declarations[rename->declaration].scope, meant = resolve(&rename->found, one);
    if (!lies_in(rename, one->scope, target)) return false;
    if (meant == NO_DECLARATION) return true;
    uint32_t scope = rename->found.declarations[meant].scope;
    return scope == target || !lies_in(rename, scope, target);
}

static bool is_free_of_conflicts(Rename *rename) {
    uint32_t outer = rename->kind == A_DECLARATION ? rename->found.declarations[rename->declaration].scope : NO_SCOPE;
    for (int i = 0; i < 2 && outer != NO_SCOPE; i++) {
        uint32_t there = rename->new_names[i] == NO_NAME ? NO_DECLARATION : find_declaration(&rename->found, outer, rename->new_names[i]);
        if (there != NO_DECLARATION) return conflict(rename, "' is declared on line ", first_of(rename, there)->start, " already.");
    }
    for (uint32_t i = 0; i < rename->found.occurrence_count; i++) {
        const Occurrence *one = &rename->found.occurrences[i];
        if (is_any(one->name, rename->new_names) && !(one->flags & QUOTED) && would_catch(rename, one))
            return conflict(rename, "' is used on line ", one->start, " for something else, which the renaming would catch.");
        bool is_bare = !(one->flags & (MEMBER | QUALIFIED));
        if (!is_bare || !is_meant(rename, one)) continue;
        uint32_t between = declared_between(rename, one, outer);
        if (between != NO_DECLARATION && !(rename->kind == A_MEMBER && is_class(rename, rename->found.declarations[between].scope)))
            return conflict(rename, "' is declared on line ", first_of(rename, between)->start, " and would hide the renamed one there.");
    }
    return true;
}

// ---- doing it ---------------------------------------------------------------------------------------------------------

static Text joined(Text a, const char *between, Text b) {
    Buffer text = {0};
    append(&text, a.text, a.length);
    append_text(&text, between);
    append(&text, b.text, b.length);
    return (Text){text.bytes, text.length};
}

static Text replacement(const Rename *rename, const Occurrence *one) {
    if (one->flags & SHORTHAND)
        return rename->kind == A_MEMBER ? joined(rename->new, ": ", rename->old) : joined(rename->old, ": ", rename->new);
    if (one->flags & ALIAS) return joined(rename->old, " as ", rename->new); // what others call it stays
    if (one->flags & EXPORTED && !(one->flags & DECLARE)) return joined(rename->new, " as ", rename->old);
    return rename->new;
}

static bool collect(Rename *rename, Change *changes, uint32_t *count, Buffer *positions) {
    for (uint32_t i = 0; i < rename->found.occurrence_count; i++) {
        const Occurrence *one = &rename->found.occurrences[i];
        if (one->flags & QUOTED || !is_meant(rename, one)) continue;
        if (one->flags & IN_TEXT || one->flags & FIXED) {
            fail(rename, "cannot_rename", one->flags & FIXED ? "The name comes from elsewhere, or is a member by the same word" : "A macro or a format string uses it");
            append_where(&rename->failure, " (line ", one->start);
            append_text(&rename->failure, one->flags & FIXED ? "), so it cannot be renamed in this file." : "), which is text that a renaming does not touch.");
            return false;
        }
        if (*count < MAX_POSITIONS) {
            append_text(positions, *count ? ",{" : "{");
            json_field(positions, "line"), json_number(positions, one->start.row + 1);
            json_field(positions, "column"), json_number(positions, source_column(&rename->found.source, one->from, one->start));
            append_text(positions, "}");
        }
        changes[*count] = (Change){one->from, one->to, replacement(rename, one), *count};
        ++*count;
    }
    return *count > 0 || fail(rename, "symbol_not_found", "The name stands only behind names that come from elsewhere, as in a::name.");
}

static void find_names(const Rename *rename, Text text, uint32_t names[2]) {
    names[0] = find_name(rename->found.names, text.text, text.length, false);
    names[1] = find_name(rename->found.names, text.text, text.length, true);
}

static void write_result(Rename *rename, TSNode root, const char *whole, uint32_t mark, Buffer *json) {
    static const char *const scopes[] = {"declaration", "members", "file"};
    const Source *source = &rename->found.source;
    Change *changes = take((rename->found.occurrence_count + 1) * sizeof *changes);
    uint32_t count = 0;
    Buffer positions = {0}, content = {0};
    if (!collect(rename, changes, &count, &positions)) {
        json_failure(json, rename->failure_type, &rename->failure);
        return;
    }
    sort_changes(changes, count);
    append(&content, whole, mark);
    apply_changes(source->text, source->length, changes, count, &content);
    append_text(json, "{");
    json_field(json, "language"), json_text(json, rename->language->name);
    if (!judge_result(rename->language, syntax_errors(root), &content, "The renaming", json)) return;
    json_field(json, "scope"), json_text(json, scopes[rename->kind]);
    json_field(json, "edits"), json_number(json, count);
    json_field(json, "positions"), append_text(json, "["), append(json, positions.bytes, positions.length), append_text(json, "]");
    json_field(json, "truncated"), append_text(json, count > MAX_POSITIONS ? "true" : "false");
    json_field(json, "content"), json_string(json, content.bytes, content.length);
    append_text(json, "}");
}

__attribute__((export_name("refactor"))) uint64_t swarm_refactor(
    const char *language, uint32_t language_length, const char *text, uint32_t length, const char *asked, uint32_t asked_length) {
    const Language *found = language_find(language, language_length);
    if (!found) return 0;
    const char *whole = text;
    uint32_t mark = skip_mark(&text, &length);
    Request request = {asked, asked + asked_length};
    Rename rename = {.language = found, .old = request_text(&request), .new = request_text(&request), .declaration = NO_DECLARATION};
    uint32_t line = request_number(&request), column = request_number(&request);

    Source source = source_open(text, length);
    TSNode root = parse_text(found, text, length);
    rename.found = bindings_of(found, &source, root);
    find_names(&rename, rename.old, rename.old_names);
    find_names(&rename, rename.new, rename.new_names);
    Buffer json = {0};
    bool is_aimed = line ? aim_by_position(&rename, line, column) : aim_by_name(&rename);
    if (is_aimed && is_free_of_conflicts(&rename)) write_result(&rename, root, whole, mark, &json);
    else json_failure(&json, rename.failure_type, &rename.failure);
    return finished(&json);
}
