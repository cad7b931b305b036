package org.dthinlto.plan;

import java.util.List;

/**
 * What native objects don't say and the final link has to know: it resolves by objects, lld in
 * process by modules. Knows where it stands, not what it is. Names of files are relative to the
 * staging tree, or absolute.
 *
 * @param objects all that the thin link loaded, and modules besides whose names count
 * @param wraps symbols of --wrap
 * @param libraries what else was loaded that may be a shared library, in load order
 * @param ordered whether the final link has to know names in a certain order; what is below is of
 *     no use if not
 * @param definedFirst whether lld takes what a module defines before what it mentions
 * @param loads modules that lld loads, by link name, in load order
 * @param runs modules side by side on the line
 */
public record Missing(
    List<LinkedObject> objects,
    List<String> wraps,
    List<String> libraries,
    boolean ordered,
    boolean definedFirst,
    List<String> loads,
    List<Run> runs) {

  /**
   * An object, bitcode or native.
   *
   * @param name its link name
   * @param file where its bytes are
   * @param kind THIN, SPLIT, FULL or NATIVE
   * @param nativeName the native object made of it; empty if there is none
   * @param loaded whether the thin link loaded it
   */
  public record LinkedObject(
      String name, String file, String kind, String nativeName, boolean loaded) {}

  /**
   * Modules side by side on the line.
   *
   * @param object what stands before them and has their names
   */
  public record Run(String object, List<Step> steps) {}

  /**
   * What lld comes to: an object that it loads, or members that it may.
   *
   * @param objects by link name
   * @param lazy whether it loads only what is needed
   */
  public record Step(List<String> objects, boolean lazy) {}
}
