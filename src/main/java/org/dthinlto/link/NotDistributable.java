package org.dthinlto.link;

/** A link line that can't, or need not, be split: the user's own command does the link. */
final class NotDistributable extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean plain;
  private final String reason;

  private NotDistributable(boolean plain, String reason) {
    super(reason, null, false, false);
    this.plain = plain;
    this.reason = reason;
  }

  /** Nothing on the line to distribute, or the user wants what lld alone makes: said to nobody. */
  static NotDistributable plain(String reason) {
    return new NotDistributable(true, reason);
  }

  /** Something on the line that can't be distributed: said once, and an error if strict. */
  static NotDistributable inProcess(String reason) {
    return new NotDistributable(false, reason);
  }

  /** A lower-case sentence without full stop, for notes and the summary. */
  String reason() {
    return reason;
  }

  boolean isPlain() {
    return plain;
  }
}
