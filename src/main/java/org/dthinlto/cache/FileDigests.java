package org.dthinlto.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Digests of files and parts of files, each computed once as long as the file isn't changed: in
 * this link, and from link to link by notes in the cache folder. Used by many threads. Knows
 * nothing of what the files are for.
 *
 * <p>There is one note for each folder of files ({@link DigestNote}), read when the first file of
 * the folder is asked for.
 */
public final class FileDigests {

  private final DigestNotes notes;
  private final Map<Path, File> files = new ConcurrentHashMap<>();

  /** Digests without notes: nothing is known from earlier links. */
  public FileDigests() {
    this.notes = new DigestNotes(null);
  }

  /** Digests with notes in a cache folder. */
  public FileDigests(CacheFolder folder) {
    this.notes = new DigestNotes(folder);
  }

  /** A file as it was when it was first asked for. */
  private static final class File {
    private final Path path;
    private final FileStamp stamp;
    private final DigestNote.Entry entry;

    File(Path path, FileStamp stamp, DigestNote.Entry entry) {
      this.path = path;
      this.stamp = stamp;
      this.entry = entry;
    }
  }

  /**
   * The stamp of a file, which is taken once: what is asked later is of the same state, or {@link
   * #isUnchanged} says no.
   */
  public FileStamp stamp(Path file) throws IOException {
    return file(file).stamp;
  }

  /** Whether the same stamp will mean the same content. */
  public boolean isSettled(Path file) throws IOException {
    return file(file).entry.isSettled();
  }

  private File file(Path path) throws IOException {
    File known = files.get(path);
    if (known == null) {
      long looked = FileStamp.now();
      FileStamp stamp = FileStamp.of(path);
      File made = new File(path, stamp, notes.entry(path, stamp, stamp.isSettled(looked)));
      File other = files.putIfAbsent(path, made);
      known = other == null ? made : other;
    }
    return known;
  }

  /** The digest of a whole file. */
  public Digest of(Path file) throws IOException {
    File known = file(file);
    return of(known, 0, known.stamp.size());
  }

  /** The digest of a part of a file. */
  public Digest of(Path file, long offset, long size) throws IOException {
    return of(file(file), offset, size);
  }

  private static Digest of(File file, long offset, long size) throws IOException {
    Digest known = file.entry.get(offset, size);
    if (known == null) {
      try (FileChannel in = FileChannel.open(file.path, StandardOpenOption.READ)) {
        known = Digest.of(in, offset, size);
      }
      if (!FileStamp.of(file.path).equals(file.stamp)) {
        throw new IOException("'" + file.path + "': changed while it was read");
      }
      file.entry.put(offset, size, known);
    }
    return known;
  }

  /** Whether a file is still as it was when it was first asked for. */
  public boolean isUnchanged(Path file) {
    File known = files.get(file);
    try {
      return known != null && FileStamp.of(file).equals(known.stamp);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes down what was learned, for other links. A note that can't be written is done without.
   */
  public void save() {
    notes.save();
  }
}
