package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Puts other paths into the table of modules of an individual index. Knows where the table is, not
 * what the paths mean.
 *
 * <p>The table (MODULE_STRTAB, see {@link ModuleTable}) is written anew, all of its records without
 * an abbreviation, so paths may be of any length. What else the index says refers to modules by
 * their numbers, which stay; the lengths of the two blocks around are set right, and nothing behind
 * depends on its place (IndexBitcodeWriter in BitcodeWriter.cpp, LLVM 14 to 22).
 */
public final class ModulePaths {

  private static final int MODULE_BLOCK = 8;
  private static final int TABLE_BLOCK = 19;
  private static final int ENTRY = 1;
  private static final int UNABBREVIATED = 3;

  /** Longer than any path that can be opened. */
  private static final int MOST = 1 << 16;

  private final byte[] bytes;
  private final Map<String, String> names;

  /** The bits of the words that hold the lengths of the module and its table. */
  private long moduleLength = -1;

  private long tableLength = -1;

  /** What is written in place of the table, and how long the table is with it. */
  private BitOutput out;

  /** The first byte behind the table. */
  private int behind;

  private ModulePaths(byte[] bytes, Map<String, String> names) {
    this.bytes = bytes;
    this.names = names;
    this.out = new BitOutput(bytes, 0);
  }

  /**
   * The bytes of an index with other paths; an empty file is an index of nothing, and stays one.
   *
   * @param names the new paths by the old ones, in ASCII: LLVM writes no others rightly. A path
   *     that isn't among them stays
   * @throws MalformedFileException if it is damaged, or not of a form that can be rewritten
   */
  public static byte[] replaced(Path index, Map<String, String> names) throws IOException {
    byte[] bytes = Files.readAllBytes(index);
    if (bytes.length == 0) {
      return bytes;
    }
    ModulePaths paths = new ModulePaths(bytes, names);
    try (SliceReader in = SliceReader.open(new Slice(index, 0, bytes.length))) {
      BitReader bits = new BitReader(in);
      if (bytes.length < Integer.BYTES || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
        throw in.malformed(0, "no index file of a ThinLTO module");
      }
      paths.rewrite(new Bitstream(bits));
    }
    return paths.result();
  }

  private void rewrite(Bitstream stream) throws IOException {
    while (stream.bytesLeft() > 8) {
      if (stream.next() != Bitstream.BLOCK) {
        throw stream.malformed("has a record outside of its blocks");
      }
      if (stream.blockId() == MODULE_BLOCK) {
        rewriteModule(stream);
      } else {
        stream.skipBlock();
      }
    }
    if (tableLength < 0) {
      throw stream.malformed("has no table of modules");
    }
  }

  private void rewriteModule(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    if (moduleLength >= 0) {
      throw stream.malformed("has two modules");
    }
    moduleLength = stream.position() - Integer.SIZE;
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      if (entry == Bitstream.RECORD) {
        stream.code();
        stream.skip();
      } else if (stream.blockId() == TABLE_BLOCK) {
        rewriteTable(stream);
      } else {
        stream.skipBlock();
      }
    }
    stream.leave(outer);
  }

  private void rewriteTable(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    if (tableLength >= 0) {
      throw stream.malformed("has two tables of modules");
    }
    tableLength = stream.position() - Integer.SIZE;
    int width = stream.width();
    if (width < 2) {
      throw stream.malformed("has a table of modules with IDs of one bit");
    }
    out = new BitOutput(bytes, stream.position());
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      if (entry == Bitstream.BLOCK) {
        throw stream.malformed("has a block in its table of modules");
      }
      long code = stream.code();
      long[] operands = stream.operands(MOST);
      write(width, code, code == ENTRY ? renamed(operands) : operands);
    }
    out.write(Bitstream.END, width);
    out.align();
    behind = (int) (stream.position() >>> 3);
    stream.leave(outer);
    if (behind != stream.position() >>> 3) {
      throw stream.malformed("has more behind the end of a block");
    }
  }

  private void write(int width, long code, long[] operands) {
    out.write(UNABBREVIATED, width);
    out.writeVbr(code, 6);
    out.writeVbr(operands.length, 6);
    for (long operand : operands) {
      out.writeVbr(operand, 6);
    }
  }

  /** The first operand is the module's number. */
  private long[] renamed(long[] operands) {
    byte[] path = new byte[Math.max(0, operands.length - 1)];
    for (int i = 0; i < path.length; i++) {
      path[i] = (byte) operands[i + 1];
    }
    String name = names.get(new String(path, StandardCharsets.UTF_8));
    if (name == null) {
      return operands;
    }
    byte[] chars = name.getBytes(StandardCharsets.US_ASCII);
    long[] all = new long[chars.length + 1];
    all[0] = operands[0];
    for (int i = 0; i < chars.length; i++) {
      all[i + 1] = chars[i];
    }
    return all;
  }

  private byte[] result() {
    long more = out.position() / Byte.SIZE - behind;
    byte[] all = out.followedBy(bytes, behind);
    lengthen(all, tableLength, more);
    lengthen(all, moduleLength, more);
    return all;
  }

  /** Adds to the number of words that stands at a bit. */
  static void lengthen(byte[] bytes, long bit, long more) {
    int at = (int) (bit >>> 3);
    long words = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      words |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    words += more / Integer.BYTES;
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (words >>> (8 * i));
    }
  }
}
