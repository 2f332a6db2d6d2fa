// The state of one analysis: what the walk collects and what the report writes.
#ifndef SWARM_WALK_H
#define SWARM_WALK_H

#include "driver.h"

// Bounds of the result, so that a hostile file cannot make a huge document. The whole stays under 1 MiB.
enum {
    MAX_FUNCTIONS = 10000,
    MAX_IMPORTS = 2000,
    MAX_ERRORS = 1000,
    MAX_FUNCTION_BYTES = 640 * 1024,
    MAX_OTHER_BYTES = 128 * 1024,
    NAME_LIMIT = 200, // code points
    TEXT_LIMIT = 120,
};

typedef struct {
    uint32_t name, name_length, container, container_length; // in Walk.strings
    uint32_t from, to;                                       // bytes
    TSPoint start, end;
    uint32_t complexity, nesting;
    const char *kind;
} Function;

typedef struct {
    enum { IN_FUNCTION, IN_TYPE, IN_NEST } kind;
    uint32_t depth;          // of the node that opened it
    uint32_t outer_function; // what to return to at its end
    uint32_t outer_nesting;
    Name type;
} Scope;

typedef struct {
    Source source;
    const uint32_t *roles;
    uint32_t role_count;

    Step *path;
    uint32_t depth, path_capacity;
    Scope *scopes;
    uint32_t scope_count, scope_capacity;

    Function *functions;
    uint32_t function_count, function_capacity;
    Buffer strings;

    Buffer imports, errors; // already JSON, without the brackets
    uint32_t import_count, error_count;
    uint32_t error_depth; // depth of the syntax error we are in, or NOT_IN_ERROR
    bool truncated;

    uint8_t *line_marks; // bit 0: code, bit 1: comment
    uint32_t line_count;

    uint32_t current_function; // index, or NO_FUNCTION at the top level
    uint32_t nesting, deepest_nesting;
    uint32_t top_level_decisions;
} Walk;

enum { CODE_LINE = 1, COMMENT_LINE = 2 };
#define NO_FUNCTION UINT32_MAX
#define NOT_IN_ERROR UINT32_MAX

void walk_tree(Walk *walk, TSNode root);                    // walk.c
uint32_t decisions_of(const Walk *walk, uint32_t roles);    // decisions.c
void enter_scopes(Walk *walk, uint32_t roles, bool is_else); // scopes.c
void leave_scopes(Walk *walk);
void write_report(const Language *language, const Walk *walk, Buffer *json); // report.c
void write_position(Buffer *json, const Walk *walk, const char *line, const char *column, uint32_t byte, TSPoint point);

#endif
