package org.dthinlto.exec;

import java.nio.file.Path;

/** Holds a work folder in a JVM of its own until its standard input ends, then deletes it. */
final class WorkFolderHolder {

  private WorkFolderHolder() {}

  /** Opens the folder of the first argument, and says which one it got. */
  public static void main(String[] args) throws Exception {
    WorkFolder folder = WorkFolder.open(Path.of(args[0]));
    System.out.println(folder.path());
    if (System.in.read() < 0) {
      folder.delete();
    }
  }
}
