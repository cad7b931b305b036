package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.dthinlto.remote.FaultProxy;
import org.dthinlto.remote.ReapiServer;
import org.dthinlto.remote.TestCertificates;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links with a real server, and somebody between who does harm. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteFaultsOfLinksE2eTest {

  private static final String NO_FALLBACK = "--no-remote-local-fallback";

  /** A program whose results nobody has left on the server. */
  private static RemoteLinks links(TestSpace space) {
    int number = ThreadLocalRandom.current().nextInt(1_000_000);
    CacheProgram program = new CacheProgram(space, 10, 1, "-include", "../src/fresh.h");
    space.write("src/fresh.h", "__attribute__((used)) static int fresh = " + number + ";\n");
    program.build();
    return new RemoteLinks(space, program.words()).locally();
  }

  private static FaultProxy proxy(ReapiServer server) {
    return new FaultProxy(server.endpoint().port());
  }

  @Llvm.Newest
  void everySeventhCallFails(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    try (FaultProxy proxy = proxy(server).withEveryCallFailing(7)) {
      links.options("--remote", proxy.endpoint().toString(), NO_FALLBACK).link().allRemote();
      links.link().allRemoteHits();
    }
  }

  @Llvm.Newest
  void serverThatExecutesNothing(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    try (FaultProxy proxy = proxy(server).withoutExecution()) {
      String endpoint = proxy.endpoint().toString();
      links.options("--remote", endpoint, NO_FALLBACK);
      String error = links.fails();
      assertTrue(error.contains("'" + endpoint + "': the server executes nothing"), error);
      links.options("--remote", endpoint);
      links
          .link()
          .allLocal()
          .ran()
          .says("'" + endpoint + "': the server executes nothing", "the jobs ran here");
      // It keeps results all the same.
      links.link().allRemoteHits();
    }
  }

  @Llvm.Newest
  void tokens(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    space.write("wrong", "guess-1234");
    space.write("right", "secret-5678");
    try (FaultProxy proxy = proxy(server).withToken("secret-5678")) {
      String endpoint = proxy.endpoint().toString();
      links.options("--remote", endpoint, "--remote-token-file", "wrong");
      Ran ran = links.link().allLocal().ran().says("UNAUTHENTICATED").saysNot("1234", "5678");
      assertFalse(ran.out().contains("1234"), ran::toString);
      links.options("--remote", endpoint, "--remote-token-file", "right", NO_FALLBACK);
      links.link().allRemote();
    }
  }

  @Llvm.Newest
  void certificates(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    TestCertificates all = TestCertificates.get();
    try (FaultProxy proxy = proxy(server).withTls(all.expired())) {
      links.options(
          "--remote", proxy.endpoint().toString(), "--remote-ca", all.authority().toString());
      // Either it has failed by then, or the jobs were done before.
      links.link().allLocal().ran().says("ran here", "UNAVAILABLE", "NotAfter");
    }
    try (FaultProxy proxy = proxy(server).withTls(all.server())) {
      links.options(
          "--remote",
          proxy.endpoint().toString(),
          "--remote-ca",
          all.authority().toString(),
          NO_FALLBACK);
      links.link().allRemote();
    }
  }

  @Llvm.Newest
  void serverThatNeverSaysAWord(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    try (FaultProxy proxy = proxy(server).withBlackHole(true)) {
      String endpoint = proxy.endpoint().toString();
      long start = System.nanoTime();
      links.options("--remote", endpoint).link().allLocal().ran().says("did not answer");
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      assertTrue(seconds < 15, seconds + " s");
      links.options("--remote", endpoint, NO_FALLBACK, "--remote-timeout", "1");
      String error = links.fails();
      assertTrue(error.contains("DEADLINE_EXCEEDED"), error);
    }
  }

  @Llvm.Newest
  void serverThatStopsInTheMiddle(TestSpace space, ReapiServer server) throws Exception {
    RemoteLinks links = links(space);
    for (String method : List.of("Execute", "FindMissingBlobs")) {
      try (FaultProxy proxy = proxy(server).withSilence(method)) {
        String endpoint = proxy.endpoint().toString();
        links.options(
            "--remote", endpoint, "-j1", "--remote-timeout", "1", "--remote-retries", "1");
        links.link();
      }
    }
  }
}
