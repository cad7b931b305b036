package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;

/**
 * What lld's own backends would be set to, as options for clang. Knows lld's rules for it
 * (lld/ELF/LTO.cpp, createConfig), not any module.
 *
 * @param level the optimisation level, 0 to 3
 * @param model what kind of code: by the kind of link, or for -r by each module
 * @param llvm LLVM options of the line, which are spelled by clang's release
 * @param sampleProfile a file; empty if there is none
 * @param processor for functions that don't say theirs; empty if the line names none
 * @param notCarried what the line asks of lld's backends and clang can't be asked for, with why
 */
record BackendFlags(
    int level,
    Model model,
    LlvmOptions llvm,
    String sampleProfile,
    String processor,
    List<NotCarried> notCarried) {

  /** Nothing but a level and a model. */
  BackendFlags(int level, Model model) {
    this(level, model, new LlvmOptions(), "", "", List.of());
  }

  /**
   * A word of the line that the backends go without.
   *
   * @param word as the user wrote it
   * @param why a lower-case clause, for the warning
   */
  record NotCarried(String word, String why) {}

  /** The relocation model of lld's backends. */
  enum Model {
    PIC,
    STATIC,
    AS_MODULE
  }

  /**
   * Reads the arguments of lld.
   *
   * @throws NotDistributable if the line changes code generation in a way that isn't carried
   */
  static BackendFlags of(List<LinkerArg> args) throws NotDistributable {
    String level = "2";
    String levelWord = "";
    String codeGeneration = "";
    String codeGenerationWord = "";
    boolean pie = false;
    boolean shared = false;
    boolean relocatable = false;
    LlvmOptions llvm = new LlvmOptions();
    String sampleProfile = "";
    LinkerArg kind = new LinkerArg(LldOption.UNKNOWN, "thin", List.of(""), 0);
    List<NotCarried> notCarried = new ArrayList<>();
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "lto-O" -> {
          level = arg.value();
          levelWord = arg.words().get(0);
        }
        case "lto-CGO" -> {
          codeGeneration = arg.value();
          codeGenerationWord = arg.words().get(0);
        }
        case "pie" -> pie = true;
        case "no-pie" -> pie = false;
        case "shared" -> shared = true;
        case "relocatable" -> relocatable = true;
        case "mllvm" -> llvm.add(arg.value());
        case "plugin-opt=-" -> llvm.add("-" + arg.value());
        case "plugin-opt=mcpu" -> llvm.processor(arg.value());
        case "lto-sample-profile" -> sampleProfile = arg.value();
        case "lto" -> kind = arg;
        case "<unknown>" -> unknown(arg.words().get(0), notCarried);
        default -> {}
      }
    }
    requireThin(kind);
    if (level.length() != 1 || level.charAt(0) < '0' || level.charAt(0) > '3') {
      throw NotDistributable.inProcess("there is no LTO level 'O" + level + "'");
    }
    int number = level.charAt(0) - '0';
    if (!codeGeneration.isEmpty()) {
      if (!codeGeneration.equals(number == 3 ? "3" : "2")) {
        notCarried.add(
            new NotCarried(
                codeGenerationWord, "clang has one level for optimising and code generation"));
      }
    } else if (number == 0) {
      notCarried.add(
          new NotCarried(levelWord, "clang generates code at level 0 where lld does at level 2"));
    }
    Model model = relocatable ? Model.AS_MODULE : shared || pie ? Model.PIC : Model.STATIC;
    return new BackendFlags(number, model, llvm, sampleProfile, llvm.processor(), notCarried);
  }

  /** The last one counts. */
  private static void requireThin(LinkerArg arg) throws NotDistributable {
    if (!arg.value().equals("thin") && !arg.value().equals("default")) {
      throw NotDistributable.inProcess("'" + arg.words().get(0) + "' asks for full LTO");
    }
  }

  /** What isn't in the table goes to both links; if it may be for LTO, the user should know. */
  private static void unknown(String word, List<NotCarried> notCarried) {
    String name = word.startsWith("--") ? word.substring(1) : word;
    if (name.startsWith("-lto")
        || name.startsWith("-thinlto")
        || name.startsWith("-plugin-opt")
        || name.startsWith("-mllvm")) {
      notCarried.add(new NotCarried(word, "the option is not known"));
    }
  }

  /**
   * The options of one job, but for those that LLVM options of the line become.
   *
   * @param pic whether the module itself is position-independent, for a model of {@code AS_MODULE}
   */
  List<String> words(String triple, boolean pic, String stagedProfile) {
    List<String> words = TargetWords.of(triple, processor);
    words.add("-O" + level);
    if (level == 1) {
      words.add("-funroll-loops"); // on in lld at every level, off in clang at -O1
    }
    words.add("-ffunction-sections");
    words.add("-fdata-sections");
    words.add(model == Model.PIC || (model == Model.AS_MODULE && pic) ? "-fPIC" : "-fno-pie");
    words.add("-Wno-override-module");
    words.add("-Wno-linker-warnings");
    words.add("-Wno-unused-command-line-argument");
    if (!stagedProfile.isEmpty()) {
      words.add("-fprofile-sample-use=" + stagedProfile);
    }
    return words;
  }
}
