# shellcheck shell=bash
# git: more than 300 modules (C) in three archives and a folder of objects, by its own Makefile.

package=git

build_program() {
  local builtins
  need make
  [ -r /usr/include/zlib.h ] || die "zlib's header is needed and not here" 77
  cp -R -- "$src" tree
  # what not every machine has stays out
  make -C tree -j "$(nproc)" CC="$CC" AR="$AR" CFLAGS="-O2 -flto=thin -w" LDFLAGS=-fuse-ld=lld \
    NO_CURL=1 NO_EXPAT=1 NO_GETTEXT=1 NO_ICONV=1 NO_OPENSSL=1 NO_PERL=1 NO_PYTHON=1 NO_TCLTK=1 \
    git >make.log 2>&1 || die "git's make failed, see '$PWD/make.log'"
  mapfile -t builtins < <(find tree/builtin -name '*.o' | LC_ALL=C sort)
  link_line "$CC" -O2 -flto=thin -fuse-ld=lld -o git tree/git.o tree/common-main.o \
    "${builtins[@]}" tree/libgit.a tree/xdiff/lib.a tree/reftable/libreftable.a tree/libgit.a \
    -lz -lpthread -lrt
}

check_program() { # check_program PROGRAM: its own tests of what every repository needs
  local name out
  if [ -z "$quick" ]; then
    mkdir -p tree/git-tests && cp -- "$1" tree/git || return 1
    for name in t0000-basic t0001-init t1300-config t3200-branch t4013-diff-various t5300-pack-object; do
      own_tests "git's $name" sh -c "cd '$PWD/tree/t' && ./$name.sh -q" || return 1
    done
  fi
  rm -rf check && out=$("$1" init -q check && cd check && git_check "$(realpath "../$1")") || return 1
  echo "$out"
}

git_check() { # git_check PROGRAM: the names that git gives these contents are the same everywhere
  echo hello >file
  [ "$("$1" hash-object -w file)" = ce013625030ba8dba906f756967f9e9ca394464a ] && "$1" add file &&
    [ "$("$1" write-tree)" = fb5a86199f63243160ee5b463d2cd5c36fafeb6d ] && "$1" fsck --strict 2>&1 &&
    echo "objects have their known names"
}
