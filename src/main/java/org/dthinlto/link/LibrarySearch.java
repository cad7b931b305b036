package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds {@code -l} libraries the way ld.lld does. Knows paths, not what the files hold.
 *
 * <p>All {@code -L} folders of the line count, wherever they stand; {@code =} at their front is the
 * sysroot; in every folder a shared library comes before an archive. Paths come out spelled as lld
 * spells them (lld/ELF/DriverUtils.cpp, tried with 14 to 22).
 */
final class LibrarySearch {

  private final Path folder;
  private final String sysroot;
  private final List<String> paths = new ArrayList<>();
  private final Set<Path> absent = new LinkedHashSet<>();

  LibrarySearch(Path folder, List<LinkerArg> args) {
    this.folder = folder;
    String root = "";
    for (LinkerArg arg : args) {
      if (arg.is("sysroot")) {
        root = arg.value();
      }
    }
    this.sysroot = root;
    for (LinkerArg arg : args) {
      if (arg.is("library-path")) {
        String value = arg.value();
        paths.add(value.startsWith("=") ? append(root, value.substring(1)) : value);
      }
    }
  }

  /** A folder that a linker script names: for libraries that come after it. */
  void addFolder(String path) {
    paths.add(path.startsWith("=") ? append(sysroot, path.substring(1)) : path);
  }

  /** The path of a linker script that an option names, or "" if it can't be found. */
  String script(String name) {
    return exists(name) ? name : inPaths(name);
  }

  String sysroot() {
    return sysroot;
  }

  /** The library's path, or "" if there is none. */
  String library(String name, boolean onlyStatic) {
    if (name.startsWith(":")) {
      return inPaths(name.substring(1));
    }
    for (String path : paths) {
      String shared = append(path, "lib" + name + ".so");
      if (!onlyStatic && exists(shared)) {
        return shared;
      }
      String archive = append(path, "lib" + name + ".a");
      if (exists(archive)) {
        return archive;
      }
    }
    return "";
  }

  /** The path of a file that a linker script names, or "" if it can't be found. */
  String scriptInput(String name, String script, boolean onlyStatic) {
    if (name.startsWith("/")) {
      return existing(isUnderSysroot(script) ? sysroot + name : name);
    }
    if (name.startsWith("=")) {
      return existing(sysroot.isEmpty() ? name.substring(1) : sysroot + "/" + name.substring(1));
    }
    if (name.startsWith("-l")) {
      return library(name.substring(2), onlyStatic);
    }
    int slash = script.lastIndexOf('/');
    String beside = slash < 0 ? name : script.substring(0, slash + 1) + name;
    if (exists(beside)) {
      return beside;
    }
    return exists(name) ? name : inPaths(name);
  }

  private String inPaths(String name) {
    for (String path : paths) {
      String file = append(path, name);
      if (exists(file)) {
        return file;
      }
    }
    return "";
  }

  /** Whether a file, or a folder that its path names, is the sysroot, under whatever name. */
  private boolean isUnderSysroot(String file) {
    Path root = folder.resolve(sysroot);
    for (Path at = sysroot.isEmpty() ? null : Path.of(file); at != null; at = at.getParent()) {
      try {
        if (Files.isSameFile(folder.resolve(at), root)) {
          return true;
        }
      } catch (IOException e) {
        return false; // no such sysroot
      }
    }
    return false;
  }

  /** Puts a name behind a folder as LLVM does: a slash between them, not two. */
  private static String append(String path, String name) {
    if (path.endsWith("/")) {
      int from = 0;
      while (from < name.length() && name.charAt(from) == '/') {
        from++;
      }
      return path + name.substring(from);
    }
    return path.isEmpty() || name.startsWith("/") ? path + name : path + "/" + name;
  }

  private String existing(String path) {
    return exists(path) ? path : "";
  }

  private boolean exists(String path) {
    Path file = folder.resolve(path);
    boolean there = Files.exists(file);
    if (!there) {
      absent.add(file);
    }
    return there;
  }

  /** Where it looked and found nothing: a file that comes to be there may change the link. */
  Set<Path> absent() {
    return absent;
  }
}
