// The C library's stdio and abort refer to WASI functions that a parse without a deadline never needs. Answering them here leaves
// the module without a single import: it cannot see files, clocks, arguments or environment, whatever the host offers.
#include <stdint.h>

enum { EBADF = 8, ENOSYS = 52 };

int32_t __imported_wasi_snapshot_preview1_clock_time_get(int32_t clock, int64_t precision, int32_t time) {
    (void)clock, (void)precision, (void)time;
    return ENOSYS;
}

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t fd) {
    (void)fd;
    return EBADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t fd, int32_t stat) {
    (void)fd, (void)stat;
    return EBADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t position) {
    (void)fd, (void)offset, (void)whence, (void)position;
    return EBADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t fd, int32_t vectors, int32_t count, int32_t written) {
    (void)fd, (void)vectors, (void)count, (void)written;
    return EBADF;
}
