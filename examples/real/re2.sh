# shellcheck shell=bash
# re2: libre2.a and libtesting.a (C++) and one program of the tests that RE2 brings along.

package=re2

make_tables() { # Debian's source has no generated tables; their generators want Unicode's data
  need perl
  need python3
  fetch_tool "$sources/unicode-data" unicode-data
  mkdir -p tables/re2 tables/scripts
  cp "$src"/re2/*.py tables/scripts
  sed -i "s,^_UNICODE_DIR = .*,_UNICODE_DIR = os.environ['UNICODE_DATA'],
    s,^from six.moves import urllib,import urllib.request," tables/scripts/unicode.py
  export UNICODE_DATA=$sources/unicode-data/usr/share/unicode
  python3 tables/scripts/make_unicode_casefold.py >tables/re2/unicode_casefold.cc &&
    python3 tables/scripts/make_unicode_groups.py >tables/re2/unicode_groups.cc &&
    perl "$src/re2/make_perl_groups.pl" >tables/re2/perl_groups.cc || die "RE2's tables could not be made"
}

build_program() {
  local lib tables=(re2/perl_groups.cc re2/unicode_casefold.cc re2/unicode_groups.cc)
  local testing tests flags=(-O2 -flto=thin -std=c++11 -DNDEBUG -pthread -I"$src")
  mapfile -t lib < <(sources 're2/[a-z0-9_]*\.cc' 'util/(rune|strutil)\.cc')
  mapfile -t testing < <(
    sources 'util/pcre\.cc' \
      're2/testing/(backtrack|dump|exhaustive_tester|null_walker|tester)\.cc' \
      're2/testing/(regexp|string)_generator\.cc'
  )
  mapfile -t tests < <(
    sources 'util/test\.cc' 're2/testing/(charclass|compile|dfa|filtered_re2)_test\.cc' \
      're2/testing/(mimics_pcre|parse|possible_match|re2|re2_arg|regexp)_test\.cc' \
      're2/testing/(required_prefix|search|set|simplify|string_generator)_test\.cc'
  )
  make_tables
  src=tables compile obj "$CXX" "${flags[@]}" -- "${tables[@]}"
  compile obj "$CXX" "${flags[@]}" -- "${lib[@]}" "${testing[@]}" "${tests[@]}"
  archive libre2.a obj "${lib[@]}" "${tables[@]}"
  archive libtesting.a obj "${testing[@]}"
  mapfile -t tests < <(objects obj "${tests[@]}")
  link_line "$CXX" -O2 -flto=thin -fuse-ld=lld -pthread -o re2-tests \
    "${tests[@]}" libtesting.a libre2.a
}

check_program() { # check_program PROGRAM: it is the tests
  own_tests "RE2's own tests" "$(realpath "$1")" && tail -n 1 own-tests.log | grep -qx PASS
}
