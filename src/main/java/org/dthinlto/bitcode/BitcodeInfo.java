package org.dthinlto.bitcode;

/**
 * What a ThinLTO driver has to know of a bitcode file, which may hold several modules: with a split
 * LTO unit, one for ThinLTO and one for full LTO.
 *
 * <p>{@code thin} says how the file was written. A unified one ({@code -funified-lto}, LLVM 17 on)
 * is thin whatever {@code -flto=} it was compiled with; what lld does with it, its option {@code
 * --lto=} says.
 *
 * @param triple target triple of the first module that has one; may be empty
 * @param producer who wrote it, as in {@code LLVM22.1.8}; empty if it doesn't say
 * @param thin a module of it takes part in ThinLTO
 * @param full a module of it doesn't: full LTO, or no summary
 * @param modules how many it holds, at least 1
 * @param splitLtoUnit a module of it was compiled for split LTO units
 * @param unifiedLto a module of it was compiled for unified LTO
 */
public record BitcodeInfo(
    String triple,
    String producer,
    boolean thin,
    boolean full,
    int modules,
    boolean splitLtoUnit,
    boolean unifiedLto) {

  /** Of what is no bitcode. */
  public static final BitcodeInfo NONE = new BitcodeInfo("", "", false, false, 0, false, false);
}
