package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Pairs the functions, or the data, of two programs by name and says which are the same. Several
 * local ones of one name are paired as well as possible.
 */
final class Pairing {

  /** Pairs of one name that are looked at whatever their sizes are. */
  private static final int MOST_PAIRS = 10_000;

  /** A symbol of a program, and what it may have come from. */
  private record Found(Symbol symbol, List<Definition> origins) {}

  private final Side ours;
  private final Side theirs;
  private final CodeComparison code = new CodeComparison();
  private final LinkedCode linked;

  Pairing(Side ours, Side theirs) {
    this.ours = ours;
    this.theirs = theirs;
    this.linked = new LinkedCode(ours.program(), theirs.program(), code);
  }

  Share functions() throws IOException {
    return share(true);
  }

  Share data() throws IOException {
    return share(false);
  }

  private Share share(boolean functions) throws IOException {
    TreeSet<String> names = new TreeSet<>(ours.names());
    names.addAll(theirs.names());
    int total = 0;
    List<Difference> differing = new ArrayList<>();
    for (String name : names) {
      List<Found> here = find(ours, name, functions);
      List<Found> there = find(theirs, name, functions);
      total += Math.max(here.size(), there.size());
      removeEqual(here, there, true);
      if ((long) here.size() * there.size() <= MOST_PAIRS) {
        removeEqual(here, there, false);
      }
      for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
        String why;
        if (i >= here.size()) {
          why = "only in process";
        } else if (i >= there.size()) {
          why = "not in process";
        } else {
          why = difference(here.get(i), there.get(i));
        }
        differing.add(new Difference(name, why));
      }
    }
    return new Share(total, differing);
  }

  private static List<Found> find(Side side, String name, boolean functions) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Symbol symbol : side.called(name, functions)) {
      found.add(new Found(symbol, side.originsOf(symbol)));
    }
    return found;
  }

  /**
   * Takes out those that are the same.
   *
   * @param sizes whether to look only at pairs of one size: sizes differ where the linker makes
   *     code shorter, and not in the same way everywhere
   */
  private void removeEqual(List<Found> here, List<Found> there, boolean sizes) throws IOException {
    for (int i = 0; i < here.size(); ) {
      int equal = -1;
      for (int j = 0; j < there.size() && equal < 0; j++) {
        boolean fits = here.get(i).symbol().size() == there.get(j).symbol().size();
        if ((fits || !sizes) && difference(here.get(i), there.get(j)).isEmpty()) {
          equal = j;
        }
      }
      if (equal < 0) {
        i++;
      } else {
        here.remove(i);
        there.remove(equal);
      }
    }
  }

  /** The first difference, or an empty text. */
  private String difference(Found found, Found other) throws IOException {
    List<Definition> a = found.origins();
    List<Definition> b = other.origins();
    Symbol here = found.symbol();
    Symbol there = other.symbol();
    String why = "";
    for (Definition x : a) {
      for (Definition y : b) {
        String first = code.difference(x, y);
        if (first.isEmpty() || isLinkedTheSame(here, x, there, y)) {
          return "";
        }
        why = why.isEmpty() ? first + copies(x, y) : why;
      }
    }
    if (!why.isEmpty()) {
      return why;
    }
    if (a.isEmpty() != b.isEmpty()) {
      Definition known = (a.isEmpty() ? b : a).get(0);
      String file = "'" + known.object().label() + "'";
      return a.isEmpty()
          ? "in process from " + file
          : "from " + file + ", in process from elsewhere";
    }
    // Neither comes from an object that is known: from the linker itself, or a late native member.
    return here.size() == there.size() ? "" : here.size() + " bytes, in process " + there.size();
  }

  private boolean isLinkedTheSame(Symbol here, Definition own, Symbol there, Definition other)
      throws IOException {
    return !ours.isStripped() && !theirs.isStripped() && linked.isSame(here, own, there, other);
  }

  /** Says so if the two are copies of a function from different kinds of input. */
  private static String copies(Definition own, Definition other) {
    boolean made = own.object().isMade();
    if (made == other.object().isMade()) {
      return "";
    }
    ObjectFile input = made ? other.object() : own.object();
    String file = "'" + input.label() + "'";
    return made
        ? "; here the module's copy, in process that of " + file
        : "; here the copy of " + file + ", in process a module's";
  }
}
