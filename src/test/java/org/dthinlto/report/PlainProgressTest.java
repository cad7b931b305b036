package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainProgressTest {

  private final FakeLink link = new FakeLink();
  private final PlainProgress progress = new PlainProgress(link.output, link, false);
  private final PlainProgress verbose = new PlainProgress(link.output, link, true);
  private final BackendJob member = FakeLink.job("lib.a(x.o)");
  private final BackendJob object = FakeLink.job("b.o");

  @AfterEach
  void end() {
    progress.end();
    verbose.end();
  }

  @Test
  void aQuickLinkSaysNothing() {
    progress.phase("thin link");
    progress.phase("backends");
    progress.total(1);
    progress.started(member);
    progress.finished(FakeLink.done(member, 80));
    progress.phase("final link");
    progress.end();
    assertEquals("", link.written());
  }

  @Test
  void aLongLinkSaysWhatTakesLongest() {
    progress.phase("thin link");
    link.passMillis(10_000);
    progress.tick();
    assertEquals("dthinlto: thin link, 10 s\n", link.written());
    progress.phase("backends");
    progress.total(658);
    progress.started(member);
    link.passMillis(9_000);
    progress.started(object);
    link.passMillis(3_999);
    progress.tick();
    assertEquals(
        "dthinlto: backends 0/658, 2 running, longest 'lib.a(x.o)' 12 s\n", link.written());
    progress.finished(FakeLink.done(member, 13_000));
    progress.tick();
    assertEquals("dthinlto: backends 1/658, 1 running, longest 'b.o' 3 s\n", link.written());
    progress.finished(FakeLink.failed(object, 4_000));
    link.passMillis(60_000);
    progress.tick();
    assertEquals("dthinlto: backends 2/658, 1 min 12 s\n", link.written());
  }

  @Test
  void aLongLinkSaysHowLongItWillTake() {
    Map<String, Long> known = Map.of(member.moduleId(), 61_000L, object.moduleId(), 21_000L);
    progress.phase("backends");
    progress.total(2);
    progress.expect(JobTimes.of(known, List.of(member, object)), 2);
    progress.started(member);
    progress.started(object);
    link.passMillis(10_000);
    progress.tick();
    assertEquals(
        "dthinlto: backends 0/2, 2 running, 55 s left, longest 'lib.a(x.o)' 10 s\n",
        link.written());
  }

  @Test
  void nothingIsSaidAfterTheEnd() {
    progress.phase("thin link");
    progress.end();
    progress.tick();
    assertEquals("", link.written());
    progress.phase("final link");
    progress.tick();
    assertEquals("dthinlto: final link, 0 s\n", link.written());
  }

  @Test
  void eachJobGetsALineOnRequest() {
    verbose.phase("backends");
    verbose.total(12);
    verbose.started(member);
    verbose.started(object);
    assertEquals("", link.written());
    verbose.finished(FakeLink.done(member, 1_290));
    verbose.finished(FakeLink.failed(object, 50));
    assertEquals(
        "dthinlto: [1/12] 'lib.a(x.o)' 1.2 s\ndthinlto: [2/12] 'b.o' failed after 0.0 s\n",
        link.written());
  }

  @Test
  void whatRanElsewhereSaysSo() {
    verbose.phase("backends");
    verbose.total(2);
    for (JobResult.Origin origin :
        List.of(JobResult.Origin.REMOTE, JobResult.Origin.REMOTE_CACHE)) {
      verbose.started(object);
      JobResult.Status done = JobResult.Status.DONE;
      verbose.finished(new JobResult(object, done, "", "", 0, 1_500_000_000L, origin));
    }
    assertEquals(
        "dthinlto: [1/2] 'b.o' 1.5 s, remote\ndthinlto: [2/2] 'b.o' 1.5 s, remote cache\n",
        link.written());
  }

  @Test
  void notesArePrintedAtOnceAndEndWithALineEnd() {
    progress.note("dthinlto: note: one");
    progress.note("two\nthree\n");
    progress.note("");
    assertEquals("dthinlto: note: one\ntwo\nthree\n", link.written());
    new NoProgress(link.output).note("four");
    assertEquals("four\n", link.written());
  }
}
