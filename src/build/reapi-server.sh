#!/usr/bin/env bash
# usage: reapi-server.sh fetch | start DIR | stop DIR | kill DIR
#
# A real server of the Remote Execution API on the loopback interface, for tests: Debian's
# buildbox-casd, which runs jobs itself. Nothing is installed: the packages are taken from a newer
# suite than this machine's by an apt of its own, unpacked into the user's cache folder (120 MB)
# and run by the loader that comes with them, so that jobs still see this machine's programs.
#
#   fetch   get and unpack it, if it isn't there
#   start   that, and start a server that keeps everything in DIR; its endpoint is all that is
#           written to standard output, after a job has run
#   stop    end the server and its jobs; what it has stored stays for the next start
#   kill    the same by SIGKILL, as in an accident
#
# Exit status 77: it can't be had or can't run on this machine. Variables:
#
#   REAPI_SANDBOX=1  a job sees its inputs and the machine's /usr, and no more (needs user namespaces)
#   REAPI_SANDBOX=bare  a job sees its inputs and a C library, and no more: no compiler, no shell
#   REAPI_PORT       the port; a free one if not set
#   REAPI_JOBS       so many jobs at once; 2 if not set
#   REAPI_INSTANCE   the name of the only instance; empty if not set
#   REAPI_CACHE      where the programs are unpacked; dthinlto-tests in the user's cache folder
#   REAPI_SUITES     Debian's suites to try; sid and forky
set -euo pipefail
export LC_ALL=C
umask 022

say() { echo "reapi-server: $*" >&2; }
fail() { # fail STATUS TEXT
  say "$2"
  exit "$1"
}

case "$#:${1-}" in
1:fetch | 2:start | 2:stop | 2:kill) ;;
*) fail 2 "usage: reapi-server.sh fetch | start DIR | stop DIR | kill DIR" ;;
esac
cache=${REAPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dthinlto-tests}
root=$cache/buildbox
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)
case $cache in *[[:space:]]*) fail 77 "'$cache': a path without blanks is needed, set REAPI_CACHE" ;; esac

# --- the programs

fetch() {
  DEBIAN_TOOLS_CACHE=$cache DEBIAN_TOOLS_SUITES=${REAPI_SUITES-} "${BASH_SOURCE%/*}/debian-tools.sh" \
    buildbox usr/bin/buildbox-casd buildbox >/dev/null
}

# Scripts that run the programs by their own loader. LD_LIBRARY_PATH would be seen by the jobs.
make_starters() { # make_starters FOLDER
  local loader name
  loader=$(find "$root/usr/lib" -name 'ld-linux*.so.*' -type f | head -n 1)
  [ -n "$loader" ] || fail 77 "no loader among the packages"
  mkdir -p "$1"
  for name in buildbox-casd buildbox-run-hosttools buildbox-run-bubblewrap bwrap trexe; do
    printf '#!/bin/sh\nexec %s --library-path %s --argv0 %s %s "$@"\n' \
      "$loader" "${loader%/*}" "$name" "$root/usr/bin/$name" >"$1/$name.new"
    chmod 755 "$1/$name.new"
    mv "$1/$name.new" "$1/$name"
  done
}

# --- the server

# What every worker has: the C library, its loader, and here one program that does nothing.
make_bare() { # make_bare FOLDER
  local loader library file
  loader=$(ldd /bin/true | awk '$1 ~ /^\// { print $1 }')
  library=$(ldd /bin/true | awk '$1 ~ /^libc\./ { print $3 }')
  [ -n "$loader" ] && [ -n "$library" ] || fail 77 "'/bin/true' names no C library"
  for file in /bin/true "$loader" "$library" "${library%/*}"/lib{m,dl,pthread,rt}.so.[0-9]; do
    mkdir -p "$1${file%/*}"
    cp -L "$file" "$1$file"
  done
}

listening() { # listening PORT
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Servers share a port without a word (SO_REUSEPORT), so one that answers is taken.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    if ! listening $port; then
      echo $port
      return
    fi
  done
  fail 1 "no free port"
}

# The process ID, if the process is the server of this folder still.
running() {
  local pid
  pid=$(cat "$dir/pid" 2>/dev/null) || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$dir/cas" && echo "$pid"
}

start() {
  ! running >/dev/null || fail 1 "'$dir': its server runs already"
  fetch
  make_starters "$dir/bin"
  "$dir/bin/buildbox-casd" --version >/dev/null 2>&1 || fail 77 "buildbox-casd doesn't run here"
  mkdir -p "$dir/home" "$dir/tmp"
  local port=${REAPI_PORT:-$(free_port)} path=/usr/local/bin:/usr/bin:/bin runner=hosttools folder
  local words=()
  if [ -n "${REAPI_SANDBOX-}" ]; then
    runner=bubblewrap
    path=$dir/bin:$path # of the server, which looks for bwrap there
    "$dir/bin/bwrap" --ro-bind / / --unshare-all /bin/true 2>/dev/null ||
      fail 77 "no user namespaces here, so no sandbox"
  fi
  if [ "${REAPI_SANDBOX-}" = bare ]; then
    make_bare "$dir/bare"
    for folder in "$dir/bare"/*; do
      words+=("--runner-arg=--ro-bind-mount=$folder:/${folder##*/}")
    done
  elif [ "${REAPI_SANDBOX-}" = 1 ]; then
    for folder in /usr /bin /lib /lib64 /etc/alternatives; do
      [ ! -d $folder ] || words+=("--runner-arg=--ro-bind-mount=$(readlink -f $folder):$folder")
    done
  fi
  [ -z "${REAPI_INSTANCE-}" ] || words+=("--local-server-instance=$REAPI_INSTANCE")
  # In a session of its own, by which its jobs are found, and in an environment of its own.
  (
    cd "$dir"
    # shellcheck disable=SC2016
    exec setsid env -i PATH="$path" HOME="$dir/home" TMPDIR="$dir/tmp" LANG=C.UTF-8 \
      sh -c 'echo $$ >pid; exec "$@"' sh "$dir/bin/buildbox-casd" "--bind=127.0.0.1:$port" \
      "--buildbox-run=$dir/bin/buildbox-run-$runner" "--jobs=${REAPI_JOBS:-2}" \
      --shutdown-deadline=3 --log-level=info "${words[@]}" "$dir/cas" \
      >>"$dir/log" 2>&1 </dev/null
  ) &
  local end=$((SECONDS + 60))
  while [ $SECONDS -lt $end ]; do
    if listening "$port" && "$dir/bin/trexe" --remote="http://127.0.0.1:$port" \
      --instance="${REAPI_INSTANCE-}" --retry-limit=0 --request-timeout=10 --do-not-cache \
      -- /bin/true >"$dir/first-job.log" 2>&1; then
      echo "grpc://127.0.0.1:$port"
      return
    fi
    sleep 0.1
  done
  cat "$dir/first-job.log" >&2 || true
  tail -n 5 "$dir/log" >&2
  stop KILL
  fail 1 "the server was not ready after a minute, see '$dir/log'"
}

stop() { # stop SIGNAL
  local pid
  pid=$(running) || return 0
  kill "-$1" "$pid" 2>/dev/null || true
  for _ in $(seq 60); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  pkill -KILL -s "$pid" 2>/dev/null || true # its runners, and their jobs
  rm -f "$dir/pid"
}

# One at a time: tests of two worktrees may fetch at once.
exec 9>"$cache/lock"
if [ "$1" = fetch ]; then
  flock 9
  fetch
  exit
fi
mkdir -p "$2"
dir=$(cd "$2" && pwd -P)
case $dir in *[[:space:]]*) fail 2 "'$dir': a path without blanks is needed" ;; esac
case $1 in
start)
  flock 9
  fetch
  exec 9>&-
  start
  ;;
stop) stop TERM ;;
kill) stop KILL ;;
esac
