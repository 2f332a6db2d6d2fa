// The result document. Its shape is contracts/schemas/results/code-analyze.json.
#include "walk.h"

#include <string.h>

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static void write_lines(const Walk *walk, Buffer *json) {
    uint32_t code = 0, comment = 0, blank = 0, row = 0;
    const char *at = walk->source.text, *end = at + walk->source.length;
    for (; at < end; row++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        const char *first = at;
        while (first < stop && is_space(*first)) first++;
        // A line that no token claims (the middle of a long string, say) is code unless only a comment claims it.
        if (first == stop) blank++;
        else if (walk->line_marks[row] == COMMENT_LINE) comment++;
        else code++;
        at = stop + 1;
    }
    json_field(json, "lines");
    append_text(json, "{");
    json_field(json, "total"), json_number(json, code + comment + blank);
    json_field(json, "code"), json_number(json, code);
    json_field(json, "comment"), json_number(json, comment);
    json_field(json, "blank"), json_number(json, blank);
    append_text(json, "}");
}

static void write_name(const Walk *walk, uint32_t at, uint32_t length, Buffer *json) {
    if (length) json_string(json, walk->strings.bytes + at, length);
    else append_text(json, "\"<anonymous>\"");
}

static void write_function(const Walk *walk, const Function *f, Buffer *json) {
    append_text(json, "{");
    json_field(json, "name"), write_name(walk, f->name, f->name_length, json);
    json_field(json, "kind"), json_string(json, f->kind, (uint32_t)strlen(f->kind));
    if (f->container_length) {
        json_field(json, "container");
        json_string(json, walk->strings.bytes + f->container, f->container_length);
    }
    write_position(json, walk, "startLine", "startColumn", f->from, f->start);
    write_position(json, walk, "endLine", "endColumn", f->to, f->end);
    uint32_t last = f->end.column == 0 && f->end.row > f->start.row ? f->end.row - 1 : f->end.row;
    json_field(json, "lines"), json_number(json, last - f->start.row + 1);
    json_field(json, "complexity"), json_number(json, f->complexity);
    json_field(json, "nesting"), json_number(json, f->nesting);
    append_text(json, "}");
}

static bool write_functions(const Walk *walk, Buffer *json) {
    json_field(json, "functions");
    append_text(json, "[");
    uint32_t from = json->length, i = 0;
    for (; i < walk->function_count && i < MAX_FUNCTIONS && json->length - from < MAX_FUNCTION_BYTES; i++) {
        if (i) append_text(json, ",");
        write_function(walk, &walk->functions[i], json);
    }
    append_text(json, "]");
    return i < walk->function_count;
}

static void write_list(const char *name, const Buffer *items, Buffer *json) {
    json_field(json, name);
    append_text(json, "[");
    append(json, items->bytes, items->length);
    append_text(json, "]");
}

static void write_hundredths(Buffer *json, uint32_t hundredths) {
    json_number(json, hundredths / 100);
    if (hundredths % 100 == 0) return;
    append_text(json, hundredths % 100 < 10 ? ".0" : ".");
    json_number(json, hundredths % 100);
}

static void write_summary(const Walk *walk, Buffer *json) {
    const Function *worst = NULL;
    uint64_t total = 0;
    for (uint32_t i = 0; i < walk->function_count; i++) {
        const Function *f = &walk->functions[i];
        total += f->complexity;
        if (!worst || f->complexity > worst->complexity) worst = f;
    }
    uint32_t count = walk->function_count;
    json_field(json, "summary");
    append_text(json, "{");
    json_field(json, "functionCount"), json_number(json, count);
    json_field(json, "importCount"), json_number(json, walk->import_count);
    json_field(json, "syntaxErrorCount"), json_number(json, walk->error_count);
    json_field(json, "topLevelDecisions"), json_number(json, walk->top_level_decisions);
    json_field(json, "totalComplexity"), json_number(json, (uint32_t)total);
    json_field(json, "averageComplexity"), write_hundredths(json, count ? (uint32_t)((total * 100 + count / 2) / count) : 0);
    json_field(json, "maxComplexity"), json_number(json, worst ? worst->complexity : 0);
    if (worst) {
        json_field(json, "mostComplex"), write_name(walk, worst->name, worst->name_length, json);
        json_field(json, "mostComplexLine"), json_number(json, worst->start.row + 1);
    }
    append_text(json, "}");
}

void write_report(const Language *language, const Walk *walk, Buffer *json) {
    append_text(json, "{");
    json_field(json, "language"), json_string(json, language->name, (uint32_t)strlen(language->name));
    write_lines(walk, json);
    bool cut = write_functions(walk, json);
    json_field(json, "deepestNesting"), json_number(json, walk->deepest_nesting);
    write_list("imports", &walk->imports, json);
    write_list("syntaxErrors", &walk->errors, json);
    write_summary(walk, json);
    json_field(json, "truncated"), append_text(json, cut || walk->truncated ? "true" : "false");
    append_text(json, "}");
}
