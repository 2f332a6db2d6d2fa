#include "driver.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b) {
    const Change *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

void sort_changes(Change *changes, uint32_t count) {
    qsort(changes, count, sizeof *changes, by_place);
}

void apply_changes(const char *text, uint32_t length, const Change *sorted, uint32_t count, Buffer *out) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        append(out, text + at, sorted[i].from - at);
        append(out, sorted[i].text.text, sorted[i].text.length);
        at = sorted[i].to;
    }
    append(out, text + at, length - at);
}
