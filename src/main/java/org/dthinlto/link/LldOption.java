package org.dthinlto.link;

/**
 * One spelling of an option of ld.lld: how it is written and what becomes of it. Knows no values.
 *
 * @param name the canonical name without dashes and without a trailing "=", such as {@code soname}
 * @param form how its value is given
 * @param fate what becomes of it when the link is split
 */
record LldOption(String name, Form form, Fate fate) {

  /** A word that is no option: a file. */
  static final LldOption INPUT = new LldOption("<input>", Form.FLAG, Fate.WALK);

  /** A word that looks like an option and isn't known. */
  static final LldOption UNKNOWN = new LldOption("<unknown>", Form.FLAG, Fate.BOTH);

  /** An option at the end of the line, without its value: lld says so and links nothing. */
  static final LldOption INCOMPLETE = new LldOption("<incomplete>", Form.FLAG, Fate.PLAIN);

  /** How an option takes its value. */
  enum Form {
    FLAG,
    JOINED,
    SEPARATE,
    EITHER
  }

  /** What becomes of an option; the words are explained at the top of lld-options.tsv. */
  enum Fate {
    BOTH,
    READ,
    THIN,
    THINFILE,
    FINAL,
    MINE,
    WALK,
    CARRIED,
    PROCESS,
    PLAIN
  }
}
