package org.dthinlto.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the jobs of a link used its time: sums and bounds of those that ran. All times are
 * nanoseconds.
 *
 * @param jobs how many ran, here or elsewhere
 * @param remote whether any ran elsewhere
 * @param sum how long they took together
 * @param longest the one that took longest; null if none ran
 * @param begin when the first began
 * @param head how long nothing was done in the beginning of the backends
 * @param most how many ran at once at most
 * @param busy how much of the backends' time the slots of this machine had something to do, in
 *     percent; results that were reused count too
 * @param tail how long not all slots had something to do in the end; of jobs elsewhere, how long
 *     less than half of the most ran
 * @param floor what the link would have taken with any number of cores
 */
record Work(
    int jobs,
    boolean remote,
    long sum,
    @Nullable ModuleStory longest,
    long begin,
    long head,
    int most,
    long busy,
    long tail,
    long floor) {

  static Work of(LinkStory story) {
    int jobs = 0;
    boolean remote = false;
    long sum = 0;
    long found = 0;
    long begin = Long.MAX_VALUE;
    long first = Long.MAX_VALUE;
    ModuleStory longest = null;
    int count = story.modules().size();
    long[] starts = new long[count];
    long[] ends = new long[count];
    for (ModuleStory module : story.modules()) {
      first = module.happened() ? Math.min(first, module.start()) : first;
      if (!module.isRun()) {
        found += module.happened() && module.start() > 0 ? module.nanos() : 0;
        continue;
      }
      starts[jobs] = module.start();
      ends[jobs++] = module.end();
      remote |= module.lane().group() == ModuleStory.Group.REMOTE;
      sum += module.nanos();
      begin = Math.min(begin, module.start());
      if (longest == null || module.nanos() > longest.nanos()) {
        longest = module;
      }
    }
    starts = Arrays.copyOf(starts, jobs);
    ends = Arrays.copyOf(ends, jobs);
    Arrays.sort(starts);
    Arrays.sort(ends);
    long backends = story.nanosOf(LinkStory.BACKENDS);
    long slots = Math.max(1, Math.min(story.here(), count));
    long busy = Math.min(100, 100 * (sum + found) / Math.max(1, slots * backends));
    // The last but so many to end is the last moment at which all slots were taken.
    int most = most(starts, ends);
    int full = (int) Math.max(0, jobs - (remote ? Math.max(1, most / 2) : slots));
    long tail = jobs == 0 ? 0 : ends[jobs - 1] - ends[full];
    long floor = story.nanos() - backends + (longest == null ? 0 : longest.nanos());
    return new Work(
        jobs,
        remote,
        sum,
        longest,
        jobs == 0 ? 0 : begin,
        head(story, first),
        most,
        busy,
        tail,
        Math.min(story.nanos(), floor));
  }

  private static long head(LinkStory story, long first) {
    for (LinkStory.Phase phase : story.phases()) {
      if (phase.name().equals(LinkStory.BACKENDS) && first < phase.end()) {
        return Math.max(0, first - phase.start());
      }
    }
    return 0;
  }

  private static int most(long[] starts, long[] ends) {
    int most = 0;
    int ended = 0;
    for (int i = 0; i < starts.length; i++) {
      while (ended < ends.length && ends[ended] <= starts[i]) {
        ended++;
      }
      most = Math.max(most, i + 1 - ended);
    }
    return most;
  }
}
