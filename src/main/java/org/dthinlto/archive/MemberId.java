package org.dthinlto.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A member as lld spells it: {@code ARCHIVE(BASENAME at OFFSET)} (lld/ELF/InputFiles.cpp, LLVM 14
 * and later). This is only the spelling; {@link MemberResolver} knows which files there are.
 *
 * @param archive the path of the archive as lld opened it
 * @param baseName the part of the member's name behind its last slash
 * @param offset byte offset of the member's header
 */
public record MemberId(String archive, String baseName, long offset) {

  /** The ID of a member of an archive that is opened by the given path. */
  public static MemberId of(String archive, ArchiveMember member) {
    return new MemberId(archive, member.baseName(), member.headerOffset());
  }

  /**
   * All ways to read an ID. Both names may hold parentheses, blanks, and {@code at 9)}; only a look
   * at the files tells which way is meant. The last {@code at N)} always counts.
   *
   * @return longest archive path first; empty if it isn't the ID of a member
   */
  public static List<MemberId> candidates(String id) {
    int at = id.lastIndexOf(" at ");
    if (at < 0 || !id.endsWith(")")) {
      return List.of();
    }
    long offset = ArchiveReader.number(id, at + 4, id.length() - 1);
    if (offset < 0) {
      return List.of();
    }
    List<MemberId> candidates = new ArrayList<>();
    for (int p = id.lastIndexOf('(', at); p > 0; p = id.lastIndexOf('(', p - 1)) {
      String baseName = id.substring(p + 1, at);
      if (baseName.indexOf('/') >= 0) {
        break;
      }
      candidates.add(new MemberId(id.substring(0, p), baseName, offset));
    }
    return candidates;
  }

  /**
   * Finds the member that an ID means. For many IDs use one {@link MemberResolver}.
   *
   * @param id a module ID that is not the name of a file: look for that first
   * @param base the folder in which lld ran
   * @throws ArchiveException if the ID means no member, or the archive was changed since
   */
  public static MemberResolver.Match resolve(String id, Path base) throws ArchiveException {
    return new MemberResolver(base).resolve(id);
  }

  /** The ID, byte for byte as lld prints it. */
  @Override
  public String toString() {
    return archive + "(" + baseName + " at " + offset + ")";
  }
}
