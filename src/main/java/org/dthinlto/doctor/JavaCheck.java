package org.dthinlto.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The java that runs dthinlto: its version, whether it starts as fast as it can, and variables that
 * make each start talk. Knows this JVM by its properties only.
 */
final class JavaCheck implements Check {

  private static final String SUBJECT = "java";

  /** Each of these makes java say "Picked up …" on standard error. */
  private static final List<String> NOISY =
      List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

  private final Machine machine;
  private final Map<String, String> properties;

  /**
   * @param properties those of the JVM that count here
   */
  JavaCheck(Machine machine, Map<String, String> properties) {
    this.machine = machine;
    this.properties = properties;
  }

  /** The properties of this JVM. */
  static Map<String, String> running() {
    return Map.of(
        "java.version", System.getProperty("java.version", ""),
        "java.vendor", System.getProperty("java.vendor", ""),
        "java.vm.info", System.getProperty("java.vm.info", ""),
        "java.class.path", System.getProperty("java.class.path", ""));
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    String version = property("java.version");
    String vendor = property("java.vendor");
    String what = version + (vendor.isEmpty() ? "" : " by " + vendor);
    String jar = property("java.class.path").split(":", -1)[0];
    if (!jar.endsWith(".jar")) {
      findings.add(Finding.ok(SUBJECT, what));
    } else if (!Files.exists(Path.of(jar).resolveSibling("dthinlto.jsa"))) {
      findings.add(slow(what, "there is no class-data archive beside '" + jar + "'"));
    } else if (!property("java.vm.info").contains("sharing")) {
      findings.add(slow(what, "its class-data archive was made by another java or elsewhere"));
    } else {
      findings.add(Finding.ok(SUBJECT, what + ", class-data archive in use"));
    }
    for (String name : NOISY) {
      if (!machine.variable(name).isEmpty()) {
        String fact = "$" + name + " makes java write a line to standard error at each start";
        findings.add(Finding.note(SUBJECT, fact, "unset " + name));
      }
    }
    return findings;
  }

  private static Finding slow(String what, String why) {
    return Finding.note(
        SUBJECT,
        what + ", starts take twice as long as they could: " + why,
        "build or install dthinlto with this java, or set JAVA_HOME to the one it was built with");
  }

  private String property(String name) {
    return properties.getOrDefault(name, "");
  }
}
