package org.dthinlto.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Chromium without a window. Opens a file, lets its scripts run, and tells what became of the page,
 * what stands in its console and whom it asked for something: all that goes to the network goes to
 * a proxy, which notes it and answers nothing. Knows nothing of what a good page is.
 */
final class Browser implements AutoCloseable {

  private static final String PROGRAM = "chromium";

  private final TestSpace space;
  private final ServerSocket proxy;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /**
   * A page that was opened.
   *
   * @param dom its elements after its scripts ran
   * @param console lines of its console
   * @param asked first lines of what was sent to the network
   */
  record Seen(String dom, List<String> console, List<String> asked) {

    /** The text between two texts; fails if it isn't there. */
    String between(String before, String after) {
      int from = dom.indexOf(before);
      int to = from < 0 ? -1 : dom.indexOf(after, from + before.length());
      if (to < 0) {
        Assertions.fail("no " + before + " … " + after + " in\n" + dom);
      }
      return dom.substring(from + before.length(), to);
    }
  }

  Browser(TestSpace space) {
    this.space = space;
    try {
      proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::refuse, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void refuse() {
    while (!proxy.isClosed()) {
      try (Socket client = proxy.accept()) {
        client.setSoTimeout(2000);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        asked.add(String.valueOf(in.readLine()));
      } catch (IOException e) {
        // It asked for nothing, or the test is over.
      }
    }
  }

  /** Opens a file of the working directory. */
  Seen open(String name) {
    asked.clear();
    try {
      Path profile = Files.createTempDirectory(space.root.resolve("log"), "profile");
      Ran ran =
          space
              .run(
                  PROGRAM,
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--disable-dev-shm-usage",
                  "--proxy-server=127.0.0.1:" + proxy.getLocalPort(),
                  "--proxy-bypass-list=<-loopback>",
                  "--user-data-dir=" + profile,
                  "--enable-logging=stderr",
                  "--virtual-time-budget=5000",
                  "--dump-dom",
                  space.path(name).toUri().toString())
              .exits(0);
      List<String> console = new ArrayList<>();
      for (String line : ran.err().split("\n")) {
        if (line.contains(":CONSOLE")) {
          console.add(line);
        }
      }
      return new Seen(ran.out(), console, List.copyOf(asked));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      proxy.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
