package org.dthinlto.cli;

/** The commands whose words picocli never sees; which options they have, {@link OwnOption} says. */
enum OwnCommand {
  LINK("link"),
  PLAN("plan"),
  RUN("run");

  private final String word;

  OwnCommand(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
