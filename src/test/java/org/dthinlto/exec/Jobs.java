package org.dthinlto.exec;

import java.util.List;
import org.dthinlto.plan.BackendJob;

/** Jobs for tests. */
final class Jobs {

  private Jobs() {}

  static BackendJob job(String name, long size) {
    return job(name, size, List.of("/opt/llvm/bin/clang-99", "-c", name));
  }

  static BackendJob job(String name, long size, List<String> argv) {
    return new BackendJob(
        name,
        name,
        argv,
        List.of(name),
        List.of("out/" + name + ".native.o"),
        "x86_64-linux-gnu",
        size);
  }
}
