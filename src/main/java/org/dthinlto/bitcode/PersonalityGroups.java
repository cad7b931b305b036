package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Has each native object keep its own pointers to personality routines, {@code
 * DW.ref.__gxx_personality_v0} and the like, as lld does in process: it takes no notice of groups
 * in what it compiled itself (LTO.cpp of lld/ELF parses with ignoreComdats), and of all groups
 * these alone are made in code generation, where no resolution has left but one. The symbols are
 * weak and hidden, so that there may be many. Knows ELF for x86-64 only.
 */
public final class PersonalityGroups {

  private static final int MACHINE_X86_64 = 62;
  private static final int TYPE_GROUP = 17;
  private static final int SECTION_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;
  private static final int COMDAT = 1;

  /** {@code DW.ref._} */
  private static final long NAME = 0x5f2e_6665_722e_5744L;

  private PersonalityGroups() {}

  /**
   * Takes from these groups of an object that they are the same in all objects. The file is
   * replaced, not written to.
   *
   * @throws IOException if it can't be read or written, or is damaged as far as that was noticed
   */
  public static void keep(Path object) throws IOException {
    ByteBuffer changed = null;
    try (SliceReader in = SliceReader.open(Slice.whole(object))) {
      Elf elf = Elf.read(in);
      if (elf.header().machine() != MACHINE_X86_64 || elf.header().bits() != 64) {
        return;
      }
      long table = in.word(40);
      long count = elf.sections();
      for (long i = 1; i < count; i++) {
        long section = table + i * SECTION_SIZE;
        if ((int) (in.word(section) >>> 32) == TYPE_GROUP && isPersonality(in, table, section)) {
          int flags = (int) in.word(section + 24);
          if (changed == null) {
            changed = ByteBuffer.wrap(in.bytes(0, (int) in.size())).order(ByteOrder.LITTLE_ENDIAN);
          }
          changed.putInt(flags, changed.getInt(flags) & ~COMDAT);
        }
      }
    }
    if (changed != null) {
      Path other = object.resolveSibling(object.getFileName() + "~");
      Files.write(other, changed.array());
      Files.move(other, object, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isPersonality(SliceReader in, long table, long section)
      throws IOException {
    long linkAndInfo = in.word(section + 40);
    long symbols = table + (linkAndInfo & 0xffff_ffffL) * SECTION_SIZE;
    long symbol = in.word(symbols + 24) + (linkAndInfo >>> 32) * SYMBOL_SIZE;
    long strings = table + (in.word(symbols + 40) & 0xffff_ffffL) * SECTION_SIZE;
    long name = in.word(strings + 24) + (in.word(symbol) & 0xffff_ffffL);
    return in.word(name) == NAME;
  }
}
