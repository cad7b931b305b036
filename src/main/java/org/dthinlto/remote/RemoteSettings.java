package org.dthinlto.remote;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dthinlto.cache.Digest;

/**
 * What users can choose about remote jobs besides the endpoint.
 *
 * @param compiler the program on the worker; empty if it is called there as it is here
 * @param salt stands for who the compiler is: part of every action, so that no result of another
 *     version is taken for one of this
 * @param variables the only variables of a job
 * @param properties what a worker must be like (platform), as the server's operator calls it
 * @param callMillis how long a call may take before it counts as broken
 * @param retries how often a call is made again after it broke
 * @param jobMillis how long a job may take in all, waiting for a worker included; a bound against
 *     hanging, no part of the action
 */
public record RemoteSettings(
    String compiler,
    Digest salt,
    SortedMap<String, String> variables,
    SortedMap<String, String> properties,
    long callMillis,
    int retries,
    long jobMillis) {

  private static final long MINUTE = 60_000;

  /** The usual ones; times are those of Bazel. */
  public static final RemoteSettings DEFAULT =
      new RemoteSettings("", Digest.NONE, new TreeMap<>(), new TreeMap<>(), MINUTE, 5, 60 * MINUTE);

  public RemoteSettings {
    variables = new TreeMap<>(variables);
    properties = new TreeMap<>(properties);
  }

  /** The same with another compiler. */
  public RemoteSettings withCompiler(String program, Digest identity) {
    return new RemoteSettings(
        program, identity, variables, properties, callMillis, retries, jobMillis);
  }

  /** The same with these variables. */
  public RemoteSettings withVariables(SortedMap<String, String> all) {
    return new RemoteSettings(compiler, salt, all, properties, callMillis, retries, jobMillis);
  }

  /** The same with these properties of workers. */
  public RemoteSettings withProperties(Map<String, String> all) {
    return new RemoteSettings(
        compiler, salt, variables, new TreeMap<>(all), callMillis, retries, jobMillis);
  }

  /** The same with other bounds. */
  public RemoteSettings withBounds(long call, int again, long job) {
    return new RemoteSettings(compiler, salt, variables, properties, call, again, job);
  }
}
