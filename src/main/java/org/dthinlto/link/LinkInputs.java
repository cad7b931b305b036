package org.dthinlto.link;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;

/**
 * The files that a link line reads, as far as they are known before lld runs. Knows where they are,
 * not what is in them.
 *
 * @param files all that were looked into, absolute
 * @param expanded archives among them of which only the members count
 * @param modules files among them that are bitcode
 * @param absent where something was looked for and not found
 * @param products files that lld writes because an option says so, besides its output
 * @param dependencies the file into which lld writes what it read; empty if no option names one
 * @param regular whether that is all: every input is a file that can be looked at again
 */
record LinkInputs(
    Set<Path> files,
    Set<Path> expanded,
    Set<Path> modules,
    Set<Path> absent,
    List<String> products,
    String dependencies,
    boolean regular) {

  static LinkInputs of(
      List<LineItem> items,
      Set<Path> seen,
      Set<Path> notFound,
      BackendOptions options,
      List<String> products,
      String dependencies,
      Path folder,
      boolean includes) {
    Set<Path> files = new LinkedHashSet<>(seen);
    Set<Path> expanded = new HashSet<>();
    Set<Path> modules = new HashSet<>();
    Set<Path> absent = new LinkedHashSet<>(notFound);
    boolean regular = !includes;
    for (LineItem item : items) {
      if (item instanceof LineItem.Words words && words.isFile()) {
        Path file = folder.resolve(words.shown());
        if (Files.isRegularFile(file)) {
          files.add(file);
        } else {
          regular &= !Files.exists(file);
          absent.add(file);
        }
      } else if (item instanceof LineItem.Loose loose && loose.object().isBitcode()) {
        modules.add(loose.object().content().file());
      } else if (item instanceof LineItem.Library library && library.expanded()) {
        expanded.add(library.file());
        for (Candidate member : library.members()) {
          if (member.isBitcode() && !member.content().file().equals(library.file())) {
            modules.add(member.content().file()); // of a thin archive
          }
        }
      }
    }
    for (BackendOptions.Read read : options.reads()) {
      files.add(read.file());
    }
    return new LinkInputs(
        files, expanded, modules, absent, List.copyOf(products), dependencies, regular);
  }
}
