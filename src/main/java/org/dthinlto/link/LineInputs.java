package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.bitcode.FileInfo;
import org.dthinlto.bitcode.FileKind;
import org.dthinlto.bitcode.FileKinds;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;

/**
 * What the inputs of a link line hold, file by file, as a link sees them; for whoever examines
 * lines. Writes nothing and starts only the driver.
 *
 * @param inputs objects and archives, in the order of the line
 * @param missing files on the line that are not there, as lld would spell them
 * @param sources commands that make further inputs, of sources on the line
 * @param folders the values of {@code -L}, in the order of the line, absolute
 * @param obstacle why the inputs can't be looked into; empty if they can
 * @param complaint what the driver has against the line; empty if nothing
 */
public record LineInputs(
    List<Input> inputs,
    List<String> missing,
    int sources,
    List<Path> folders,
    String obstacle,
    String complaint) {

  /**
   * An object or an archive.
   *
   * @param name as lld would spell it
   * @param file absolute
   * @param thin ThinLTO modules
   * @param full modules of full LTO
   * @param natives objects without bitcode that lld would see
   * @param fat objects among these with bitcode that only {@code --fat-lto-objects} shows
   * @param producer who wrote the bitcode, as in {@code LLVM22.1.8}: the newest; empty if none
   * @param newest the module that it wrote
   */
  public record Input(
      String name,
      Path file,
      boolean archive,
      int thin,
      int full,
      int natives,
      int fat,
      String producer,
      String newest) {

    /** Whether there is any bitcode in it. */
    public boolean hasBitcode() {
      return thin + full > 0;
    }
  }

  /** Looks into all inputs of a line. */
  public static LineInputs of(LinkLine line, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    List<Path> folders = new ArrayList<>();
    List<Input> inputs = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    int sources = 0;
    try {
      LinkerCommand command = LinkerCommand.of(line, folder, runner);
      sources = command.before().size();
      List<LinkerArg> args = LldOptions.load().parse(command.words());
      boolean fatLto = false;
      for (LinkerArg arg : args) {
        fatLto = arg.is("fat-lto-objects") || (fatLto && !arg.is("no-fat-lto-objects"));
        if (arg.is("library-path") && !arg.value().startsWith("=")) {
          folders.add(folder.resolve(arg.value()));
        }
      }
      InputFiles files =
          new InputFiles(new StagedNames(folder, ""), fatLto, false, SuffixReplacement.of(args));
      for (LineItem item : new InputWalk(folder, args, files).walk(args)) {
        if (item instanceof LineItem.Loose loose) {
          Candidate object = loose.object();
          inputs.add(input(object.userName(), object.content().file(), false, List.of(object)));
        } else if (item instanceof LineItem.Library library && !library.again()) {
          inputs.add(input(library.path(), library.file(), true, library.members()));
        } else if (item instanceof LineItem.Words words
            && words.isFile()
            && !Files.exists(folder.resolve(words.shown()))
            && sources == 0) {
          missing.add(words.shown());
        }
      }
      return new LineInputs(inputs, missing, sources, folders, "", "");
    } catch (NotDistributable e) {
      String said = line.isLinker() ? "" : LineTools.said(line, folder, runner);
      return new LineInputs(inputs, missing, sources, folders, e.reason(), said);
    }
  }

  /**
   * Whether a file is bitcode, or an archive with some.
   *
   * @throws IOException if it can't be read, or is damaged
   */
  public static boolean isBitcode(Path file) throws IOException {
    try {
      InputFiles files =
          new InputFiles(
              new StagedNames(Programs.folderOf(file), ""), false, false, SuffixReplacement.NONE);
      return files.holdsBitcode(file.toString(), file);
    } catch (NotDistributable e) {
      return true; // bitcode that can't be distributed
    }
  }

  private static Input input(String name, Path file, boolean archive, List<Candidate> objects)
      throws IOException {
    int thin = 0;
    int full = 0;
    int natives = 0;
    int fat = 0;
    String producer = "";
    String newest = "";
    for (Candidate object : objects) {
      FileInfo info = FileKinds.of(object.content(), true);
      if (!object.isBitcode()) {
        natives++;
        fat += info.kind() == FileKind.ELF_FAT_LTO ? 1 : 0;
        continue;
      }
      thin += object.kind() == Candidate.Kind.FULL ? 0 : 1;
      full += object.kind() == Candidate.Kind.FULL ? 1 : 0;
      String by = info.bitcodeInfo().producer();
      if (newest.isEmpty() || release(by) > release(producer)) {
        producer = by;
        newest = object.userName();
      }
    }
    return new Input(name, file, archive, thin, full, natives, fat, producer, newest);
  }

  /** The major version in {@code LLVM22.1.8}; 0 if there is none. */
  public static int release(String producer) {
    String major = LlvmVersion.major(LlvmVersion.after("LLVM", producer));
    return major.isEmpty() ? 0 : Integer.parseInt(major);
  }
}
