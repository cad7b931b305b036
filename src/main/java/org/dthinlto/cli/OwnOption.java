package org.dthinlto.cli;

import java.util.List;
import java.util.Locale;

/**
 * The options of the commands that link: one table for the parser, the help and the environment.
 * Knows how they are written, not what they do.
 */
enum OwnOption {
  FORMAT("", "--format", "FORMAT", "json (default), ninja or make"),
  OUTPUT("-o", "--output", "FILE", "write to FILE, - is standard output"),
  LAUNCHER("", "--launcher", "WORDS", "put WORDS before each backend's command"),
  JOB("", "--job", "ID", "run this job alone, by its ID or number"),
  FINAL_LINK("", "--final-link", "", "link the objects that are there"),
  JOBS("-j", "--jobs", "N", "run N jobs at once (default: as make says, else cores)"),
  MEMORY_LIMIT("", "--memory-limit", "SIZE", "start no job if those that run need more"),
  CLANG("", "--clang", "PROGRAM", "backend compiler (default: the driver)"),
  BACKEND_ARG("", "--backend-arg", "ARG", "give ARG to every backend job; repeatable"),
  DRIVER("", "--driver", "PROGRAM", "the driver if LINK-LINE has none"),
  ROOT("", "--root", "DIR", "project root (default: folder above with .git)"),
  WORK_DIR("", "--work-dir", "DIR", "work in DIR (default: beside the output)"),
  KEEP("", "--keep", "", "keep the work folder"),
  STRICT("", "--strict", "", "fail where it would link in process"),
  DRY_RUN("-n", "--dry-run", "", "show the jobs and the final link, run none"),
  VERBOSE("-v", "--verbose", "", "show each command; twice: stack traces too"),
  QUIET("-q", "--quiet", "", "no notes, no progress"),
  PROGRESS("", "--progress", "MODE", "auto, plain, terminal or none"),
  SUMMARY("", "--summary", "FILE", "write what was done to FILE, as JSON"),
  TRACE("", "--trace", "FILE", "write what took how long to FILE, for Perfetto"),
  TRACE_CLANG("", "--trace-clang", "", "with what clang did in each job"),
  REPORT("", "--report", "FILE.html", "write a page for the browser: what bounds the link"),
  CACHE_DIR("", "--cache-dir", "DIR", "the cache (default: ~/.cache/dthinlto)"),
  NO_CACHE("", "--no-cache", "", "take nothing from the cache, leave nothing there"),
  CACHE_SIZE("", "--cache-size", "SIZE", "let it grow to SIZE (default: 10G)"),
  RELINK("", "--relink", "", "do both links even if nothing changed"),
  TOUCH("", "--touch", "", "let an output that need not change look new, as make does"),
  COMPARE("", "--compare", "", "link in process too and compare; exit 1 if they differ"),
  COMPARE_JSON("", "--compare-json", "FILE", "compare, and write it to FILE, as JSON"),
  REMOTE("", "--remote", "ENDPOINT", "run jobs there, too; more: dthinlto doctor --help"),
  REMOTE_CACHE("", "--remote-cache", "ENDPOINT", ""),
  REMOTE_INSTANCE("", "--remote-instance", "NAME", ""),
  REMOTE_HEADER("", "--remote-header", "NAME=VALUE", ""),
  REMOTE_PROPERTY("", "--remote-property", "NAME=VALUE", ""),
  REMOTE_CA("", "--remote-ca", "FILE", ""),
  REMOTE_CERT("", "--remote-cert", "FILE", ""),
  REMOTE_KEY("", "--remote-key", "FILE", ""),
  REMOTE_TOKEN_FILE("", "--remote-token-file", "FILE", ""),
  REMOTE_CREDENTIAL_HELPER("", "--remote-credential-helper", "PROGRAM", ""),
  REMOTE_JOBS("", "--remote-jobs", "N", ""),
  REMOTE_TIMEOUT("", "--remote-timeout", "SECONDS", ""),
  REMOTE_RETRIES("", "--remote-retries", "N", ""),
  REMOTE_TOOLCHAIN("", "--remote-toolchain", "WHAT", ""),
  REMOTE_LOCAL_FALLBACK("", "--remote-local-fallback", "", ""),
  NO_REMOTE_LOCAL_FALLBACK("", "--no-remote-local-fallback", "", ""),
  RACE("", "--race", "", ""),
  HELP("-h", "--help", "", "show this help");

  private static final List<OwnOption> ALL = List.of(values());

  private final String letter;
  private final String word;
  private final String label;
  private final String help;

  OwnOption(String letter, String word, String label, String help) {
    this.letter = letter;
    this.word = word;
    this.label = label;
    this.help = help;
  }

  static List<OwnOption> all() {
    return ALL;
  }

  /** The one-letter spelling, or "". */
  String letter() {
    return letter;
  }

  String word() {
    return word;
  }

  /** What the value is called in the help; "" if there is none. */
  String label() {
    return label;
  }

  /** What it does, for the help of {@code link}; "" if it isn't shown there. */
  String help() {
    return help;
  }

  /** The words that the value is one of; none if it is free. */
  List<String> choices() {
    return switch (this) {
      case PROGRESS -> List.of("auto", "plain", "terminal", "none");
      case FORMAT -> List.of("json", "ninja", "make");
      default -> List.of();
    };
  }

  /** Whether a command has it. */
  boolean isOf(OwnCommand command) {
    return switch (this) {
      case FORMAT, OUTPUT, LAUNCHER -> command == OwnCommand.PLAN;
      case JOB, FINAL_LINK -> command == OwnCommand.RUN;
      case DRY_RUN, RELINK, TOUCH, COMPARE, COMPARE_JSON, TRACE_CLANG -> command == OwnCommand.LINK;
      case KEEP -> command == OwnCommand.LINK || command == OwnCommand.DISTRIBUTE;
      case BACKEND_ARG, DRIVER, ROOT, STRICT ->
          command == OwnCommand.LINK || command == OwnCommand.PLAN;
      case WORK_DIR -> command != OwnCommand.RUN;
      case CLANG -> command != OwnCommand.DISTRIBUTE; // lld says which
      case HELP, JOBS, VERBOSE, QUIET, PROGRESS, SUMMARY, CACHE_DIR, NO_CACHE -> true;
      default -> command != OwnCommand.PLAN; // what is about running jobs
    };
  }

  boolean hasValue() {
    return !label.isEmpty();
  }

  /** The environment variable that stands for the option. */
  String variable() {
    return "DTHINLTO_" + name().toUpperCase(Locale.ROOT);
  }
}
