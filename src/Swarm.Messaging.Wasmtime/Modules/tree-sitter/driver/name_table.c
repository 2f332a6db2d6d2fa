#include "bindings.h"

#include <string.h>

typedef struct {
    const char *text;
    uint32_t length;
    bool is_type;
} Known;

typedef struct Names {
    Known *texts;
    uint32_t count, capacity;
    uint32_t *slots; // open addressing, number + 1
    uint32_t size;
} Names;

static uint32_t hash(const char *text, uint32_t length, bool is_type) {
    uint32_t h = 2166136261u ^ is_type;
    for (uint32_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h;
}

static uint32_t *slot_of(const Names *names, const char *text, uint32_t length, bool is_type) {
    uint32_t at = hash(text, length, is_type) & (names->size - 1);
    for (;; at = (at + 1) & (names->size - 1)) {
        uint32_t *slot = &names->slots[at];
        if (!*slot) return slot;
        const Known *known = &names->texts[*slot - 1];
        if (known->length == length && known->is_type == is_type && memcmp(known->text, text, length) == 0) return slot;
    }
}

static void grow(Names *names) {
    names->size = names->size ? names->size * 2 : 1024;
    names->slots = take(names->size * sizeof *names->slots);
    memset(names->slots, 0, names->size * sizeof *names->slots);
    for (uint32_t i = 0; i < names->count; i++)
        *slot_of(names, names->texts[i].text, names->texts[i].length, names->texts[i].is_type) = i + 1;
}

Names *names_new(void) {
    Names *names = take(sizeof *names);
    *names = (Names){0};
    grow(names);
    return names;
}

uint32_t name_number(Names *names, const char *text, uint32_t length, bool is_type) {
    if (names->count * 2 >= names->size) grow(names);
    uint32_t *slot = slot_of(names, text, length, is_type);
    if (*slot) return *slot - 1;
    if (names->count == names->capacity) {
        names->capacity = names->capacity ? names->capacity * 2 : 256;
        names->texts = resize(names->texts, names->capacity * sizeof *names->texts);
    }
    names->texts[names->count++] = (Known){text, length, is_type};
    *slot = names->count;
    return names->count - 1;
}

uint32_t find_name(const Names *names, const char *text, uint32_t length, bool is_type) {
    uint32_t slot = *slot_of(names, text, length, is_type);
    return slot ? slot - 1 : NO_NAME;
}
