package org.dthinlto.bitcode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The SHA-1 that compilers write into a ThinLTO module, of the module itself. The thin link copies
 * it into its index files, so that it tells whether these still fit. Doesn't check that the hash is
 * right.
 */
public final class ModuleHash {

  private static final int MODULE_BLOCK = 8;
  private static final int HASH = 17;
  private static final int WORDS = 5;

  private ModuleHash() {}

  /**
   * The hashes of the modules in a bitcode file that have one: 40 hexadecimal digits each.
   *
   * @throws MalformedFileException if it is damaged, as far as that was noticed
   */
  public static List<String> of(Slice bitcode) throws IOException {
    List<String> hashes = new ArrayList<>();
    try (SliceReader file = SliceReader.open(bitcode)) {
      BitReader bits = new BitReader(Bitcode.unwrap(file));
      if (bits.limit() < 32 || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
        throw bits.malformed("lacks its magic number");
      }
      Bitstream stream = new Bitstream(bits);
      while (stream.bytesLeft() > 8) {
        int next = stream.next();
        if (next == Bitstream.END) {
          throw stream.malformed("ends a block that it didn't begin");
        } else if (next == Bitstream.RECORD) {
          stream.code();
          stream.skip();
        } else if (stream.blockId() == MODULE_BLOCK) {
          readModule(stream, hashes);
        } else {
          stream.skipBlock();
        }
      }
    }
    return hashes;
  }

  private static void readModule(Bitstream stream, List<String> hashes) throws IOException {
    Bitstream.Scope outer = stream.enter();
    while (true) {
      int next = stream.next();
      if (next == Bitstream.END) {
        break;
      } else if (next == Bitstream.BLOCK) {
        stream.skipBlock();
      } else if (stream.code() == HASH) {
        String hash = digits(stream.operands(WORDS));
        if (!hash.isEmpty()) {
          hashes.add(hash);
        }
      } else {
        stream.skip();
      }
    }
    stream.leave(outer);
  }

  /** Five words of 32 bits as digits; empty if they are no hash, or all zero, which means none. */
  static String digits(long[] words) {
    long any = 0;
    StringBuilder digits = new StringBuilder();
    for (long word : words) {
      any |= word;
      for (int shift = 28; shift >= 0; shift -= 4) {
        digits.append(Character.forDigit((int) (word >>> shift) & 15, 16));
      }
    }
    return words.length == WORDS && any != 0 ? digits.toString() : "";
  }
}
