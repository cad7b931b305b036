package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.link.LineInputs;
import org.dthinlto.link.LineTools;
import org.dthinlto.link.Programs;
import org.dthinlto.plan.ShellWords;
import org.jspecify.annotations.Nullable;

/**
 * What the inputs of a link line hold: bitcode of which release, for which kind of LTO, or none
 * where one may expect it. Doesn't know what the link makes of it.
 */
final class InputCheck implements Check {

  private static final String SUBJECT = "inputs";
  private static final int SHOWN = 5;
  private static final String COMPILE = "compile it with -flto=thin";

  /** Where what comes with the system lies: nobody expects bitcode there. */
  private static final List<String> SYSTEM = List.of("/usr/", "/lib/", "/lib32/", "/lib64/");

  private final Machine machine;
  private final Subject subject;
  private final Mending mending;
  private final @Nullable LineTools tools;

  /**
   * @param tools of the line; null if they don't work
   */
  InputCheck(Machine machine, Subject subject, Mending mending, @Nullable LineTools tools) {
    this.machine = machine;
    this.subject = subject;
    this.mending = mending;
    this.tools = tools;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    LineInputs all = LineInputs.of(subject.line(), machine.folder(), machine.runner());
    if (!all.complaint().isEmpty()) {
      String mend = ShellWords.join(subject.command());
      return List.of(Finding.failed(SUBJECT, "the driver says: " + all.complaint(), mend));
    }
    if (!all.obstacle().isEmpty()) {
      return List.of(Finding.ok(SUBJECT, "not looked into: " + all.obstacle()));
    }
    return findings(all);
  }

  /** What there is to say of these. */
  List<Finding> findings(LineInputs all) {
    List<Finding> findings = new ArrayList<>();
    for (String name : all.missing()) {
      boolean named = subject.line().words().contains(name);
      String mend =
          named
              ? "build it first"
              : subject.isCross() ? "name the target's --sysroot" : mending.libraries();
      findings.add(Finding.failed(SUBJECT, "'" + name + "' is not there", mend));
      if (!named) {
        break; // what the driver adds is missing as a whole
      }
    }
    int thin = 0;
    int full = 0;
    int natives = 0;
    String producer = "";
    String newest = "";
    for (LineInputs.Input input : all.inputs()) {
      thin += input.thin();
      full += input.full();
      natives += isSystem(input.file()) ? 0 : input.natives();
      if (LineInputs.release(input.producer()) > LineInputs.release(producer)) {
        producer = input.producer();
        newest = input.newest();
      }
    }
    if (thin > 0) {
      String by = producer.isEmpty() ? "" : " by " + producer;
      String more = full > 0 ? ", " + count(full, "full LTO module") : "";
      String rest = ", " + count(natives, "object") + " without bitcode";
      findings.add(Finding.ok(SUBJECT, count(thin, "ThinLTO module") + by + more + rest));
    } else if (full > 0) {
      String fact = count(full, "module") + " of full LTO and none of ThinLTO";
      findings.add(Finding.note(SUBJECT, fact, "compile and link with -flto=thin"));
    } else if (all.sources() > 0) {
      findings.add(Finding.ok(SUBJECT, "sources, to be compiled first"));
    } else if (all.missing().isEmpty()) {
      String fact = "no bitcode on the line, so there is nothing to distribute";
      findings.add(Finding.note(SUBJECT, fact, "compile and link with -flto=thin"));
    }
    newer(producer, newest, findings);
    if (thin + full > 0) {
      archives(all, findings);
      objects(all, findings);
    }
    return findings;
  }

  /** Bitcode can be read by its own release and later ones. */
  private void newer(String producer, String newest, List<Finding> findings) {
    int release = LineInputs.release(producer);
    LineTools found = tools;
    if (found == null || release <= Dotted.major(found.compilerVersion())) {
      return;
    }
    Path clang = Programs.find("clang++-" + release, machine.folder());
    findings.add(
        Finding.failed(
            SUBJECT,
            "'"
                + newest
                + "' was compiled by "
                + producer
                + ", but '"
                + found.compiler()
                + "' is clang "
                + found.compilerVersion()
                + ", and reads no newer bitcode",
            clang == null
                ? mending.llvm("clang", release)
                : "link with " + clang + " and its lld"));
  }

  private static void archives(LineInputs all, List<Finding> findings) {
    int shown = 0;
    for (LineInputs.Input input : all.inputs()) {
      if (!input.archive()
          || input.hasBitcode()
          || input.natives() == 0
          || isSystem(input.file())
          || ++shown > SHOWN) {
        continue;
      }
      String fact = "'" + input.name() + "': " + count(input.natives(), "object");
      Path other = twin(input, all);
      if (input.fat() > 0) {
        findings.add(fat(fact + ", FatLTO"));
      } else if (other != null) {
        findings.add(
            Finding.note(
                SUBJECT,
                fact + ", none of them bitcode, but '" + other + "' holds bitcode",
                "put the folder of '" + other + "' first"));
      } else {
        findings.add(Finding.note(SUBJECT, fact + ", none of them bitcode", COMPILE));
      }
    }
    if (shown > SHOWN) {
      String fact = (shown - SHOWN) + " more archives without bitcode";
      findings.add(Finding.note(SUBJECT, fact, COMPILE));
    }
  }

  /** An archive of the same name with bitcode, on the line or where libraries are looked for. */
  private static @Nullable Path twin(LineInputs.Input input, LineInputs all) {
    Path name = input.file().getFileName();
    for (LineInputs.Input other : all.inputs()) {
      if (other.hasBitcode() && other.archive() && name.equals(other.file().getFileName())) {
        return other.file();
      }
    }
    for (Path folder : all.folders()) {
      Path other = folder.resolve(name);
      try {
        if (Files.isRegularFile(other)
            && !Files.isSameFile(other, input.file())
            && LineInputs.isBitcode(other)) {
          return other;
        }
      } catch (IOException e) {
        return null; // it can't be read
      }
    }
    return null;
  }

  private static void objects(LineInputs all, List<Finding> findings) {
    int objects = 0;
    int fat = 0;
    String names = "";
    for (LineInputs.Input input : all.inputs()) {
      if (!input.archive() && !input.hasBitcode() && !isSystem(input.file())) {
        objects++;
        fat += input.fat();
        names += objects <= SHOWN ? (names.isEmpty() ? "'" : ", '") + input.name() + "'" : "";
      }
    }
    names += objects > SHOWN ? " and " + (objects - SHOWN) + " more" : "";
    if (fat > 0) {
      findings.add(fat(names + ": FatLTO"));
    } else if (objects > 0) {
      String be = objects == 1 ? " is no bitcode" : " are no bitcode";
      findings.add(Finding.note(SUBJECT, names + be, COMPILE));
    }
  }

  private static Finding fat(String what) {
    return Finding.note(
        SUBJECT,
        what + ", of which lld takes the machine code",
        "link with -ffat-lto-objects -flto=thin, or -Wl,--fat-lto-objects");
  }

  private static boolean isSystem(Path file) {
    String name = file.normalize().toString();
    for (String place : SYSTEM) {
      if (name.startsWith(place)) {
        return true;
      }
    }
    return false;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
