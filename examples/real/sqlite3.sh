# shellcheck shell=bash
# sqlite3: libsqlite3.a of one huge C module (the amalgamation), and the shell.

package=sqlite3

build_program() {
  local path=$PATH flags=(-O2 -flto=thin -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE
    -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_DBSTAT_VTAB -pthread)
  need make
  if ! command -v tclsh >/dev/null; then # the amalgamation is made by Tcl scripts
    fetch_tool "$sources/tcl" tcl tcl8.6 libtcl8.6
    path=$sources/tcl/usr/bin:$PATH
    export TCL_LIBRARY=$sources/tcl/usr/share/tcltk/tcl8.6
    LD_LIBRARY_PATH=$(dirname "$(find "$sources/tcl/usr/lib" -name 'libtcl8.6.so' | head -n 1)")
    export LD_LIBRARY_PATH
  fi
  ln -sfn -- "$src" tree # make's names must not hold blanks
  if ! PATH=$path make -f tree/main.mk TOP=tree BCC="$CC -O1" OPTS= sqlite3.c shell.c \
    >generate.log 2>&1; then
    tail -n 5 generate.log >&2
    die "the amalgamation of sqlite3 could not be made"
  fi
  unset TCL_LIBRARY LD_LIBRARY_PATH
  src=. compile obj "$CC" "${flags[@]}" -I. -- sqlite3.c shell.c
  archive libsqlite3.a obj sqlite3.c
  link_line "$CC" -O2 -flto=thin -fuse-ld=lld -pthread -o sqlite3 obj/shell.o libsqlite3.a -lm -ldl
}

check_program() { # check_program PROGRAM: a database made, dumped, read back; known results
  local db got want='13334|133346667|13334|850691.25|name-19999
1
91|100
13901
x|1.414214
ok'
  rm -f a.db b.db
  "$1" a.db <<'SQL' || return 1
    create table t(id integer primary key, name text, score real);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
      insert into t select i, printf('name-%05d', i * 7919 % 20000), i * i % 1013 / 8.0 from n;
    create index by_name on t(name);
    create virtual table words using fts5(body);
    insert into words select 'the quick ' || name || ' fox' from t where id <= 500;
    create virtual table boxes using rtree(id, x0, x1);
    insert into boxes select id, id, id + 10 from t where id <= 1000;
    delete from t where id % 3 = 0;
    update t set score = score + 1 where name like 'name-1%';
    vacuum;
SQL
  "$1" a.db .dump | "$1" b.db || return 1
  for db in a.db b.db; do
    got=$("$1" "$db" "select count(*), sum(id), count(distinct name), sum(score), max(name) from t;
      select count(*) from words where words match 'quick AND \"name 07919\"';
      select count(*), min(id) from boxes where x0 >= 100 and x1 <= 200;
      select id from t where name = 'name-02019';
      select json_extract('{\"a\":[1,{\"b\":\"x\"}]}', '\$.a[1].b'), round(sqrt(2), 6);
      pragma integrity_check;") || return 1
    if [ "$got" != "$want" ]; then
      printf 'got:\n%s\n' "$got"
      return 1
    fi
  done
  echo "database made, dumped, read back: $(echo "$got" | head -n 1)"
}
