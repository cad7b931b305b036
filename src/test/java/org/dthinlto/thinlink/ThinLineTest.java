package org.dthinlto.thinlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.thinlink.Candidate.Kind;
import org.junit.jupiter.api.Test;

/** The words of the thin link for items that are made up. */
final class ThinLineTest {

  private static final Slice NOTHING = new Slice(Path.of("x"), 0, 0);

  private static Candidate object(String linkName) {
    return new Candidate("u", "m", linkName, NOTHING, true, Kind.THIN, "", "");
  }

  private static LineItem loose(String name, boolean lazy) {
    return new LineItem.Loose(object(name), lazy, List.of("user/" + name));
  }

  private static LineItem library(
      boolean expanded, boolean whole, boolean again, List<String> entries, String... members) {
    List<Candidate> all = new ArrayList<>();
    for (String member : members) {
      all.add(object(member));
    }
    return new LineItem.Library(
        "lib.a",
        Path.of("/u/lib.a"),
        "lib.a",
        all,
        expanded,
        entries,
        whole,
        again,
        List.of("-la"));
  }

  private static LineItem members(boolean whole, boolean again) {
    return library(true, whole, again, List.of(), "lib.a(a at 1)", "lib.a(b at 1)");
  }

  /** The words that stand for the items; what every thin link has behind them is checked off. */
  private static List<String> words(LineItem... items) {
    List<String> words = ThinLine.words(List.of(items), "/u/main");
    List<String> end =
        List.of(
            "--thinlto-index-only=../selected",
            "--thinlto-prefix-replace=;_index/",
            "--lto-obj-path=../merged.o",
            "--lto-partitions=1",
            "--trace",
            "-v",
            "-o",
            "/u/main");
    int at = words.size() - end.size();
    assertTrue(at >= 0, () -> words.toString());
    assertEquals(end, words.subList(at, words.size()));
    return words.subList(0, at);
  }

  @Test
  void nothing() {
    assertEquals(List.of(), words());
  }

  @Test
  void wordsAndObjects() {
    assertEquals(
        List.of("--a", "t.o", "u.o"),
        words(
            new LineItem.Words(List.of("--a"), List.of("--b")),
            loose("t.o", false),
            new LineItem.Words(List.of(), List.of("--c")),
            loose("u.o", false)));
  }

  @Test
  void lazyObjects() {
    assertEquals(
        List.of("--start-lib", "t.o", "--x", "u.o", "--end-lib", "v.o"),
        words(
            loose("t.o", true),
            new LineItem.Words(List.of("--x"), List.of()),
            loose("u.o", true),
            loose("v.o", false)));
    assertEquals(List.of("--start-lib", "t.o", "--end-lib"), words(loose("t.o", true)));
  }

  @Test
  void anArchiveIsAGroupOfLazyMembers() {
    List<String> lazy = List.of("--start-lib", "lib.a(a at 1)", "lib.a(b at 1)", "--end-lib");
    assertEquals(lazy, words(members(false, false)));
    List<String> two = new ArrayList<>(lazy);
    two.addAll(lazy);
    assertEquals(two, words(members(false, false), members(false, false)), "each its own");
    assertEquals(
        List.of("--start-lib", "t.o", "lib.a(a at 1)", "lib.a(b at 1)", "--end-lib"),
        words(loose("t.o", true), members(false, false)));
  }

  @Test
  void aWholeArchiveIsItsMembers() {
    assertEquals(List.of("lib.a(a at 1)", "lib.a(b at 1)"), words(members(true, false)));
    assertEquals(
        List.of("--start-lib", "t.o", "--end-lib", "lib.a(a at 1)", "lib.a(b at 1)"),
        words(loose("t.o", true), members(true, false)));
  }

  @Test
  void aSecondOccurrenceCountsOnlyIfWhole() {
    assertEquals(List.of(), words(members(false, true)));
    assertEquals(List.of("lib.a(a at 1)", "lib.a(b at 1)"), words(members(true, true)));
  }

  @Test
  void aNativeArchiveStays() {
    assertEquals(
        List.of("/u/lib.a", "/u/lib.a"),
        words(
            library(false, false, false, List.of(), "/u/lib.a(n.o)"),
            library(false, false, true, List.of(), "/u/lib.a(n.o)")));
  }

  @Test
  void anArchiveWhoseIdentityCountsIsStaged() {
    assertEquals(
        List.of("--start-lib", "t.o", "--end-lib", "lib.a", "lib.a"),
        words(
            loose("t.o", true),
            library(true, false, false, List.of("m/a"), "lib.a(a at 82)"),
            library(true, false, true, List.of("m/a"), "lib.a(a at 82)")));
  }

  @Test
  void anEmptyArchive() {
    assertEquals(
        List.of("--start-lib", "--end-lib"), words(library(true, false, false, List.of())));
  }
}
