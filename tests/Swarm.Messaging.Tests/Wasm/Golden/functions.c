#include <stdio.h>
#include "lease.h"
#define MAX(a, b) ((a) > (b) ? (a) : (b)) /* a macro */

struct lease { int token; int (*renew)(struct lease *, int); };

static inline int add(int a, int b) { return a + b; }

// returns a function pointer
int (*choose(int kind, int (*fallback)(int, int)))(int, int)
{
    switch (kind) {
    case 0:
    case 1:
        return add;
    default:
        return fallback ? fallback : 0;
    }
}

void prototype(int x);

char **split(const char *text, size_t *count) {
    for (size_t i = 0; text[i] && i < 10; i++) {
        if (text[i] == ',')
            (*count)++;
        else if (text[i] == ';' || text[i] == ':') {
            do { i++; } while (text[i]);
        }
        else
            while (0) { }
    }
#if defined(X) || defined(Y)
    if (!text) goto fail;
#endif
    return 0;
fail:
    return NULL;
}

int main(void)
{
    int (*table[3])(int, int) = { add, add, add };
    return table[0](1, 2) ?: 3;
}
