package org.dthinlto.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.dthinlto.cache.Name;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;

class JobHistoryTest {

  private static final JobRecord A =
      new JobRecord(
          "a.o",
          "obj/ä \uD83D\uDE00.o",
          Histories.digest("key a"),
          List.of("-O2", "-O2", "", "a.o", "\uD83D\uDE00"),
          List.of(
              Histories.input("a.o", "1"),
              Histories.input("_index/a.o.thinlto.bc", "2"),
              Histories.input("b.o", "3"),
              Histories.input("b.o", "4")),
          List.of("_native/a.o"),
          JobResult.Origin.LOCAL,
          Long.MAX_VALUE,
          List.of("first time"));
  private static final JobRecord B =
      new JobRecord(
          "b.o",
          "b.o",
          Histories.digest("key b"),
          List.of("-O2", "-O3", "b.o", "x", "\uD83D\uDE01"),
          List.of(Histories.input("b.o", "3"), Histories.input("a.o", "1")),
          List.of("_native/b.o", "_side/dwo/b.o"),
          JobResult.Origin.REMOTE_CACHE,
          0,
          List.of());
  private static final JobHistory BOTH =
      new JobHistory("clang version 99", Histories.digest("clang"), "A=1\nB=2\n", List.of(A, B));

  private static JobHistory read(byte[] bytes) {
    JobHistory history = JobHistory.of(bytes);
    assertNotNull(history);
    return history;
  }

  private static byte[] withSum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - 4);
    for (int i = 0; i < 4; i++) {
      bytes[bytes.length - 4 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    return bytes;
  }

  @Test
  void whatIsWrittenIsRead() {
    JobHistory read = read(BOTH.bytes());
    assertEquals("clang version 99", read.compiler());
    assertEquals(Histories.digest("clang"), read.compilerIdentity());
    assertEquals("A=1\nB=2\n", read.environment());
    assertEquals(List.of(A, B), read.jobs());
    assertTrue(Arrays.equals(BOTH.bytes(), read.bytes()));
    JobHistory empty = new JobHistory("", Histories.digest(""), "", List.of());
    assertEquals(List.of(), read(empty.bytes()).jobs());
    JobHistory large = Histories.large(2_000);
    assertEquals(large.jobs(), read(large.bytes()).jobs());
  }

  @Test
  void aJobIsFoundByItsModule() {
    assertEquals(A, BOTH.job("a.o"));
    assertEquals(B, read(BOTH.bytes()).job("b.o"));
    assertNull(BOTH.job("obj/a.o"));
  }

  @Test
  void theFirstLineSaysWhatItIs() {
    String text = new String(BOTH.bytes(), UTF_8);
    assertEquals("dthinlto job history 1", text.split("\n", 2)[0]);
    byte[] other = BOTH.bytes();
    other["dthinlto job history ".length()] = '2';
    assertNull(JobHistory.of(withSum(other)));
    assertNotNull(JobHistory.of(withSum(BOTH.bytes())));
  }

  @Test
  void damagedBytesAreNoHistory() {
    byte[] good = BOTH.bytes();
    for (int length = 0; length < good.length; length++) {
      assertNull(JobHistory.of(Arrays.copyOf(good, length)), "cut at " + length);
    }
    assertNull(JobHistory.of(Arrays.copyOf(good, good.length + 1)), "longer");
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      assertNull(JobHistory.of(bad), "flipped at " + i);
    }
  }

  /** Behind a right sum anything may stand; what counts is that nothing is thrown. */
  @Test
  void nonsenseWithARightSumDoesNoHarm() {
    byte[] good = BOTH.bytes();
    int nothing = 0;
    for (int i = "dthinlto job history 1\n".length(); i < good.length - 4; i++) {
      for (int value : new int[] {0, 1, 2, 0x7f, 0x80, 0xff}) {
        byte[] bad = good.clone();
        bad[i] = (byte) value;
        nothing += JobHistory.of(withSum(bad)) == null ? 1 : 0;
      }
    }
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[23 + random.nextInt(good.length - 27)] = (byte) random.nextInt();
      }
      nothing += JobHistory.of(withSum(bad)) == null ? 1 : 0;
    }
    assertTrue(nothing > 1_000, "no history: " + nothing);
  }

  @Test
  void tenThousandJobsFitIntoFiveMegabytes() {
    int size = Histories.large(10_000).bytes().length;
    assertTrue(size < 5_000_000, "bytes: " + size);
  }

  @Test
  void eachOutputHasItsFiles() {
    String main = HistoryFiles.link("/home/user/main");
    assertEquals("links/" + Name.of("/home/user/main"), main);
    assertEquals(main + ".jobs", HistoryFiles.jobs("/home/user/main"));
    assertNotEquals(main, HistoryFiles.link("/home/user/Main"));
  }
}
