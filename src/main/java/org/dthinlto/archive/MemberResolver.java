package org.dthinlto.archive;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the members that lld's IDs mean, by the headers of the archives as they are now. Reads each
 * archive once. Knows nothing of what IDs are used for. Not for several threads.
 */
public final class MemberResolver {

  private final Path base;
  private final Map<String, Archive> archives = new HashMap<>();

  /**
   * @param base the folder that relative IDs start from: the one in which lld ran
   */
  public MemberResolver(Path base) {
    this.base = base;
  }

  /**
   * What an ID means.
   *
   * @param id its parts; {@code id.archive()} is the archive's path as lld spelled it
   * @param archive the archive
   * @param member the member whose header stands at that offset
   */
  public record Match(MemberId id, Archive archive, ArchiveMember member) {}

  /**
   * Finds the member that an ID means. The caller has looked whether a file of exactly that name
   * exists, which lld would have meant as well.
   *
   * @throws ArchiveException if the ID has not the form of a member's, no part of it is an archive,
   *     its archive is damaged, or another member or none stands at the offset
   */
  public Match resolve(String id) throws ArchiveException {
    List<MemberId> candidates = MemberId.candidates(id);
    if (candidates.isEmpty()) {
      throw ArchiveException.of(id, "neither a file nor ARCHIVE(MEMBER at OFFSET)");
    }
    List<Match> matches = new ArrayList<>();
    List<ArchiveException> problems = new ArrayList<>();
    for (MemberId candidate : candidates) {
      if (!isFile(candidate.archive())) {
        continue;
      }
      try {
        matches.add(match(id, candidate));
      } catch (ArchiveException e) {
        problems.add(e);
      }
    }
    if (matches.size() > 1) {
      String one = ArchiveException.quote(matches.get(0).id().archive());
      String other = ArchiveException.quote(matches.get(1).id().archive());
      throw ArchiveException.of(id, "may be a member of " + one + " or of " + other);
    }
    if (matches.size() == 1) {
      return matches.get(0);
    }
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    String shortest = candidates.get(candidates.size() - 1).archive();
    throw ArchiveException.of(id, "there is no archive " + ArchiveException.quote(shortest));
  }

  private boolean isFile(String path) {
    try {
      return Files.isRegularFile(base.resolve(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private Match match(String id, MemberId candidate) throws ArchiveException {
    Archive archive = archives.get(candidate.archive());
    if (archive == null) {
      archive = Archive.read(base.resolve(candidate.archive()), candidate.archive());
      archives.put(candidate.archive(), archive);
    }
    int index = archive.indexAt(candidate.offset());
    String found = "no member";
    if (index >= 0) {
      ArchiveMember member = archive.members().get(index);
      if (member.baseName().equals(candidate.baseName())) {
        return new Match(candidate, archive, member);
      }
      found = "member " + ArchiveException.quote(member.name());
    }
    String where = " starts at byte " + candidate.offset() + " of ";
    String name = ArchiveException.quote(candidate.archive());
    throw ArchiveException.of(
        id, found + where + name + "; the archive was changed, run the thin link again");
  }
}
