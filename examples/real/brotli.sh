# shellcheck shell=bash
# brotli: three archives that need each other, and the command-line tool.

package=brotli

build_program() {
  local part files flags=(-O2 -flto=thin -I"$src/c/include")
  for part in common dec enc; do
    mapfile -t files < <(sources "c/$part/.*\.c")
    compile obj "$CC" "${flags[@]}" -- "${files[@]}"
    archive "libbrotli$part.a" obj "${files[@]}"
  done
  compile obj "$CC" "${flags[@]}" -- c/tools/brotli.c
  link_line "$CC" -O2 -flto=thin -fuse-ld=lld -o brotli obj/c/tools/brotli.o \
    libbrotlienc.a libbrotlidec.a libbrotlicommon.a -lm
}

check_program() { # check_program PROGRAM: round trips of its own tests' data and of itself
  local file level count=0
  for file in "$src"/tests/testdata/* "$1"; do
    [ -f "$file" ] || continue
    case $file in *.compressed*) continue ;; esac
    for level in 1 6 11; do
      "$1" -q "$level" -c "$file" >data.br && "$1" -d -c data.br | cmp - "$file" || return 1
      count=$((count + 1))
    done
  done
  for file in "$src"/tests/testdata/*.compressed; do
    [ -f "$file" ] && [ -f "${file%.compressed}" ] || continue
    "$1" -d -c "$file" | cmp - "${file%.compressed}" || return 1
    count=$((count + 1))
  done
  [ "$count" -ge 3 ] && echo "$count round trips"
}
