package org.dthinlto.remote;

import io.grpc.Status;
import java.io.IOException;

/**
 * A simulated cluster in a process of its own, for {@code src/bench/remote-bench}: prints its
 * endpoint, then the time (that of {@link System#nanoTime}) of the first call of each method, and
 * of the first job. Jobs never end. Runs until its standard input does.
 *
 * <p>Argument: the first line of what the compiler says to {@code --version}.
 */
final class SimulatedServer {

  private SimulatedServer() {}

  public static void main(String[] args) throws IOException {
    try (SimulatedCluster cluster =
        SimulatedCluster.start(
            SimulatedCluster.Shape.of(1).withCompiler(args[0]),
            (module, command) -> {
              System.out.println("job " + System.nanoTime());
              return SimulatedJob.object(SimulatedJob.FOREVER, command);
            })) {
      cluster.fail(
          method -> {
            if (cluster.calls(method) == 1) {
              System.out.println(method + " " + System.nanoTime());
            }
            return Status.OK;
          });
      System.out.println(cluster.endpoint());
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    }
  }
}
