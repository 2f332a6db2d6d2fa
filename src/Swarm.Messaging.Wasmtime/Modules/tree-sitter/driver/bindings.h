// Who declares which name where, and who means which declaration. Made by one walk over the tree; see bindings.c for its limits.
#ifndef SWARM_BINDINGS_H
#define SWARM_BINDINGS_H

#include "driver.h"

// What a child is to its parent. A row of a table gives the first that fits; a child without a row goes on as its parent.
enum {
    DECLARE = 1 << 0,   // the identifiers beneath declare
    OUTER = 1 << 1,     // ... in the scope around the one that the parent opens
    HOISTED = 1 << 2,   // ... and are visible before the declaration, too
    AFTER = 1 << 3,     // ... and are visible after the parent only (let x = x)
    IN_FUNCTION = 1 << 4, // ... in the nearest function (var)
    IMPORTED = 1 << 5,
    PARAMETER = 1 << 6, // or a loop variable: unused ones are no finding
    FIXED = 1 << 7,     // the name comes from elsewhere and has no alias here
    USE = 1 << 8,
    MEMBER = 1 << 9,    // a field, property or method: by name, whatever object it belongs to
    QUALIFIED = 1 << 10, // behind `a::`
    SKIP = 1 << 11,
    IN_IMPORT = 1 << 12, // the row is for children of imports only
    SHORTHAND = 1 << 13, // { a }: name and value at once
    IN_TEXT = 1 << 14,   // inside of something that the grammar leaves as text: a macro's body, a format string
    LOCAL = 1 << 15,     // declared inside a function
    ALIAS = 1 << 16,     // declares under another name what an import names
    EXPORTED = 1 << 17,
    REDIRECT = 1 << 18,  // global, nonlocal
    QUOTED = 1 << 19,    // with IN_TEXT: a string that is nothing but the name
};

typedef struct BindingRow {
    const char *parent, *field, *child; // field or child NULL: any
    const char *needs;                  // a field of the parent; @x a child of type x; ! in front: must be absent
    uint32_t flags;
} BindingRow;

enum { FUNCTION_SCOPE = 1, CLASS_SCOPE = 2, BLOCK_SCOPE = 4, TEMPLATE_SCOPE = 8, FILE_SCOPE = 16, NAMESPACE_SCOPE = 32, IN_A_FUNCTION = 64 };

typedef struct {
    const char *type;
    uint32_t kind;
} ScopeRow;

enum {
    BARE_MEMBERS = 1,   // methods see members without an object in front
    ORDERED_LOCALS = 2,  // a local is not visible before its declaration
    SPLIT_TYPES = 4,     // struct a and int a are two names
    QUOTED_USES = 8,     // a string that is nothing but a name may mean it (__all__, forward references)
    COMPONENTS = 16,     // React may be used without being named
};

typedef struct {
    const BindingRow *rows;
    const ScopeRow *scopes;
    uint32_t traits;
} BindingRules;

const BindingRules *binding_rules(const Language *language); // binding_rules.c

typedef struct {
    uint32_t parent, kind, class_name;
} NameScope;

typedef struct {
    uint32_t scope, name, flags;
    uint32_t visible_from; // byte
    uint32_t first;        // the occurrence that declared it first
} Declaration;

typedef struct {
    uint32_t from, to, scope, name, flags;
    uint32_t qualifier; // name behind which it stands, for QUALIFIED
    uint32_t declares;  // the scope it declares in, for DECLARE
    TSPoint start;
} Occurrence;

typedef struct {
    Source source;
    const BindingRules *rules;
    struct Names *names;
    NameScope *scopes;
    uint32_t scope_count, scope_capacity;
    Declaration *declarations;
    uint32_t declaration_count, declaration_capacity;
    Occurrence *occurrences;
    uint32_t occurrence_count, occurrence_capacity;
    uint32_t *by_scope_and_name; // open addressing, index + 1 of a declaration
    uint32_t table_size;
} Bindings;

#define NO_NAME UINT32_MAX
#define NO_SCOPE UINT32_MAX
#define NO_DECLARATION UINT32_MAX

Bindings bindings_of(const Language *language, const Source *source, TSNode root);
uint32_t find_declaration(const Bindings *bindings, uint32_t scope, uint32_t name); // in this very scope
uint32_t resolve(const Bindings *bindings, const Occurrence *occurrence);           // the declaration it means, or NO_DECLARATION

// ---- name_table.c: texts as numbers -----------------------------------------------------------------------------------

struct Names *names_new(void);
uint32_t name_number(struct Names *names, const char *text, uint32_t length, bool is_type);
uint32_t find_name(const struct Names *names, const char *text, uint32_t length, bool is_type); // or NO_NAME

// ---- binding_table.c --------------------------------------------------------------------------------------------------

uint32_t open_scope(Bindings *bindings, uint32_t parent, uint32_t kind);
void declare(Bindings *bindings, uint32_t scope, uint32_t name, uint32_t flags, uint32_t visible_from);
Occurrence *add_occurrence(Bindings *bindings, uint32_t from, uint32_t to, uint32_t scope, uint32_t name, uint32_t flags);

#endif
