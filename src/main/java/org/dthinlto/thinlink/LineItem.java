package org.dthinlto.thinlink;

import java.nio.file.Path;
import java.util.List;

/**
 * One piece of a linker command line, in its place, after inputs were looked up and looked into.
 * Knows what is there, not what the thin link makes of it.
 */
public sealed interface LineItem {

  /**
   * Words that are no input of interest.
   *
   * @param thin what the thin link gets for them
   * @param last what the final link gets for them
   * @param shown how lld calls the file that the words are, if they are one and the thin link gets
   *     its absolute path; else empty
   */
  record Words(List<String> thin, List<String> last, String shown) implements LineItem {

    public Words(List<String> thin, List<String> last) {
      this(thin, last, "");
    }

    /** Whether the words are a file that the thin link knows by another name. */
    public boolean isFile() {
      return !shown.isEmpty();
    }
  }

  /**
   * A linker script whose inputs stand behind it on the line.
   *
   * @param option the word before it, if it is given by an option; else none
   * @param path as the user named it
   * @param stagedName where it is put for the thin link
   * @param text what it says besides its inputs, for a run in the staging tree
   * @param lastName where it is put for the final link
   * @param lastText the same text for a run in the user's folder
   */
  record Script(
      List<String> option,
      String path,
      String stagedName,
      String text,
      String lastName,
      String lastText)
      implements LineItem {}

  /**
   * An object that stands on the line itself.
   *
   * @param lazy whether it stands between --start-lib and --end-lib
   * @param words the user's
   */
  record Loose(Candidate object, boolean lazy, List<String> words) implements LineItem {}

  /**
   * An archive.
   *
   * @param path as lld would spell it
   * @param file the same, absolute
   * @param stagedName of the archive, as a file of that name would be staged
   * @param members all of them, in the order of the archive
   * @param expanded whether the thin link gets the members one by one; otherwise it gets the
   *     archive
   * @param entries where the identity of the archive counts: the path of each member, relative to
   *     the staged archive, for a thin archive of ours; empty if the thin link gets the members
   * @param whole whether --whole-archive holds
   * @param again whether the same archive stood further left already
   * @param words the user's
   */
  record Library(
      String path,
      Path file,
      String stagedName,
      List<Candidate> members,
      boolean expanded,
      List<String> entries,
      boolean whole,
      boolean again,
      List<String> words)
      implements LineItem {

    /** How lld's trace names a member of the staged archive. */
    public String traced(int member) {
      return stagedName + "(" + entries.get(member) + ")";
    }
  }
}
