# shellcheck shell=bash
# protoc: libprotoc.a and libprotobuf.a (C++, some 150 members, not all of them selected).

package=protobuf

listed() { # the sources that a list of upstream's build files names
  sed -n 's,.*}/\(src/google/[^ ]*\.cc\).*,\1,p' "$src/cmake/$1.cmake" | LC_ALL=C sort -u
}

build_program() {
  local lib compiler main=src/google/protobuf/compiler/main.cc
  local flags=(-O2 -flto=thin -std=c++17 -DHAVE_PTHREAD -DNDEBUG -pthread -I"$src/src")
  mapfile -t lib < <({
    listed libprotobuf-lite
    listed libprotobuf
  } | sort -u)
  mapfile -t compiler < <(listed libprotoc)
  compile obj "$CXX" "${flags[@]}" -- "${lib[@]}" "${compiler[@]}" "$main"
  archive libprotobuf.a obj "${lib[@]}"
  archive libprotoc.a obj "${compiler[@]}"
  link_line "$CXX" -O2 -flto=thin -fuse-ld=lld -pthread -o protoc "obj/${main%.cc}.o" \
    libprotoc.a libprotobuf.a
}

check_program() { # check_program PROGRAM: it makes, byte for byte, files that upstream made by it
  local name
  rm -rf out && mkdir out
  "$1" -I "$src/src" --cpp_out=dllexport_decl=PROTOBUF_EXPORT:out --python_out=out --java_out=out \
    "$src"/src/google/protobuf/{any,api,duration,struct,type,wrappers}.proto || return 1
  for name in any api duration struct type wrappers; do
    cmp "out/google/protobuf/$name.pb.cc" "$src/src/google/protobuf/$name.pb.cc" &&
      cmp "out/google/protobuf/$name.pb.h" "$src/src/google/protobuf/$name.pb.h" || return 1
  done
  "$1" -I "$src/src" --descriptor_set_out=out/set "$src/src/google/protobuf/unittest.proto" \
    --include_imports && [ -s out/set ] || return 1
  echo "generated code equals upstream's"
}
