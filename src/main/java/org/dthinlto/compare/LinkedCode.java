package org.dthinlto.compare;

import java.io.IOException;
import java.util.List;

/**
 * Says whether two functions that differ in their objects became the same code in their programs.
 * That happens where the linker finds a shorter way: {@code mov x@GOTPCREL(%rip), %rax} and {@code
 * lea x(%rip), %rax} are the same once {@code x} turns out to be near.
 *
 * <p>Knows x86 only, where a relocation changes four bytes and nothing else of an instruction that
 * stays as it is. Elsewhere such functions count as different.
 */
final class LinkedCode {

  private static final int I386 = 3;
  private static final int X86_64 = 62;

  private static final int FIELD = 4;

  private final Program ours;
  private final Program theirs;
  private final CodeComparison code;

  LinkedCode(Program ours, Program theirs, CodeComparison code) {
    this.ours = ours;
    this.theirs = theirs;
    this.code = code;
  }

  /**
   * Compares two symbols of the programs.
   *
   * @param here the symbol, and {@code own} what it came from
   */
  boolean isSame(Symbol here, Definition own, Symbol there, Definition other) throws IOException {
    int machine = ours.file().machine();
    boolean comparable =
        (machine == X86_64 || machine == I386)
            && machine == theirs.file().machine()
            && ours.file().type() != ElfFile.RELOCATABLE
            && here.size() == there.size()
            && own.size() == here.size()
            && other.size() == here.size();
    if (!comparable || !code.referToTheSame(own, other)) {
      return false;
    }
    byte[] a = ours.bytes(here);
    byte[] b = theirs.bytes(there);
    if (a.length != here.size() || b.length != a.length) {
      return false;
    }
    List<Relocation> relocations = own.object().relocationsOf(own);
    int at = 0;
    for (Relocation relocation : relocations) {
      int field = (int) (relocation.offset() - own.from());
      if (!isSame(a, b, at, field)) {
        return false;
      }
      at = Math.max(at, field + FIELD);
    }
    return isSame(a, b, at, a.length);
  }

  private static boolean isSame(byte[] a, byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }
}
