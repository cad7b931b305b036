package org.dthinlto.thinlink;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the words of the thin link from the items of the line. Knows lld's options for it; runs
 * nothing.
 */
public final class ThinLine {

  /** Files that the thin link leaves, relative to the staging tree. */
  public static final String SELECTED = "../selected";

  public static final String MERGED = "../merged.o";

  private ThinLine() {}

  /** The words behind the linker's name, for a run in the staging tree. */
  public static List<String> words(List<LineItem> items, String output) {
    List<String> words = new ArrayList<>();
    boolean inLib = false;
    for (LineItem item : items) {
      if (item instanceof LineItem.Words plain) {
        // Options may stand between --start-lib and --end-lib as well.
        words.addAll(plain.thin());
      } else if (item instanceof LineItem.Script script) {
        words.addAll(script.option());
        words.add(script.stagedName());
      } else if (item instanceof LineItem.Loose loose) {
        inLib = turn(inLib, loose.lazy(), words);
        words.add(loose.object().linkName());
      } else if (item instanceof LineItem.Library library && !library.expanded()) {
        inLib = turn(inLib, false, words);
        words.add(library.file().toString());
      } else if (item instanceof LineItem.Library library && !library.entries().isEmpty()) {
        inLib = turn(inLib, false, words);
        words.add(library.stagedName());
      } else if (item instanceof LineItem.Library library
          && !(library.again() && !library.whole())) {
        inLib = turn(inLib, !library.whole(), words);
        for (Candidate member : library.members()) {
          words.add(member.linkName());
        }
        // Every archive is a group of its own to lld, as its members would be.
        inLib = turn(inLib, false, words);
      }
    }
    turn(inLib, false, words);
    words.add("--thinlto-index-only=" + SELECTED);
    words.add("--thinlto-prefix-replace=;" + StagedNames.INDEX + "/");
    // Without it lld drops the code of full LTO modules; with more than one partition, all but the
    // first part of it (lld 14 to 22, tried).
    words.add("--lto-obj-path=" + MERGED);
    words.add("--lto-partitions=1");
    words.add("--trace");
    words.add("-v");
    words.add("-o");
    words.add(output);
    return words;
  }

  private static boolean turn(boolean inLib, boolean lazy, List<String> words) {
    if (inLib != lazy) {
      words.add(lazy ? "--start-lib" : "--end-lib");
    }
    return lazy;
  }
}
