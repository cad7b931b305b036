package org.dthinlto.link;

import java.nio.file.Path;

/**
 * How files of ours are written on the line of the final link: relative to the folder that it runs
 * in, if they are to be found from another place as well, or by their absolute paths.
 *
 * @param folder the user's working directory
 * @param relative whether what lies below it is named from there
 */
record Spelling(Path folder, boolean relative) {

  String of(Path file) {
    if (relative && file.startsWith(folder)) {
      String name = folder.relativize(file).toString();
      if (!name.startsWith("-") && !name.startsWith("@")) {
        return name;
      }
    }
    return file.toString();
  }
}
