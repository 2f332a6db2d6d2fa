// Parsing, and the judgement every changing operation ends with: no syntax errors that were not there before.
#include "driver.h"

#include <string.h>

uint32_t skip_mark(const char **text, uint32_t *length) {
    if (*length < 3 || memcmp(*text, "\xEF\xBB\xBF", 3) != 0) return 0;
    *text += 3, *length -= 3;
    return 3;
}

// Neither parser nor tree is given back: the instance serves one call, and its memory is dropped whole.
TSNode parse_text(const Language *language, const char *text, uint32_t length) {
    TSParser *parser = ts_parser_new();
    ts_parser_set_language(parser, language->grammar());
    return ts_tree_root_node(ts_parser_parse_string(parser, NULL, text, length));
}

SyntaxErrors syntax_errors(TSNode root) {
    SyntaxErrors found = {0};
    if (!ts_node_has_error(root)) return found;
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    for (;;) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        bool is_error = ts_node_is_error(node) || ts_node_is_missing(node);
        if (is_error && found.count++ == 0) found.first = node;
        if (!is_error && ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor)) continue;
        while (!ts_tree_cursor_goto_next_sibling(&cursor))
            if (!ts_tree_cursor_goto_parent(&cursor)) return found;
    }
}

void append_number(Buffer *out, uint32_t number) {
    json_number(out, number);
}

void append_where(Buffer *out, const char *before, TSPoint point) {
    append_text(out, before);
    append_number(out, point.row + 1);
}

uint64_t finished(const Buffer *json) {
    return (uint64_t)(uintptr_t)json->bytes << 32 | json->length;
}

bool judge_result(const Language *language, SyntaxErrors old, const Buffer *text, const char *did, Buffer *json) {
    const char *start = text->bytes ? text->bytes : "";
    uint32_t length = text->length;
    skip_mark(&start, &length);
    SyntaxErrors new = syntax_errors(parse_text(language, start, length));
    if (new.count > old.count) {
        Buffer message = {0};
        append_text(&message, did);
        append_where(&message, " would leave a syntax error on line ", ts_node_start_point(new.first));
        append_text(&message, " of the result");
        if (ts_node_is_missing(new.first)) {
            append_text(&message, ": ");
            append_text(&message, ts_node_type(new.first));
            append_text(&message, " is missing");
        }
        append_text(&message, "; nothing was changed.");
        json_failure(json, "syntax_error", &message);
        return false;
    }
    json_field(json, "syntaxErrors"), json_number(json, new.count);
    return true;
}
