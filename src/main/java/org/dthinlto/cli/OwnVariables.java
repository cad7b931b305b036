package org.dthinlto.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dthinlto.doctor.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The variables of the environment that are called as ours: which stand for no option, and which
 * have a value that makes no sense. Sets none.
 *
 * @param usable the environment without the latter
 * @param findings what is wrong with them, in the order of their names
 */
record OwnVariables(Map<String, String> usable, List<Finding> findings) {

  private static final String PREFIX = "DTHINLTO_";
  private static final String SUBJECT = "variables";

  /** Those of the launcher, which stand for no option. */
  private static final List<String> OF_LAUNCHER =
      List.of("DTHINLTO_JAVA_OPTS", "DTHINLTO_USER_LC_ALL");

  static OwnVariables of(Map<String, String> environment) {
    TreeSet<String> known = new TreeSet<>(known());
    TreeMap<String, String> usable = new TreeMap<>(environment);
    List<Finding> findings = new ArrayList<>();
    List<String> set = new ArrayList<>();
    for (String name : usable.keySet()) {
      if (known.contains(name) && !OF_LAUNCHER.contains(name)) {
        set.add("$" + name);
      } else if (name.startsWith(PREFIX) && !known.contains(name)) {
        String nearest = EditDistance.nearest(name, new ArrayList<>(known));
        String hint = nearest.isEmpty() ? "" : ", did you mean $" + nearest + "?";
        String fact = "$" + name + " stands for no option and has no effect" + hint;
        findings.add(Finding.note(SUBJECT, fact, "unset " + name));
      }
    }
    dropWrong(usable, findings);
    if (findings.isEmpty()) {
      String what = set.isEmpty() ? "none of ours is set" : String.join(", ", set);
      findings.add(Finding.ok(SUBJECT, what));
    }
    return new OwnVariables(usable, findings);
  }

  /** Asks as often as a value is refused, each time without the last one. */
  private static void dropWrong(Map<String, String> usable, List<Finding> findings) {
    for (int i = 0; i < OwnOption.all().size(); i++) {
      String said = refused(usable);
      if (said.isEmpty()) {
        return;
      }
      int end = said.indexOf("': ");
      String option = said.startsWith("'--") && end > 0 ? said.substring(3, end) : "";
      String name = variable(option);
      if (usable.remove(name) == null) {
        findings.add(Finding.failed(SUBJECT, said, "unset what is wrong"));
        return;
      }
      findings.add(Finding.failed(SUBJECT, "$" + name + ": " + said, "unset " + name));
    }
  }

  private static String refused(Map<String, String> environment) {
    try {
      OwnSettings.check(OwnWords.of(OwnCommand.LINK, List.of(), environment), environment);
      return "";
    } catch (UsageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** All variables that mean something to any command. */
  static List<String> known() {
    List<String> known = new ArrayList<>(OF_LAUNCHER);
    for (OwnOption option : OwnOption.all()) {
      known.add(option.variable());
    }
    add(Commands.line(Map.of(), System.out, System.err), known);
    return known;
  }

  private static void add(CommandLine line, List<String> known) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      String name = option.longestName();
      if (name.startsWith("--")) {
        known.add(variable(name.substring(2)));
      }
    }
    for (CommandLine below : line.getSubcommands().values()) {
      add(below, known);
    }
  }

  private static String variable(String option) {
    return PREFIX + option.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
