// What the walk has found: scopes, declarations by scope and name, occurrences; and the look-up through the scopes.
#include "bindings.h"

#include <string.h>

static uint32_t *slot_of(const Bindings *bindings, uint32_t scope, uint32_t name) {
    uint32_t at = (scope * 2654435761u ^ name * 40503u) & (bindings->table_size - 1);
    for (;; at = (at + 1) & (bindings->table_size - 1)) {
        uint32_t *slot = &bindings->by_scope_and_name[at];
        if (!*slot) return slot;
        const Declaration *known = &bindings->declarations[*slot - 1];
        if (known->scope == scope && known->name == name) return slot;
    }
}

static void grow_table(Bindings *bindings) {
    bindings->table_size = bindings->table_size ? bindings->table_size * 2 : 1024;
    bindings->by_scope_and_name = take(bindings->table_size * sizeof(uint32_t));
    memset(bindings->by_scope_and_name, 0, bindings->table_size * sizeof(uint32_t));
    for (uint32_t i = 0; i < bindings->declaration_count; i++)
        *slot_of(bindings, bindings->declarations[i].scope, bindings->declarations[i].name) = i + 1;
}

uint32_t open_scope(Bindings *bindings, uint32_t parent, uint32_t kind) {
    if (bindings->scope_count == bindings->scope_capacity) {
        bindings->scope_capacity = bindings->scope_capacity ? bindings->scope_capacity * 2 : 256;
        bindings->scopes = resize(bindings->scopes, bindings->scope_capacity * sizeof(NameScope));
    }
    bool is_function = kind & FUNCTION_SCOPE && !(kind & (FILE_SCOPE | NAMESPACE_SCOPE));
    bool is_within = parent != NO_SCOPE && bindings->scopes[parent].kind & IN_A_FUNCTION && !(kind & CLASS_SCOPE);
    if (is_function || is_within) kind |= IN_A_FUNCTION;
    bindings->scopes[bindings->scope_count] = (NameScope){parent, kind, NO_NAME};
    return bindings->scope_count++;
}

// A second declaration of a name in its scope is the same declaration: both are renamed, and one use is enough for both.
void declare(Bindings *bindings, uint32_t scope, uint32_t name, uint32_t flags, uint32_t visible_from) {
    if (bindings->declaration_count * 2 >= bindings->table_size) grow_table(bindings);
    uint32_t *slot = slot_of(bindings, scope, name);
    if (*slot) {
        Declaration *known = &bindings->declarations[*slot - 1];
        known->flags |= flags & ~(uint32_t)PARAMETER;
        if (visible_from < known->visible_from) known->visible_from = visible_from;
        return;
    }
    if (bindings->declaration_count == bindings->declaration_capacity) {
        bindings->declaration_capacity = bindings->declaration_capacity ? bindings->declaration_capacity * 2 : 256;
        bindings->declarations = resize(bindings->declarations, bindings->declaration_capacity * sizeof(Declaration));
    }
    bindings->declarations[bindings->declaration_count++] =
        (Declaration){scope, name, flags, visible_from, bindings->occurrence_count};
    *slot = bindings->declaration_count;
}

Occurrence *add_occurrence(Bindings *bindings, uint32_t from, uint32_t to, uint32_t scope, uint32_t name, uint32_t flags) {
    if (bindings->occurrence_count == bindings->occurrence_capacity) {
        bindings->occurrence_capacity = bindings->occurrence_capacity ? bindings->occurrence_capacity * 2 : 1024;
        bindings->occurrences = resize(bindings->occurrences, bindings->occurrence_capacity * sizeof(Occurrence));
    }
    Occurrence *occurrence = &bindings->occurrences[bindings->occurrence_count++];
    *occurrence = (Occurrence){from, to, scope, name, flags, NO_NAME, scope, {0, 0}};
    return occurrence;
}

uint32_t find_declaration(const Bindings *bindings, uint32_t scope, uint32_t name) {
    if (!bindings->table_size) return NO_DECLARATION;
    uint32_t slot = *slot_of(bindings, scope, name);
    return slot ? slot - 1 : NO_DECLARATION;
}

static uint32_t file_scope(const Bindings *bindings, uint32_t scope) {
    while (bindings->scopes[scope].parent != NO_SCOPE) scope = bindings->scopes[scope].parent;
    return scope;
}

uint32_t resolve(const Bindings *bindings, const Occurrence *occurrence) {
    if (occurrence->flags & (MEMBER | QUALIFIED) && !(occurrence->flags & DECLARE)) return NO_DECLARATION;
    bool declares = occurrence->flags & DECLARE;
    uint32_t first = declares ? occurrence->declares : occurrence->scope;
    for (uint32_t scope = first; scope != NO_SCOPE;) {
        const NameScope *here = &bindings->scopes[scope];
        uint32_t found = find_declaration(bindings, scope, occurrence->name);
        // The members of a class are in scope in its own text; in its methods only where the language says so.
        bool is_seen = !(here->kind & CLASS_SCOPE) || scope == first || bindings->rules->traits & BARE_MEMBERS;
        if (found != NO_DECLARATION && is_seen) {
            const Declaration *declaration = &bindings->declarations[found];
            if (declaration->flags & REDIRECT && here->parent != NO_SCOPE) {
                scope = declaration->flags & FIXED ? file_scope(bindings, scope) : here->parent;
                continue;
            }
            if (declares || occurrence->from >= declaration->visible_from) return found;
        }
        scope = here->parent;
    }
    return NO_DECLARATION;
}
