package org.dthinlto.doctor;

/** How bad a finding is. */
public enum Severity {
  /** As it should be. */
  OK("ok"),
  /** Links work, but could be faster, safer or better distributed. */
  NOTE("note"),
  /** Links don't work, or not as asked for. */
  FAILED("failed");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  /** The word that a line of the doctor begins with. */
  public String word() {
    return word;
  }
}
