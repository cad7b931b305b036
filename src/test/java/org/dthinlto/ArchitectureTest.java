package org.dthinlto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the code to the table of rooms in the design: which package may know which. */
final class ArchitectureTest {

  private static final String ROOT = "org.dthinlto";

  /** Room to the rooms that it may know; the empty name is the root package. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("", Set.of("cli")),
          Map.entry(
              "cli",
              Set.of(
                  "link", "archive", "plan", "exec", "cache", "history", "remote", "report",
                  "doctor")),
          Map.entry("doctor", Set.of("link", "plan", "exec", "cache")),
          Map.entry(
              "link",
              Set.of(
                  "archive",
                  "bitcode",
                  "compare",
                  "thinlink",
                  "dtlto",
                  "plan",
                  "exec",
                  "cache",
                  "history",
                  "remote",
                  "report")),
          Map.entry("archive", Set.of()),
          Map.entry("bitcode", Set.of()),
          Map.entry("compare", Set.of("bitcode")),
          Map.entry("dtlto", Set.of()),
          Map.entry("thinlink", Set.of("archive", "bitcode", "plan", "exec")),
          Map.entry("plan", Set.of()),
          Map.entry("exec", Set.of("plan")),
          Map.entry("cache", Set.of("plan", "exec")),
          Map.entry("history", Set.of("exec", "cache")),
          Map.entry("remote", Set.of("plan", "exec", "cache")),
          Map.entry("report", Set.of("plan", "exec")),
          Map.entry("pages", Set.of("cli")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void everyPackageIsARoomOfTheTable() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass c : CLASSES) {
      rooms.add(roomOf(c.getPackageName()));
    }
    rooms.removeAll(MAY_KNOW.keySet());
    assertEquals(Set.of(), rooms, "packages that the table doesn't name");
    assertTrue(CLASSES.contain(ROOT + ".Main"));
  }

  @Test
  void roomsKnowOnlyWhomTheTableAllows() {
    for (Map.Entry<String, Set<String>> room : MAY_KNOW.entrySet()) {
      knowsOnly(room.getKey(), room.getValue()).check(CLASSES);
    }
  }

  @Test
  void aRoomThatKnowsMoreIsFound() {
    // exec runs the jobs of plan; a table that forbids it must be found broken.
    assertTrue(knowsOnly("exec", Set.of()).evaluate(CLASSES).hasViolation());
    assertFalse(knowsOnly("exec", Set.of("plan")).evaluate(CLASSES).hasViolation());
  }

  @Test
  void noRoomsKnowEachOther() {
    slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** Loading databind takes 57 ms, more than all else that a link does in the JVM. */
  @Test
  void onlyReadersOfPlansMayUseDatabind() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".plan")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .check(CLASSES);
  }

  /** Only the command line may know how options are parsed. */
  @Test
  void onlyTheCommandLineUsesPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  /** Loading gRPC takes longer than a whole link in which nothing changed. */
  @Test
  void onlyRemoteJobsUseGrpc() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".remote..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google..", ROOT + ".remote.api..")
        .check(CLASSES);
  }

  private static ArchRule knowsOnly(String room, Set<String> allowed) {
    List<String> forbidden = new ArrayList<>();
    for (String other : MAY_KNOW.keySet()) {
      if (!other.equals(room) && !allowed.contains(other)) {
        forbidden.add(packagesOf(other));
      }
    }
    return noClasses()
        .that()
        .resideInAPackage(packagesOf(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  /** ArchUnit's pattern for a room: the root package alone, another room with all below it. */
  private static String packagesOf(String room) {
    return room.isEmpty() ? ROOT : ROOT + "." + room + "..";
  }

  private static String roomOf(String packageName) {
    if (packageName.equals(ROOT)) {
      return "";
    }
    String below = packageName.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
