// The export `analyze`: parse, walk once, report.
#include "walk.h"

#include <string.h>

static uint32_t count_lines(const char *text, uint32_t length) {
    uint32_t lines = 1;
    for (uint32_t i = 0; i < length; i++) lines += text[i] == '\n';
    return lines;
}

static void analyze_source(const Language *language, const char *text, uint32_t length, Buffer *json) {
    skip_mark(&text, &length);
    const TSLanguage *grammar = language->grammar();
    TSNode root = parse_text(language, text, length);

    Walk walk = {
        .source = source_open(text, length), .roles = language_roles(language, grammar),
        .role_count = ts_language_symbol_count(grammar), .error_depth = NOT_IN_ERROR,
        .current_function = NO_FUNCTION, .line_count = count_lines(text, length)};
    walk.line_marks = take(walk.line_count);
    memset(walk.line_marks, 0, walk.line_count);
    walk_tree(&walk, root);
    write_report(language, &walk, json);
    // Nothing is given back: the instance serves one call, and dropping its memory whole is cheaper than freeing a tree.
}

// Returns address << 32 | length of UTF-8 JSON, or 0 when the language is not one of ours.
__attribute__((export_name("analyze"))) uint64_t swarm_analyze(
    const char *language, uint32_t language_length, const char *text, uint32_t length) {
    const Language *found = language_find(language, language_length);
    if (!found) return 0;
    Buffer json = {0};
    analyze_source(found, text, length, &json);
    return finished(&json);
}
