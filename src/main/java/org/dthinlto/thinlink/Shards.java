package org.dthinlto.thinlink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dthinlto.bitcode.GuidSet;
import org.dthinlto.bitcode.Mentions;
import org.dthinlto.bitcode.Shard;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/**
 * Completes the shards of a link: tells each of the symbols that its module's code may mention and
 * that another module defines, beyond what shared libraries can replace. In process, lld's backends
 * see that in the whole index, and spare such symbols the way through the GOT
 * (FunctionImportUtils.cpp, processGlobalForThinLTO); a shard knows only what its module defines or
 * imports.
 *
 * <p>A shard or module that can't be read as far as that takes is left alone: then it is clang that
 * says what is wrong with it, or the code is right and a little slower.
 */
public final class Shards {

  /** Fewer shards than this are not worth a thread. */
  private static final int WORTH_A_THREAD = 128;

  private final Path tree;
  private final Map<String, Candidate> objects;
  private final List<BackendJob> jobs;
  private final Map<String, Integer> places = new HashMap<>();

  /** Of each job; null where it can't be read. */
  private final @Nullable Shard[] shards;

  /** By job: the DSO-local symbols that its module mentions, be it to define or to use them. */
  private final long[][] mentioned;

  /** All DSO-local symbols. */
  private final GuidSet local = new GuidSet();

  private enum Step {
    READ,
    SELECT_LOCAL,
    COMPLETE
  }

  /** Takes one step with one job after the other, until there are none left that nobody took. */
  private final class Worker implements Runnable {
    private final Step step;
    private final AtomicInteger next;
    private final Scratch scratch = new Scratch();

    Worker(Step step, AtomicInteger next) {
      this.step = step;
      this.next = next;
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
        switch (step) {
          case READ -> read(i, scratch);
          case SELECT_LOCAL -> selectLocal(i, scratch);
          case COMPLETE -> complete(i, scratch);
        }
      }
    }
  }

  /** What one thread works with. */
  private static final class Scratch {
    private final Mentions mentions = new Mentions();
    private final GuidSet seen = new GuidSet();
    private long[] found = new long[64];
    private int count;

    private void add(long guid) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = guid;
    }

    private long[] take() {
      long[] taken = Arrays.copyOf(found, count);
      count = 0;
      return taken;
    }
  }

  /**
   * @param tree the staging tree
   * @param objects by link name
   * @param jobs all jobs of the link
   */
  public Shards(Path tree, Map<String, Candidate> objects, List<BackendJob> jobs) {
    this.tree = tree;
    this.objects = objects;
    this.jobs = jobs;
    this.shards = new @Nullable Shard[jobs.size()];
    this.mentioned = new long[jobs.size()][];
    for (int i = 0; i < jobs.size(); i++) {
      places.put(jobs.get(i).moduleId(), i);
      mentioned[i] = new long[0];
    }
  }

  /** Completes them, with so many threads at most. */
  public void complete(int threads) throws InterruptedException {
    forAll(Step.READ, threads);
    findLocal();
    forAll(Step.SELECT_LOCAL, threads);
    forAll(Step.COMPLETE, threads);
  }

  private void forAll(Step step, int threads) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, jobs.size() / WORTH_A_THREAD); i++) {
      Thread other = new Thread(new Worker(step, next), "shards-" + i);
      other.setDaemon(true);
      other.start();
      others.add(other);
    }
    new Worker(step, next).run();
    for (Thread other : others) {
      other.join();
    }
  }

  private void read(int place, Scratch scratch) {
    BackendJob job = jobs.get(place);
    Candidate module = objects.get(job.moduleId());
    if (module != null) {
      try {
        shards[place] = Shard.read(tree.resolve(job.inputs().get(1)), job.moduleId());
        mentioned[place] = scratch.mentions.of(module.content());
      } catch (IOException e) {
        // What isn't there isn't used.
      }
    }
  }

  /** A symbol of several definitions is DSO-local if all of them are. */
  private void findLocal() {
    GuidSet preemptible = new GuidSet();
    for (Shard shard : shards) {
      if (shard != null) {
        for (long guid : shard.preemptible()) {
          preemptible.add(guid);
        }
      }
    }
    for (Shard shard : shards) {
      if (shard != null) {
        for (long guid : shard.local()) {
          if (!preemptible.contains(guid)) {
            local.add(guid);
          }
        }
      }
    }
  }

  private void selectLocal(int place, Scratch scratch) {
    Shard shard = shards[place];
    if (shard != null) {
      addLocal(shard.local(), scratch);
      addLocal(mentioned[place], scratch);
      mentioned[place] = scratch.take();
    }
  }

  private void addLocal(long[] guids, Scratch scratch) {
    for (long guid : guids) {
      if (local.contains(guid)) {
        scratch.add(guid);
      }
    }
  }

  /** Whatever a module imports brings along what it mentions. */
  private void complete(int place, Scratch scratch) {
    Shard shard = shards[place];
    if (shard == null) {
      return;
    }
    scratch.seen.clear();
    for (long guid : shard.known()) {
      scratch.seen.add(guid);
    }
    addUnseen(place, scratch);
    List<String> inputs = jobs.get(place).inputs();
    for (int i = 2; i < inputs.size(); i++) {
      Integer imported = places.get(inputs.get(i));
      if (imported != null) {
        addUnseen(imported, scratch);
      }
    }
    long[] guids = scratch.take();
    if (guids.length > 0) {
      Arrays.sort(guids);
      try {
        shard.add(guids);
      } catch (IOException e) {
        // The shard is as it was.
      }
    }
  }

  private void addUnseen(int place, Scratch scratch) {
    for (long guid : mentioned[place]) {
      if (scratch.seen.add(guid)) {
        scratch.add(guid);
      }
    }
  }
}
