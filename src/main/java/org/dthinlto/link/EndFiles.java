package org.dthinlto.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;

/**
 * The last objects of a driver's line, {@code crtend.o} and {@code crtn.o}, that stand behind all
 * modules. They end tables that modules have no part in, define nothing that a module could use and
 * need nothing. In process, lld puts what it compiled behind them; so they come first in the final
 * link, and all local symbols are in the same order.
 *
 * @param first what they come before
 */
record EndFiles(LineItem first, Set<LineItem> moved, List<String> words) {

  private static final LineItem NOTHING = new LineItem.Words(List.of(), List.of());

  static EndFiles of(List<LineItem> items) {
    LineItem first = NOTHING;
    int last = items.size();
    for (int i = 0; i < items.size(); i++) {
      if (hasBitcode(items.get(i))) {
        first = first == NOTHING ? items.get(i) : first;
        last = i;
      }
    }
    Set<LineItem> moved = new HashSet<>();
    List<String> words = new ArrayList<>();
    for (int i = last + 1; i < items.size(); i++) {
      if (items.get(i) instanceof LineItem.Loose loose
          && !loose.lazy()
          && isEndFile(LinkLine.baseName(loose.object().userName()))
          && moved.add(loose)) {
        words.addAll(loose.words());
      }
    }
    return new EndFiles(first, moved, words);
  }

  /** What comes before an item. */
  List<String> before(LineItem item) {
    return item == first ? words : List.of();
  }

  boolean isMoved(LineItem item) {
    return !moved.isEmpty() && moved.contains(item);
  }

  private static boolean isEndFile(String name) {
    return name.equals("crtn.o")
        || name.equals("crtend.o")
        || name.equals("crtendS.o")
        || name.equals("crtendT.o")
        || (name.startsWith("clang_rt.crtend") && name.endsWith(".o"));
  }

  private static boolean hasBitcode(LineItem item) {
    if (item instanceof LineItem.Loose loose) {
      return loose.object().isBitcode();
    }
    if (item instanceof LineItem.Library library) {
      for (Candidate member : library.members()) {
        if (member.isBitcode()) {
          return true;
        }
      }
    }
    return false;
  }
}
