package org.dthinlto.link;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The folder in which a user wants native objects. They appear in it whole, and folders that were
 * made for them in vain go again. Knows nothing of how the objects are made.
 */
final class NativeFolder {

  private final String shown;
  private final Path folder;
  private final Set<String> taken = new HashSet<>();
  private final Deque<Path> made = new ArrayDeque<>();

  /**
   * Makes nothing yet.
   *
   * @param name what the user calls it
   * @param base where that starts from
   */
  NativeFolder(String name, Path base) {
    String text = name.isEmpty() ? "." : name;
    while (text.length() > 1 && text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    // Else lld would take what is in it for an option or a response file.
    this.shown = text.startsWith("-") || text.startsWith("@") ? "./" + text : text;
    this.folder = base.resolve(text);
  }

  Path path() {
    return folder;
  }

  /** The user's name of an object. */
  String shown(String name) {
    return shown.equals("/") ? "/" + name : shown + "/" + name;
  }

  /** Makes the folder itself. */
  void make() throws IOException {
    make(folder);
  }

  /**
   * Makes room for objects. None may take the place of a folder, or of a file that is still needed.
   *
   * @param wanted their names, relative to the folder
   * @param inputs what may not be overwritten
   * @return the names that they get: the same, but for those that were wanted twice
   */
  List<String> reserve(List<String> wanted, Collection<Path> inputs) throws IOException {
    Set<Path> real = new HashSet<>();
    for (Path input : inputs) {
      real.add(input.toRealPath());
    }
    List<String> names = new ArrayList<>(wanted.size());
    for (String each : wanted) {
      String name = each;
      for (int i = 2; !taken.add(name); i++) {
        name = each.substring(0, each.length() - 2) + "~" + i + ".o";
      }
      Path target = folder.resolve(name);
      make(requireNonNull(target.getParent()));
      if (Files.isDirectory(target)) {
        throw new IOException("'" + shown(name) + "': can't be written, it is a folder");
      }
      if (Files.exists(target) && real.contains(target.toRealPath())) {
        throw new IOException(
            "'" + shown(name) + "': is an input of the link; choose another folder by -d");
      }
      names.add(name);
    }
    return names;
  }

  /** Moves a finished object in, in the place of an older one. */
  void take(Path object, String name) throws IOException {
    try {
      Files.move(object, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      throw new IOException("'" + shown(name) + "': can't be written, " + e.getReason(), e);
    }
  }

  /** Removes the folders that were made and are empty. */
  void removeEmpty() throws IOException {
    List<Path> latestFirst;
    synchronized (made) {
      latestFirst = new ArrayList<>(made);
    }
    for (Path each : latestFirst) {
      try {
        Files.deleteIfExists(each);
      } catch (DirectoryNotEmptyException e) {
        // It has an object in it.
      }
    }
  }

  private void make(Path wanted) throws IOException {
    if (Files.isDirectory(wanted)) {
      return;
    }
    Path parent = wanted.getParent();
    if (parent != null) {
      make(parent);
    }
    Files.createDirectory(wanted);
    synchronized (made) {
      made.addFirst(wanted);
    }
  }
}
