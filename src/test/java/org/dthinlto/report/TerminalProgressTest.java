package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  private static final String CLEAR = "\r\033[K";

  private final FakeLink link = new FakeLink();
  private final TerminalProgress progress = open(false, "60");
  private final BackendJob member = FakeLink.job("lib.a(x.o)");
  private final BackendJob object = FakeLink.job("b.o");

  private TerminalProgress open(boolean verbose, String columns) {
    TerminalWidth width =
        new TerminalWidth(
            Map.of("COLUMNS", columns),
            command -> {
              throw new AssertionError("asks although COLUMNS is set");
            });
    return new TerminalProgress(link.output, link, verbose, width);
  }

  private static String drawn(String status) {
    return "\rdthinlto: " + status + "\033[K";
  }

  @AfterEach
  void end() {
    progress.end();
  }

  @Test
  void aQuickLinkDrawsNothing() {
    progress.phase("backends");
    progress.total(1);
    progress.started(member);
    link.passMillis(100);
    progress.finished(FakeLink.done(member, 80));
    progress.end();
    assertEquals("", link.written());
  }

  @Test
  void theLineShowsCountElapsedAndTheLongestFirst() {
    progress.phase("thin link");
    link.passMillis(2_000);
    progress.tick();
    assertEquals(drawn("thin link, 2 s"), link.written());
    progress.phase("backends");
    progress.total(658);
    progress.started(member);
    link.passMillis(9_000);
    progress.started(object);
    link.passMillis(3_000);
    link.written();
    progress.tick();
    assertEquals(drawn("backends 0/658, 14 s: lib.a(x.o) 12 s, b.o 3 s"), link.written());
  }

  @Test
  void theTimeLeftIsShownOnceItIsKnown() {
    progress.phase("backends");
    progress.total(2);
    progress.expect(JobTimes.bySize(List.of(member, object)), 1);
    progress.started(member);
    progress.tick();
    assertEquals(drawn("backends 0/2, 0 s: lib.a(x.o) 0 s"), link.written());
    Map<String, Long> known = Map.of(member.moduleId(), 61_000L, object.moduleId(), 21_000L);
    progress.phase("backends");
    progress.total(2);
    progress.expect(JobTimes.of(known, List.of(member, object)), 1);
    progress.started(member);
    link.written();
    progress.tick();
    assertEquals(drawn("backends 0/2, 0 s, 2 min left: lib.a(x.o) 0 s"), link.written());
    link.passMillis(29_000);
    progress.tick();
    assertEquals(drawn("backends 0/2, 29 s, 55 s left: lib.a(x.o) 29 s"), link.written());
    progress.finished(FakeLink.done(member, 61_000));
    progress.started(object);
    link.passMillis(20_500);
    link.written();
    progress.tick();
    assertEquals(drawn("backends 1/2, 49 s, 3 s left: b.o 20 s"), link.written());
    progress.phase("final link");
    link.written();
    progress.tick();
    assertEquals(drawn("final link, 49 s"), link.written());
  }

  @Test
  void eventsRedrawButNotTooOften() {
    progress.phase("backends");
    progress.total(9);
    progress.tick();
    assertEquals(drawn("backends 0/9, 0 s"), link.written());
    link.passMillis(49);
    progress.started(member);
    assertEquals("", link.written());
    link.passMillis(1);
    progress.started(object);
    assertEquals(drawn("backends 0/9, 0 s: lib.a(x.o) 0 s, b.o 0 s"), link.written());
    progress.finished(FakeLink.done(member, 1));
    assertEquals("", link.written());
    link.passMillis(500);
    progress.tick();
    assertEquals(drawn("backends 1/9, 0 s: b.o 0 s"), link.written());
  }

  @Test
  void theLineIsCutToTheTerminal() {
    progress.phase("backends");
    progress.total(100);
    for (int i = 0; i < 100; i++) {
      progress.started(FakeLink.job("a-rather-long-name-" + i + ".o"));
    }
    progress.tick();
    String status = link.written();
    assertEquals(drawn("backends 0/100, 0 s: a-rather-long-name-0.o 0 ..."), status);
    assertEquals(59, status.length() - drawn("").length() + "dthinlto: ".length());
  }

  @Test
  void notesDoNotGarbleTheLine() {
    progress.phase("final link");
    progress.note("before");
    assertEquals("before\n", link.written());
    progress.tick();
    link.written();
    progress.note("after");
    assertEquals(CLEAR + "after\ndthinlto: final link, 0 s", link.written());
  }

  @Test
  void theEndClearsTheLineOnceAndNothingIsDrawnAfter() {
    progress.phase("final link");
    progress.tick();
    link.written();
    progress.end();
    assertEquals(CLEAR, link.written());
    progress.end();
    progress.tick();
    assertEquals("", link.written());
    progress.note("text");
    assertEquals("text\n", link.written());
  }

  @Test
  void eachJobGetsALineOnRequest() {
    TerminalProgress verbose = open(true, "40");
    verbose.phase("backends");
    verbose.total(2);
    verbose.started(member);
    verbose.finished(FakeLink.done(member, 2_000));
    assertEquals("dthinlto: [1/2] 'lib.a(x.o)' 2.0 s\n", link.written());
    verbose.tick();
    link.written();
    verbose.started(object);
    verbose.finished(FakeLink.failed(object, 100));
    assertEquals(
        CLEAR + "dthinlto: [2/2] 'b.o' failed after 0.1 s\ndthinlto: backends 2/2, 0 s",
        link.written());
    verbose.end();
  }

  @Test
  void namesCannotSteerTheTerminal() {
    progress.phase("backends");
    progress.total(1);
    progress.started(FakeLink.job("a\033[2J\nb.o"));
    progress.tick();
    assertEquals(drawn("backends 0/1, 0 s: a?[2J?b.o 0 s"), link.written());
  }
}
