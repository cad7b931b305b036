#!/usr/bin/env bash
# usage: debian-tools.sh NAME PROGRAM PACKAGE...
#
# Programs for tests that are newer than this machine's Debian. Nothing is installed: the packages
# and all that they need are taken from a newer suite by an apt of its own and unpacked into the
# folder NAME in the user's cache folder, if PROGRAM (usr/bin/make) isn't there yet. Its path is all
# that is written to standard output.
#
# In its folder `starters` is a script for each program in usr/bin that runs it by the loader that
# came with it. LD_LIBRARY_PATH would be seen by what the programs start.
#
# Exit status 77: they can't be had on this machine. Variables:
#
#   DEBIAN_TOOLS_CACHE   where NAME lies; dthinlto-tests in the user's cache folder if not set
#   DEBIAN_TOOLS_SUITES  Debian's suites to try; sid and forky if not set
set -euo pipefail
export LC_ALL=C
umask 022

fail() { # fail STATUS TEXT
  echo "debian-tools: $2" >&2
  exit "$1"
}

[ $# -ge 3 ] || fail 2 "usage: debian-tools.sh NAME PROGRAM PACKAGE..."
name=$1
program=$2
shift 2
cache=${DEBIAN_TOOLS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dthinlto-tests}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)
case $cache in *[[:space:]]*) fail 77 "'$cache': a path without blanks is needed" ;; esac
root=$cache/$name
log=$cache/$name.log

# Where this machine takes Debian from: the same place has all suites.
debian() {
  # shellcheck disable=SC1091
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v suite="$suite" '$1 == suite && $2 == "main" { print $3; exit }'
}

# apt-get that knows one suite, writes to one folder and believes that nothing is installed.
apt_of() { # apt_of FOLDER WORD...
  local folder=$1
  shift
  apt-get -q -o Dir::State="$folder" -o Dir::State::status="$folder/status" \
    -o Dir::Cache="$folder" -o Dir::Etc::sourcelist="$folder/sources" \
    -o Dir::Etc::sourceparts=- -o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=- \
    -o APT::Sandbox::User= -o APT::Install-Recommends=false -o APT::Default-Release= \
    -o Debug::NoLocking=true -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

make_starters() { # make_starters FOLDER
  local loader file
  loader=$(cd "$1" && find usr/lib -name 'ld-linux*.so.*' -type f | head -n 1)
  [ -n "$loader" ] || fail 77 "no loader among the packages"
  mkdir "$1/starters"
  for file in "$1"/usr/bin/*; do
    file=${file##*/}
    printf '#!/bin/sh\nexec %s --library-path %s --argv0 %s %s "$@"\n' "$root/$loader" \
      "$root/${loader%/*}" "$root/starters/$file" "$root/usr/bin/$file" >"$1/starters/$file"
    chmod 755 "$1/starters/$file"
  done
}

unpack() { # unpack FOLDER-WITH-DEBS
  rm -rf "$root.new"
  mkdir -p "$root.new"
  local deb
  for deb in "$1"/*.deb; do
    dpkg-deb -x "$deb" "$root.new"
  done
  make_starters "$root.new"
  rm -rf "$root"
  mv "$root.new" "$root"
}

fetch() { # fetch PACKAGE...
  command -v apt-get >/dev/null || fail 77 "$name is fetched by apt-get, which isn't here"
  local uri suite folder=$cache/$name.apt key=/usr/share/keyrings/debian-archive-keyring.gpg
  uri=$(debian)
  [ -n "$uri" ] || fail 77 "apt has no source of Debian's main component"
  for suite in ${DEBIAN_TOOLS_SUITES:-sid forky}; do
    rm -rf "$folder"
    mkdir -p "$folder/lists/partial" "$folder/archives/partial"
    : >"$folder/status"
    echo "deb [signed-by=$key] $uri $suite main" >"$folder/sources"
    echo "debian-tools: fetching $name from Debian's $suite" >&2
    if apt_of "$folder" update >"$log" 2>&1 &&
      apt_of "$folder" install -y --download-only "$@" >>"$log" 2>&1; then
      unpack "$folder/archives"
      rm -rf "$folder"
      return
    fi
    tail -n 3 "$log" >&2
  done
  fail 77 "$name could not be fetched, see '$log'"
}

# One at a time: tests of two worktrees may fetch at once.
exec 9>"$cache/$name.lock"
flock 9
[ -x "$root/$program" ] || fetch "$@"
echo "$root"
