package org.dthinlto.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.LoadedLibraries;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/**
 * A compiler that is sent along with the jobs: clang and the shared libraries that it loads. Its
 * places in a job's folder depend on nothing but the libraries' names, so machines with the same
 * files make the same jobs. Reads no contents and sends nothing.
 *
 * <p>Sent is all but the C library: LLVM's libraries load others (libz3, libxml2, libedit, …) that
 * a worker without LLVM has no reason to have, while a C library works only with the loader that it
 * came with, whose path is in the program. So a worker needs the same processor and a C library
 * that is no older. clang of LLVM 14 names no folder for its libraries, those of others load theirs
 * by {@code $ORIGIN/../lib}, but the libraries themselves mostly name none: hence {@code
 * LD_LIBRARY_PATH}.
 *
 * @param files none if no compiler is sent
 */
public record Toolchain(List<ToolFile> files) {

  /** No compiler is sent: workers have one. */
  public static final Toolchain NONE = new Toolchain(List.of());

  /** The folder in the input root. No module is in it: nobody else calls a folder so. */
  static final String FOLDER = ".toolchain";

  private static final String PROGRAM = "bin/clang";
  private static final String LIBRARIES = "lib";

  /** Libraries of glibc and musl, by what their names begin with. */
  private static final Set<String> C_LIBRARY =
      Set.of(
          "ld-linux",
          "libBrokenLocale.so",
          "libanl.so",
          "libc.musl-",
          "libc.so",
          "libdl.so",
          "libm.so",
          "libmvec.so",
          "libnsl.so.1",
          "libpthread.so",
          "libresolv.so",
          "librt.so",
          "libutil.so");

  private static final String CONFIGURATION = "Configuration file: ";

  /**
   * A file of the compiler.
   *
   * @param name relative to the compiler's folder
   * @param file where it is on this machine
   */
  public record ToolFile(String name, Path file, boolean executable) {}

  public Toolchain {
    files = List.copyOf(files);
  }

  /**
   * What a clang consists of.
   *
   * @param clang an absolute path; may be a symbolic link
   * @throws IOException if it is no program that can be sent; the text is fit for the user
   */
  public static Toolchain of(Path clang, ProcessRunner runner)
      throws IOException, InterruptedException {
    Path real = clang.toRealPath();
    String kind = kind(real);
    if (!kind.isEmpty()) {
      throw wrong(clang, "is " + kind + ", name the clang that it runs with --clang");
    }
    Path root = clang.getRoot();
    ProcessResult version =
        runner.run(Command.of(List.of(clang.toString(), "--version"), root == null ? real : root));
    if (!version.ok()) {
      throw wrong(clang, "does not run, it " + version.ending());
    }
    int configuration = version.stdout().indexOf(CONFIGURATION);
    if (configuration >= 0) {
      String file = CompilerCheck.firstLine(version.stdout().substring(configuration));
      file = file.substring(CONFIGURATION.length());
      throw wrong(clang, "reads the configuration file '" + file + "', which can't be sent");
    }
    List<ToolFile> files = new ArrayList<>();
    files.add(new ToolFile(PROGRAM, real, true));
    Map<String, Path> libraries = new HashMap<>();
    for (LoadedLibraries.Library library :
        LoadedLibraries.of(real, root == null ? real : root, runner)) {
      if (isOfCLibrary(library.name())) {
        continue;
      }
      if (library.file().isEmpty()) {
        throw wrong(clang, "needs '" + library.name() + "', which is not found");
      }
      Path file = Path.of(library.file()).toRealPath();
      if (libraries.put(library.name(), file) == null) {
        files.add(new ToolFile(LIBRARIES + "/" + library.name(), file, false));
      }
    }
    files.sort(Comparator.comparing(ToolFile::name));
    return new Toolchain(files);
  }

  /** What a file is that is no program of the system's; empty if it is one. */
  private static String kind(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(4);
    }
    if (head.length >= 2 && head[0] == '#' && head[1] == '!') {
      return "a script";
    }
    boolean elf =
        head.length == 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    return elf ? "" : "no ELF program";
  }

  private static boolean isOfCLibrary(String name) {
    for (String start : C_LIBRARY) {
      if (name.startsWith(start)) {
        return true;
      }
    }
    return false;
  }

  private static IOException wrong(Path clang, String why) {
    return new IOException("--remote-toolchain upload: '" + clang + "' " + why);
  }

  public boolean isSent() {
    return !files.isEmpty();
  }

  /** How jobs call the compiler. */
  String program() {
    return FOLDER + "/" + PROGRAM;
  }

  /** Where the loader finds the libraries, as jobs run in the input root. */
  String libraryPath() {
    return FOLDER + "/" + LIBRARIES;
  }

  /** Bytes of all files. */
  public long size() throws IOException {
    long size = 0;
    for (ToolFile file : files) {
      size += Files.size(file.file());
    }
    return size;
  }
}
