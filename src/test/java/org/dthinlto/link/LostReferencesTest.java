package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dthinlto.bitcode.ElfSymbols.Mention;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.bitcode.SymbolVisitor;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What modules say of symbols and objects don't, and which symbols of --wrap are there. */
final class LostReferencesTest {

  private static final String HIDING = "__attribute__((visibility(\"hidden\"))) ";
  private static final Mention HIDDEN = new Mention("f", false, SymbolVisitor.HIDDEN);

  @TempDir Path folder;

  @BeforeEach
  void makeInputs() throws IOException {
    module("hides.o", HIDING + "int f(int); int g(int x) { return f(x); }");
    module("calls.o", "int f(int); int h(int x) { return f(x); }");
    module("defines.o", "int f(int x) { return x + 1; }");
    module("hidden.o", HIDING + "int f(int x) { return x + 1; }");
    module("weak.o", "__attribute__((weak)) int f(int x) { return x + 1; }");
    Tools.compile(folder, "native.o", "", "int f(int x) { return x + 2; }");
    Tools.compile(folder, "other.o", "", "int other(int x) { return x + 2; }");
  }

  /** A module, and its native object where the jobs put it. */
  private void module(String name, String source) throws IOException {
    Tools.compile(folder, name, "thin", source);
    Tools.compile(folder, StagedNames.nativeOf(name), "", source);
  }

  private Candidate object(String name, Candidate.Kind kind) throws IOException {
    Slice content = Slice.whole(folder.resolve(name));
    return new Candidate(name, name, name, content, true, kind, "", StagedNames.nativeOf(name));
  }

  private List<Mention> find(Set<String> wraps, String natives, String... modules)
      throws IOException {
    List<Candidate> loaded = new ArrayList<>();
    for (String module : modules) {
      loaded.add(object(module, Candidate.Kind.THIN));
    }
    if (!natives.isEmpty()) {
      loaded.add(object(natives, Candidate.Kind.NATIVE));
    }
    return new LostReferences(loaded, folder, folder.resolve("merged.o")).find(wraps);
  }

  @Test
  void whatOneModuleHidesAndAnotherDefinesIsMentioned() throws Exception {
    assertEquals(List.of(HIDDEN), find(Set.of(), "", "hides.o", "defines.o"));
    assertEquals(List.of(HIDDEN), find(Set.of(), "", "defines.o", "hides.o"));
    assertEquals(List.of(), find(Set.of(), "", "calls.o", "defines.o"));
    assertEquals(List.of(), find(Set.of(), "", "hides.o", "hidden.o"));
    assertEquals(List.of(), find(Set.of(), "", "hides.o"));
  }

  @Test
  void aNativeObjectMayDefineIt() throws Exception {
    assertEquals(List.of(HIDDEN), find(Set.of(), "native.o", "hides.o"));
    assertEquals(List.of(), find(Set.of(), "other.o", "hides.o"));
    assertEquals(List.of(), find(Set.of(), "native.o", "calls.o"));
  }

  @Test
  void whatTheOptimiserRemovedIsNotMentioned() throws Exception {
    Files.copy(
        folder.resolve("other.o"),
        Files.createDirectories(folder.resolve("_native/removed")).resolve("f.o"));
    Files.createDirectories(folder.resolve("removed"));
    Files.copy(folder.resolve("defines.o"), folder.resolve("removed/f.o"));
    assertEquals(List.of(), find(Set.of(), "", "hides.o", "removed/f.o"));
  }

  @Test
  void theWrapperOfAStrongSymbolIsMentioned() throws Exception {
    Mention wrapper = new Mention("__wrap_f", false, SymbolVisitor.DEFAULT);
    assertEquals(List.of(wrapper), find(Set.of("f", "g"), "", "defines.o"));
    assertEquals(List.of(), find(Set.of("f"), "", "weak.o"));
    assertEquals(List.of(), find(Set.of("f"), "native.o", "calls.o"));
  }

  private List<LineItem> wrapped(String... line) throws Exception {
    Prepared prepared =
        Prepared.of(
            new LinkerCommand(List.of(), "ld.lld", List.of(line), List.of(), ""),
            folder,
            new StagedNames(folder, ""),
            new LinkReport(new Said(), System.out, 0));
    List<LineItem> options = new ArrayList<>();
    for (LineItem item : Wraps.known(prepared, Set.of(), folder)) {
      if (item instanceof LineItem.Words words && words.last().toString().contains("wrap")) {
        options.add(item);
      }
    }
    return options;
  }

  @Test
  void onlySymbolsThatAreThereAreWrapped() throws Exception {
    Files.writeString(folder.resolve("text"), "no ELF file ".repeat(10));
    Tools.succeed(folder, "llvm-ar-22", "rcs", "lib.a", "other.o", "text");
    assertEquals(1, wrapped("calls.o", "--wrap=f").size());
    assertEquals(0, wrapped("calls.o", "--wrap=memcpy").size());
    assertEquals(2, wrapped("calls.o", "lib.a", "-wrap", "other", "--wrap=h", "--wrap=ff").size());
    assertEquals(1, wrapped("calls.o", "--wrap=memcpy", "--undefined=memcpy").size());
    module("unicode.o", "int é(int x) { return x; }");
    assertEquals(1, wrapped("unicode.o", "--wrap=é").size());
  }
}
