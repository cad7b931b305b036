# shellcheck shell=bash
# lua: liblua.a and the interpreter, which exports its symbols to loadable modules.

package=lua5.4

build_program() {
  local lib flags=(-O2 -flto=thin -DLUA_USE_LINUX -DLUA_COMPAT_5_3)
  mapfile -t lib < <(sources 'src/.*\.c' | grep -v -x -e 'src/lua\.c' -e 'src/luac\.c')
  compile obj "$CC" "${flags[@]}" -- "${lib[@]}" src/lua.c
  archive liblua.a obj "${lib[@]}"
  link_line "$CC" -O2 -flto=thin -fuse-ld=lld -Wl,-E -o lua obj/src/lua.o liblua.a -lm -ldl
}

check_program() { # check_program PROGRAM: a script with a known result
  local got want='6765 3629d2d4 1,2,3,5,8 stack overflow caught 4900'
  cat >check.lua <<'LUA'
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local hash = 0
for i = 1, 200000 do hash = (hash * 31 + i ~ (hash >> 7)) & 0xffffffff end
local list = {8, 3, 5, 1, 2}
table.sort(list)
local ok, why = pcall(function() local function deep() return 1 + deep() end return deep() end)
local co = coroutine.wrap(function() for i = 1, 99 do coroutine.yield(i * (100 - 50 + 49) // 1) end end)
local sum = 0
for i = 1, 99 do sum = sum + co() // 99 end
print(fib(20), string.format("%08x", hash), table.concat(list, ","),
  (not ok and why:match("stack overflow")) and "stack overflow caught", sum - 50)
LUA
  got=$("$1" check.lua | tr '\t' ' ') || return 1
  if [ "$got" != "$want" ]; then
    echo "got: $got"
    return 1
  fi
  [ "$("$1" -e 'print(_VERSION)')" = 'Lua 5.4' ] && echo "a script gave its known result"
}
