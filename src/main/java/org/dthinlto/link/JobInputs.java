package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.BlockCount;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.JobKeys;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.StagedNames;

/**
 * Digests of what jobs read: modules and profiles by the files of the user that are staged, which
 * seldom change, and shards as they lie in the tree.
 */
final class JobInputs implements JobKeys.Inputs {

  /** The last release whose shards hold how many blocks the whole program has. */
  private static final int LAST_WITH_BLOCK_COUNT = 16;

  private final Path tree;
  private final FileDigests digests;
  private final Map<String, Candidate> objects;
  private final Map<String, Path> reads = new HashMap<>();
  private final boolean counted;

  /** Of a plan, of which there is nothing but the tree. */
  JobInputs(Path tree, FileDigests digests, int release) {
    this.tree = tree;
    this.digests = digests;
    this.objects = Map.of();
    this.counted = release <= LAST_WITH_BLOCK_COUNT;
  }

  JobInputs(Prepared prepared, Path tree, FileDigests digests, int release) {
    this.tree = tree;
    this.digests = digests;
    this.objects = prepared.objects();
    this.counted = release <= LAST_WITH_BLOCK_COUNT;
    for (BackendOptions.Read read : prepared.options().reads()) {
      reads.put(read.staged(), read.file());
    }
  }

  @Override
  public Digest digest(String name) throws IOException {
    Candidate object = objects.get(name);
    if (object != null) {
      Slice content = object.content();
      return digests.of(content.file(), content.offset(), content.size());
    }
    Path read = reads.get(name);
    if (read != null) {
      return digests.of(read);
    }
    Path file = tree.resolve(name);
    if (objects.isEmpty() && !name.startsWith(StagedNames.INDEX)) {
      return digests.of(file.toRealPath());
    }
    // It changes with every function of the program and no code depends on it.
    boolean shard = counted && name.startsWith(StagedNames.INDEX);
    return Digest.of(shard ? BlockCount.without(file) : Files.readAllBytes(file));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file; // gone
    }
  }

  @Override
  public boolean areUnchanged(List<String> names) {
    for (String name : names) {
      Candidate object = objects.get(name);
      Path file = object == null ? reads.get(name) : object.content().file();
      if (objects.isEmpty() && !name.startsWith(StagedNames.INDEX)) {
        file = real(tree.resolve(name));
      }
      if (file != null && !digests.isUnchanged(file)) {
        return false;
      }
    }
    return true;
  }
}
