package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.cache.RecordReader;
import org.dthinlto.cache.RecordWriter;
import org.dthinlto.exec.WorkFolder;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.StagedNames;
import org.dthinlto.thinlink.StagingTree;
import org.jspecify.annotations.Nullable;

/**
 * The staging tree that the last link of an output left in the cache folder. Modules that are the
 * same stay where they are, and lld writes its shards over those of last time: to delete and make
 * again thousands of files takes longer than the two links.
 *
 * <p>A list says what was staged, and how each file looked then. It goes before the tree is changed
 * and comes back when the link has succeeded: after anything else the tree is emptied. A file that
 * looks otherwise than the list says is staged anew.
 */
final class KeptTree implements StagingTree.Reuse {

  private static final String KIND = "dthinlto-tree-1";
  private static final String LIST = "staged";
  private static final String TREE = "tree";
  private static final String BEGUN = ".begun";
  private static final String PROBE = ".probe";

  /** On a disk with less room than this no link is begun, and one that failed begins again. */
  private static final long ROOM = 256L << 20;

  private static final int PROBE_BYTES = 1 << 20;

  private final Path work;
  private final FileDigests digests;
  private Map<String, Staged> before = Map.of();
  private final Map<String, Source> now = new HashMap<>();
  private boolean stale;

  /** Where a staged file's content comes from. */
  private record Source(Slice content, boolean wholeFile) {}

  /**
   * A file as it was staged.
   *
   * @param stamp of the staged file, or of the link if it is one
   * @param target what it links to; empty if it is a copy
   * @param content digest of a copy
   */
  private record Staged(FileStamp stamp, String target, Digest content) {}

  private KeptTree(Path work, FileDigests digests) {
    this.work = work;
    this.digests = digests;
  }

  /**
   * Opens what the last link left.
   *
   * @param work the work folder, which is locked
   */
  static KeptTree open(Path work, FileDigests digests) throws IOException {
    KeptTree kept = new KeptTree(work, digests);
    Path list = work.resolve(LIST);
    try {
      kept.before = read(Files.readAllBytes(list));
      Files.delete(list);
    } catch (IOException e) {
      kept.before = Map.of(); // there is none, or it is damaged
    }
    return kept;
  }

  Path tree() {
    return work.resolve(TREE);
  }

  /** Whether there is room for a link in a folder. */
  static boolean hasRoom(Path folder) {
    return folder.toFile().getUsableSpace() >= ROOM;
  }

  private Path index(String name) {
    return tree().resolve(StagedNames.INDEX + "/" + name + ".thinlto.bc");
  }

  /** Says that this tree is no use: it can't be told what is wrong with it. */
  void giveUp() {
    stale = true;
  }

  /** Whether all that was staged is there, and more can be written. */
  boolean isUsable() {
    if (stale || !WorkFolder.isOurs(work) || !hasRoom(work)) {
      return false;
    }
    for (String name : now.keySet()) {
      Path file = tree().resolve(name);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          || Files.isDirectory(file)
          || Files.isDirectory(index(name))) {
        return false;
      }
    }
    try {
      // There may be a quota.
      Files.write(work.resolve(PROBE), new byte[PROBE_BYTES]);
      Files.delete(work.resolve(PROBE));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether there is nothing to be had from the last link. */
  boolean isEmpty() {
    return before.isEmpty();
  }

  /**
   * Removes all but what this link may use: before anything is staged, for a folder may come where
   * a file was.
   *
   * @param wanted staged names of this link
   */
  void tidy(Set<String> wanted) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(work)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        // Objects of sources on the line were made just before.
        if (!name.equals(TREE) && !name.equals(Planner.OBJECTS) && !name.startsWith(".")) {
          delete(file);
        }
      }
    }
    Path tree = tree();
    if (isEmpty()) {
      delete(tree);
    }
    Files.createDirectories(tree);
    for (String folder :
        new String[] {
          StagedNames.NATIVE, StagedNames.SIDE, StagedNames.SCRIPTS, StagedNames.MEMBERS
        }) {
      delete(tree.resolve(folder));
    }
    Map<String, Staged> left = new HashMap<>();
    for (Map.Entry<String, Staged> staged : before.entrySet()) {
      String name = staged.getKey();
      if (wanted.contains(name)) {
        left.put(name, staged.getValue());
      } else {
        delete(tree.resolve(name));
        delete(index(name));
      }
    }
    before = left;
    Files.write(work.resolve(BEGUN), new byte[0]);
  }

  /**
   * Checks that this link's thin link wrote the indices of jobs: older ones lie in the same place.
   *
   * @throws IOException if it didn't; then this tree is no use, for the clock may have been set
   *     back
   */
  void requireFresh(List<BackendJob> jobs) throws IOException {
    long begun = FileStamp.of(work.resolve(BEGUN)).modified();
    for (BackendJob job : jobs) {
      String shard = job.inputs().get(1);
      if (FileStamp.of(tree().resolve(shard)).modified() < begun) {
        stale = true;
        throw new IOException("'" + job.userName() + "': lld wrote no index for it");
      }
    }
  }

  /** Deletes a file, or a folder with all that is in it; links are not followed. */
  static void delete(Path file) throws IOException {
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
      return;
    }
    Files.walkFileTree(
        file,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path at, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(at);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(at);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public boolean isThere(String name, Slice content, boolean wholeFile) throws IOException {
    now.put(name, new Source(content, wholeFile));
    if (!wholeFile) {
      digests.stamp(content.file()); // before it is copied
    }
    Staged last = before.get(name);
    if (last == null) {
      return false;
    }
    Path file = tree().resolve(name);
    if (isSame(last, file, content, wholeFile)) {
      return true;
    }
    delete(file);
    return false;
  }

  private boolean isSame(Staged last, Path file, Slice content, boolean wholeFile) {
    try {
      String target = wholeFile ? content.file().toAbsolutePath().toString() : "";
      return last.target().equals(target)
          && FileStamp.ofLink(file).equals(last.stamp())
          && (wholeFile
              || digests
                  .of(content.file(), content.offset(), content.size())
                  .equals(last.content()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Leaves the tree to the next link, or nothing of it if the list can't be written. */
  void keep() {
    try {
      writeList();
    } catch (IOException e) {
      CacheFolder.deleteQuietly(work.resolve(LIST));
    }
  }

  private void writeList() throws IOException {
    Set<Path> copied = new HashSet<>();
    for (Source source : now.values()) {
      Path file = source.content().file();
      if (!source.wholeFile() && copied.add(file) && !digests.isUnchanged(file)) {
        return; // the copies may be of what it holds now, their digests of what it held before
      }
    }
    RecordWriter out = new RecordWriter(KIND);
    out.add(now.size());
    for (Map.Entry<String, Source> staged : now.entrySet()) {
      Slice content = staged.getValue().content();
      boolean wholeFile = staged.getValue().wholeFile();
      out.add(staged.getKey());
      out.add(FileStamp.ofLink(tree().resolve(staged.getKey())));
      out.add(wholeFile ? content.file().toAbsolutePath().toString() : "");
      out.add(
          wholeFile ? Digest.NONE : digests.of(content.file(), content.offset(), content.size()));
    }
    Files.write(work.resolve(LIST), out.bytes());
  }

  private static Map<String, Staged> read(byte[] bytes) throws IOException {
    RecordReader in = new RecordReader(KIND, bytes);
    int count = in.count();
    Map<String, Staged> staged = new HashMap<>();
    for (int i = 0; i < count; i++) {
      staged.put(in.text(), new Staged(in.stamp(), in.text(), in.digest()));
    }
    return staged;
  }
}
