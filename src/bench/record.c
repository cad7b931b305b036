// Runs the program REAL in this one's place and appends one line to the file $BENCH_RECORD: when it
// started and ended (nanoseconds of the monotonic clock), its CPU time and this wrapper's own
// (microseconds). link-bench puts it in the place of clang and lld to tell their time from
// dthinlto's.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long cpu(const struct rusage *used) {
  return (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000LL + used->ru_utime.tv_usec +
         used->ru_stime.tv_usec;
}

int main(int argc, char **argv) {
  long long start = now();
  pid_t child = vfork();
  if (child == 0) {
    argv[0] = REAL;
    execv(REAL, argv);
    _exit(127);
  }
  int status = 0;
  struct rusage used, own;
  if (child < 0 || wait4(child, &status, 0, &used) < 0) return 127;
  getrusage(RUSAGE_SELF, &own);
  const char *record = getenv("BENCH_RECORD");
  int file = record ? open(record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
  if (file >= 0) {
    char line[160];
    int length = snprintf(line, sizeof line, "%lld %lld %lld %lld\n", start, now(), cpu(&used),
                          cpu(&own));
    if (write(file, line, length) != length) return 127;
  }
  (void)argc;
  if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  return WEXITSTATUS(status);
}
