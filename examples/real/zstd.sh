# shellcheck shell=bash
# zstd: libzstd.a (C, and one assembler file: a native member) and the command-line tool.

package=libzstd

build_program() {
  local lib cli tool flags=(-O2 -flto=thin -pthread -DZSTD_MULTITHREAD -DZSTD_LEGACY_SUPPORT=5
    -DXXH_NAMESPACE=ZSTD_ -I"$src/lib")
  mapfile -t lib < <(
    sources 'lib/(common|compress|decompress|dictBuilder)/.*\.[cS]' 'lib/legacy/zstd_v0[5-7]\.c'
  )
  mapfile -t cli < <(sources 'programs/.*\.c')
  tool=(programs/datagen.c programs/util.c programs/timefn.c tests/datagencli.c)
  compile obj "$CC" "${flags[@]}" -- "${lib[@]}" "${cli[@]}"
  archive libzstd.a obj "${lib[@]}"
  # the generator of test data is made without LTO: it is no part of the link
  compile tool "$CC" -O2 -I"$src/lib" -I"$src/programs" -- "${tool[@]}" lib/common/xxhash.c
  mapfile -t tool < <(objects tool "${tool[@]}" lib/common/xxhash.c)
  "$CC" -fuse-ld=lld "${tool[@]}" -o datagen
  mapfile -t cli < <(objects obj "${cli[@]}")
  link_line "$CC" -O2 -flto=thin -fuse-ld=lld -pthread -o zstd "${cli[@]}" libzstd.a
}

check_program() { # check_program PROGRAM: round trips, then the program's own tests
  local level got
  ./datagen -g8MB >data
  for level in 1 3 9 19; do
    "$1" -q "-$level" -T2 -c data >data.zst && got=$("$1" -q -d -c data.zst | cksum) || return 1
    [ "$got" = "$(cksum <data)" ] || return 1
    echo "round trip at level $level: $(wc -c <data) -> $(wc -c <data.zst) bytes"
  done
  if [ -z "$quick" ]; then
    ZSTD_BIN=$(realpath "$1") DATAGEN_BIN=$(realpath datagen) \
      own_tests "zstd's own tests" sh "$src/tests/playTests.sh" || return 1
  fi
}
