package org.dthinlto.link;

import java.util.List;
import org.dthinlto.exec.JobLimits;

/**
 * What the user asked of {@code dthinlto backends}.
 *
 * @param list the list that lld's thin link wrote
 * @param replacement what the thin link did to names
 * @param folder where native objects go; empty: beside the list
 * @param quoted whether they are printed as a response file, or as they are
 * @param level the optimisation level of the link, 0 to 3
 * @param code what kind of code the link needs
 * @param limits how many jobs may run at once
 * @param clang the backend compiler
 * @param backendArgs words that go to every backend job
 * @param keep whether the work folder stays
 * @param verbosity 0, 1 for -v, 2 for -v -v; -1 for -q
 */
public record BackendStepSettings(
    String list,
    PrefixReplacement replacement,
    String folder,
    boolean quoted,
    int level,
    Code code,
    JobLimits limits,
    String clang,
    List<String> backendArgs,
    boolean keep,
    int verbosity) {

  /** What lld's own backends would be told by the kind of link. */
  public enum Code {
    /** As each module was compiled. */
    AS_COMPILED,
    /** Position-independent, for -shared and -pie. */
    PIC,
    /** Not, for -no-pie and -static. */
    NO_PIC
  }

  public BackendStepSettings {
    backendArgs = List.copyOf(backendArgs);
  }

  /** The same as lld and clang know it. */
  BackendFlags flags() {
    BackendFlags.Model model =
        switch (code) {
          case AS_COMPILED -> BackendFlags.Model.AS_MODULE;
          case PIC -> BackendFlags.Model.PIC;
          case NO_PIC -> BackendFlags.Model.STATIC;
        };
    return new BackendFlags(level, model);
  }
}
