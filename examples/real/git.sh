# shellcheck shell=bash
# git: more than 300 modules (C) in four archives, built by its own Makefile.

package=git

build_program() {
  local words
  need make
  [ -r /usr/include/zlib.h ] || die "zlib's header and library are needed and not here" 77
  cp -R -- "$src/." tree
  # V=1 shows the link line; the flags keep libraries out that not every machine has
  make -C tree -j "$(nproc)" V=1 CC="$CC" AR="$AR" CFLAGS="-O2 -flto=thin -w" LDFLAGS="-fuse-ld=lld" \
    NO_CURL=1 NO_EXPAT=1 NO_GETTEXT=1 NO_ICONV=1 NO_OPENSSL=1 NO_PERL=1 NO_PYTHON=1 NO_TCLTK=1 \
    git >make.log 2>&1 || die "git's make failed, see '$PWD/make.log'"
}
