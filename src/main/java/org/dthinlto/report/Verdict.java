package org.dthinlto.report;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.JobResult;

/**
 * What a link came to, in words: what it took, what bounded it, what was reused. Knows no form.
 *
 * @param headline a few words
 * @param bound what bounded the link, or why there is nothing to say of that: one sentence or more
 * @param lines further sentences, each a paragraph
 */
record Verdict(String headline, String bound, List<String> lines) {

  /** One module is what the backends wait for if it takes this share of their time, in percent. */
  private static final int ALONE = 75;

  /** Cores are busy from here on, in percent. */
  private static final int BUSY = 85;

  /** A phase matters from this share of the link on, in percent. */
  private static final int MOST = 50;

  /** Failed modules that are named. */
  private static final int FEW = 3;

  Verdict {
    lines = List.copyOf(lines);
  }

  /** The verdict on a link. */
  static Verdict of(LinkStory story) {
    Summary summary = story.summary();
    String took = Amounts.time(story.nanos());
    return switch (story.kind()) {
      case PLANNED ->
          new Verdict(
              "A dry run: nothing was linked",
              "Only what would run was shown, after " + took + ".",
              reason(summary));
      case UP_TO_DATE ->
          new Verdict(
              "Nothing had to be done",
              "All inputs and outputs were as the last link had left them; to see that took "
                  + took
                  + ".",
              List.of(reused(story)));
      case LINKED ->
          switch (summary.outcome()) {
            case FAILED -> failed(story, took);
            case IN_PROCESS ->
                new Verdict(
                    "Linked in process in " + took,
                    "lld did its own ThinLTO, on this machine: not distributed, because of this:",
                    reason(summary));
            case PLAIN ->
                new Verdict(
                    "Linked as it is in " + took,
                    "There was nothing to distribute, so the line ran unchanged:",
                    reason(summary));
            case DISTRIBUTED -> distributed(story, took);
          };
    };
  }

  private static List<String> reason(Summary summary) {
    return summary.reason().isEmpty() ? List.of() : List.of(summary.reason());
  }

  private static Verdict failed(LinkStory story, String took) {
    List<String> lines = new ArrayList<>();
    int failed = 0;
    for (ModuleStory module : story.modules()) {
      if (module.result().status() == JobResult.Status.FAILED && failed++ < FEW) {
        lines.add("'" + module.name() + "': " + module.result().reason());
      }
    }
    if (failed > FEW) {
      lines.add("and " + (failed - FEW) + " more modules");
    }
    String last = story.phases().isEmpty() ? "" : last(story).name();
    String why = story.summary().reason();
    return new Verdict(
        "The link failed after " + took,
        (last.isEmpty() ? "It ended" : "It ended in the phase '" + last + "'")
            + (why.isEmpty() ? "." : ": " + why + (why.endsWith(".") ? "" : ".")),
        lines);
  }

  private static LinkStory.Phase last(LinkStory story) {
    return story.phases().get(story.phases().size() - 1);
  }

  private static Verdict distributed(LinkStory story, String took) {
    Work work = Work.of(story);
    List<String> lines = new ArrayList<>();
    lines.add(reused(story));
    if (!story.summary().relinked()) {
      lines.add("The output stayed as it was: the same objects would have made the same.");
    }
    if (work.jobs() > 0 && work.longest() != null) {
      lines.add(
          "With any number of cores it could not have taken less than "
              + Amounts.time(work.floor())
              + ": the longest module, and what comes before and after the backends.");
    }
    return new Verdict("Linked in " + took, bound(story, work), lines);
  }

  /** What was reused, and what it took when it ran. */
  private static String reused(LinkStory story) {
    int all = story.modules().size();
    int ran = 0;
    int known = 0;
    long spared = 0;
    for (ModuleStory module : story.modules()) {
      if (module.isRun()) {
        ran++;
      } else if (module.ran() >= 0) {
        known++;
        spared += module.ran();
      }
    }
    int found = all - ran;
    String text;
    if (found == 0) {
      text = "All " + Amounts.count(all, "module") + " were compiled, nothing was reused.";
    } else if (ran == 0) {
      text = "All " + Amounts.count(all, "module") + " were reused, nothing was compiled.";
    } else {
      text =
          Amounts.number(ran)
              + " of "
              + Amounts.count(all, "module")
              + " were compiled, "
              + Amounts.number(found)
              + " were reused.";
    }
    if (all == 1) {
      text = found == 0 ? "The one module was compiled." : "The one module was reused.";
    }
    return known > 0 && known == found
        ? text + " What was reused took " + Amounts.time(spared) + " when it ran."
        : text;
  }

  private static String bound(LinkStory story, Work work) {
    ModuleStory longest = work.longest();
    long backends = story.nanosOf(LinkStory.BACKENDS);
    if (work.jobs() == 0 || longest == null) {
      return slowestPhase(story) + (work.jobs() == 0 ? " Nothing was compiled." : "");
    }
    if (100 * backends < MOST * story.nanos()) {
      return slowestPhase(story) + " More cores would not make this link much shorter.";
    }
    long share = Math.min(100, percent(longest.nanos(), backends));
    String most =
        "The backends took "
            + Amounts.time(backends)
            + ", "
            + percent(backends, story.nanos())
            + " % of the link. ";
    long late = Math.max(0, longest.start() - work.begin());
    if (share >= ALONE) {
      boolean waited = 10 * late > longest.nanos() && work.jobs() > 1;
      return most
          + "One module, '"
          + longest.name()
          + "', took "
          + share
          + " % of that: "
          + (work.jobs() == 1 ? "nothing else was to be compiled." : "more cores would not help.")
          + (waited
              ? " It began "
                  + Amounts.time(late)
                  + " after the others; the next link begins it first."
              : "")
          + (work.jobs() == 1 ? "" : " To make the link shorter, split it.");
    }
    boolean head = 20 * work.head() > backends;
    String nothing = "nothing ran in the first " + Amounts.time(work.head());
    if (work.remote()) {
      return most
          + "On average "
          + Amounts.tenths(work.sum(), backends)
          + " jobs ran at once, here and elsewhere, at most "
          + work.most()
          + (20 * work.tail() > backends
              ? ", in the last " + Amounts.time(work.tail()) + " less than half of that"
              : "")
          + (head ? "; " + nothing + "." : ".");
    }
    long busy = work.busy();
    if (busy >= BUSY) {
      return most
          + slots(story)
          + busy
          + " % of the time: more cores, or other machines, would help.";
    }
    boolean tail = 20 * work.tail() > backends;
    return most
        + slots(story)
        + busy
        + " % of the time"
        + (head ? ": " + nothing : "")
        + (tail ? (head ? ", and" : ":") + " not all had something to do" : "")
        + (tail ? " in the last " + Amounts.time(work.tail()) : "")
        + ".";
  }

  private static String slots(LinkStory story) {
    return story.here() == 1
        ? "The one job slot was busy "
        : "The " + Amounts.count(story.here(), "job slot") + " were busy ";
  }

  private static long percent(long part, long whole) {
    return (100 * part + whole / 2) / Math.max(1, whole);
  }

  private static String slowestPhase(LinkStory story) {
    String name = "";
    long most = 0;
    for (LinkStory.Phase phase : story.phases()) {
      long nanos = story.nanosOf(phase.name());
      if (nanos > most) {
        most = nanos;
        name = phase.name();
      }
    }
    long share = percent(most, story.nanos());
    return "The longest phase was '"
        + name
        + "': "
        + Amounts.time(most)
        + ", "
        + share
        + " % of the link.";
  }
}
