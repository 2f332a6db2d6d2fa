#include "driver.h"

#include <string.h>

enum { BLOCK = 256 };

static bool starts_character(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

// A one-line file of a megabyte asks for thousands of columns: counting each from the start of the line would be quadratic.
Source source_open(const char *text, uint32_t length) {
    Source source = {text, length, take((length / BLOCK + 1) * sizeof(uint32_t))};
    uint32_t characters = 0;
    for (uint32_t i = 0; i <= length; i++) {
        if (i % BLOCK == 0) source.characters_before[i / BLOCK] = characters;
        if (i < length && starts_character(text[i])) characters++;
    }
    return source;
}

static uint32_t characters_until(const Source *source, uint32_t byte) {
    uint32_t count = source->characters_before[byte / BLOCK];
    for (uint32_t i = byte - byte % BLOCK; i < byte; i++) count += starts_character(source->text[i]);
    return count;
}

uint32_t source_column(const Source *source, uint32_t byte, TSPoint point) {
    return characters_until(source, byte) - characters_until(source, byte - point.column) + 1;
}

uint32_t source_excerpt(const Source *source, uint32_t from, uint32_t to, uint32_t limit, Buffer *out) {
    uint32_t before = out->length, characters = 0;
    bool gap = false;
    for (uint32_t i = from; i < to; i++) {
        char c = source->text[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            gap = out->length > before;
            continue;
        }
        if (starts_character(c) && characters + gap >= limit) {
            append(out, "…", 3);
            break;
        }
        if (gap) append(out, " ", 1);
        characters += starts_character(c) + gap;
        gap = false;
        append(out, &c, 1);
    }
    return out->length - before;
}

bool source_is(const Source *source, TSNode node, const char *text) {
    uint32_t from = ts_node_start_byte(node), length = ts_node_end_byte(node) - from;
    return length == strlen(text) && memcmp(source->text + from, text, length) == 0;
}
