// Memory: what the host uses to pass bytes, and the one rule that running out of it traps as a memory fault.
#include "driver.h"

#include <stdlib.h>
#include <string.h>

// The stock reaction to a failed malloc is abort(), which the host sees as `unreachable` and would have to call a panic.
// A store beyond any memory is told apart by its trap code, so "too little memory" stays what it is.
static _Noreturn void out_of_memory(void) {
    *(volatile char *)UINTPTR_MAX = 0;
    __builtin_trap();
}

void *take(size_t size) {
    void *block = malloc(size ? size : 1);
    if (!block) out_of_memory();
    return block;
}

void *resize(void *block, size_t size) {
    void *moved = realloc(block, size ? size : 1);
    if (!moved) out_of_memory();
    return moved;
}

static void *take_zeroed(size_t count, size_t size) {
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block) out_of_memory();
    return block;
}

__attribute__((export_name("alloc"))) void *swarm_alloc(uint32_t size) {
    return take(size);
}

__attribute__((export_name("free"))) void swarm_free(void *block) {
    free(block);
}

// The reactor's start function: runs before any export.
__attribute__((constructor)) static void use_trapping_allocator(void) {
    ts_set_allocator(take, take_zeroed, resize, free);
}

void append(Buffer *buffer, const void *bytes, uint32_t length) {
    uint32_t needed = buffer->length + length;
    if (needed > buffer->capacity) {
        buffer->capacity = needed < 512 ? 1024 : needed * 2;
        buffer->bytes = resize(buffer->bytes, buffer->capacity);
    }
    if (length) memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length = needed;
}

void append_text(Buffer *buffer, const char *text) {
    append(buffer, text, (uint32_t)strlen(text));
}

void free_buffer(Buffer *buffer) {
    free(buffer->bytes);
    *buffer = (Buffer){0};
}
