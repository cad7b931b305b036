package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a final link in a bundle: they name files where the bundle has them. Knows which
 * words are names, not what is in the bundle.
 */
final class BundleWords {

  private final Path folder;
  private final Path work;
  private final String ours;
  private final String place;

  /**
   * @param folder the working directory of the line
   * @param work the work folder
   * @param ours how the words call it
   * @param place what it is called in the bundle
   */
  BundleWords(Path folder, Path work, String ours, String place) {
    this.folder = folder;
    this.work = work;
    this.ours = ours;
    this.place = place;
  }

  /**
   * The words in the bundle.
   *
   * @param output the program there
   */
  List<String> of(List<String> words, String output) throws IOException {
    List<String> all = new ArrayList<>();
    // Absolute paths of inputs stay: lld looks for them below this folder.
    all.add("--chroot");
    all.add(Bundle.FILES);
    for (LinkerArg arg : LldOptions.load().parse(words)) {
      switch (arg.option().name()) {
        case "o" -> all.addAll(arg.withValue(output));
        // lld looks for what these lead to by itself.
        case "library-path", "sysroot" -> all.addAll(arg.withValue(folderOf(arg.value())));
        // lld looks for these by themselves, too, before it reads them.
        case "script", "default-script", "version-script" ->
            all.addAll(arg.withValue(file(ours(arg.value()))));
        case "just-symbols", "dynamic-list", "symbol-ordering-file", "retain-symbols-file" ->
            all.addAll(arg.withValue(outside(arg.value())));
        case "lto-obj-path" -> all.addAll(arg.withValue(ours(arg.value())));
        default -> {
          for (String word : arg.words()) {
            all.add(arg.option().equals(LldOption.INPUT) ? outside(ours(word)) : word);
          }
        }
      }
    }
    return all;
  }

  /** A folder in which lld looks for files. */
  private String folderOf(String value) {
    if (value.startsWith("=")) {
      return value; // below the sysroot
    }
    Path file = folder.resolve(value).normalize();
    return file.startsWith(folder) ? PlanTarget.directory(folder, file) : Bundle.FILES + file;
  }

  /** A file by a name relative to the bundle. */
  private String file(String name) {
    Path file = folder.resolve(name).normalize();
    return file.startsWith(folder) ? PlanTarget.directory(folder, file) : Bundle.FILES + file;
  }

  /** A word that may name a file of ours, behind an "=" too. */
  String ours(String word) {
    int at = word.startsWith("-") ? word.indexOf('=') + 1 : 0;
    String name = word.substring(at);
    if (name.equals(ours) || name.startsWith(ours + "/")) {
      return word.substring(0, at) + place + name.substring(ours.length());
    }
    return word;
  }

  /** A word that leads up by "..": the bundle has files by their straight names. */
  private String outside(String word) {
    int at = word.startsWith("-") ? word.indexOf('=') + 1 : 0;
    String name = word.substring(at);
    boolean up = name.startsWith("../") || name.contains("/../");
    if (!up || (at == 0 && word.startsWith("-"))) {
      return word;
    }
    Path file = folder.resolve(name).normalize();
    boolean inside = file.startsWith(folder) || file.startsWith(work);
    if (name.startsWith("/")) {
      return word.substring(0, at) + file;
    }
    return inside ? word : word.substring(0, at) + Bundle.FILES + file;
  }

  /** The program: what lies elsewhere comes to lie at the top. */
  String output(String name) {
    Path file = folder.resolve(name).normalize();
    boolean inside = !name.startsWith("/") && file.startsWith(folder);
    return inside ? name : String.valueOf(file.getFileName());
  }
}
