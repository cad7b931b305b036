package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.remote.api.Reapi.Command;

/**
 * What a job does on a simulated worker: how long it takes and what it leaves. Nothing is run.
 *
 * @param millis how long a worker is busy with it; {@link #FOREVER}: until it is cancelled
 * @param refusal code of a status instead of a result; 0 if there is a result
 * @param printed what goes to standard output
 * @param said what goes to standard error, or the refusal's words
 * @param outputs contents by their paths
 */
public record SimulatedJob(
    long millis,
    int refusal,
    int exitCode,
    String printed,
    String said,
    Map<String, ByteString> outputs) {

  /** A job that never ends by itself. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** Decides what jobs do. Called in the cluster's one thread, when a worker takes the job. */
  public interface Script {

    /**
     * The job's part.
     *
     * @param module the module ID; empty if the command compiles none
     */
    SimulatedJob play(String module, Command command);
  }

  /** All jobs take so long and leave an object. */
  public static Script taking(long millis) {
    return (module, command) -> object(millis, command);
  }

  /** Jobs take as long as the table says, by module ID; those that aren't in it, no time. */
  public static Script taking(Map<String, Long> millis) {
    return (module, command) -> object(millis.getOrDefault(module, 0L), command);
  }

  /** A job that leaves a small object for x86-64, with different bytes for each command. */
  public static SimulatedJob object(long millis, Command command) {
    return object(millis, command, 0);
  }

  /** The same, of so many bytes at least. */
  static SimulatedJob object(long millis, Command command, int bytes) {
    Map<String, ByteString> outputs = new LinkedHashMap<>();
    for (String path : outputs(command)) {
      byte[] own = command.toByteArray();
      outputs.put(path, elf(Arrays.copyOf(own, Math.max(own.length, bytes - 128))));
    }
    return new SimulatedJob(millis, 0, 0, "", "", outputs);
  }

  /** A job that leaves nothing but an exit code and words. */
  public static SimulatedJob exit(long millis, int code, String said) {
    return new SimulatedJob(millis, 0, code, "", said, Map.of());
  }

  /** A job that the worker can't run. */
  public static SimulatedJob refused(long millis, int code, String words) {
    return new SimulatedJob(millis, code, 0, "", words, Map.of());
  }

  /** A compiler that says who it is; takes no time. */
  static SimulatedJob version(String words) {
    return new SimulatedJob(0, 0, 0, words + "\n", "", Map.of());
  }

  /** Paths that a command is to write. */
  public static List<String> outputs(Command command) {
    return command.getOutputPathsCount() > 0
        ? command.getOutputPathsList()
        : command.getOutputFilesList();
  }

  /**
   * The module that a command compiles, what stands behind {@code -x ir}; empty if there's none.
   */
  static String module(Command command) {
    List<String> words = command.getArgumentsList();
    for (int i = 0; i + 2 < words.size(); i++) {
      if (words.get(i).equals("-x") && words.get(i + 1).equals("ir")) {
        return words.get(i + 2);
      }
    }
    return "";
  }

  /** The smallest object for x86-64 that has a section, and some bytes that belong to nothing. */
  static ByteString elf(byte[] bytes) {
    ByteBuffer out = ByteBuffer.allocate(64 + 64 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
    out.position(16);
    out.putShort((short) 1).putShort((short) 62).putInt(1);
    out.putLong(40, 64).putShort(52, (short) 64).putShort(58, (short) 64).putShort(60, (short) 1);
    out.position(128);
    out.put(bytes);
    return ByteString.copyFrom(out.array());
  }
}
