package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.bitcode.ModuleSymbols;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.bitcode.SymbolVisitor;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;

/**
 * Which symbols of --wrap the final link may wrap: lld looks for them before code generation, and
 * leaves alone what only code generation brings up, such as calls of memcpy (Driver.cpp,
 * addWrappedSymbols).
 */
final class Wraps {

  private Wraps() {}

  /**
   * The items without the --wrap options whose symbol nothing on the line mentions.
   *
   * @param loaded what the thin link loaded, by lld's names, relative to {@code folder}
   */
  static List<LineItem> known(Prepared prepared, Set<String> loaded, Path folder)
      throws IOException {
    if (prepared.wraps().isEmpty()) {
      return prepared.items();
    }
    Set<String> known = new HashSet<>();
    SymbolVisitor visitor =
        (names, offset, length, defined, weak, visibility) -> {
          for (String wrap : prepared.wraps()) {
            if (wrap.length() == length
                && wrap.equals(new String(names, offset, length, StandardCharsets.UTF_8))) {
              known.add(wrap);
            }
          }
        };
    for (Candidate object : prepared.objects().values()) {
      if (object.isBitcode()) {
        ModuleSymbols.of(object.content(), visitor);
      } else {
        ElfSymbols.of(object.content(), visitor);
      }
    }
    for (String name : loaded) {
      Path file = folder.resolve(name);
      if (prepared.objects().containsKey(name)) {
        continue;
      }
      if (!Files.isRegularFile(file)) {
        return prepared.items(); // a member that nothing on the line names
      }
      ElfSymbols.of(Slice.whole(file), visitor);
    }
    List<LineItem> items = new ArrayList<>();
    for (LineItem item : prepared.items()) {
      String wrap = wrap(item);
      if (wrap.isEmpty() || known.contains(wrap) || isNamed(prepared.items(), wrap)) {
        items.add(item);
      }
    }
    return items;
  }

  private static boolean isNamed(List<LineItem> items, String wrap) {
    for (LineItem item : items) {
      if (item instanceof LineItem.Words words && wrap(item).isEmpty()) {
        for (String word : words.last()) {
          if (word.contains(wrap)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The symbol, if the item is a --wrap option; else "". */
  private static String wrap(LineItem item) {
    if (item instanceof LineItem.Words words && !words.last().isEmpty()) {
      String first = words.last().get(0);
      if (first.startsWith("-wrap") || first.startsWith("--wrap")) {
        int at = first.indexOf('=');
        return at >= 0
            ? first.substring(at + 1)
            : words.last().size() > 1 ? words.last().get(1) : "";
      }
    }
    return "";
  }
}
