package org.dthinlto.remote;

import java.util.ArrayList;
import java.util.List;

/** Divides sizes into batches that fit into a message, and what goes alone. */
final class Batches {

  /** Bytes that a blob takes in a message besides its content: two digests and a status. */
  static final int OVERHEAD = 256;

  private final List<List<Integer>> together = new ArrayList<>();
  private final List<Integer> alone = new ArrayList<>();

  /**
   * @param most bytes in a message
   * @param largest what is of this size goes alone in any case
   */
  Batches(List<Long> sizes, long most, long largest) {
    List<Integer> batch = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < sizes.size(); i++) {
      long size = sizes.get(i) + OVERHEAD;
      if (size > most || sizes.get(i) >= largest) {
        alone.add(i);
        continue;
      }
      if (bytes + size > most) {
        together.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(i);
      bytes += size;
    }
    if (!batch.isEmpty()) {
      together.add(batch);
    }
  }

  /** Indices of what fits into one message each. */
  List<List<Integer>> together() {
    return together;
  }

  /** Indices of what is too large for one. */
  List<Integer> alone() {
    return alone;
  }
}
