// The export `optimize`: imports that nothing uses and locals that nothing reads. A report; the content stays.
#include "bindings.h"

#include <string.h>

enum { MAX_FINDINGS = 1000 };

static bool *used_declarations(const Bindings *found) {
    bool *used = take(found->declaration_count + 1);
    memset(used, 0, found->declaration_count + 1);
    for (uint32_t i = 0; i < found->occurrence_count; i++) {
        const Occurrence *one = &found->occurrences[i];
        if (one->flags & DECLARE && !(one->flags & EXPORTED)) continue;
        uint32_t meant = resolve(found, one);
        if (meant != NO_DECLARATION) used[meant] = true;
    }
    return used;
}

// Rust's traits are used by their methods, C++'s objects by their lifetime: neither can be told from the syntax.
static bool is_sure(const Language *language, const Declaration *declaration, const char *name) {
    if (strcmp(language->name, "cpp") == 0) return declaration->flags & IMPORTED;
    return !(strcmp(language->name, "rs") == 0 && declaration->flags & IMPORTED && *name >= 'A' && *name <= 'Z');
}

static bool is_of_interest(const Bindings *found, const Declaration *declaration, const char *name, uint32_t length) {
    if (declaration->flags & (REDIRECT | PARAMETER) || *name == '_') return false;
    if (declaration->flags & IMPORTED) return !(found->rules->traits & COMPONENTS && length == 5 && memcmp(name, "React", 5) == 0);
    return declaration->flags & LOCAL && !(declaration->flags & MEMBER);
}

static uint32_t write_findings(const Language *language, const Bindings *found, Buffer *json) {
    bool *used = used_declarations(found);
    uint32_t count = 0;
    for (uint32_t i = 0; i < found->declaration_count; i++) {
        const Declaration *declaration = &found->declarations[i];
        const Occurrence *first = &found->occurrences[declaration->first];
        const char *name = found->source.text + first->from;
        if (used[i] || !is_of_interest(found, declaration, name, first->to - first->from)) continue;
        if (count++ >= MAX_FINDINGS) continue;
        append_text(json, count > 1 ? ",{" : "{");
        json_field(json, "kind"), json_text(json, declaration->flags & IMPORTED ? "deadImport" : "unusedLocal");
        json_field(json, "name"), json_string(json, name, first->to - first->from);
        json_field(json, "line"), json_number(json, first->start.row + 1);
        json_field(json, "column"), json_number(json, source_column(&found->source, first->from, first->start));
        json_field(json, "sure"), append_text(json, is_sure(language, declaration, name) ? "true" : "false");
        append_text(json, "}");
    }
    return count;
}

__attribute__((export_name("optimize"))) uint64_t swarm_optimize(
    const char *language, uint32_t language_length, const char *text, uint32_t length, const char *asked, uint32_t asked_length) {
    (void)asked, (void)asked_length;
    const Language *known = language_find(language, language_length);
    if (!known) return 0;
    const char *whole = text;
    uint32_t whole_length = length;
    skip_mark(&text, &length);
    Source source = source_open(text, length);
    TSNode root = parse_text(known, text, length);
    Bindings found = bindings_of(known, &source, root);
    Buffer json = {0};
    append_text(&json, "{");
    json_field(&json, "language"), json_text(&json, known->name);
    json_field(&json, "done"), json_text(&json, "report");
    json_field(&json, "changed"), append_text(&json, "false");
    json_field(&json, "findings"), append_text(&json, "[");
    uint32_t count = write_findings(known, &found, &json);
    append_text(&json, "]");
    json_field(&json, "findingCount"), json_number(&json, count);
    json_field(&json, "syntaxErrors"), json_number(&json, syntax_errors(root).count);
    json_field(&json, "content"), json_string(&json, whole, whole_length);
    append_text(&json, "}");
    return finished(&json);
}
