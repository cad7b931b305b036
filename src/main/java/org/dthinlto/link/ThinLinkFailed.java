package org.dthinlto.link;

import org.dthinlto.exec.ProcessResult;

/** lld ended the thin link with an error. Carries what it said; nobody has been told yet. */
final class ThinLinkFailed extends Exception {

  private static final long serialVersionUID = 1;

  private final transient ProcessResult thin;
  private final String said;

  /**
   * @param said by lld, with the user's names
   */
  ThinLinkFailed(ProcessResult thin, String said) {
    super(said);
    this.thin = thin;
    this.said = said;
  }

  ProcessResult thin() {
    return thin;
  }

  String said() {
    return said;
  }
}
