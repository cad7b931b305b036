package org.dthinlto.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a plan as a build.ninja: an edge that makes the plan and this file anew when an input of
 * the line changes, one for each backend, one for the final link. Runs nothing.
 */
public final class NinjaWriter {

  /** Characters that ninja takes in no path. */
  public static final String NO_NAMES = "|\n";

  /** Never there: what depends on it is always done. */
  private static final String ALWAYS = "dthinlto-always";

  private NinjaWriter() {}

  /** The text, for a ninja that runs in the working directory of the line. */
  public static String text(PlanDocument plan, BuildSetup setup) {
    StringBuilder out = new StringBuilder();
    out.append("# Written by dthinlto plan; ninja keeps it up to date.\n");
    out.append("ninja_required_version = 1.3\n\n");
    out.append("rule plan\n  command = ").append(value(ShellWords.join(setup.again())));
    out.append("\n  description = PLAN $out\n  generator = 1\n  restat = 1\n\n");
    out.append("rule backend\n  command = $run\n  description = BACKEND $module\n\n");
    out.append("rule link\n  command = ").append(value(setup.last(plan)));
    out.append("\n  description = LINK $out\n\n");

    List<String> made = new ArrayList<>();
    if (plan.distributed()) {
      made.add(setup.plan());
      for (PlanDocument.Job job : plan.jobs()) {
        made.add(inTree(plan, job.inputs().get(1)));
      }
    }
    edge(out, List.of(setup.file()), made, "plan", plan.inputs(), List.of());

    List<String> objects = new ArrayList<>();
    for (PlanDocument.Job job : plan.jobs()) {
      List<String> inputs = new ArrayList<>();
      for (String input : job.inputs()) {
        inputs.add(inTree(plan, input));
      }
      List<String> outputs = new ArrayList<>();
      for (String output : job.outputs()) {
        outputs.add(inTree(plan, output));
      }
      List<String> others = outputs.subList(1, outputs.size());
      edge(out, outputs.subList(0, 1), others, "backend", inputs.subList(0, 1), tail(inputs));
      out.append("  module = ").append(value(job.name())).append('\n');
      out.append("  run = ").append(value(setup.command(plan, job))).append('\n');
      objects.add(outputs.get(0));
    }
    Set<String> others = new LinkedHashSet<>(plan.finalLink().inputs());
    if (plan.distributed()) {
      others.add(setup.plan());
    } else {
      others = new LinkedHashSet<>(List.of(ALWAYS)); // not all that the line reads is known
      edge(out, List.of(ALWAYS), List.of(), "phony", List.of(), List.of());
    }
    String output = plan.finalLink().ending().output();
    edge(out, List.of(output), List.of(), "link", objects, List.copyOf(others));
    out.append("\n# What is gone makes the plan anew, too.\n");
    for (String input : plan.inputs()) {
      edge(out, List.of(input), List.of(), "phony", List.of(), List.of());
    }
    out.append("\ndefault ").append(path(output)).append('\n');
    return out.toString();
  }

  private static List<String> tail(List<String> all) {
    return all.subList(1, all.size());
  }

  private static String inTree(PlanDocument plan, String name) {
    return BuildSetup.tree(plan) + "/" + name;
  }

  private static void edge(
      StringBuilder out,
      List<String> outputs,
      List<String> implicitOutputs,
      String rule,
      List<String> inputs,
      List<String> implicitInputs) {
    out.append("build");
    paths(out, "", outputs);
    paths(out, " |", implicitOutputs);
    out.append(": ").append(rule);
    paths(out, "", inputs);
    paths(out, " |", implicitInputs);
    out.append('\n');
  }

  private static void paths(StringBuilder out, String before, List<String> paths) {
    out.append(paths.isEmpty() ? "" : before);
    for (String each : paths) {
      out.append(' ').append(path(each));
    }
  }

  private static String path(String path) {
    return path.replace("$", "$$").replace(" ", "$ ").replace(":", "$:");
  }

  private static String value(String text) {
    return text.replace("$", "$$");
  }
}
