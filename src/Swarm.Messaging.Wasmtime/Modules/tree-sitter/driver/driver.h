// What the files of the driver share. The guest ABI (exports, who frees what) is described in ../../README.md.
#ifndef SWARM_DRIVER_H
#define SWARM_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tree_sitter/api.h>

typedef struct {
    const char *name;
    const TSLanguage *(*grammar)(void);
    const struct RoleOfType *roles;
} Language;

// ---- memory.c -------------------------------------------------------------------------------------------------------

// A growable byte buffer. Growth that fails traps (see memory.c), so callers never check.
typedef struct {
    char *bytes;
    uint32_t length, capacity;
} Buffer;

void *take(size_t size);
void *resize(void *block, size_t size);
void append(Buffer *buffer, const void *bytes, uint32_t length);
void append_text(Buffer *buffer, const char *text);
void free_buffer(Buffer *buffer);

// ---- json.c ---------------------------------------------------------------------------------------------------------

void json_number(Buffer *json, uint32_t value);
void json_string(Buffer *json, const char *bytes, uint32_t length);
void json_field(Buffer *json, const char *name); // writes the comma where one is needed

void json_text(Buffer *json, const char *text);
// A result that says why there is none: {"failure":{"type":...,"message":...}}. The message is taken as it is.
void json_failure(Buffer *json, const char *type, const Buffer *message);

// ---- request.c ------------------------------------------------------------------------------------------------------

// What an operation is asked beside its content: fields one after the other, each a 4-byte little-endian length and its bytes.
typedef struct {
    const char *at, *end;
} Request;

typedef struct {
    const char *text;
    uint32_t length;
} Text;

Text request_text(Request *request); // empty when there is no more
uint32_t request_number(Request *request);
bool text_is(Text text, const char *expected);

// ---- parse.c --------------------------------------------------------------------------------------------------------

typedef struct {
    uint32_t count; // an error inside an error is one
    TSNode first;   // null when count is 0
} SyntaxErrors;

TSNode parse_text(const Language *language, const char *text, uint32_t length);
SyntaxErrors syntax_errors(TSNode root);
void append_where(Buffer *out, const char *before, TSPoint point); // before, then the line's number
void append_number(Buffer *out, uint32_t number);
uint64_t finished(const Buffer *json);                              // what an export returns
// Skips a byte order mark; returns its length.
uint32_t skip_mark(const char **text, uint32_t *length);
// The field "syntaxErrors"; a failure instead when the new text has more than the old one had. Returns whether it has not.
bool judge_result(const Language *language, SyntaxErrors old, const Buffer *text, const char *did, Buffer *json);

// ---- patch.c --------------------------------------------------------------------------------------------------------

typedef struct {
    uint32_t from, to;
    Text text; // replaces [from, to)
    uint32_t number;
} Change;

void sort_changes(Change *changes, uint32_t count);
void apply_changes(const char *text, uint32_t length, const Change *sorted, uint32_t count, Buffer *out);

// ---- source.c -------------------------------------------------------------------------------------------------------

// The text under analysis, with what is needed to turn byte offsets into line and column quickly.
typedef struct {
    const char *text;
    uint32_t length;
    uint32_t *characters_before; // code points before every 256th byte
} Source;

Source source_open(const char *text, uint32_t length);
uint32_t source_column(const Source *source, uint32_t byte, TSPoint point); // 1-based, in code points
// Appends text[from..to) with white space collapsed, cut to `limit` code points; returns the appended length.
uint32_t source_excerpt(const Source *source, uint32_t from, uint32_t to, uint32_t limit, Buffer *out);
bool source_is(const Source *source, TSNode node, const char *text);

// ---- languages.c ----------------------------------------------------------------------------------------------------

// What a node type means to the analysis. One node type can have several roles.
enum {
    DECISION = 1 << 0,  // always one decision point
    BOOLEAN = 1 << 1,   // a decision point when its operator short-circuits
    CASE = 1 << 2,      // a decision point unless it is the default branch
    CHAIN = 1 << 3,     // one decision point per `&&` among its children
    ESCAPE = 1 << 4,    // a decision point when it has an alternative (let-else)
    GUARDED = 1 << 5,   // a decision point when it has a condition (match guard)
    NEST = 1 << 6,      // its content is one level deeper
    IF = 1 << 7,        // as NEST, but an if that is the else of another does not nest again
    FUNCTION = 1 << 8,
    METHOD = 1 << 9,
    CONSTRUCTOR = 1 << 10,
    LAMBDA = 1 << 11,
    TYPE = 1 << 12,     // functions directly in it are methods
    COMMENT = 1 << 13,
    DOCSTRING = 1 << 14, // a string that documents when it is the first statement of its body
    IMPORT = 1 << 15,
    PREPROCESSOR = 1 << 16, // its condition is decided before the program exists
    ELSE = 1 << 17,
};


typedef struct RoleOfType {
    const char *type;
    uint32_t roles;
} RoleOfType;

const Language *language_find(const char *name, uint32_t length);
uint32_t *language_roles(const Language *language, const TSLanguage *grammar); // by symbol

// ---- tree.c ---------------------------------------------------------------------------------------------------------

// One node on the way from the root to the current node.
typedef struct {
    TSNode node;
    bool is_first;    // no statement of the parent came before it (comments aside)
    bool has_content; // a child other than a comment has been visited
} Step;

// All of these take a null node and answer with null, 0 or false.
TSNode node_field(TSNode node, const char *field);
TSNode node_named_child(TSNode node, uint32_t index);
uint32_t node_named_child_count(TSNode node);
bool node_is(TSNode node, const char *type);
bool node_has_child(TSNode node, const char *type);

// ---- names.c --------------------------------------------------------------------------------------------------------

// Parts of the source, or nothing when length is 0.
typedef struct {
    uint32_t from, to;
    const char *prefix; // put before the text, e.g. "operator "
} Name;

typedef struct {
    Name name, container; // container only when the declaration itself names it (Foo::bar, Go receivers)
    bool is_function;     // false: looks like a function definition but is none, or has no body
    bool is_destructor;
} Declared;

Declared declared_function(const Step *path, uint32_t depth, uint32_t roles);
Name declared_type(TSNode node);

// ---- imports.c ------------------------------------------------------------------------------------------------------

typedef void (*ImportSink)(void *context, TSNode statement, uint32_t from, uint32_t to);
void find_imports(const Source *source, TSNode node, ImportSink sink, void *context);

#endif
