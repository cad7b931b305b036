package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What lld's own backends would be set to, as options for clang. Knows lld's rules for it
 * (lld/ELF/LTO.cpp, createConfig), not any module.
 *
 * @param level the optimisation level, 1 to 3
 * @param model what kind of code: by the kind of link, or for -r by each module
 * @param mllvm LLVM options of the line, in order, for which clang has to be asked
 * @param sampleProfile a file; empty if there is none
 * @param processor for functions that don't say theirs; empty if it is the target's own
 */
record BackendFlags(
    int level, Model model, List<String> mllvm, String sampleProfile, String processor) {

  BackendFlags(int level, Model model, List<String> mllvm, String sampleProfile) {
    this(level, model, mllvm, sampleProfile, "");
  }

  /** The relocation model of lld's backends. */
  enum Model {
    PIC,
    STATIC,
    AS_MODULE
  }

  /**
   * LLVM options that set up code generation. lld registers and obeys them; clang takes them from
   * its own options instead and rejects or ignores them behind -mllvm (clang 14 to 22, tried).
   */
  private static final Set<String> CODE_GENERATION =
      Set.of(
          "align-loops",
          "basic-block-sections",
          "code-model",
          "debug-entry-values",
          "debugger-tune",
          "disable-simplify-libcalls",
          "disable-tail-calls",
          "emit-call-site-info",
          "emulated-tls",
          "enable-tlsdesc",
          "exception-model",
          "float-abi",
          "force-dwarf-frame-section",
          "fp-contract",
          "frame-pointer",
          "mattr",
          "march",
          "mc-relax-all",
          "mcpu",
          "meabi",
          "relocation-model",
          "split-machine-functions",
          "stack-size-section",
          "stackrealign",
          "swift-async-fp",
          "thread-model",
          "tls-size",
          "trap-func",
          "unique-basic-block-section-names",
          "unique-section-names",
          "use-ctors",
          "vector-library",
          "xray-function-index",
          "jmc-instrument",
          "large-data-threshold",
          "global-isel",
          "enable-jmc-instrument");

  /** What clang takes by itself. */
  private static final Set<String> USUAL_PROCESSORS = Set.of("", "x86-64", "generic", "i686");

  /** lld always puts every function and every object into a section of its own. */
  private static final Set<String> SETTLED = Set.of("function-sections", "data-sections");

  /**
   * @throws NotDistributable if the line changes code generation in a way that isn't carried yet
   */
  static BackendFlags of(List<LinkerArg> args) throws NotDistributable {
    String level = "2";
    boolean pie = false;
    boolean shared = false;
    boolean relocatable = false;
    List<String> mllvm = new ArrayList<>();
    String sampleProfile = "";
    String processor = "";
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "lto-O" -> level = arg.value();
        case "pie" -> pie = true;
        case "no-pie" -> pie = false;
        case "shared" -> shared = true;
        case "relocatable" -> relocatable = true;
        case "mllvm" -> addMllvm(arg.value(), mllvm);
        case "plugin-opt=-" -> addMllvm("-" + arg.value(), mllvm);
        case "plugin-opt=mcpu" ->
            processor = USUAL_PROCESSORS.contains(arg.value()) ? "" : arg.value();
        case "lto-sample-profile" -> sampleProfile = arg.value();
        case "lto" -> requireThin(arg);
        default -> {}
      }
    }
    if (!level.equals("1") && !level.equals("2") && !level.equals("3")) {
      throw NotDistributable.inProcess("LTO level 'O" + level + "' is not carried to the backends");
    }
    Model model = relocatable ? Model.AS_MODULE : shared || pie ? Model.PIC : Model.STATIC;
    return new BackendFlags(level.charAt(0) - '0', model, mllvm, sampleProfile, processor);
  }

  private static void requireThin(LinkerArg arg) throws NotDistributable {
    if (!arg.value().equals("thin") && !arg.value().equals("default")) {
      throw NotDistributable.inProcess("'" + arg.words().get(0) + "' asks for full LTO");
    }
  }

  private static void addMllvm(String option, List<String> mllvm) throws NotDistributable {
    String name = option;
    while (name.startsWith("-")) {
      name = name.substring(1);
    }
    int equals = name.indexOf('=');
    name = equals < 0 ? name : name.substring(0, equals);
    if (CODE_GENERATION.contains(name)) {
      throw NotDistributable.inProcess(
          "'" + option + "' changes code generation and is not carried to the backends");
    }
    if (!SETTLED.contains(name)) {
      mllvm.add(option);
    }
  }

  /**
   * The options of one job.
   *
   * @param pic whether the module itself is position-independent, for a model of {@code AS_MODULE}
   */
  List<String> words(String triple, boolean pic, String stagedProfile) {
    List<String> words = new ArrayList<>();
    if (!triple.isEmpty()) {
      words.add("--target=" + triple);
    }
    if (!processor.isEmpty()) {
      words.add((triple.startsWith("aarch64") ? "-mcpu=" : "-march=") + processor);
    }
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
    for (String option : mllvm) {
      words.add("-mllvm");
      words.add(option);
    }
    if (!stagedProfile.isEmpty()) {
      words.add("-fprofile-sample-use=" + stagedProfile);
    }
    return words;
  }
}
