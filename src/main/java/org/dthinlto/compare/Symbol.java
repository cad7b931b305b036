package org.dthinlto.compare;

/**
 * One entry of a symbol table.
 *
 * @param name as it is in the file; of a section symbol the section's
 * @param section the index of the section that defines it, or one of the constants
 * @param value an address in a program, an offset in the section in an object
 */
record Symbol(
    String name, int type, int binding, int visibility, int section, long value, long size) {

  static final int UNDEFINED = 0;
  static final int ABSOLUTE = -1;
  static final int COMMON = -2;

  static final int OBJECT = 1;
  static final int FUNCTION = 2;
  static final int SECTION = 3;
  static final int FILE = 4;
  static final int TLS = 6;
  static final int IFUNC = 10;

  static final int LOCAL = 0;

  private static final String[] TYPES = {
    "untyped", "data", "function", "section", "file", "common", "thread-local"
  };
  private static final String[] BINDINGS = {"local", "global", "weak"};
  private static final String[] VISIBILITIES = {"default", "internal", "hidden", "protected"};

  boolean isDefined() {
    return section != UNDEFINED;
  }

  boolean isLocal() {
    return binding == LOCAL;
  }

  boolean isFunction() {
    return (type == FUNCTION || type == IFUNC) && size > 0;
  }

  boolean isData() {
    return (type == OBJECT || type == TLS) && size > 0;
  }

  /**
   * Whether only the compiler gave it a name, or nobody: what it means is what is there. On MIPS
   * such names begin with {@code $}; on ARM, those that tell code from data do.
   */
  boolean isNameless() {
    boolean ofCompiler = name.startsWith(".L") || name.startsWith("$");
    return type == SECTION || name.isEmpty() || (isLocal() && ofCompiler);
  }

  /** Type, binding and visibility, to be compared and to be shown. */
  String kind() {
    return word(BINDINGS, binding) + " " + word(TYPES, type) + ", " + VISIBILITIES[visibility & 3];
  }

  private static String word(String[] words, int number) {
    if (number == IFUNC) {
      return words == TYPES ? "indirect function" : "unique";
    }
    return number < words.length ? words[number] : "kind " + number;
  }

  /** The name that counts: without the suffix of local symbols that ThinLTO made global. */
  String plain() {
    return plain(name);
  }

  /** A name without {@code .llvm.} and the digits behind it, wherever these stand in it. */
  static String plain(String name) {
    int at = name.indexOf(".llvm.");
    if (at < 0) {
      return name;
    }
    int end = at + ".llvm.".length();
    while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
      end++;
    }
    return name.substring(0, at) + plain(name.substring(end));
  }
}
