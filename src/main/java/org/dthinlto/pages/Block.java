package org.dthinlto.pages;

import java.util.List;

/** A piece of the manual, in its own markup. */
sealed interface Block {

  /** A heading below that of the section. */
  record Heading(String text) implements Block {}

  record Paragraph(String text) implements Block {}

  /** An item of a list. */
  record Item(String text) implements Block {}

  /**
   * Lines that stay as they are.
   *
   * @param language what stands behind the fence; "" if nothing does, or the lines are indented
   */
  record Code(String language, List<String> lines) implements Block {}

  /** A table; all rows have as many cells as the header. */
  record Table(List<String> header, List<List<String>> rows) implements Block {

    /** Whether its rows are options. */
    boolean ofOptions() {
      return header.get(0).equals("option");
    }
  }
}
