package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryWriterTest {

  @TempDir Path dir;

  private final Summary summary =
      new Summary(
          Summary.Outcome.DISTRIBUTED,
          "",
          "out/ma\"in",
          true,
          12,
          9,
          3,
          0,
          6,
          0,
          Summary.Transfer.NONE,
          List.of("--lto-CGO3"),
          new Summary.Phases(1, 2, 3, 4, 5, 15));

  private static final String JSON =
      "{\"version\":1,\"outcome\":\"distributed\",\"reason\":\"\",\"output\":\"out/ma\\\"in\","
          + "\"relinked\":true,\"modules\":12,\"jobs\":9,\"cacheHits\":3,\"remoteCacheHits\":0,"
          + "\"localJobs\":6,\"remoteJobs\":0,\"notCarriedOver\":[\"--lto-CGO3\"],"
          + "\"phasesMs\":{\"prepare\":1,\"thinLink\":2,\"stage\":3,\"backends\":4,"
          + "\"finalLink\":5,\"total\":15}}\n";

  @Test
  void allFieldsStandInTheirOrder() throws Exception {
    Path file = dir.resolve("s.json");
    SummaryWriter.write(summary, file);
    assertEquals(JSON, Files.readString(file));
  }

  @Test
  void afterAFailureAllFieldsAreThereAsWell() throws Exception {
    Summary failed =
        new Summary(
            Summary.Outcome.FAILED,
            "'x.o': clang exited with status 1",
            "main",
            false,
            0,
            0,
            0,
            0,
            0,
            0,
            Summary.Transfer.NONE,
            List.of(),
            Summary.Phases.NONE);
    assertEquals(
        "{\"version\":1,\"outcome\":\"failed\",\"reason\":\"'x.o': clang exited with status 1\","
            + "\"output\":\"main\",\"relinked\":false,\"modules\":0,\"jobs\":0,\"cacheHits\":0,"
            + "\"remoteCacheHits\":0,\"localJobs\":0,\"remoteJobs\":0,\"notCarriedOver\":[],"
            + "\"phasesMs\":{\"prepare\":0,\"thinLink\":0,\"stage\":0,\"backends\":0,"
            + "\"finalLink\":0,\"total\":0}}\n",
        new String(SummaryWriter.json(failed), StandardCharsets.UTF_8));
  }

  @Test
  void outcomesHaveTheWordsOfTheContract() {
    assertEquals("distributed", Summary.Outcome.DISTRIBUTED.word());
    assertEquals("in-process", Summary.Outcome.IN_PROCESS.word());
    assertEquals("plain", Summary.Outcome.PLAIN.word());
    assertEquals("failed", Summary.Outcome.FAILED.word());
  }

  @Test
  void anOlderFileIsReplacedAndNothingStaysBesideIt() throws Exception {
    Path file = Files.writeString(dir.resolve("s.json"), "x".repeat(5000));
    SummaryWriter.write(summary, file);
    assertEquals(JSON, Files.readString(file));
    assertArrayEquals(new String[] {"s.json"}, dir.toFile().list());
  }

  @Test
  void aSymbolicLinkStaysOne() throws Exception {
    Path file = Files.writeString(dir.resolve("real.json"), "old");
    Path link = Files.createSymbolicLink(dir.resolve("s.json"), Path.of("real.json"));
    SummaryWriter.write(summary, link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(JSON, Files.readString(file));
  }

  /** As with /dev/stdout: the place is kept, the reader gets the text. */
  @Test
  void aPipeIsWrittenToAndNotReplaced() throws Exception {
    Path pipe = dir.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process reader = new ProcessBuilder("timeout", "20", "cat", pipe.toString()).start();
    SummaryWriter.write(summary, pipe);
    assertEquals(JSON, new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertArrayEquals(new String[] {"pipe"}, dir.toFile().list());
    assertFalse(Files.isRegularFile(pipe));
  }

  @Test
  void whatCannotBeWrittenIsAnErrorAndLeavesNothing() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("folder"));
    assertThrows(IOException.class, () -> SummaryWriter.write(summary, folder));
    assertThrows(IOException.class, () -> SummaryWriter.write(summary, dir.resolve("no/s.json")));
    assertArrayEquals(new String[] {"folder"}, dir.toFile().list());
    assertArrayEquals(new String[] {}, folder.toFile().list());
  }
}
