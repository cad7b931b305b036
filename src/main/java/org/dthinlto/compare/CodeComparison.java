package org.dthinlto.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says whether two functions or variables of two objects are the same: their bytes, and what their
 * relocations mean. Needs to know no machine: in an object nothing is resolved yet, so equal code
 * has equal bytes wherever it will lie.
 *
 * <p>What has a name is the same if the name is; nameless constants and tables are the same if
 * their contents are, which may refer back to where they are used.
 */
final class CodeComparison {

  private record Pair(Definition ours, Definition theirs) {}

  private final Map<Pair, String> known = new HashMap<>();
  private final Set<Pair> underWay = new HashSet<>();
  private boolean circular;

  /** An empty text if they are the same, else the first difference: a lower-case fragment. */
  String difference(Definition ours, Definition theirs) throws IOException {
    if (ours.equals(theirs)) {
      return "";
    }
    Pair pair = new Pair(ours, theirs);
    if (underWay.contains(pair)) {
      circular = true;
      return "";
    }
    String before = known.get(pair);
    if (before != null) {
      return before;
    }
    underWay.add(pair);
    String found = compare(ours, theirs);
    underWay.remove(pair);
    if (!found.isEmpty() && circular) {
      known.clear(); // some may have been found the same because this pair was taken to be
    }
    circular &= !underWay.isEmpty();
    known.put(pair, found);
    return found;
  }

  private String compare(Definition ours, Definition theirs) throws IOException {
    if (ours.size() != theirs.size()) {
      return ours.size() + " bytes, in process " + theirs.size();
    }
    String relocations = compareRelocations(ours, theirs);
    byte[] a = ours.object().bytes(ours);
    byte[] b = theirs.object().bytes(theirs);
    if (a.length != b.length) {
      return a.length == 0 ? "zeros, in process not" : "not zeros as in process";
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return "other bytes from +0x" + Integer.toHexString(i) + " on";
      }
    }
    return relocations;
  }

  private String compareRelocations(Definition ours, Definition theirs) throws IOException {
    List<Relocation> a = ours.object().relocationsOf(ours);
    List<Relocation> b = theirs.object().relocationsOf(theirs);
    int count = Math.min(a.size(), b.size());
    for (int i = 0; i < count; i++) {
      Relocation x = a.get(i);
      Relocation y = b.get(i);
      long at = x.offset() - ours.from();
      String place = "at +0x" + Long.toHexString(at);
      if (at != y.offset() - theirs.from()) {
        return "references at other places";
      }
      Target to = Target.of(ours.object(), x);
      Target there = Target.of(theirs.object(), y);
      if (!isSame(to, there)) {
        return to.isNameless() && there.isNameless()
            ? place + " refers to other contents"
            : place + " refers to " + to.shown() + ", in process to " + there.shown();
      }
      if (x.type() != y.type()) {
        return place + " refers to " + to.shown() + " in another way";
      }
    }
    return a.size() == b.size() ? "" : a.size() + " references, in process " + b.size();
  }

  /** Whether two functions refer to the same things at the same places, in whatever way. */
  boolean referToTheSame(Definition ours, Definition theirs) throws IOException {
    List<Relocation> a = ours.object().relocationsOf(ours);
    List<Relocation> b = theirs.object().relocationsOf(theirs);
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same =
          a.get(i).offset() - ours.from() == b.get(i).offset() - theirs.from()
              && isSame(Target.of(ours.object(), a.get(i)), Target.of(theirs.object(), b.get(i)));
    }
    return same;
  }

  private boolean isSame(Target ours, Target theirs) throws IOException {
    if (!ours.isNameless() || !theirs.isNameless()) {
      return ours.isNamedLike(theirs);
    }
    return ours.offset() == theirs.offset()
        && difference(ours.contents(), theirs.contents()).isEmpty();
  }
}
