/*
 * A ring of messages in one block of memory, as a journal or a mailbox would use it: records of any length,
 * each with a checksum, read in the order they were written.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 8u
#define ALIGN(size) (((size) + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1))

enum ring_status {
    RING_OK = 0,
    RING_FULL,
    RING_EMPTY,
    RING_TOO_LARGE,
    RING_CORRUPT,
};

struct record {
    uint32_t length;   /* of the content, without this header */
    uint32_t checksum; /* of the content */
    uint64_t sequence;
};

struct ring {
    uint8_t *bytes;
    size_t capacity;
    size_t head; /* where the next record is read */
    size_t tail; /* where the next record is written */
    size_t used;
    uint64_t sequence;
    void (*on_drop)(void *context, uint64_t sequence, uint32_t length);
    void *context;
};

typedef bool (*ring_visitor)(void *context, uint64_t sequence, const void *content, uint32_t length);

static const uint32_t wrap_mark = UINT32_MAX;

static uint32_t checksum_of(const void *content, size_t length)
{
    const uint8_t *at = content;
    uint32_t hash = 2166136261u;
    while (length-- > 0) {
        hash ^= *at++;
        hash *= 16777619u;
    }
    return hash;
}

const char *ring_status_name(enum ring_status status)
{
    switch (status) {
    case RING_OK:
        return "ok";
    case RING_FULL:
        return "full";
    case RING_EMPTY:
        return "empty";
    case RING_TOO_LARGE:
        return "too large";
    case RING_CORRUPT:
        return "corrupt";
    default:
        return "unknown";
    }
}

int ring_open(struct ring *ring, size_t capacity)
{
    if (capacity < 4 * sizeof(struct record) || capacity % ALIGNMENT != 0) {
        errno = EINVAL;
        return -1;
    }
    memset(ring, 0, sizeof *ring);
    ring->bytes = malloc(capacity);
    if (!ring->bytes)
        return -1;
    ring->capacity = capacity;
    return 0;
}

void ring_close(struct ring *ring)
{
    free(ring->bytes);
    memset(ring, 0, sizeof *ring);
}

static struct record *record_at(const struct ring *ring, size_t offset)
{
    return (struct record *)(ring->bytes + offset);
}

/* Jumps over the unused end of the block, if the reader stands before it. */
static void skip_wrap(struct ring *ring)
{
    size_t left = ring->capacity - ring->head;
    if (ring->used == 0)
        return;
    if (left < sizeof(struct record) || record_at(ring, ring->head)->length == wrap_mark) {
        ring->used -= left;
        ring->head = 0;
    }
}

static size_t space_for(uint32_t length)
{
    return ALIGN(sizeof(struct record) + length);
}

enum ring_status ring_write(struct ring *ring, const void *content, uint32_t length)
{
    size_t needed = space_for(length);
    size_t left = ring->capacity - ring->tail;

    if (needed > ring->capacity / 2)
        return RING_TOO_LARGE;
    if (left < needed) {
        if (ring->used + left + needed > ring->capacity)
            return RING_FULL;
        if (left >= sizeof(struct record))
            record_at(ring, ring->tail)->length = wrap_mark;
        ring->used += left;
        ring->tail = 0;
    } else if (ring->used + needed > ring->capacity) {
        return RING_FULL;
    }

    struct record *record = record_at(ring, ring->tail);
    *record = (struct record){.length = length, .checksum = checksum_of(content, length), .sequence = ++ring->sequence};
    memcpy(record + 1, content, length);
    ring->tail = (ring->tail + needed) % ring->capacity;
    ring->used += needed;
    return RING_OK;
}

enum ring_status ring_read(struct ring *ring, void *out, uint32_t size, uint32_t *length)
{
    skip_wrap(ring);
    if (ring->used == 0)
        return RING_EMPTY;

    const struct record *record = record_at(ring, ring->head);
    *length = record->length;
    if (record->length > size)
        return RING_TOO_LARGE;
    memcpy(out, record + 1, record->length);
    bool intact = checksum_of(out, record->length) == record->checksum;
    size_t step = space_for(record->length);
    ring->head = (ring->head + step) % ring->capacity;
    ring->used -= step;
    return intact ? RING_OK : RING_CORRUPT;
}

/* Makes room by dropping the oldest records; returns how many. */
unsigned ring_make_room(struct ring *ring, uint32_t length)
{
    unsigned dropped = 0;
    while (ring->used > 0 && ring->capacity - ring->used < 2 * space_for(length)) {
        skip_wrap(ring);
        if (ring->used == 0)
            break;
        struct record *oldest = record_at(ring, ring->head);
        if (ring->on_drop)
            ring->on_drop(ring->context, oldest->sequence, oldest->length);
        size_t step = space_for(oldest->length);
        ring->head = (ring->head + step) % ring->capacity;
        ring->used -= step;
        dropped++;
    }
    return dropped;
}

/* Shows every record to the visitor without taking it, until the visitor has seen enough. */
unsigned ring_visit(const struct ring *ring, ring_visitor visit, void *context)
{
    struct ring copy = *ring;
    unsigned seen = 0;
    for (;;) {
        skip_wrap(&copy);
        if (copy.used == 0)
            return seen;
        const struct record *record = record_at(&copy, copy.head);
        seen++;
        if (!visit(context, record->sequence, record + 1, record->length))
            return seen;
        size_t step = space_for(record->length);
        copy.head = (copy.head + step) % copy.capacity;
        copy.used -= step;
    }
}

static void report_drop(void *context, uint64_t sequence, uint32_t length)
{
    unsigned *total = context;
    *total += length;
    printf("dropped %llu\n", (unsigned long long)sequence);
}

static bool print_record(void *context, uint64_t sequence, const void *content, uint32_t length)
{
    (void)context;
    return printf("%llu: %.*s\n", (unsigned long long)sequence, (int)length, (const char *)content) > 0;
}

/* Picks how to write when the ring is full: give up, or make room. */
static enum ring_status (*writer_for(bool lossy))(struct ring *, const void *, uint32_t)
{
    (void)lossy;
    return ring_write;
}

int main(void)
{
    struct ring ring;
    unsigned lost = 0;
    if (ring_open(&ring, 256) != 0) {
        perror("ring_open");
        return EXIT_FAILURE;
    }
    ring.on_drop = report_drop;
    ring.context = &lost;

    for (int i = 0; i < 20; i++) {
        char text[32];
        int length = snprintf(text, sizeof text, "message %d", i);
        if (length < 0)
            continue;
        enum ring_status status = writer_for(true)(&ring, text, (uint32_t)length);
        if (status == RING_FULL) {
            ring_make_room(&ring, (uint32_t)length);
            status = ring_write(&ring, text, (uint32_t)length);
        }
        if (status != RING_OK)
            fprintf(stderr, "%s: %s\n", text, ring_status_name(status));
    }
    printf("%u records, %u bytes lost\n", ring_visit(&ring, print_record, NULL), lost);
    ring_close(&ring);
    return EXIT_SUCCESS;
}
