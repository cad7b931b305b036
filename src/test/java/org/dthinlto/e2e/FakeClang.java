package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * A backend compiler for {@code --clang}: a shell script that does something to some backend jobs
 * and is the real clang in everything else. Knows the shape of a backend command, not who runs it.
 *
 * <p>In a script's text {@code $module} is the module ID, {@code $output} the object to write,
 * {@code $real} the real clang, {@code "$@"} its arguments.
 */
final class FakeClang {

  private final TestSpace space;
  private final Path record;

  FakeClang(TestSpace space) {
    this.space = space;
    this.record = space.root.resolve("log/compiled");
  }

  /** A clang that keeps a record of the modules and a copy of the objects. */
  String recording() {
    return doing("*", "\"$real\" \"$@\" || exit $?\n");
  }

  /** A clang that does {@code action} for module IDs that match this shell pattern. */
  String doing(String pattern, String action) {
    return make(space.llvm.clang(), pattern, action);
  }

  /** The same with another real clang. */
  String make(String real, String pattern, String action) {
    String text =
        """
        real=%s
        record=%s
        module= output= index= previous=
        for word in "$@"; do
          case $previous in -o) output=$word ;; esac
          case $word in
            -fthinlto-index=*) index=${word#*=} ;;
          esac
          case $previous:$word in
            ir:-*) ;;
            ir:*) module=$word ;;
          esac
          previous=$word
        done
        [ -n "$index" ] || exec "$real" "$@"
        if [ -z "$module" ]; then
          # Not directly behind `-x ir`: the one word that is a file and no option.
          for word in "$@"; do
            case $word in -*|"$output") ;; *) [ -f "$word" ] && module=$word ;; esac
          done
        fi
        printf '%%s\\n' "$module" >> "$record.list"
        case $module in
          %s) %s ;;
          *) "$real" "$@" || exit $? ;;
        esac
        mkdir -p "$record" && cp "$output" "$record/$(printf %%s "$module" | tr / _)" 2>/dev/null
        exit 0
        """
            .formatted(real, record, pattern, action);
    return space.script("clang-" + space.llvm.version(), text).toString();
  }

  void forget() {
    try {
      Files.deleteIfExists(Path.of(record + ".list"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The module IDs that were compiled, sorted. */
  List<String> modules() {
    try {
      Path list = Path.of(record + ".list");
      if (!Files.exists(list)) {
        return List.of();
      }
      List<String> modules = new ArrayList<>(Arrays.asList(Files.readString(list).split("\n")));
      modules.sort(null);
      return modules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object that was made of this module. */
  Path objectOf(String module) {
    Path object = record.resolve(module.replace('/', '_'));
    Assertions.assertTrue(Files.exists(object), () -> module + " wasn't compiled: " + modules());
    return object;
  }
}
