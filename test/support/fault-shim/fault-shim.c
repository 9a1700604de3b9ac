/*
 * A disk that fails on command, for tests: preloaded (LD_PRELOAD) before the C library, it stands between a process and its files.
 *
 * The environment says what is to happen, and may be changed while the process runs:
 *
 *   FAULT_SHIM = <kind>:<n>:<path>
 *
 * Operations (write, sync, truncate, link, rename, unlink, chmod) on files whose path begins so are counted from 1 (of the eight
 * alike by which SQLite makes the index of a log, the first); the n-th fails:
 *
 *   error     nothing is done, and EIO is returned
 *   lost      it is done in full, and EIO is returned all the same
 *   torn      half of a write is done, and EIO is returned
 *   short     half of a write is done, and its length is returned: no fault, only a kernel that makes use of its rights
 *   full      from here on no write and no new name finds room: ENOSPC
 *   kill      the process dies by SIGKILL before it
 *   killTorn  the process dies by SIGKILL half way through it
 *   stop      from here on nothing reaches the disk any more (EIO): what is there is what a kill at this moment leaves
 *   cut       the power goes before it: whatever was written and not synced since is taken back, and from here on nothing reaches
 *             the disk any more
 *   cutSome   as cut, but only every other unsynced write is taken back: a disk writes in whatever order it likes
 *   cutNames  as cut, and names that were made, changed or removed since their folder was synced are as they were, which is all that
 *             POSIX promises
 *
 * The removal of a file called `power` also cuts the power, when it is there or not. What was hit is left in FAULT_SHIM_HIT.
 * Nothing is really synced: only a real power cut would notice, and it costs time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "unsynced.h"

/* The plan ------------------------------------------------------------------------------------------------------------ */

static char plan[PATH_MAX + 64];
static char kind[16];
static long n;
static char place[PATH_MAX];
static long seen;
static int dead;

/* Reads the plan anew when it has changed. False when there is none. */
static int planned(void) {
  const char *now = getenv("FAULT_SHIM");
  if (now == NULL) now = "";
  if (strcmp(now, plan) != 0) {
    snprintf(plan, sizeof plan, "%s", now);
    forget_all();
    seen = 0;
    dead = 0;
    place[0] = '\0';
    if (sscanf(plan, "%15[^:]:%ld:%4095s", kind, &n, place) != 3) place[0] = '\0';
  }
  return place[0] != '\0';
}

static int is(const char *name) { return strcmp(kind, name) == 0; }

/* Is this file ours to fail? Other threads than the first only talk to each other. */
static int under_fire(const char *path) {
  return gettid() == getpid() && planned() && strncmp(path, place, strlen(place)) == 0;
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return length > 0;
}

static void cut_power(void) {
  take_back(!is("cutSome"));
  dead = 1;
}

/* The fault ------------------------------------------------------------------------------------------------------------- */

enum verdict { PASS, ERROR, LOST, HALF_ERROR, HALF, HALF_KILL, NO_ROOM };

static enum verdict meet(const char *operation, const char *path) {
  if (dead) return ERROR;
  seen += 1;
  if (seen != n) return is("full") && seen > n ? NO_ROOM : PASS;
  char hit[PATH_MAX + 32];
  const char *name = strrchr(path, '/');
  snprintf(hit, sizeof hit, "%s %s", operation, name == NULL ? path : name + 1);
  setenv("FAULT_SHIM_HIT", hit, 1);
  if (is("full")) return NO_ROOM;
  if (is("kill")) kill(getpid(), SIGKILL);
  if (is("stop")) dead = 1;
  if (strncmp(kind, "cut", 3) == 0) cut_power();
  if (is("error") || dead) return ERROR;
  if (is("lost")) return LOST;
  if (is("torn")) return HALF_ERROR;
  if (is("short")) return HALF;
  if (is("killTorn")) return HALF_KILL;
  return PASS;
}

static int fail(int with) {
  errno = with;
  return -1;
}

/* Writes ---------------------------------------------------------------------------------------------------------------- */

typedef ssize_t (*put)(int, const void *, size_t, off64_t);

static ssize_t put_under_fire(put real, int fd, const char *path, const void *bytes, size_t length, off64_t at) {
  enum verdict verdict = dead || at < 4096 || !ends_with(path, "-shm") ? meet("write", path) : PASS;
  size_t half = length / 2;
  switch (verdict) {
    case ERROR:
      return fail(EIO);
    case NO_ROOM:
      return fail(ENOSPC);
    case HALF_ERROR:
    case HALF_KILL:
      remember_write(fd, path, at, half);
      if (half > 0) real(fd, bytes, half, at);
      if (verdict == HALF_KILL) kill(getpid(), SIGKILL);
      return fail(EIO);
    case HALF:
      if (half > 0) length = half;
      break;
    default:
      break;
  }
  remember_write(fd, path, at, length);
  ssize_t written = real(fd, bytes, length, at);
  return verdict == LOST ? fail(EIO) : written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  char path[PATH_MAX];
  REAL("pwrite64", put);
  if (!path_of(fd, path) || !under_fire(path)) return real(fd, bytes, length, at);
  return put_under_fire(real, fd, path, bytes, length, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

static ssize_t put_here(int fd, const void *bytes, size_t length, off64_t at) {
  REAL("write", ssize_t (*)(int, const void *, size_t));
  (void)at;
  return real(fd, bytes, length);
}
ssize_t write(int fd, const void *bytes, size_t length) {
  char path[PATH_MAX];
  if (fd <= STDERR_FILENO || !path_of(fd, path) || !under_fire(path)) return put_here(fd, bytes, length, 0);
  return put_under_fire(put_here, fd, path, bytes, length, lseek(fd, 0, SEEK_CUR));
}

/* Nobody here writes in this way; should somebody begin to, the sweep must not miss it. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  REAL("writev", ssize_t (*)(int, const struct iovec *, int));
  if (fd > STDERR_FILENO && path_of(fd, path) && under_fire(path)) abort();
  return real(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  char path[PATH_MAX];
  REAL("pwritev", ssize_t (*)(int, const struct iovec *, int, off_t));
  if (path_of(fd, path) && under_fire(path)) abort();
  return real(fd, parts, count, at);
}

int ftruncate64(int fd, off64_t length) {
  char path[PATH_MAX];
  REAL("ftruncate64", int (*)(int, off64_t));
  if (!path_of(fd, path) || !under_fire(path)) return real(fd, length);
  enum verdict verdict = meet("truncate", path);
  if (verdict == HALF_KILL) kill(getpid(), SIGKILL);
  if (verdict == ERROR || verdict == HALF_ERROR) return fail(EIO);
  remember_write(fd, path, length, SIZE_MAX);
  int done = real(fd, length);
  return verdict == LOST ? fail(EIO) : done;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* Syncs ----------------------------------------------------------------------------------------------------------------- */

static int sync_under_fire(int fd, const char *path) {
  enum verdict verdict = meet("sync", path);
  if (verdict == HALF_KILL) kill(getpid(), SIGKILL);
  if (verdict == ERROR || verdict == HALF_ERROR) return fail(EIO);
  file_synced(fd);
  folder_synced(path);
  return verdict == LOST ? fail(EIO) : 0;
}
int fsync(int fd) {
  char path[PATH_MAX];
  REAL("fsync", int (*)(int));
  return path_of(fd, path) && under_fire(path) ? sync_under_fire(fd, path) : real(fd);
}
int fdatasync(int fd) {
  char path[PATH_MAX];
  REAL("fdatasync", int (*)(int));
  return path_of(fd, path) && under_fire(path) ? sync_under_fire(fd, path) : real(fd);
}

/* Names ----------------------------------------------------------------------------------------------------------------- */

/* Only one kind of cut takes names back. */
static void keep_name(const char *made, const char *from, const char *gone) {
  if (is("cutNames") && !dead) remember_name(made, from, gone);
}

/* What is left to do about an operation on a name: -1 with errno when it must not be done, 0 when it must. */
static int name_under_fire(const char *operation, const char *path, enum verdict *verdict) {
  *verdict = under_fire(path) ? meet(operation, path) : PASS;
  if (*verdict == HALF_KILL) kill(getpid(), SIGKILL);
  if (*verdict == ERROR || *verdict == HALF_ERROR) return fail(EIO);
  if (*verdict == NO_ROOM && strcmp(operation, "link") == 0) return fail(ENOSPC);
  return 0;
}
static int after(enum verdict verdict, int done) { return verdict == LOST ? fail(EIO) : done; }

int link(const char *from, const char *to) {
  REAL("link", int (*)(const char *, const char *));
  enum verdict verdict;
  if (name_under_fire("link", to, &verdict) != 0) return -1;
  int done = real(from, to);
  if (done == 0 && under_fire(to)) keep_name(to, NULL, NULL);
  return after(verdict, done);
}
int rename(const char *from, const char *to) {
  REAL("rename", int (*)(const char *, const char *));
  enum verdict verdict;
  if (name_under_fire("rename", to, &verdict) != 0) return -1;
  if (under_fire(to)) keep_name(to, from, to);
  return after(verdict, real(from, to));
}
int unlink(const char *path) {
  REAL("unlink", int (*)(const char *));
  enum verdict verdict;
  if (ends_with(path, "/power") && under_fire(path)) cut_power();
  if (name_under_fire("unlink", path, &verdict) != 0) return -1;
  if (under_fire(path)) keep_name(NULL, NULL, path);
  return after(verdict, real(path));
}

/* A new file has a new name; after the power went there are none. */
static int new_under_fire(const char *path, int flags) {
  if ((flags & O_CREAT) == 0 || !under_fire(path) || access(path, F_OK) == 0) return 0;
  if (dead) return fail(EIO);
  keep_name(path, NULL, NULL);
  return 0;
}
int open64(const char *path, int flags, ...) {
  REAL("open64", int (*)(const char *, int, ...));
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return new_under_fire(path, flags) != 0 ? -1 : real(path, flags, mode);
}
int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open64(path, flags, mode);
}

/* Node removes files by this name for it. */
int remove(const char *path) {
  struct stat found;
  REAL("rmdir", int (*)(const char *));
  return lstat(path, &found) == 0 && S_ISDIR(found.st_mode) ? real(path) : unlink(path);
}
int chmod(const char *path, mode_t mode) {
  REAL("chmod", int (*)(const char *, mode_t));
  enum verdict verdict;
  return name_under_fire("chmod", path, &verdict) != 0 ? -1 : after(verdict, real(path, mode));
}
