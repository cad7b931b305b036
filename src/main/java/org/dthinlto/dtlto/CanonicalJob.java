package org.dthinlto.dtlto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One job of a link with the names that its files have in a tree of ours. Knows which file is its
 * module, which its index; puts none of them in its place.
 *
 * @param userName how the user knows the module
 * @param args the words behind those that all jobs have, with names of the tree
 * @param inputs names in the tree: the module, its index, and all else that the job reads, sorted
 * @param outputs names in the tree, the native object first
 * @param paths lld's paths of all inputs, in their order
 */
public record CanonicalJob(
    String userName,
    List<String> args,
    List<String> inputs,
    List<String> outputs,
    List<String> paths) {

  /** The place of the index among the inputs, behind the module. */
  public static final int INDEX = 1;

  private static final String INDEX_OPTION = "-fthinlto-index=";

  public CanonicalJob {
    args = List.copyOf(args);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    paths = List.copyOf(paths);
  }

  /**
   * The same job under other names.
   *
   * @param common what all jobs read
   * @return null if the job isn't of the form that LLVM 21 and 22 write: then it can only run as it
   *     is
   */
  public static @Nullable CanonicalJob of(
      JobFile.Job job, List<String> common, CanonicalNames names) {
    String index = "";
    String module = "";
    for (String word : job.args()) {
      if (word.startsWith(INDEX_OPTION) && index.isEmpty()) {
        index = word.substring(INDEX_OPTION.length());
      } else if (module.isEmpty() && !word.startsWith("-") && job.inputs().contains(word)) {
        module = word;
      }
    }
    if (module.isEmpty() || module.equals(index) || !job.inputs().contains(index)) {
      return null;
    }
    Map<String, String> renamed = new HashMap<>();
    String name = names.of(module);
    renamed.put(module, name);
    renamed.put(index, CanonicalNames.INDEX + name);
    // lld sorts them by its own names, which depend on where the output lies.
    TreeMap<String, String> others = new TreeMap<>();
    for (List<String> more : List.of(job.inputs(), common)) {
      for (String input : more) {
        if (!renamed.containsKey(input)) {
          renamed.put(input, names.of(input));
          others.put(names.of(input), input);
        }
      }
    }
    if (others.size() + 2 < renamed.size()) {
      return null; // two of one name
    }
    List<String> inputs = new ArrayList<>(List.of(name, CanonicalNames.INDEX + name));
    inputs.addAll(others.keySet());
    List<String> paths = new ArrayList<>(List.of(module, index));
    paths.addAll(others.values());
    List<String> outputs = new ArrayList<>(job.outputs().size());
    for (String output : job.outputs()) {
      if (renamed.containsKey(output)) {
        return null; // it changes what it reads
      }
      // A further output, which no LLVM has as yet, gets a folder of its own.
      String more = outputs.isEmpty() ? "/" : outputs.size() + "/";
      outputs.add(CanonicalNames.NATIVE + more + name);
      renamed.put(output, outputs.get(outputs.size() - 1));
    }
    List<String> args = new ArrayList<>(job.args().size());
    for (String word : job.args()) {
      args.add(replaced(word, renamed));
    }
    return new CanonicalJob(names.shown(module), args, inputs, outputs, paths);
  }

  /** A word with the new name of the file that it is, or that stands behind its first "=". */
  public static String replaced(String word, Map<String, String> renamed) {
    String name = renamed.get(word);
    if (name != null) {
      return name;
    }
    int equals = word.startsWith("-") ? word.indexOf('=') : -1;
    String behind = equals < 0 ? null : renamed.get(word.substring(equals + 1));
    return behind == null ? word : word.substring(0, equals + 1) + behind;
  }

  /** The module's name in the tree, which is its module ID there. */
  public String module() {
    return inputs.get(0);
  }
}
