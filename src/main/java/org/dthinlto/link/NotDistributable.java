package org.dthinlto.link;

/** A link line that can't, or need not, be split: the user's own command does the link. */
final class NotDistributable extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean plain;
  private final boolean bitcode;
  private final String reason;

  private NotDistributable(boolean plain, boolean bitcode, String reason) {
    super(reason, null, false, false);
    this.plain = plain;
    this.bitcode = bitcode;
    this.reason = reason;
  }

  /** Nothing on the line for LTO: said to nobody. */
  static NotDistributable plain(String reason) {
    return new NotDistributable(true, false, reason);
  }

  /** Bitcode, or an option of lld's LTO, but nothing to distribute: lld's work, said to nobody. */
  static NotDistributable plainLto(String reason) {
    return new NotDistributable(true, true, reason);
  }

  /** Something on the line that can't be distributed: said once, and an error if strict. */
  static NotDistributable inProcess(String reason) {
    return new NotDistributable(false, true, reason);
  }

  /** A lower-case sentence without full stop, for notes and the summary. */
  String reason() {
    return reason;
  }

  /** Whether the link takes an lld, whatever linker is the driver's first choice. */
  boolean wantsLld() {
    return bitcode;
  }

  boolean isPlain() {
    return plain;
  }
}
