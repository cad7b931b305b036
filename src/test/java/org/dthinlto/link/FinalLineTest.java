package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.Candidate.Kind;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.NameOrder;
import org.dthinlto.thinlink.StagedNames;
import org.dthinlto.thinlink.StagingTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of the final link for lines whose thin link is made up. */
final class FinalLineTest {

  @TempDir Path folder;

  private StagingTree tree;
  private Path merged;
  private UserNames names;

  @BeforeEach
  void makeTree() throws IOException {
    tree = new StagingTree(folder.resolve("tree"));
    merged = Files.writeString(folder.resolve("merged.o"), "merged");
    names = new UserNames(tree.path().toString());
  }

  private FinalLine line(Map<String, Integer> order) {
    return new FinalLine(
        tree,
        merged,
        order,
        names,
        new NameOrder(folder, List.of(), true),
        new Spelling(folder, false));
  }

  /** A file of the user's. */
  private Slice file(String name) throws IOException {
    Path file = folder.resolve("user").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content of " + name);
    return Slice.whole(file);
  }

  private Candidate object(String name, Kind kind) throws IOException {
    boolean isNative = kind == Kind.NATIVE;
    Slice content = file(name);
    String link = isNative ? content.file().toString() : name;
    return new Candidate(
        name, name, link, content, true, kind, "", isNative ? "" : StagedNames.nativeOf(name));
  }

  private LineItem loose(String name, Kind kind, boolean lazy) throws IOException {
    return new LineItem.Loose(object(name, kind), lazy, List.of(name));
  }

  private LineItem loose(String name, Kind kind) throws IOException {
    return loose(name, kind, false);
  }

  /** A member's name with its kind: {@code T:a.o} thin, F full, S split, N native. */
  private LineItem.Library library(String path, boolean expanded, boolean whole, String... members)
      throws IOException {
    Map<String, Integer> occurrences = new HashMap<>();
    List<Candidate> all = new ArrayList<>();
    for (String text : members) {
      String name = text.substring(2);
      int occurrence = occurrences.merge(name, 1, Integer::sum);
      Kind kind =
          switch (text.charAt(0)) {
            case 'T' -> Kind.THIN;
            case 'F' -> Kind.FULL;
            case 'S' -> Kind.SPLIT;
            default -> Kind.NATIVE;
          };
      String placed = StagedNames.nativeOfMember(path, name, occurrence);
      String link =
          kind != Kind.NATIVE
              ? path + "(" + name + " at " + occurrence + ")"
              : expanded ? placed : folder + "/user/" + path + "(" + name + ")";
      Slice content = file(path + "." + name + occurrence);
      String user = path + "(" + name + ")";
      Candidate member = new Candidate(user, user, link, content, false, kind, "", placed);
      if (kind == Kind.NATIVE && expanded) {
        tree.stage(member);
      }
      all.add(member);
    }
    return new LineItem.Library(
        path,
        folder.resolve("user").resolve(path),
        path,
        all,
        expanded,
        List.of(),
        whole,
        false,
        List.of(path));
  }

  private static LineItem.Library again(LineItem.Library library, boolean whole) {
    return new LineItem.Library(
        library.path(),
        library.file(),
        library.stagedName(),
        library.members(),
        library.expanded(),
        List.of(),
        whole,
        true,
        library.words());
  }

  private static LineItem words(String... words) {
    return new LineItem.Words(List.of("thin only"), List.of(words));
  }

  /** Link names in the order in which the thin link loaded them. */
  private List<String> line(List<LineItem> items, String... loaded) throws IOException {
    Map<String, Integer> order = new HashMap<>();
    for (String name : loaded) {
      order.put(name, order.size());
    }
    List<String> shown = new ArrayList<>();
    for (String word : line(order).words(items)) {
      shown.add(
          word.replace(tree.path().toString(), "$T")
              .replace(merged.toString(), "$T/_side/merged.o"));
    }
    return shown;
  }

  private String user(String name) {
    return folder.resolve("user").resolve(name).toString();
  }

  /** What the members of an archive of ours are, as lld names them, and what is in them. */
  private List<String> members(String archive) throws IOException {
    List<String> members = new ArrayList<>();
    for (ArchiveMember member :
        Archive.read(tree.path().resolve(archive.replace("$T/", ""))).members()) {
      Path file = member.file();
      members.add(member.name() + (Files.exists(file) ? "=" + Files.readString(file) : ""));
    }
    return members;
  }

  @Test
  void selectedObjectsAreReplacedInPlace() throws IOException {
    assertEquals(
        List.of("--a", "$T/_native/t.o", "n.o", "--b", "$T/_native/s/u.o"),
        line(
            List.of(
                words("--a"),
                loose("t.o", Kind.THIN),
                loose("n.o", Kind.NATIVE),
                words("--b"),
                loose("s/u.o", Kind.THIN)),
            "t.o",
            user("n.o"),
            "s/u.o"));
    assertEquals("s/u.o", names.restore(tree.path() + "/_native/s/u.o"));
  }

  @Test
  void lazyObjects() throws IOException {
    List<LineItem> items =
        List.of(
            loose("t.o", Kind.THIN, true),
            loose("unused.o", Kind.THIN, true),
            loose("n.o", Kind.NATIVE, true),
            loose("later.o", Kind.NATIVE, true),
            words("--a"));
    assertEquals(
        List.of("$T/_native/t.o", "n.o", "--start-lib", "later.o", "--a", "--end-lib"),
        line(items, "t.o", user("n.o")));
  }

  @Test
  void lazinessEndsBeforeWhatIsNotLazy() throws IOException {
    assertEquals(
        List.of("--start-lib", "a.o", "--end-lib", "b.o", "--start-lib", "c.o", "--end-lib"),
        line(
            List.of(
                loose("a.o", Kind.NATIVE, true),
                loose("b.o", Kind.NATIVE),
                loose("c.o", Kind.NATIVE, true)),
            user("b.o")));
  }

  @Test
  void whatIsLoadedLazilyIsLoadedOnce() throws IOException {
    List<LineItem> twice =
        List.of(
            loose("t.o", Kind.THIN, true),
            loose("n.o", Kind.NATIVE, true),
            loose("t.o", Kind.THIN, true),
            loose("n.o", Kind.NATIVE, true));
    assertEquals(List.of("$T/_native/t.o", "n.o"), line(twice, "t.o", user("n.o")));
    List<LineItem> lazyLast =
        List.of(
            loose("t.o", Kind.THIN),
            loose("n.o", Kind.NATIVE),
            loose("t.o", Kind.THIN, true),
            loose("n.o", Kind.NATIVE, true));
    assertEquals(List.of("$T/_native/t.o", "n.o"), line(lazyLast, "t.o", user("n.o")));
    List<LineItem> lazyFirst = List.of(loose("n.o", Kind.NATIVE, true), loose("n.o", Kind.NATIVE));
    assertEquals(List.of("n.o"), line(lazyFirst, user("n.o")));
    List<LineItem> never = List.of(loose("n.o", Kind.NATIVE), loose("n.o", Kind.NATIVE));
    assertEquals(List.of("n.o", "n.o"), line(never, user("n.o")), "the user asks for both");
  }

  @Test
  void anArchive_selectedMembersAreKept_othersStayLazy() throws IOException {
    LineItem.Library library =
        library("sub/lib.a", true, false, "T:a.o", "T:unused.o", "N:n.o", "N:later.o");
    List<String> line =
        line(
            List.of(library),
            "sub/lib.a(a.o at 1)",
            StagedNames.nativeOfMember("sub/lib.a", "n.o", 1));
    assertEquals(
        List.of(
            "--push-state",
            "--whole-archive",
            "$T/_native/sub/lib.a/1/lib.a",
            "--pop-state",
            "$T/_native/sub/lib.a/lazy/lib.a"),
        line);
    assertEquals(List.of("a.o", "n.o=content of sub/lib.a.n.o1"), members(line.get(2)));
    assertEquals(List.of("later.o=content of sub/lib.a.later.o1"), members(line.get(4)));
    assertEquals("sub/lib.a(n.o)", names.restore(tree.path() + "/_native/sub/lib.a/1/lib.a(n.o)"));
  }

  @Test
  void anArchive_membersStandInLoadOrder() throws IOException {
    LineItem.Library library = library("lib.a", true, false, "T:a.o", "N:b.o", "T:c.o");
    List<String> line =
        line(
            List.of(library),
            "lib.a(c.o at 1)",
            StagedNames.nativeOfMember("lib.a", "b.o", 1),
            "lib.a(a.o at 1)");
    assertEquals(List.of("c.o", "b.o=content of lib.a.b.o1", "a.o"), members(line.get(2)));
    assertEquals(4, line.size(), "no lazy one");
  }

  @Test
  void anArchive_nothingSelected() throws IOException {
    LineItem.Library bitcode = library("lib.a", true, false, "T:a.o");
    assertEquals(List.of("--a"), line(List.of(bitcode, words("--a"))));
    LineItem.Library mixed = library("libm.a", true, false, "T:a.o", "N:n.o");
    assertEquals(List.of("$T/_native/libm.a/lazy/libm.a"), line(List.of(mixed)));
  }

  @Test
  void anArchive_membersOfOneName() throws IOException {
    LineItem.Library library =
        library("lib.a", true, false, "T:m.o", "N:m.o", "N:m.o", "T:m.o", "N:m.o");
    List<String> line =
        line(
            List.of(library),
            "lib.a(m.o at 1)",
            StagedNames.nativeOfMember("lib.a", "m.o", 2),
            "lib.a(m.o at 4)");
    assertEquals(
        List.of("m.o", "../2/m.o=content of lib.a.m.o2", "../4/m.o"), members(line.get(2)));
    assertEquals(
        List.of("3/m.o=content of lib.a.m.o3", "5/m.o=content of lib.a.m.o5"),
        members(line.get(4)));
  }

  @Test
  void anArchive_membersCalledLikeIt() throws IOException {
    LineItem.Library library = library("lib.a", true, false, "T:lib.a", "N:lib.a", "N:m.o");
    List<String> line =
        line(
            List.of(library),
            "lib.a(lib.a at 1)",
            StagedNames.nativeOfMember("lib.a", "lib.a", 2),
            StagedNames.nativeOfMember("lib.a", "m.o", 1));
    List<String> members = members(line.get(2));
    assertEquals(3, members.size());
    assertTrue(members.contains("m.o=content of lib.a.m.o1"), () -> members.toString());
    assertTrue(members.get(1).endsWith("/lib.a=content of lib.a.lib.a2"), () -> members.toString());
    assertFalse(members.get(0).equals(members.get(1).split("=")[0]), "two files");
  }

  @Test
  void anArchive_secondOccurrencesAreDropped() throws IOException {
    LineItem.Library library = library("lib.a", true, false, "T:a.o", "N:n.o");
    assertEquals(
        List.of(
            "--push-state",
            "--whole-archive",
            "$T/_native/lib.a/1/lib.a",
            "--pop-state",
            "$T/_native/lib.a/lazy/lib.a",
            "--a"),
        line(List.of(library, words("--a"), again(library, false)), "lib.a(a.o at 1)"));
  }

  @Test
  void aNativeArchive_selectedMembersAreKept_itStaysBehindThem() throws IOException {
    LineItem.Library library = library("libn.a", false, false, "N:a.o", "N:b.o");
    List<String> line =
        line(List.of(library, words("--a"), again(library, false)), folder + "/user/libn.a(b.o)");
    assertEquals(
        List.of(
            "--push-state",
            "--whole-archive",
            "$T/_native/libn.a/1/libn.a",
            "--pop-state",
            "libn.a",
            "--a",
            "libn.a"),
        line);
    assertEquals(List.of("b.o=content of libn.a.b.o1"), members(line.get(2)));
    LineItem.Library unused = library("libu.a", false, false, "N:a.o");
    assertEquals(List.of("libu.a"), line(List.of(unused)));
  }

  @Test
  void aNativeArchive_wholeStaysAsItIs() throws IOException {
    LineItem.Library whole = library("libn.a", false, true, "N:a.o");
    String loaded = folder + "/user/libn.a(a.o)";
    assertEquals(
        List.of("--whole-archive", "libn.a", "--no-whole-archive"),
        line(List.of(words("--whole-archive"), whole, words("--no-whole-archive")), loaded));
    LineItem.Library lazy = library("libl.a", false, false, "N:a.o");
    assertEquals(
        List.of("libl.a", "--whole-archive", "libl.a"),
        line(
            List.of(lazy, words("--whole-archive"), again(lazy, true)),
            folder + "/user/libl.a(a.o)"),
        "what the second one loads was not loaded by the first");
  }

  @Test
  void anArchive_whole() throws IOException {
    LineItem.Library library = library("lib.a", true, true, "T:a.o", "N:n.o");
    List<String> line =
        line(List.of(library), "lib.a(a.o at 1)", StagedNames.nativeOfMember("lib.a", "n.o", 1));
    assertEquals(4, line.size());
    assertEquals(2, members(line.get(2)).size());
  }

  @Test
  void theMergedObjectStandsWhereItsFirstModuleStood() throws IOException {
    assertEquals(
        List.of("$T/_native/t.o", "$T/_side/merged.o", "n.o"),
        line(
            List.of(
                loose("t.o", Kind.THIN),
                loose("unused.o", Kind.FULL, true),
                loose("f.o", Kind.FULL),
                loose("n.o", Kind.NATIVE),
                loose("g.o", Kind.FULL)),
            "t.o",
            "f.o",
            user("n.o"),
            "g.o"));
    assertEquals("f.o", names.restore(tree.path() + "/_side/merged.o"));
  }

  @Test
  void aSplitModuleHasBothHalves() throws IOException {
    assertEquals(
        List.of("$T/_native/s.o", "$T/_side/merged.o", "$T/_native/r.o"),
        line(List.of(loose("s.o", Kind.SPLIT), loose("r.o", Kind.SPLIT)), "s.o", "r.o"));
  }

  @Test
  void theMergedObjectMayStandForAMember() throws IOException {
    LineItem.Library library = library("lib.a", true, false, "N:merged", "F:f.o", "T:t.o");
    List<String> line =
        line(
            List.of(library, loose("g.o", Kind.FULL)),
            StagedNames.nativeOfMember("lib.a", "merged", 1),
            "lib.a(f.o at 1)",
            "lib.a(t.o at 1)",
            "g.o");
    assertEquals(4, line.size(), "g.o is in it");
    assertEquals(
        List.of("merged=content of lib.a.merged1", "../merged/f.o=merged", "t.o"),
        members(line.get(2)));
  }

  @Test
  void noMergedObject_noneOnTheLine() throws IOException {
    List<String> line = line(List.of(loose("t.o", Kind.THIN)), "t.o");
    assertFalse(line.contains("$T/_side/merged.o"));
    LineItem.Library unused = library("lib.a", true, false, "F:f.o");
    assertFalse(line(List.of(unused)).contains("$T/_side/merged.o"));
  }
}
