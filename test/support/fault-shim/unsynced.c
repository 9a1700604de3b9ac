/* The memory of a disk that has not been synced: see unsynced.h. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unsynced.h"

struct file {
  dev_t dev;
  ino_t ino;
  int fd; /* Our own. It stays open until the plan changes: to close it would drop the locks that the process has on the file. */
  struct file *next;
};
/* What a write replaced, newest first. */
struct undo {
  struct file *file;
  off_t size; /* Of the file before it. */
  off_t at;
  size_t length;
  char *bytes;
  size_t written; /* What it put in their place: as many, or more when it made the file longer; none when it cut it off. */
  struct undo *next;
};
static struct file *files;
static struct undo *undos;

static struct file *file_of(int fd) {
  struct stat found;
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return NULL;
  for (struct file *one = files; one != NULL; one = one->next)
    if (one->dev == found.st_dev && one->ino == found.st_ino) return one;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  struct file *made = malloc(sizeof *made);
  *made = (struct file){found.st_dev, found.st_ino, open(link, O_RDWR | O_CLOEXEC), files};
  return files = made;
}

void remember_write(int fd, const char *path, off_t at, size_t length) {
  struct stat found;
  struct file *file = ends_with(path, "-shm") ? NULL : file_of(fd);
  if (file == NULL || fstat(fd, &found) != 0) return;
  size_t old = at >= found.st_size ? 0 : (size_t)(found.st_size - at) < length ? (size_t)(found.st_size - at) : length;
  struct undo *made = malloc(sizeof *made);
  *made = (struct undo){file, found.st_size, at, old, malloc(old + 1), length == SIZE_MAX ? 0 : length, undos};
  if (old > 0 && pread(file->fd, made->bytes, old, at) != (ssize_t)old) abort();
  undos = made;
}

static void drop(struct undo **from) {
  struct undo *one = *from;
  *from = one->next;
  free(one->bytes);
  free(one);
}

void file_synced(int fd) {
  struct file *file = file_of(fd);
  for (struct undo **from = &undos; *from != NULL;)
    if (file != NULL && (*from)->file == file) drop(from);
    else from = &(*from)->next;
}

/* Names whose folder is not synced yet, newest first. What had a name is kept under another one, for as long as it may come back. */
struct name {
  char *folder;
  char *made; /* Taken away when the power goes; or, if it had another name before, */
  char *from; /* given that again. */
  char *gone; /* Comes back, from */
  char *kept;
  struct name *next;
};
static struct name *names;
static long kept_so_far;

static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path));
}

void remember_name(const char *made, const char *from, const char *gone) {
  REAL("link", int (*)(const char *, const char *));
  char kept[PATH_MAX];
  struct name *one = calloc(1, sizeof *one);
  one->folder = folder_of(made != NULL ? made : gone);
  snprintf(kept, sizeof kept, "%s/.kept-%ld", one->folder, kept_so_far += 1);
  if (made != NULL) one->made = strdup(made);
  if (from != NULL) one->from = strdup(from);
  if (gone != NULL && real(gone, kept) == 0) {
    one->gone = strdup(gone);
    one->kept = strdup(kept);
  }
  one->next = names;
  names = one;
}

static void drop_name(struct name **at) {
  REAL("unlink", int (*)(const char *));
  struct name *one = *at;
  *at = one->next;
  if (one->kept != NULL) real(one->kept);
  free(one->folder);
  free(one->made);
  free(one->from);
  free(one->gone);
  free(one->kept);
  free(one);
}

void folder_synced(const char *path) {
  for (struct name **at = &names; *at != NULL;)
    if (strcmp((*at)->folder, path) == 0) drop_name(at);
    else at = &(*at)->next;
}

static void restore_names(void) {
  REAL("rename", int (*)(const char *, const char *));
  static int (*take_away)(const char *);
  if (take_away == NULL) take_away = (__typeof__(take_away))dlsym(RTLD_NEXT, "unlink");
  for (; names != NULL; drop_name(&names)) {
    if (names->from != NULL) real(names->made, names->from);
    else if (names->made != NULL) take_away(names->made);
    if (names->kept != NULL) real(names->kept, names->gone);
  }
}

static void restore(const struct undo *one, int whole) {
  REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t));
  static int (*cut_off)(int, off64_t);
  if (cut_off == NULL) cut_off = (__typeof__(cut_off))dlsym(RTLD_NEXT, "ftruncate64");
  if (one->length > 0 && real(one->file->fd, one->bytes, one->length, one->at) < 0) abort();
  if (whole) {
    if (cut_off(one->file->fd, one->size) != 0) abort();
  } else if (one->written > one->length) { /* Others after it stay, so the file keeps its length and has a hole here. */
    size_t hole = one->written - one->length;
    char *zeros = calloc(1, hole);
    if (real(one->file->fd, zeros, hole, one->at + (off_t)one->length) < 0) abort();
    free(zeros);
  }
}

void take_back(int whole) {
  for (long which = 0; undos != NULL; which += 1, drop(&undos))
    if (whole || which % 2 == 0) restore(undos, whole);
  restore_names();
}

void forget_all(void) {
  while (names != NULL) drop_name(&names);
  while (undos != NULL) drop(&undos);
  while (files != NULL) {
    struct file *one = files;
    files = one->next;
    close(one->fd);
    free(one);
  }
}
