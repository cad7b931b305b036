package org.dthinlto.thinlink;

import org.dthinlto.bitcode.Slice;

/**
 * One object that the thin link may select: a loose file or an archive member. Says what it is and
 * under which names it goes, not whether it was selected.
 *
 * @param userName how lld would name it to the user: {@code obj/a.o} or {@code sub/lib.a(m.o)}
 * @param moduleName the same with lld's true offset: {@code sub/lib.a(m.o at 94)}
 * @param linkName what the thin link calls it: for bitcode its staged name, the module ID
 * @param content the bytes that lld shall see: of a FatLTO object only the bitcode
 * @param wholeFile whether the content is all of its file, which can then be linked to
 * @param kind what it is
 * @param triple target triple of bitcode; empty if native
 * @param nativeName the native object for the final link, relative to the staging tree: what the
 *     backend writes, or where a native member is put; empty for a loose native object
 */
public record Candidate(
    String userName,
    String moduleName,
    String linkName,
    Slice content,
    boolean wholeFile,
    Kind kind,
    String triple,
    String nativeName) {

  /** What the link does with an object. */
  public enum Kind {
    /** One backend job. */
    THIN,
    /** A backend job for one half, the merged object for the other: a split LTO unit. */
    SPLIT,
    /** Compiled by lld in the thin link, into the merged object. */
    FULL,
    /** Not bitcode. */
    NATIVE
  }

  /** The same object under another link name. */
  public Candidate withLinkName(String other) {
    return new Candidate(userName, moduleName, other, content, wholeFile, kind, triple, nativeName);
  }

  public boolean isBitcode() {
    return kind != Kind.NATIVE;
  }

  /** Whether the thin link puts it, or part of it, into the merged object. */
  public boolean isMerged() {
    return kind == Kind.FULL || kind == Kind.SPLIT;
  }
}
