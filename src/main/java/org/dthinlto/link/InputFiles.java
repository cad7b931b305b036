package org.dthinlto.link;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.archive.MemberId;
import org.dthinlto.archive.ThinArchiveWriter;
import org.dthinlto.bitcode.BitcodeInfo;
import org.dthinlto.bitcode.FileInfo;
import org.dthinlto.bitcode.FileKind;
import org.dthinlto.bitcode.FileKinds;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;

/**
 * Looks into the inputs of a link: which are bitcode, what their modules are called, what archives
 * hold. Knows nothing of the line that they stand on.
 */
final class InputFiles {

  private final StagedNames names;
  private final boolean fatLto;
  private final boolean identities;
  private final SuffixReplacement suffix;
  private final Map<Path, FileInfo> contents = new HashMap<>();
  private final Map<Path, List<Candidate>> archives = new HashMap<>();
  private int modules;

  /**
   * Looks into nothing yet.
   *
   * @param fatLto whether FatLTO objects count as bitcode
   * @param identities whether lld must know which archive a member comes from
   * @param suffix where the bitcode to compile is, if what the line names is minimised
   */
  InputFiles(StagedNames names, boolean fatLto, boolean identities, SuffixReplacement suffix) {
    this.suffix = suffix;
    this.identities = identities;
    this.names = names;
    this.fatLto = fatLto;
  }

  /** Bitcode modules found among all inputs so far. */
  int modules() {
    return modules;
  }

  /** All files that were looked into. */
  Set<Path> seen() {
    Set<Path> seen = new LinkedHashSet<>(contents.keySet());
    for (Map.Entry<Path, List<Candidate>> archive : archives.entrySet()) {
      seen.add(archive.getKey());
      for (Candidate member : archive.getValue()) {
        seen.add(member.content().file());
      }
    }
    return seen;
  }

  FileKind kind(Path file) throws IOException {
    return content(file).kind();
  }

  /** The same for all spellings of one file. */
  String stagedName(Path file) throws IOException {
    return names.of(file);
  }

  /** Whether the file that lld calls {@code path} is bitcode, or an archive with some in it. */
  boolean holdsBitcode(String path, Path file) throws IOException, NotDistributable {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    FileInfo content = content(file);
    if (!content.kind().isArchive()) {
      return kindOf(content) != Candidate.Kind.NATIVE;
    }
    return anyBitcode(members(path, file));
  }

  LineItem.Loose loose(String path, Path named, boolean lazy, List<String> words)
      throws IOException, NotDistributable {
    Path file = toCompile(path, path, named, content(named), true);
    FileInfo content = content(file);
    Candidate.Kind kind = kindOf(content);
    if (kind == Candidate.Kind.NATIVE) {
      Candidate object =
          new Candidate(path, path, file.toString(), Slice.whole(file), true, kind, "", "");
      return new LineItem.Loose(object, lazy, words);
    }
    modules++;
    String staged = names.of(file);
    // An object that we made of a source on the line has no name that the user knows.
    String shown = staged.startsWith(StagedNames.OBJECTS) ? LinkLine.baseName(path) : path;
    Slice slice = content.bitcode();
    Candidate object =
        new Candidate(
            shown,
            suffix.replaced(shown),
            staged,
            slice,
            content.kind() != FileKind.ELF_FAT_LTO,
            kind,
            content.bitcodeInfo().triple(),
            StagedNames.nativeOf(staged));
    return new LineItem.Loose(object, lazy, words);
  }

  /** The full bitcode if a file is minimised; else the same file. */
  private Path toCompile(
      String userName, String name, Path file, FileInfo content, boolean wholeFile)
      throws IOException, NotDistributable {
    String full = suffix.replaced(name);
    if (content.kind() != FileKind.THIN_BITCODE || full.equals(name)) {
      return file;
    }
    if (!wholeFile) {
      throw NotDistributable.inProcess(
          "'" + userName + "': no full bitcode lies beside a member of a regular archive");
    }
    Path other = suffix.replaced(file);
    if (!Files.isRegularFile(other) || content(other).kind() != FileKind.THIN_BITCODE) {
      throw NotDistributable.inProcess(
          "'" + userName + "': the full bitcode '" + full + "' is not there");
    }
    return other;
  }

  LineItem.Library library(String path, Path file, boolean whole, boolean again, List<String> words)
      throws IOException, NotDistributable {
    List<Candidate> members = members(path, file);
    boolean bitcode = anyBitcode(members);
    if (bitcode && !again) {
      for (Candidate member : members) {
        modules += member.isBitcode() ? 1 : 0;
      }
    }
    boolean expanded = bitcode || sameNames(members);
    String staged = names.of(file);
    List<String> entries = List.of();
    if (bitcode && identities) {
      entries = StagedNames.entries(staged, baseNames(members));
      members = atOffsets(staged, members, entries);
    } else if (!expanded) {
      members = asTraced(path, file, members);
    }
    return new LineItem.Library(
        path, file, staged, members, expanded, entries, whole, again, words);
  }

  private static List<String> baseNames(List<Candidate> members) {
    List<String> bases = new ArrayList<>(members.size());
    for (Candidate member : members) {
      String placed = member.nativeName();
      bases.add(placed.substring(placed.lastIndexOf('/') + 1));
    }
    return bases;
  }

  /** Bitcode members by the IDs that they have in a thin archive of these entries. */
  private static List<Candidate> atOffsets(
      String staged, List<Candidate> members, List<String> paths) {
    List<ThinArchiveWriter.Entry> entries = new ArrayList<>();
    for (String path : paths) {
      entries.add(new ThinArchiveWriter.Entry(path, 0));
    }
    List<Long> offsets = ThinArchiveWriter.offsets(entries);
    List<Candidate> named = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      Candidate member = members.get(i);
      String base = paths.get(i).substring(paths.get(i).lastIndexOf('/') + 1);
      String id = new MemberId(staged, base, offsets.get(i)).toString();
      named.add(member.isBitcode() ? member.withLinkName(id) : member);
    }
    return named;
  }

  /** The thin link gets the archive itself, and its trace then has lld's names without offsets. */
  private static List<Candidate> asTraced(String path, Path file, List<Candidate> members) {
    List<Candidate> named = new ArrayList<>(members.size());
    for (Candidate member : members) {
      named.add(member.withLinkName(file + member.userName().substring(path.length())));
    }
    return named;
  }

  private List<Candidate> members(String path, Path file) throws IOException, NotDistributable {
    List<Candidate> known = archives.get(file);
    if (known != null) {
      return known;
    }
    String stagedArchive = names.of(file);
    Map<String, Integer> occurrences = new HashMap<>();
    List<Candidate> members = new ArrayList<>();
    List<ArchiveMember> found = Archive.read(file, path).members();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (ArchiveMember member : found) {
        members.add(candidate(path, stagedArchive, member, channel, occurrences));
      }
    }
    archives.put(file, members);
    return members;
  }

  private Candidate candidate(
      String path,
      String stagedArchive,
      ArchiveMember member,
      FileChannel channel,
      Map<String, Integer> occurrences)
      throws IOException, NotDistributable {
    Slice whole = sliceOf(member);
    FileInfo content =
        member.wholeFile() ? FileKinds.of(whole, fatLto) : FileKinds.of(channel, whole, fatLto);
    // lld shows the whole name that the archive records, which in a thin one is a path.
    String userName = path + "(" + member.name() + ")";
    Path compiled = toCompile(userName, member.name(), member.file(), content, member.wholeFile());
    boolean minimised = !compiled.equals(member.file());
    content = minimised ? content(compiled) : content;
    String base = minimised ? suffix.replaced(member.baseName()) : member.baseName();
    int occurrence = occurrences.merge(base, 1, Integer::sum);
    Candidate.Kind kind = kindOf(content);
    String moduleName = path + "(" + base + " at " + member.headerOffset() + ")";
    if (kind != Candidate.Kind.NATIVE && !member.nameIsUtf8()) {
      throw NotDistributable.inProcess("'" + userName + "': the member's name is not UTF-8");
    }
    String nativeName = StagedNames.nativeOfMember(stagedArchive, base, occurrence);
    if (kind == Candidate.Kind.NATIVE) {
      return new Candidate(
          userName, moduleName, nativeName, whole, member.wholeFile(), kind, "", nativeName);
    }
    String staged = names.ofMember(stagedArchive, base, occurrence);
    Slice slice = content.bitcode();
    boolean wholeFile = member.wholeFile() && content.kind() != FileKind.ELF_FAT_LTO;
    String triple = content.bitcodeInfo().triple();
    return new Candidate(userName, moduleName, staged, slice, wholeFile, kind, triple, nativeName);
  }

  private static Slice sliceOf(ArchiveMember member) throws IOException {
    if (!member.wholeFile()) {
      return new Slice(member.file(), member.dataOffset(), member.size());
    }
    try {
      return Slice.whole(member.file());
    } catch (IOException e) {
      member.head(1); // says which archive it is that names a file that can't be read
      throw e;
    }
  }

  private FileInfo content(Path file) throws IOException {
    FileInfo known = contents.get(file);
    if (known == null) {
      known = FileKinds.of(Slice.whole(file), fatLto);
      contents.put(file, known);
    }
    return known;
  }

  private static Candidate.Kind kindOf(FileInfo content) {
    FileKind kind = content.kind();
    if (!kind.isBitcode()) {
      return Candidate.Kind.NATIVE;
    }
    BitcodeInfo info = content.bitcodeInfo();
    if (!info.thin()) {
      return Candidate.Kind.FULL;
    }
    return info.full() ? Candidate.Kind.SPLIT : Candidate.Kind.THIN;
  }

  private static boolean anyBitcode(List<Candidate> members) {
    for (Candidate member : members) {
      if (member.isBitcode()) {
        return true;
      }
    }
    return false;
  }

  /** Whether lld's trace, which gives no offsets, could mean several members by one name. */
  private static boolean sameNames(List<Candidate> members) {
    Map<String, Candidate> byName = new HashMap<>();
    for (Candidate member : members) {
      if (byName.put(member.userName(), member) != null) {
        return true;
      }
    }
    return false;
  }
}
