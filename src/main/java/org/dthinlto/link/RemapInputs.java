package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of {@code --remap-inputs} and {@code --remap-inputs-file}: lld reads other files than
 * the ones that are named. Knows names, not files.
 *
 * <p>A rule without wildcards is found by the whole name and the last one of a name counts; of
 * those with wildcards the first that fits does (lld/ELF/Driver.cpp and InputFiles.cpp, readFile;
 * lld 17 to 22).
 */
final class RemapInputs {

  private final Map<String, String> names = new HashMap<>();
  private final List<Rule> globs = new ArrayList<>();

  /** Whether lld would find fault with a rule, or with a file of them. */
  private boolean faulty;

  private record Rule(Glob from, String pattern, String to) {}

  /** Reads the rules of a line; files are relative to {@code folder}. */
  static RemapInputs of(List<LinkerArg> args, Path folder) {
    RemapInputs rules = new RemapInputs();
    for (LinkerArg arg : args) {
      if (arg.is("remap-inputs")) {
        rules.add(arg.value());
      }
    }
    for (LinkerArg arg : args) {
      if (arg.is("remap-inputs-file")) {
        try {
          Path file = folder.resolve(arg.value());
          for (String line :
              new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            String rule = line.trim();
            if (!rule.isEmpty() && rule.charAt(0) != '#') {
              rules.add(rule);
            }
          }
        } catch (IOException e) {
          rules.faulty = true;
        }
      }
    }
    return rules;
  }

  private void add(String rule) {
    int equals = rule.indexOf('=');
    if (equals < 0 || equals == rule.length() - 1 || rule.indexOf('=', equals + 1) >= 0) {
      faulty = true;
      return;
    }
    String from = rule.substring(0, equals);
    String to = rule.substring(equals + 1);
    if (!hasWildcard(from)) {
      names.put(from, to);
      return;
    }
    try {
      globs.add(new Rule(Glob.of(from), from, to));
    } catch (IllegalArgumentException e) {
      faulty = true;
    }
  }

  private static boolean hasWildcard(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
  }

  boolean isEmpty() {
    return names.isEmpty() && globs.isEmpty();
  }

  /** Whether lld would refuse the line because of the rules. */
  boolean isFaulty() {
    return faulty;
  }

  /** The file that lld reads for a name. */
  String of(String name) {
    String exact = names.get(name);
    if (exact != null) {
      return exact;
    }
    for (Rule rule : globs) {
      if (rule.from.matches(name)) {
        return rule.to;
      }
    }
    return name;
  }

  /** The same rules as options of lld, for a run in another folder. */
  List<String> wordsFor(Path folder) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      words.add("--remap-inputs=" + name.getKey() + "=" + folder.resolve(name.getValue()));
    }
    for (Rule rule : globs) {
      words.add("--remap-inputs=" + rule.pattern + "=" + folder.resolve(rule.to));
    }
    return words;
  }

  /**
   * Options that keep a file of ours from being remapped: a name goes before wildcards.
   *
   * @throws NotDistributable if lld can't be told
   */
  List<String> wordsToKeep(String name) throws NotDistributable {
    boolean fits = names.containsKey(name);
    for (Rule rule : globs) {
      fits |= rule.from.matches(name);
    }
    if (!fits) {
      return List.of();
    }
    if (hasWildcard(name) || name.indexOf('=') >= 0) {
      throw NotDistributable.inProcess("'" + name + "': '--remap-inputs' fits a file of our own");
    }
    return List.of("--remap-inputs=" + name + "=" + name);
  }
}
