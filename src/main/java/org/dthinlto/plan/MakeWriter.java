package org.dthinlto.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a plan as a makefile for GNU make, to be made by itself or to be included: it makes itself
 * anew when an input of the line changes. Runs nothing.
 *
 * <p>Names of modules have blanks and parentheses, which mean something else to make. So it knows
 * each file of a job by an alias, a symbolic link of a plain name, which leads nowhere as long as a
 * job is not done.
 */
public final class MakeWriter {

  /** Where aliases lie in the work folder. */
  public static final String FOLDER = "make";

  /** Characters in paths that make takes for something else, quoted or not. */
  public static final String NO_NAMES = "\\%=;|*?[]~\n\t";

  private static final String ALWAYS = "dthinlto-always";

  private static final int LONGEST = 200;

  private MakeWriter() {}

  /**
   * The links that make needs, and the files that they lead to; both relative to the work folder.
   */
  public static Map<String, String> aliases(PlanDocument plan) {
    Map<String, String> aliases = new TreeMap<>();
    for (PlanDocument.Job job : plan.jobs()) {
      for (String input : job.inputs()) {
        aliases.put(FOLDER + "/" + alias(input), PlanDocument.TREE + "/" + input);
      }
      String output = job.outputs().get(0);
      aliases.put(FOLDER + "/" + alias(output), PlanDocument.TREE + "/" + output);
    }
    return aliases;
  }

  /** The text, for a make that runs in the working directory of the line. */
  public static String text(PlanDocument plan, BuildSetup setup) {
    StringBuilder out = new StringBuilder();
    String output = plan.finalLink().ending().output();
    out.append("# Written by dthinlto plan; make keeps it up to date.\n\n");
    Set<String> needed = new LinkedHashSet<>();
    for (PlanDocument.Job job : plan.jobs()) {
      needed.add(aliasOf(plan, job.outputs().get(0)));
    }
    needed.addAll(plan.finalLink().inputs());
    if (plan.distributed()) {
      needed.add(setup.plan());
    } else {
      needed.add(ALWAYS); // not all that the line reads is known
    }
    rule(out, output, List.copyOf(needed), List.of(setup.last(plan)));
    for (PlanDocument.Job job : plan.jobs()) {
      List<String> inputs = new ArrayList<>();
      for (String input : job.inputs()) {
        inputs.add(aliasOf(plan, input));
      }
      String object = aliasOf(plan, job.outputs().get(0));
      rule(out, object, inputs, List.of(setup.command(plan, job)));
    }
    rule(out, setup.file(), plan.inputs(), List.of(ShellWords.join(setup.again())));
    out.append("# What is gone makes the plan anew, too.\n");
    for (String input : plan.inputs()) {
      out.append(path(input)).append(":\n");
    }
    out.append(plan.distributed() ? "" : ALWAYS + ":\n");
    return out.toString();
  }

  private static String aliasOf(PlanDocument plan, String name) {
    return plan.work() + "/" + FOLDER + "/" + alias(name);
  }

  private static void rule(
      StringBuilder out, String target, List<String> inputs, List<String> commands) {
    out.append(path(target)).append(':');
    for (String input : inputs) {
      out.append(" \\\n  ").append(path(input));
    }
    out.append('\n');
    for (String command : commands) {
      out.append('\t').append(command.replace("$", "$$")).append('\n');
    }
    out.append('\n');
  }

  /** A name of plain characters, another one for each path; folders stay folders. */
  static String alias(String path) {
    StringBuilder out = new StringBuilder();
    int part = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "._-/".indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else {
        out.append('+').append(Integer.toHexString(c));
        out.append('+');
      }
      if (c == '/') {
        part = out.length();
      } else if (out.length() - part > LONGEST) {
        // Too long for a folder entry: the rest goes below it.
        out.append("+/");
        part = out.length();
      }
    }
    return out.toString();
  }

  /** A path as a target or a prerequisite. */
  private static String path(String path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (" #:".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c == '$' ? "$$" : String.valueOf(c));
    }
    return out.toString();
  }
}
