#ifndef UNSYNCED_H
#define UNSYNCED_H
#include <stddef.h>
#include <sys/types.h>

/* The function of the C library that ours stands before. */
#define REAL(name, type) \
  static __typeof__(type) real; \
  if (real == NULL) real = (__typeof__(real))dlsym(RTLD_NEXT, name)

static inline int ends_with(const char *path, const char *end) {
  size_t a = strlen(path), b = strlen(end);
  return a >= b && strcmp(path + a - b, end) == 0;
}

/*
 * What a disk may still lose: every write since its file was synced, and every name since its folder was.
 */

/* Notes what is about to be overwritten, or (SIZE_MAX) cut off. Not in the index of a log: that is shared memory, which no disk keeps. */
void remember_write(int fd, const char *path, off_t at, size_t length);
void file_synced(int fd);

/* Notes that a name is made (`from` another one, or new), or that one is about to be gone or to name something else. */
void remember_name(const char *made, const char *from, const char *gone);
void folder_synced(const char *path);

/* The power goes: all of it is as it was, or (not whole) every other write. */
void take_back(int whole);
/* Nothing of it can be lost any more. */
void forget_all(void);
#endif
