package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.bitcode.GuidSet;
import org.dthinlto.bitcode.ModuleSymbols;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.bitcode.SymbolVisitor;
import org.dthinlto.thinlink.Candidate;

/**
 * What the modules of a link say of symbols and their native objects no longer do, because the
 * optimiser removed the mention. lld in process resolves by the modules, the final link by the
 * objects:
 *
 * <ul>
 *   <li>a declaration that hides a symbol hides it wherever it is defined;
 *   <li>a wrapped symbol that a module defines is strong; its object defines it as a weak one
 *       (LTO.cpp, LinkerRedefined), and lld then takes its wrapper for a weak reference.
 * </ul>
 *
 * <p>Runs nothing and writes nothing.
 */
final class LostReferences {

  private final List<Candidate> modules = new ArrayList<>();
  private final List<Candidate> natives = new ArrayList<>();
  private final Path tree;
  private final Path merged;

  /** Hashes of the names that a module hides, defines less hidden, and that are in both sets. */
  private final GuidSet hidden = new GuidSet();

  private final GuidSet open = new GuidSet();
  private final Set<String> openInNatives = new HashSet<>();
  private boolean hides;

  /**
   * @param loaded what the thin link loaded
   * @param tree the staging tree, with the native objects of the modules
   * @param merged the merged object
   */
  LostReferences(List<Candidate> loaded, Path tree, Path merged) {
    for (Candidate object : loaded) {
      (object.isBitcode() ? modules : natives).add(object);
    }
    this.tree = tree;
    this.merged = merged;
  }

  /**
   * What an object has to mention for the final link to resolve as lld does in process.
   *
   * @param wraps the symbols of --wrap
   */
  List<ElfSymbols.Mention> find(Set<String> wraps) throws IOException {
    Set<String> wrapped = new HashSet<>();
    GuidSet sought = new GuidSet();
    for (String wrap : wraps) {
      byte[] name = wrap.getBytes(StandardCharsets.UTF_8);
      sought.add(hash(name, 0, name.length));
    }
    for (Candidate module : modules) {
      ModuleSymbols.of(
          module.content(),
          (names, offset, length, defined, weak, visibility) -> {
            if (visibility == SymbolVisitor.DEFAULT && !defined) {
              return; // most are so
            }
            long hash = hash(names, offset, length);
            if (visibility != SymbolVisitor.DEFAULT) {
              hidden.add(hash);
              hides = true;
            }
            if (defined && visibility != SymbolVisitor.HIDDEN) {
              open.add(hash);
              if (!weak && sought.contains(hash)) {
                wrapped.add(text(names, offset, length));
              }
            }
          });
    }
    List<ElfSymbols.Mention> found = new ArrayList<>();
    for (String name : new java.util.TreeSet<>(wrapped)) {
      if (wraps.contains(name)) {
        found.add(new ElfSymbols.Mention("__wrap_" + name, false, SymbolVisitor.DEFAULT));
      }
    }
    if (hides) {
      addHidden(found);
    }
    return found;
  }

  private void addHidden(List<ElfSymbols.Mention> found) throws IOException {
    SymbolVisitor opening =
        (names, offset, length, defined, weak, visibility) -> {
          if (defined && visibility != SymbolVisitor.HIDDEN) {
            long hash = hash(names, offset, length);
            if (hidden.contains(hash)) {
              open.add(hash);
              openInNatives.add(text(names, offset, length));
            }
          }
        };
    for (Candidate object : natives) {
      ElfSymbols.of(object.content(), opening);
    }
    if (Files.isRegularFile(merged) && Files.size(merged) > 0) {
      // The jump tables of CFI take the place of functions without their visibility.
      ElfSymbols.of(Slice.whole(merged), opening);
    }
    Map<String, Integer> hiding = new TreeMap<>();
    Map<String, Set<Path>> definitions = new HashMap<>();
    for (Candidate module : modules) {
      Path object =
          module.kind() == Candidate.Kind.FULL ? merged : tree.resolve(module.nativeName());
      ModuleSymbols.of(
          module.content(),
          (names, offset, length, defined, weak, visibility) -> {
            if (visibility == SymbolVisitor.DEFAULT && !defined) {
              return;
            }
            long hash = hash(names, offset, length);
            if (hidden.contains(hash) && open.contains(hash)) {
              String name = text(names, offset, length);
              if (visibility != SymbolVisitor.DEFAULT) {
                hiding.merge(name, visibility, Math::min);
              }
              if (defined) {
                definitions.computeIfAbsent(name, key -> new HashSet<>()).add(object);
              }
            }
          });
    }
    Map<Path, Set<String>> kept = new HashMap<>();
    for (Map.Entry<String, Integer> entry : hiding.entrySet()) {
      String name = entry.getKey();
      boolean isThere = openInNatives.contains(name);
      for (Path object : definitions.getOrDefault(name, Set.of())) {
        if (!kept.containsKey(object)) {
          kept.put(object, definedBy(object));
        }
        isThere |= kept.getOrDefault(object, Set.of()).contains(name);
      }
      if (isThere) {
        found.add(new ElfSymbols.Mention(name, false, entry.getValue()));
      }
    }
  }

  private static Set<String> definedBy(Path object) throws IOException {
    Set<String> defined = new HashSet<>();
    if (Files.isRegularFile(object)) {
      ElfSymbols.of(
          Slice.whole(object),
          (names, offset, length, isDefined, weak, visibility) -> {
            if (isDefined) {
              defined.add(text(names, offset, length));
            }
          });
    }
    return defined;
  }

  private static String text(byte[] names, int offset, int length) {
    return new String(names, offset, length, StandardCharsets.UTF_8);
  }

  /** FNV-1a. */
  private static long hash(byte[] names, int offset, int length) {
    long hash = 0xcbf29ce484222325L;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (names[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
