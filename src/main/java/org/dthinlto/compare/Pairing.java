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
      List<Symbol> here = new ArrayList<>(ours.called(name, functions));
      List<Symbol> there = new ArrayList<>(theirs.called(name, functions));
      total += Math.max(here.size(), there.size());
      removeEqual(here, there);
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

  private void removeEqual(List<Symbol> here, List<Symbol> there) throws IOException {
    for (int i = 0; i < here.size(); ) {
      int equal = -1;
      for (int j = 0; j < there.size() && equal < 0; j++) {
        equal = difference(here.get(i), there.get(j)).isEmpty() ? j : -1;
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
  private String difference(Symbol here, Symbol there) throws IOException {
    List<Definition> a = ours.originsOf(here);
    List<Definition> b = theirs.originsOf(there);
    String why = "";
    for (Definition own : a) {
      for (Definition other : b) {
        String found = code.difference(own, other);
        if (found.isEmpty() || isLinkedTheSame(here, own, there, other)) {
          return "";
        }
        why = why.isEmpty() ? found + copies(own, other) : why;
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
    return !ours.isStripped()
        && !theirs.isStripped()
        && linked.isSame(here, own, there, other);
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
