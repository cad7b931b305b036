package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Checks what a backend job left behind. clang's exit status doesn't tell: it is 0 after an index
 * that couldn't be read, too, and the object is then empty. Doesn't know what code the object
 * should hold.
 */
public final class NativeObject {

  private NativeObject() {}

  /**
   * Checks that a file is a relocatable ELF object for a target, with all of its section headers,
   * which LLVM writes last.
   *
   * @param object the file
   * @param triple target triple of the module; if its architecture is unknown, or it is empty, any
   *     machine will do
   * @return an empty string if all is well, else what is wrong: a lower-case fragment that goes on
   *     from the file's name, such as {@code is for aarch64, not x86_64}
   * @throws IOException if the file is there and can't be read
   */
  public static String check(Path object, String triple) throws IOException {
    Slice slice;
    try {
      slice = Slice.whole(object);
    } catch (NoSuchFileException e) {
      return "is missing";
    }
    if (slice.size() == 0) {
      return "is empty";
    }
    try (SliceReader in = SliceReader.open(slice)) {
      int magic = (int) in.word(0);
      if (Bitcode.isMagic(magic)) {
        return "is bitcode, no ELF object";
      }
      if (magic != Elf.MAGIC) {
        return "is no ELF object";
      }
      Elf elf = Elf.read(in);
      if (elf.header().type() != ElfHeader.RELOCATABLE) {
        return "is no relocatable object";
      }
      String mismatch = Target.of(triple).mismatch(elf.header());
      if (!mismatch.isEmpty()) {
        return mismatch;
      }
      return elf.sections() == 0 ? "has no sections" : "";
    } catch (MalformedFileException e) {
      return "is a " + e.what();
    }
  }
}
