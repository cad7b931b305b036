package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real pipes. */
@Timeout(120)
class JobserverTest {

  @TempDir Path folder;

  private Path fifo() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    return fifo;
  }

  private static JobserverAddress at(Path fifo) {
    return new JobserverAddress(-1, -1, fifo.toString(), 0);
  }

  @Test
  void aTokenIsTakenAndGivenBack() throws Exception {
    Path fifo = fifo();
    try (Server server = new Server(fifo, "+\u00ff")) {
      Jobserver jobserver = Jobserver.open(at(fifo));
      assertEquals('+', jobserver.take());
      assertEquals(0xff, jobserver.take());
      jobserver.give((byte) 0xff);
      jobserver.give((byte) '+');
      jobserver.close();
      assertEquals("+\u00ff", server.tokens());
    }
  }

  @Test
  void stopEndsATakeThatWaits() throws Exception {
    Path fifo = fifo();
    Jobserver jobserver = Jobserver.open(at(fifo));
    int[] taken = {0};
    Thread taker = new Thread(() -> taken[0] = jobserver.take());
    taker.start();
    Thread.sleep(50);
    assertTrue(taker.isAlive());
    jobserver.stop();
    taker.join(10_000);
    assertEquals(-1, taken[0]);
    assertEquals(-1, jobserver.take());
    jobserver.give((byte) 'x');
    jobserver.close();
  }

  /** The two ends of a pipe of this process, as make's would be if it were passed on. */
  @Test
  void thePipeOfThisProcess() throws Exception {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      source.configureBlocking(false);
      int right = 0;
      int wrong = 0;
      for (JobserverAddress address : ownPipes()) {
        try {
          Jobserver jobserver = Jobserver.open(address);
          jobserver.give((byte) 't');
          ByteBuffer read = ByteBuffer.allocate(1);
          if (source.read(read) == 1) {
            right++;
            assertEquals('t', read.get(0));
            sink.write(ByteBuffer.wrap(new byte[] {'u'}));
            assertEquals('u', jobserver.take());
          }
          jobserver.close();
        } catch (IOException e) {
          wrong++; // the ends of one pipe the wrong way round
        }
      }
      assertEquals(1, right);
      assertTrue(wrong >= 1);
      assertTrue(sink.isOpen());
    }
  }

  private static List<JobserverAddress> ownPipes() throws IOException {
    List<JobserverAddress> found = new ArrayList<>();
    String[] names = Path.of("/proc/self/fd").toFile().list();
    for (String read : names) {
      for (String write : names) {
        String pipe = target(read);
        if (!read.equals(write) && pipe.startsWith("pipe:") && pipe.equals(target(write))) {
          found.add(new JobserverAddress(Integer.parseInt(read), Integer.parseInt(write), "", 0));
        }
      }
    }
    return found;
  }

  private static String target(String number) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void whatIsNoPipeIsNotOpened() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "+++");
    assertThrows(IOException.class, () -> Jobserver.open(at(file)));
    assertThrows(IOException.class, () -> Jobserver.open(at(Path.of("/dev/null"))));
    assertThrows(IOException.class, () -> Jobserver.open(at(folder.resolve("none"))));
    assertThrows(IOException.class, () -> Jobserver.open(at(folder)));
    assertThrows(IOException.class, () -> Jobserver.open(new JobserverAddress(250, 251, "", 0)));
    assertThrows(IOException.class, () -> Jobserver.open(new JobserverAddress(-1, -1, "", 0)));
    assertEquals("+++", Files.readString(file));
  }

  /**
   * Two links at once, again and again, that end in every way: when all is done, by an interrupt,
   * by the end of slots in the middle. Every token is there afterwards.
   */
  @Test
  void noTokenIsEverLost() throws Exception {
    Path fifo = fifo();
    String all = "abcde";
    Random random = new Random(4711);
    AtomicInteger ran = new AtomicInteger();
    try (Server server = new Server(fifo, all)) {
      for (int round = 0; round < 1000; round++) {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        List<RandomLink> links = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          links.add(new RandomLink(at(fifo), random.nextLong(), now, most, ran));
        }
        for (RandomLink link : links) {
          link.start();
        }
        for (RandomLink link : links) {
          link.join();
        }
        assertEquals(all, server.tokens(), "after round " + round);
        // Slots that are closed in the middle count on their compilers being gone.
        boolean early = links.get(0).endsEarly() || links.get(1).endsEarly();
        assertTrue(early || most.get() <= all.length() + links.size(), () -> most + " at once");
      }
    }
    assertTrue(ran.get() > 5000, ran + " jobs");
  }

  /** A link of short jobs in four to eight threads. */
  private static final class RandomLink extends Thread {
    private final JobSlots slots;
    private final Random random;
    private final AtomicInteger now;
    private final AtomicInteger most;
    private final AtomicInteger ran;
    private final int end;

    RandomLink(
        JobserverAddress address,
        long seed,
        AtomicInteger now,
        AtomicInteger most,
        AtomicInteger ran) {
      this.slots =
          new JobSlots(
              new JobLimits(2, false, " --jobserver-auth=fifo:" + address.fifo(), 0),
              Jobserver::open,
              null);
      this.random = new Random(seed);
      this.end = random.nextInt(4);
      this.now = now;
      this.most = most;
      this.ran = ran;
    }

    @Override
    public void run() {
      List<Thread> threads = new ArrayList<>();
      int jobs = 1 + random.nextInt(6);
      for (int i = 4 + random.nextInt(5); i > 0; i--) {
        long nanos = random.nextInt(100_000);
        Thread thread = new Thread(() -> work(jobs, nanos));
        threads.add(thread);
        thread.start();
      }
      LockSupport.parkNanos(random.nextInt(600_000));
      if (end == 1) {
        for (Thread thread : threads) {
          thread.interrupt();
        }
      } else if (end == 2) {
        slots.close();
      }
      for (Thread thread : threads) {
        boolean joined = false;
        while (!joined) {
          try {
            thread.join();
            joined = true;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      slots.close();
    }

    boolean endsEarly() {
      return end == 2;
    }

    private void work(int jobs, long nanos) {
      for (int i = 0; i < jobs; i++) {
        try {
          JobSlot slot = slots.enter(1);
          try {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            LockSupport.parkNanos(nanos);
            ran.incrementAndGet();
            now.decrementAndGet();
          } finally {
            slots.leave(slot);
          }
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** What make does: fills a pipe, and looks at the end what is in it. */
  private static final class Server implements AutoCloseable {
    private final RandomAccessFile file;
    private final Path fifo;

    Server(Path fifo, String tokens) throws IOException {
      this.fifo = fifo;
      this.file = new RandomAccessFile(fifo.toFile(), "rw");
      file.write(tokens.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** What is there, sorted; stays there. */
    String tokens() throws IOException {
      try (java.io.FileInputStream look = new java.io.FileInputStream(fifo.toFile())) {
        byte[] there = new byte[look.available()];
        assertEquals(there.length, there.length == 0 ? 0 : look.read(there));
        file.write(there);
        java.util.Arrays.sort(there);
        StringBuilder sorted = new StringBuilder();
        for (byte b : there) {
          sorted.append((char) (b & 0xff));
        }
        char[] characters = sorted.toString().toCharArray();
        java.util.Arrays.sort(characters);
        return new String(characters);
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Test
  void aTakeOutlivesNobody() throws Exception {
    Path fifo = fifo();
    Jobserver jobserver = Jobserver.open(at(fifo));
    Thread taker = new Thread(jobserver::take);
    taker.start();
    jobserver.close();
    taker.join(TimeUnit.SECONDS.toMillis(10));
    assertTrue(!taker.isAlive());
  }
}
