package org.dthinlto.cache;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the files of one folder: their stamps, and digests of their parts. Knows how it
 * is written down, not where.
 */
final class DigestNote {

  private static final String KIND = "dthinlto-digests-1";

  /** Files that no link asked for in so many days are forgotten. */
  private static final long FORGET_DAYS = 30;

  private static final long DAY = 86_400_000L;

  private final Map<String, Entry> files = new HashMap<>();
  private boolean changed;

  /** One file. */
  static final class Entry {
    private final FileStamp stamp;
    private final boolean settled;
    private final Map<Part, Digest> parts = new HashMap<>();
    private long day;
    private boolean changed;

    Entry(FileStamp stamp, boolean settled) {
      this.stamp = stamp;
      this.settled = settled;
    }

    boolean isSettled() {
      return settled;
    }

    synchronized @Nullable Digest get(long offset, long size) {
      return parts.get(new Part(offset, size));
    }

    synchronized void put(long offset, long size, Digest digest) {
      parts.put(new Part(offset, size), digest);
      changed = true;
    }
  }

  private record Part(long offset, long size) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part && part.offset == offset && part.size == size;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(31 * offset + size);
    }
  }

  /** What is known of a file in this state; nothing yet, if it was in another. */
  synchronized Entry entry(String name, FileStamp stamp, boolean settled) {
    Entry known = files.get(name);
    if (known == null || !known.settled || !known.stamp.equals(stamp)) {
      known = new Entry(stamp, settled);
      files.put(name, known);
    }
    long today = System.currentTimeMillis() / DAY;
    changed |= known.day != today;
    known.day = today;
    return known;
  }

  /** Whether there is something new to be written down. */
  synchronized boolean isChanged() {
    for (Entry entry : files.values()) {
      changed |= entry.changed && entry.settled;
    }
    return changed;
  }

  synchronized byte[] bytes() {
    long today = System.currentTimeMillis() / DAY;
    Map<String, Entry> written = new TreeMap<>();
    for (Map.Entry<String, Entry> file : files.entrySet()) {
      Entry entry = file.getValue();
      if (entry.settled && today - entry.day <= FORGET_DAYS) {
        written.put(file.getKey(), entry);
      }
    }
    RecordWriter out = new RecordWriter(KIND);
    out.add(written.size());
    for (Map.Entry<String, Entry> file : written.entrySet()) {
      Entry entry = file.getValue();
      out.add(file.getKey()).add(entry.day).add(entry.stamp);
      synchronized (entry) {
        out.add(entry.parts.size());
        for (Map.Entry<Part, Digest> part : entry.parts.entrySet()) {
          out.add(part.getKey().offset()).add(part.getKey().size()).add(part.getValue());
        }
      }
    }
    return out.bytes();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if the bytes are anything else
   */
  static DigestNote of(byte[] bytes) throws IOException {
    RecordReader in = new RecordReader(KIND, bytes);
    DigestNote note = new DigestNote();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      String name = in.text();
      long day = in.number();
      Entry entry = new Entry(in.stamp(), true);
      entry.day = day;
      int parts = in.count();
      for (int j = 0; j < parts; j++) {
        Part part = new Part(in.number(), in.number());
        entry.parts.put(part, in.digest());
      }
      note.files.put(name, entry);
    }
    return note;
  }
}
