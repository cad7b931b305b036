package org.dthinlto.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Says why jobs of a link run, by what differs from the link before. Knows what goes into a job,
 * not how its key is made of that.
 *
 * <p>The reasons of a job come in this order, which readers may count on; of each kind the first
 * few, in the order of the job, and how many more there are:
 *
 * <ol>
 *   <li>{@code first time}: there was no such job; then nothing else
 *   <li>{@code bitcode of 'lib.a(x.o)' changed}
 *   <li>{@code now imports 'y.o'}
 *   <li>{@code no longer imports 'y.o'}
 *   <li>{@code import 'z.o' changed}
 *   <li>{@code option -O2 → -O3}, {@code option '-g' added}, {@code option '-g' dropped}
 *   <li>{@code 'p.prof' changed}, {@code now reads 'p.prof'}, {@code no longer reads 'p.prof'}
 *   <li>{@code clang changed}
 *   <li>{@code the environment of clang changed}
 *   <li>{@code its index changed}: lld decided otherwise, such as what others use of the module.
 *       Bitcode and imports are in the index, so it isn't said besides these
 *   <li>{@code the order of its inputs changed}, if nothing else did
 *   <li>{@code its result was no longer in the cache}, if nothing differs
 * </ol>
 */
public final class WhyRan {

  /** So many reasons of a kind are told one by one. */
  private static final int FEW = 3;

  private static final String FIRST_TIME = "first time";
  private static final String GONE = "its result was no longer in the cache";

  /** Module and shard come first among the inputs of a job. */
  private static final int MODULE = 0;

  private static final int SHARD = 1;
  private static final int OTHERS = 2;

  private final @Nullable JobHistory before;
  private final Digest compiler;
  private final String environment;
  private final Map<String, String> userNames;

  /**
   * For the jobs of one link.
   *
   * @param before the last link of the same output, null if there is none
   * @param compiler the digest of all that the compiler is made of, now
   * @param environment the variables that change what the compiler writes, now
   * @param userNames the modules of this link: what the user calls them, by module ID
   */
  public WhyRan(
      @Nullable JobHistory before,
      Digest compiler,
      String environment,
      Map<String, String> userNames) {
    this.before = before;
    this.compiler = compiler;
    this.environment = environment;
    this.userNames = userNames;
  }

  /**
   * Why a job runs, whose result was not found: one reason or more.
   *
   * @param moduleId its module ID
   * @param argv its command without the program
   * @param inputs what it reads, as in {@link JobRecord}: the module, its shard, then others
   */
  public List<String> reasons(String moduleId, List<String> argv, List<JobRecord.Input> inputs) {
    JobRecord old = before == null ? null : before.job(moduleId);
    if (before == null || old == null) {
      return List.of(FIRST_TIME);
    }
    List<String> reasons = new ArrayList<>();
    if (differs(old.inputs(), inputs, MODULE)) {
      reasons.add("bitcode of '" + name(moduleId) + "' changed");
    }
    Map<String, Digest> had = others(old.inputs());
    Map<String, Digest> has = others(inputs);
    imports(had, has, reasons);
    boolean explainsIndex = !reasons.isEmpty();
    addFew(OptionChanges.between(old.argv(), argv), "options", reasons);
    files(had, has, reasons);
    if (!before.compilerIdentity().equals(compiler)) {
      reasons.add("clang changed");
    }
    if (!before.environment().equals(environment)) {
      reasons.add("the environment of clang changed");
    }
    if (!explainsIndex && differs(old.inputs(), inputs, SHARD)) {
      reasons.add("its index changed");
    }
    if (reasons.isEmpty()) {
      reasons.add(old.inputs().equals(inputs) ? GONE : "the order of its inputs changed");
    }
    return reasons;
  }

  private static boolean differs(
      List<JobRecord.Input> before, List<JobRecord.Input> now, int index) {
    if (before.size() <= index || now.size() <= index) {
      return before.size() != now.size();
    }
    return !before.get(index).content().equals(now.get(index).content());
  }

  /** What is read besides module and shard, each once, in its order. */
  private static Map<String, Digest> others(List<JobRecord.Input> inputs) {
    Map<String, Digest> others = new LinkedHashMap<>();
    for (int i = OTHERS; i < inputs.size(); i++) {
      others.putIfAbsent(inputs.get(i).name(), inputs.get(i).content());
    }
    return others;
  }

  private void imports(Map<String, Digest> had, Map<String, Digest> has, List<String> reasons) {
    List<String> added = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, Digest> each : has.entrySet()) {
      Digest old = had.get(each.getKey());
      if (!isModule(each.getKey())) {
        continue;
      }
      if (old == null) {
        added.add("now imports '" + name(each.getKey()) + "'");
      } else if (!old.equals(each.getValue())) {
        changed.add("import '" + name(each.getKey()) + "' changed");
      }
    }
    for (String name : had.keySet()) {
      if (isModule(name) && !has.containsKey(name)) {
        dropped.add("no longer imports '" + name(name) + "'");
      }
    }
    addFew(added, "new imports", reasons);
    addFew(dropped, "dropped imports", reasons);
    addFew(changed, "changed imports", reasons);
  }

  private void files(Map<String, Digest> had, Map<String, Digest> has, List<String> reasons) {
    List<String> texts = new ArrayList<>();
    List<String> added = new ArrayList<>();
    for (Map.Entry<String, Digest> each : has.entrySet()) {
      Digest old = had.get(each.getKey());
      if (isModule(each.getKey())) {
        continue;
      }
      if (old == null) {
        added.add("now reads '" + name(each.getKey()) + "'");
      } else if (!old.equals(each.getValue())) {
        texts.add("'" + name(each.getKey()) + "' changed");
      }
    }
    texts.addAll(added);
    for (String name : had.keySet()) {
      if (!isModule(name) && !has.containsKey(name)) {
        texts.add("no longer reads '" + name(name) + "'");
      }
    }
    addFew(texts, "files", reasons);
  }

  private boolean isModule(String name) {
    return userNames.containsKey(name) || (before != null && before.job(name) != null);
  }

  /** What the user calls a staged file; one that left the link has the name that it had. */
  private String name(String staged) {
    String now = userNames.get(staged);
    if (now != null) {
      return now;
    }
    JobRecord old = before == null ? null : before.job(staged);
    return old != null ? old.userName() : unstaged(staged);
  }

  /** A file that is no module has its path for a name, below a folder that says from where. */
  private static String unstaged(String staged) {
    if (staged.startsWith("_abs/")) {
      return staged.substring("_abs".length());
    }
    return staged.startsWith("_cwd/") ? staged.substring("_cwd/".length()) : staged;
  }

  private static void addFew(List<String> texts, String what, List<String> reasons) {
    // "And 1 more" would be as long as the one.
    int shown = texts.size() == FEW + 1 ? texts.size() : Math.min(FEW, texts.size());
    reasons.addAll(texts.subList(0, shown));
    if (shown < texts.size()) {
      reasons.add("and " + (texts.size() - shown) + " more " + what);
    }
  }
}
