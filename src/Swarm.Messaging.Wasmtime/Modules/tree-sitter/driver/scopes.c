// Functions, types and control structures that the walk is inside of.
#include "walk.h"

#include <string.h>

static Scope *push_scope(Walk *walk) {
    if (walk->scope_count == walk->scope_capacity) {
        walk->scope_capacity = walk->scope_capacity ? walk->scope_capacity * 2 : 64;
        walk->scopes = resize(walk->scopes, walk->scope_capacity * sizeof(Scope));
    }
    Scope *scope = &walk->scopes[walk->scope_count++];
    *scope = (Scope){.depth = walk->depth, .outer_function = walk->current_function, .outer_nesting = walk->nesting};
    return scope;
}

static void store_name(Walk *walk, Name name) {
    if (name.prefix) append_text(&walk->strings, name.prefix);
    source_excerpt(&walk->source, name.from, name.to, NAME_LIMIT, &walk->strings);
}

static bool directly_in_type(const Walk *walk) {
    for (uint32_t i = walk->scope_count; i-- > 0;)
        if (walk->scopes[i].kind != IN_NEST) return walk->scopes[i].kind == IN_TYPE;
    return false;
}

// Outer.Inner, as far out as the next function.
static void store_container(Walk *walk, Name declared) {
    if (declared.to) {
        store_name(walk, declared);
        return;
    }
    if (!directly_in_type(walk)) return;
    uint32_t first = walk->scope_count, before = walk->strings.length;
    while (first > 0 && walk->scopes[first - 1].kind != IN_FUNCTION) first--;
    for (uint32_t i = first; i < walk->scope_count && walk->strings.length - before < NAME_LIMIT; i++) {
        if (walk->scopes[i].kind != IN_TYPE || walk->scopes[i].type.to == 0) continue;
        if (walk->strings.length > before) append_text(&walk->strings, ".");
        store_name(walk, walk->scopes[i].type);
    }
}

static bool same_text(const Walk *walk, uint32_t a, uint32_t a_length, uint32_t b, uint32_t b_length) {
    return a_length == b_length && memcmp(walk->strings.bytes + a, walk->strings.bytes + b, a_length) == 0;
}

// A constructor by name: `constructor` of ECMAScript, `__init__` of Python, Foo::Foo of C++.
static bool names_constructor(const Walk *walk, const Function *f, TSNode node) {
    const char *name = walk->strings.bytes + f->name;
    if (node_is(node, "method_definition")) return f->name_length == 11 && memcmp(name, "constructor", 11) == 0;
    if (!node_is(node, "function_definition")) return false;
    if (f->name_length == 8 && memcmp(name, "__init__", 8) == 0) return true;
    uint32_t last = f->container + f->container_length;
    while (last > f->container && !strchr(".:", walk->strings.bytes[last - 1])) last--;
    return f->container_length && !ts_node_is_null(node_field(node, "declarator")) &&
           same_text(walk, f->name, f->name_length, last, f->container + f->container_length - last);
}

static const char *kind_of(const Walk *walk, const Function *f, const Declared *declared, uint32_t roles, TSNode node) {
    if (roles & LAMBDA) return "lambda";
    if (roles & CONSTRUCTOR) return "constructor";
    if (declared->is_destructor) return "destructor";
    bool is_method = roles & METHOD || declared->container.to || directly_in_type(walk);
    if (!is_method) return "function";
    return names_constructor(walk, f, node) ? "constructor" : "method";
}

static void enter_function(Walk *walk, const Declared *declared, uint32_t roles) {
    if (walk->function_count == walk->function_capacity) {
        walk->function_capacity = walk->function_capacity ? walk->function_capacity * 2 : 64;
        walk->functions = resize(walk->functions, walk->function_capacity * sizeof(Function));
    }
    TSNode node = walk->path[walk->depth].node;
    Function *f = &walk->functions[walk->function_count];
    *f = (Function){
        .from = ts_node_start_byte(node), .to = ts_node_end_byte(node), .start = ts_node_start_point(node),
        .end = ts_node_end_point(node), .complexity = 1, .name = walk->strings.length};
    store_name(walk, declared->name);
    f->name_length = walk->strings.length - f->name;
    f->container = walk->strings.length;
    if (!(roles & LAMBDA) || declared->container.to) store_container(walk, declared->container);
    f->container_length = walk->strings.length - f->container;
    f->kind = kind_of(walk, f, declared, roles, node);

    push_scope(walk)->kind = IN_FUNCTION;
    walk->current_function = walk->function_count++;
    walk->nesting = 0;
}

void enter_scopes(Walk *walk, uint32_t roles, bool is_else) {
    TSNode node = walk->path[walk->depth].node;
    if (roles & (FUNCTION | METHOD | CONSTRUCTOR | LAMBDA)) {
        Declared declared = declared_function(walk->path, walk->depth, roles);
        if (declared.is_function) enter_function(walk, &declared, roles);
    } else if (roles & TYPE) {
        Scope *scope = push_scope(walk);
        scope->kind = IN_TYPE;
        scope->type = declared_type(node);
    } else if (roles & NEST || (roles & IF && !is_else)) {
        push_scope(walk)->kind = IN_NEST;
        walk->nesting++;
        if (walk->nesting > walk->deepest_nesting) walk->deepest_nesting = walk->nesting;
        if (walk->current_function != NO_FUNCTION) {
            Function *f = &walk->functions[walk->current_function];
            if (walk->nesting > f->nesting) f->nesting = walk->nesting;
        }
    }
}

void leave_scopes(Walk *walk) {
    while (walk->scope_count && walk->scopes[walk->scope_count - 1].depth >= walk->depth) {
        Scope *scope = &walk->scopes[--walk->scope_count];
        walk->current_function = scope->outer_function;
        walk->nesting = scope->outer_nesting;
    }
}
