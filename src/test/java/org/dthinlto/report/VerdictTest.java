package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;

/** What a link is said to be bounded by. */
final class VerdictTest {

  /** A link whose backends take from 1 s to 11 s of 12 s. */
  private static Stories link(int here) {
    return new Stories(here)
        .phase("thin link", 0)
        .phase("backends", 1000)
        .phase("final link", 11_000);
  }

  private static Verdict verdict(Stories stories) {
    return Verdict.of(stories.end(12_000));
  }

  @Test
  void busyCores() {
    Verdict verdict =
        verdict(link(2).ran("a.o", 1000, 6000).ran("b.o", 1000, 11_000).ran("c.o", 6000, 11_000));
    assertEquals("Linked in 12 s", verdict.headline());
    // b.o alone is as long as the backends.
    assertTrue(verdict.bound().contains("'b.o', took 100 %"), verdict.bound());
    verdict =
        verdict(
            link(2)
                .ran("a.o", 1000, 6000)
                .ran("b.o", 1000, 6000)
                .ran("c.o", 6000, 11_000)
                .ran("d.o", 6000, 10_500));
    assertTrue(verdict.bound().contains("2 job slots were busy 97 %"), verdict.bound());
    assertTrue(verdict.bound().contains("more cores, or other machines"), verdict.bound());
    assertTrue(verdict.lines().contains("All 4 modules were compiled, nothing was reused."));
    assertTrue(verdict.lines().get(1).contains("less than 7.0 s"), verdict.lines().toString());
  }

  @Test
  void oneLongModule() {
    Verdict first = verdict(link(4).ran("a.o", 1000, 2000).ran("long.o", 1000, 9500));
    assertTrue(first.bound().contains("'long.o', took 85 %"), first.bound());
    assertTrue(first.bound().contains("split it"), first.bound());
    assertFalse(first.bound().contains("began"), first.bound());
    Verdict late = verdict(link(4).ran("a.o", 1000, 3500).ran("long.o", 3000, 11_000));
    assertTrue(late.bound().contains("It began 2.0 s after the others"), late.bound());
    Verdict only = verdict(link(4).ran("only.o", 1000, 11_000));
    assertTrue(only.bound().contains("nothing else was to be compiled"), only.bound());
    assertFalse(only.bound().contains("split"), only.bound());
  }

  @Test
  void idleSlots() {
    Verdict verdict =
        verdict(
            link(4)
                .ran("a.o", 5000, 9000)
                .ran("b.o", 5000, 9000)
                .ran("c.o", 5000, 9000)
                .ran("d.o", 5000, 9000)
                .ran("e.o", 9000, 11_000));
    assertTrue(verdict.bound().contains("busy 45 %"), verdict.bound());
    assertTrue(verdict.bound().contains("nothing ran in the first 4.0 s"), verdict.bound());
    assertTrue(verdict.bound().contains("in the last 2.0 s"), verdict.bound());
  }

  @Test
  void jobsElsewhere() {
    Stories stories = link(2);
    for (int i = 0; i < 8; i++) {
      long end = Math.max(6000, 1000 + 1000 * i);
      stories.done("r" + i + ".o", JobResult.Origin.REMOTE, 1000, end);
    }
    Verdict verdict = verdict(stories);
    assertTrue(verdict.bound().contains("jobs ran at once, here and elsewhere, at most 8"));
    assertTrue(verdict.bound().contains("in the last 2.0 s less than half"), verdict.bound());
    Stories even = link(2).done("r.o", JobResult.Origin.REMOTE, 1000, 8000);
    Verdict same = verdict(even.done("s.o", JobResult.Origin.REMOTE, 1000, 8000));
    assertFalse(same.bound().contains("less than half"), same.bound());
  }

  @Test
  void anotherPhase() {
    Verdict verdict =
        Verdict.of(
            new Stories(2)
                .phase("thin link", 0)
                .phase("backends", 8000)
                .ran("a.o", 8000, 9000)
                .phase("final link", 9000)
                .end(10_000));
    assertTrue(verdict.bound().startsWith("The longest phase was 'thin link': 8.0 s, 80 %"));
    assertTrue(verdict.bound().contains("More cores would not"), verdict.bound());
  }

  @Test
  void reuse() {
    Stories all = link(2).done("a.o", JobResult.Origin.CACHE, 1000, 1001);
    all.recorder.known("a.o", 5000, List.of());
    all.done("b.o", JobResult.Origin.CACHE, 1001, 1002);
    all.recorder.known("b.o", 2000, List.of());
    Verdict verdict = verdict(all);
    assertTrue(verdict.bound().contains("Nothing was compiled"), verdict.bound());
    assertEquals(
        "All 2 modules were reused, nothing was compiled. What was reused took 7.0 s when it ran.",
        verdict.lines().get(0));
    Verdict some =
        verdict(link(2).ran("a.o", 1000, 5000).done("b.o", JobResult.Origin.CACHE, 1000, 1001));
    assertEquals("1 of 2 modules were compiled, 1 were reused.", some.lines().get(0));
  }

  @Test
  void otherEnds() {
    Stories failed = link(2).failed("bad.o", "clang exited with status 1", 1000, 2000);
    Verdict verdict =
        Verdict.of(failed.end(2000, Summary.Outcome.FAILED, "'bad.o': backend failed"));
    assertEquals("The link failed after 2.0 s", verdict.headline());
    assertEquals(List.of("'bad.o': clang exited with status 1"), verdict.lines());
    assertTrue(
        Verdict.of(new Stories(1).end(5, Summary.Outcome.IN_PROCESS, "why"))
            .headline()
            .startsWith("Linked in process"));
    Verdict plain = Verdict.of(new Stories(1).end(5, Summary.Outcome.PLAIN, "no bitcode"));
    assertEquals(List.of("no bitcode"), plain.lines());
    Stories planned = new Stories(1);
    planned.recorder.planned();
    assertEquals("A dry run: nothing was linked", Verdict.of(planned.end(5)).headline());
    Stories same = new Stories(1);
    same.recorder.upToDate(List.of(Stories.job("a.o")));
    LinkStory story = same.recorder.story(same.summary(Summary.Outcome.DISTRIBUTED, ""));
    assertEquals("Nothing had to be done", Verdict.of(story).headline());
    assertEquals("The one module was reused.", Verdict.of(story).lines().get(0));
  }

  @Test
  void amounts() {
    assertEquals("0 ms", Amounts.time(0));
    assertEquals("999 ms", Amounts.time(999_400_000));
    assertEquals("1.0 s", Amounts.time(999_600_000));
    assertEquals("9.9 s", Amounts.time(9_949_000_000L));
    assertEquals("10 s", Amounts.time(9_950_000_000L));
    assertEquals("1 min", Amounts.time(59_600_000_000L));
    assertEquals("3 min 5 s", Amounts.time(185_000_000_000L));
    assertEquals("1 h 3 min", Amounts.time(3_800_000_000_000L));
    assertEquals("10,000 modules", Amounts.count(10_000, "module"));
    assertEquals("1 module", Amounts.count(1, "module"));
    assertEquals("-1,000,000", Amounts.number(-1_000_000));
    assertEquals("999", Amounts.number(999));
  }
}
