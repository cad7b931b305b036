package org.dthinlto.link;

import java.util.List;
import org.dthinlto.plan.PlanDocument;
import org.dthinlto.thinlink.Lines;

/**
 * Says what clang said of a backend job as lld says it when it compiles the module itself. Knows
 * how the two begin a warning and an error, not what they mean by it.
 *
 * <p>lld's words are those of {@code diagnosticHandler} in its DriverUtils and LTO sources: {@code
 * ld.lld: warning: TEXT}, for inline assembly {@code ld.lld: warning: MODULE <inline asm>:1:2:
 * TEXT} and an empty line behind it. clang leaves the module out there, and sums up in words of its
 * own.
 */
final class BackendVoice {

  /** clang's own words, for a step in which there is no lld. */
  static final BackendVoice CLANG = new BackendVoice("", false, false);

  private static final String WARNING = "warning: ";
  private static final String ERROR = "error: ";
  private static final String ASSEMBLY = "<inline asm>:";

  private final String linker;
  private final boolean fatal;
  private final boolean silent;

  private BackendVoice(String linker, boolean fatal, boolean silent) {
    this.linker = linker;
    this.fatal = fatal;
    this.silent = silent;
  }

  /** The voice of a linker that is called {@code program}, set up by its line. */
  static BackendVoice of(String program, List<LinkerArg> args) {
    boolean fatal = false;
    boolean silent = false;
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "fatal-warnings" -> fatal = true;
        case "no-fatal-warnings" -> fatal = false;
        case "no-warnings" -> silent = true;
        default -> {}
      }
    }
    return new BackendVoice(LinkLine.baseName(program), fatal, silent);
  }

  /** The voice that a plan tells of. */
  static BackendVoice of(PlanDocument.Voice voice) {
    return new BackendVoice(voice.linker(), voice.fatal(), voice.silent());
  }

  /** The same for a plan. */
  PlanDocument.Voice planned() {
    return new PlanDocument.Voice(linker, fatal, silent);
  }

  /** Whether the link fails for what was said of a job that succeeded. */
  boolean fails(String said) {
    return fatal && ("\n" + said).contains("\n" + linker + ": " + ERROR);
  }

  /** The same as clang said, in lld's words; may be empty. */
  String restate(String module, String said) {
    if (linker.isEmpty() || said.isEmpty()) {
      return said;
    }
    StringBuilder text = new StringBuilder();
    boolean shown = true;
    boolean excerpt = false; // lines behind a message of the assembler's, an empty one in the end
    for (String line : Lines.of(said)) {
      boolean assembly = line.startsWith(ASSEMBLY);
      String severity = severity(line, assembly);
      if (!severity.isEmpty() || line.startsWith("<") || isSum(line)) {
        text.append(excerpt && shown ? "\n" : "");
        shown = !isSum(line) && !(silent && severity.equals(WARNING));
        excerpt = assembly;
      }
      if (shown && severity.isEmpty()) {
        text.append(line).append('\n');
      } else if (shown) {
        boolean error = fatal || severity.equals(ERROR);
        text.append(linker).append(": ").append(error ? ERROR : WARNING);
        if (assembly) {
          int at = line.indexOf(severity);
          text.append(module).append(' ').append(line, 0, at);
          text.append(line, at + severity.length(), line.length());
        } else {
          text.append(line, severity.length(), endOfText(line));
        }
        text.append('\n');
      }
    }
    return text.append(excerpt && shown ? "\n" : "").toString();
  }

  /** What kind of message a line begins; empty if it begins none. */
  private static String severity(String line, boolean assembly) {
    if (line.startsWith(WARNING) || (assembly && line.contains(": " + WARNING))) {
      return WARNING;
    }
    return line.startsWith(ERROR) || (assembly && line.contains(": " + ERROR)) ? ERROR : "";
  }

  /** Without clang's name of the warning, as in {@code text [-Wframe-larger-than]}. */
  private static int endOfText(String line) {
    int option = line.lastIndexOf(" [-W");
    return option > 0 && line.endsWith("]") ? option : line.length();
  }

  /** What clang alone says behind the messages. */
  private static boolean isSum(String line) {
    return (line.endsWith(" generated.") && Character.isDigit(line.charAt(0)))
        || line.equals("error: cannot compile inline asm")
        || line.startsWith("warning: cannot compile inline asm");
  }
}
