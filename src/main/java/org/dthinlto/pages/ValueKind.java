package org.dthinlto.pages;

import org.dthinlto.cli.CommandTree;

/** What a shell offers as the value of an option. Told by what the value is called. */
enum ValueKind {
  CHOICE,
  FILE,
  FOLDER,
  PROGRAM,
  FREE;

  static ValueKind of(CommandTree.Option option) {
    if (!option.choices().isEmpty()) {
      return CHOICE;
    }
    return switch (option.label()) {
      case "FILE" -> FILE;
      case "DIR" -> FOLDER;
      case "PROGRAM" -> PROGRAM;
      default -> FREE;
    };
  }
}
