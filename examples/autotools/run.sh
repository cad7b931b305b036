#!/usr/bin/env bash
# An autotools project with libtool, programs and shared libraries, that is linked by dthinlto
# without a change: by CXX.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=../common.sh
. "$here/../common.sh"
need autoreconf autoconf
need automake
need libtoolize libtool
need make
usual_names
copy
export DTHINLTO_STRICT=1

run autoreconf -i
bitcode=(AR=llvm-ar RANLIB=llvm-ranlib NM=llvm-nm LD=ld.lld
  'CXXFLAGS=-O2 -flto=thin' LDFLAGS=-fuse-ld=lld)

mkdir build
cd build
run ../configure CC=clang CXX='dthinlto link -- clang++' "${bitcode[@]}"
run make -j2
counts ./lines '3 lines' .libs/lines
expect .libs/libprint.so.0.0.0 '1 job: 1 ran, 0 reused'
expect .libs/words '2 jobs: 2 ran, 0 reused'
expect .libs/lines '2 jobs: 2 ran, 0 reused'
run make install DESTDIR="$work/installed"
[ -e "$work/installed/usr/local/bin/words" ] || fail "nothing was installed"

run touch ../words.cc
run make
run make
if grep -q dthinlto "$work/log"; then fail "make is never done: $(cat "$work/log")"; fi
