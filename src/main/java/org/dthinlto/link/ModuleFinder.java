package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.archive.MemberId;
import org.dthinlto.archive.MemberResolver;
import org.dthinlto.bitcode.FileInfo;
import org.dthinlto.bitcode.FileKinds;
import org.dthinlto.bitcode.ModuleHash;
import org.dthinlto.bitcode.ModuleTable;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.exec.IoText;
import org.dthinlto.thinlink.StagedNames;

/**
 * Finds the bitcode that module IDs of a user's own thin link mean, and checks that it is still
 * what the thin link saw. Writes nothing.
 */
final class ModuleFinder {

  private final Path folder;
  private final Map<String, String> hashes;
  private final StagedNames names;
  private final MemberResolver archives;
  private final Map<String, ModuleFile> found = new HashMap<>();

  /** By archive and header offset. */
  private final Map<String, Map<Long, Integer>> occurrences = new HashMap<>();

  /**
   * Looks for nothing yet.
   *
   * @param folder the working directory of the thin link
   * @param hashes of modules, by ID, as the thin link found them
   */
  ModuleFinder(Path folder, Map<String, String> hashes) throws IOException {
    this.folder = folder;
    this.hashes = hashes;
    this.names = new StagedNames(folder, "");
    this.archives = new MemberResolver(folder);
  }

  /**
   * The bitcode of a module.
   *
   * @throws IOException if it isn't there, is no bitcode or was changed; its text is for the user
   */
  ModuleFile find(String id) throws IOException {
    ModuleFile known = found.get(id);
    if (known == null) {
      try {
        known = look(id);
      } catch (FileSystemException e) {
        throw new IOException("'" + id + "': " + IoText.of(e), e);
      }
      found.put(id, known);
    }
    return known;
  }

  private ModuleFile look(String id) throws IOException {
    Path file = folder.resolve(id);
    boolean isFile = Files.isRegularFile(file);
    if (MemberId.candidates(id).isEmpty()) {
      if (!isFile) {
        throw new IOException("'" + id + "': no such file; run this where the thin link ran");
      }
      return loose(id, file);
    }
    if (!isFile) {
      return checked(member(archives.resolve(id)));
    }
    ModuleFile member;
    try {
      member = member(archives.resolve(id));
    } catch (IOException e) {
      return loose(id, file);
    }
    // A file that is called like a member that is there, too: an object, or a copy of the member
    // that somebody made for clang. The thin link knows which it took.
    if (hashes.getOrDefault(id, ModuleTable.NO_HASH).equals(ModuleTable.NO_HASH)) {
      throw new IOException("'" + id + "': is a file and a member of an archive, rename the file");
    }
    return isUnchanged(id, member.content()) ? member : loose(id, file);
  }

  private ModuleFile loose(String id, Path file) throws IOException {
    Slice whole = Slice.whole(file);
    return checked(module(id, whole, true, file, names.of(file)));
  }

  private ModuleFile member(MemberResolver.Match match) throws IOException {
    ArchiveMember member = match.member();
    Slice whole =
        member.wholeFile()
            ? Slice.whole(member.file())
            : new Slice(member.file(), member.dataOffset(), member.size());
    Path archive = match.archive().file();
    String name =
        StagedNames.nativeOfMember(
            names.of(archive), member.baseName(), occurrence(match.archive(), member));
    name = name.substring(StagedNames.NATIVE.length() + 1);
    return module(match.id().toString(), whole, member.wholeFile(), archive, name);
  }

  /** Which of the members of that name it is, from 1 on. */
  private int occurrence(Archive archive, ArchiveMember member) {
    Map<Long, Integer> counted = occurrences.get(archive.name());
    if (counted == null) {
      counted = new HashMap<>();
      Map<String, Integer> byName = new HashMap<>();
      for (ArchiveMember each : archive.members()) {
        counted.put(each.headerOffset(), byName.merge(each.baseName(), 1, Integer::sum));
      }
      occurrences.put(archive.name(), counted);
    }
    return counted.getOrDefault(member.headerOffset(), 0);
  }

  private static ModuleFile module(
      String id, Slice whole, boolean wholeFile, Path input, String nativeName) throws IOException {
    FileInfo info = FileKinds.of(whole, true);
    if (!info.kind().isBitcode()) {
      throw new IOException("'" + id + "': is no bitcode; run the thin link again");
    }
    boolean linkable = wholeFile && info.bitcode().equals(whole);
    return new ModuleFile(
        id, info.bitcode(), linkable, info.bitcodeInfo(), input, asObject(nativeName));
  }

  /** Compiler drivers go by the ending: with another, such as .bc, they'd take it for a source. */
  private static String asObject(String name) {
    return name.endsWith(".o") ? name : name + ".o";
  }

  private ModuleFile checked(ModuleFile module) throws IOException {
    if (!isUnchanged(module.id(), module.content())) {
      throw new IOException(
          "'"
              + module.id()
              + "': was changed after the thin link"
              + IndexList.nextStep(module.id()));
    }
    return module;
  }

  private boolean isUnchanged(String id, Slice content) throws IOException {
    String expected = hashes.getOrDefault(id, ModuleTable.NO_HASH);
    if (expected.equals(ModuleTable.NO_HASH)) {
      return true;
    }
    List<String> there = ModuleHash.of(content);
    return there.isEmpty() || there.contains(expected);
  }
}
