#!/bin/sh
# usage: setup.sh [--tests]
#
# Installs by apt what is missing to build dthinlto and to link with it: a JDK, Maven, clang, lld
# and LLVM's archiver. With --tests also what the tests use: LLVM 14 and 22, 16 and 19 where apt has
# them, Rust, GDB, GCC, binutils, make, ninja, CMake, Meson, autotools, Python, Perl, Chromium, zsh,
# fish and what makes a bare Debian. Where nothing is missing it does nothing.
set -eu
case $* in
'') tests=no ;;
--tests) tests=yes ;;
*) echo "usage: setup.sh [--tests]" >&2 && exit 2 ;;
esac

packages=
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || packages="$packages $2"
}
need_file() { # need_file FILE PACKAGE
  [ -e "$1" ] || packages="$packages $2"
}
need_llvm() { # need_llvm VERSION
  need "clang++-$1" "clang-$1"
  need "ld.lld-$1" "lld-$1"
  need "llvm-ar-$1" "llvm-$1"
}
gather() {
  packages=
  [ -x "${JAVA_HOME-}/bin/javac" ] || need javac openjdk-17-jdk-headless
  need mvn maven
  need clang++ clang
  need ld.lld lld
  need llvm-ar llvm
  if [ $tests = yes ]; then
    need_llvm 14
    need_llvm 22
    need gcc gcc
    need g++ g++
    need readelf binutils
    need make make
    need ninja ninja-build
    need cmake cmake
    need meson meson
    need autoconf autoconf
    need automake automake
    need libtoolize libtool
    need python3 python3
    need perl perl
    need xz xz-utils
    need gdb gdb
    need man man-db
    need zsh zsh
    need fish fish
    need mmdebstrap mmdebstrap
    need_file /usr/share/bash-completion/bash_completion bash-completion
    need strace strace
    need rustc rustc
    need cargo cargo
    need chromium chromium
  fi
}
gather_optional() {
  if [ $tests = yes ]; then
    need_llvm 16
    need_llvm 19
  fi
}

apt() { # apt WORD...
  set -- env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 \
    -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

gather
missing=$packages
gather_optional
if [ -z "$packages" ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  [ -n "$missing" ] || exit 0
  echo "setup: no apt-get here; install what Debian calls:$missing" >&2
  exit 1
fi

# A source that can't be read may not be one that matters here.
apt update || echo "setup: apt-get update failed, trying with the package lists there are" >&2
wanted=$missing
packages=
gather_optional
for package in $packages; do
  if apt-cache show "$package" >/dev/null 2>&1; then
    wanted="$wanted $package"
  else
    echo "setup: apt has no '$package', the tests do without"
  fi
done
if [ -n "$wanted" ]; then
  # shellcheck disable=SC2086 # a list of words
  apt install --no-install-recommends $wanted
fi
gather
if [ -n "$packages" ]; then
  echo "setup: still missing after the installation:$packages" >&2
  exit 1
fi
