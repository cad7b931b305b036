package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The individual index of one module, as the thin link wrote it, and how symbols are added to it.
 * Knows what a shard says of symbols, not which ones ought to be in it.
 *
 * <p>The numbers are those of LLVMBitCodes.h, the layouts those of BitcodeWriter.cpp
 * (writeCombinedGlobalValueSummary): the same in LLVM 14 to 22, but that from summary version 11 on
 * (LLVM 20) a VALUE_GUID record holds the two halves of its number apart.
 */
public final class Shard {

  private static final int MODULE_BLOCK = 8;
  private static final int PATHS_BLOCK = 19;
  private static final int SUMMARY_BLOCK = 20;

  private static final int PATH_ENTRY = 1;
  private static final int COMBINED = 4;
  private static final int COMBINED_PROFILE = 5;
  private static final int COMBINED_VARIABLE = 6;
  private static final int COMBINED_ALIAS = 8;
  private static final int VERSION = 10;
  private static final int VALUE_GUID = 16;
  private static final int FLAGS = 20;

  // Of the flags of an index.
  private static final int DEAD_STRIPPING = 0x1;
  private static final int SKIP_MODULE = 0x2;

  // Of the flags of a summary.
  private static final int LINKAGE = 0xf;
  private static final int INTERNAL = 7;
  private static final int PRIVATE = 8;
  private static final int NOT_IMPORTABLE = 0x10;
  private static final int LIVE = 0x20;
  private static final int DSO_LOCAL = 0x40;

  private static final int OLDEST = 9;
  private static final int HALVES = 11;
  private static final int NEWEST = 12;

  private static final int UNABBREVIATED = 3;

  private final Path file;
  private final byte[] moduleId;
  private long size;
  private long version;
  private long flags;
  private long module = -1;

  /** The bits of the words that hold the lengths of the module and its summary. */
  private long moduleLength = -1;

  private long summaryLength = -1;

  /** The bit at which the summary's end is announced, and that behind its last word. */
  private long end;

  private long behind;
  private int width;

  /** The symbols by their value IDs. */
  private long[] values = new long[64];

  private long lastValue;

  private long[] summaries = new long[32];
  private int summaryCount;

  /** What of the summaries are the module's own symbols that other modules know. */
  private long[] local = new long[16];

  private int localCount;
  private long[] preemptible = new long[4];
  private int preemptibleCount;

  private Shard(Path file, String moduleId) {
    this.file = file;
    this.moduleId = moduleId.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a shard.
   *
   * @param moduleId of the module whose shard it is
   * @throws MalformedFileException if it is damaged, or not of a form that can be added to
   */
  public static Shard read(Path file, String moduleId) throws IOException {
    Shard shard = new Shard(file, moduleId);
    try (SliceReader in = SliceReader.open(Slice.whole(file))) {
      shard.read(in);
    }
    return shard;
  }

  /** The symbols that the shard knows, whosever they are. */
  public long[] known() {
    return Arrays.copyOf(summaries, summaryCount);
  }

  /**
   * The live symbols that the module defines for others to use, and that can't be replaced by those
   * of another shared library: DSO-local ones.
   */
  public long[] local() {
    return Arrays.copyOf(local, localCount);
  }

  /** The other live symbols that the module defines for others to use. */
  public long[] preemptible() {
    return Arrays.copyOf(preemptible, preemptibleCount);
  }

  private void read(SliceReader in) throws IOException {
    size = in.size();
    BitReader bits = new BitReader(in);
    if (in.size() < Integer.BYTES || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
      throw in.malformed(0, "damaged bitcode: lacks its magic number");
    }
    Bitstream stream = new Bitstream(bits);
    while (stream.bytesLeft() > 8) {
      if (stream.next() != Bitstream.BLOCK) {
        throw stream.malformed("has a record outside of its blocks");
      }
      if (stream.blockId() == MODULE_BLOCK) {
        readModule(stream);
      } else {
        stream.skipBlock();
      }
    }
    if (summaryLength < 0 || module < 0) {
      throw stream.malformed("is no index of its module");
    }
  }

  private void readModule(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    if (moduleLength >= 0) {
      throw stream.malformed("has two modules");
    }
    moduleLength = stream.position() - Integer.SIZE;
    while (true) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        break;
      }
      if (entry == Bitstream.RECORD) {
        stream.code();
        stream.skip();
        continue;
      }
      switch (stream.blockId()) {
        case PATHS_BLOCK -> readPaths(stream);
        case SUMMARY_BLOCK -> readSummary(stream);
        default -> stream.skipBlock();
      }
    }
    stream.leave(outer);
  }

  /** Finds the number by which the summaries call the module itself. */
  private void readPaths(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    long[] operands = new long[moduleId.length + 1];
    while (true) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        break;
      }
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
      } else if (stream.code() == PATH_ENTRY) {
        if (stream.leading(operands) == operands.length && isOwnPath(operands)) {
          module = operands[0];
        }
      } else {
        stream.skip();
      }
    }
    stream.leave(outer);
  }

  private boolean isOwnPath(long[] operands) {
    for (int i = 0; i < moduleId.length; i++) {
      if ((byte) operands[i + 1] != moduleId[i]) {
        return false;
      }
    }
    return true;
  }

  private void readSummary(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    if (summaryLength >= 0 || module < 0) {
      throw stream.malformed("has a summary where none can be");
    }
    summaryLength = stream.position() - Integer.SIZE;
    width = stream.width();
    long[] operands = new long[3];
    while (true) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        end = stream.entryPosition();
        behind = stream.position();
        break;
      }
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
        continue;
      }
      int code = (int) stream.code();
      long count = stream.leading(operands);
      switch (code) {
        case VERSION -> {
          version = operands[0];
          if (version < OLDEST || version > NEWEST) {
            throw stream.malformed("has a summary of unknown version " + version);
          }
        }
        case FLAGS -> {
          flags = operands[0];
          if ((flags & SKIP_MODULE) != 0) {
            throw stream.malformed("is of a module that isn't selected");
          }
        }
        case VALUE_GUID -> {
          if (count != operandsOfGuid()) {
            throw stream.malformed("names a symbol with " + count + " operands");
          }
          addValue(stream, operands);
        }
        case COMBINED, COMBINED_PROFILE, COMBINED_VARIABLE, COMBINED_ALIAS -> {
          if (count < operands.length) {
            throw stream.malformed("has a summary of " + count + " operands");
          }
          addSummary(stream, operands);
        }
        default -> {}
      }
    }
    if (version == 0 || width < 2) {
      throw stream.malformed("has a summary without version");
    }
    stream.leave(outer);
    if (behind != stream.position()) {
      throw stream.malformed("has more behind the end of a block");
    }
  }

  private int operandsOfGuid() {
    return version < HALVES ? 2 : 3;
  }

  private void addValue(Bitstream stream, long[] operands) throws MalformedFileException {
    long value = operands[0];
    // They are counted, and each of them takes some bytes.
    if (value < 0 || value > size) {
      throw stream.malformed("names a symbol that isn't there");
    }
    if (value >= values.length) {
      values = Arrays.copyOf(values, (int) Math.max(value + 1, 2L * values.length));
    }
    lastValue = Math.max(lastValue, value);
    values[(int) value] = version < HALVES ? operands[1] : operands[1] << 32 | operands[2];
  }

  private void addSummary(Bitstream stream, long[] operands) throws MalformedFileException {
    if (operands[0] < 0 || operands[0] > lastValue) {
      throw stream.malformed("tells of a symbol that it doesn't name");
    }
    long guid = values[(int) operands[0]];
    summaries = room(summaries, summaryCount);
    summaries[summaryCount++] = guid;
    int linkage = (int) operands[2] & LINKAGE;
    boolean live = (operands[2] & LIVE) != 0 || (flags & DEAD_STRIPPING) == 0;
    if (operands[1] != module || !live || linkage == INTERNAL || linkage == PRIVATE) {
      return;
    }
    if ((operands[2] & DSO_LOCAL) != 0) {
      local = room(local, localCount);
      local[localCount++] = guid;
    } else {
      preemptible = room(preemptible, preemptibleCount);
      preemptible[preemptibleCount++] = guid;
    }
  }

  private static long[] room(long[] list, int size) {
    return size < list.length ? list : Arrays.copyOf(list, 2 * size);
  }

  /**
   * Adds symbols to the shard's file: as variables of the module itself that are live, DSO-local
   * and not to be imported. A backend takes no summary of its own module for something to import,
   * and of the rest only DSO-locality counts for what a module declares.
   *
   * <p>The file is changed where it is, from the first new bit on. One that is written anew and
   * renamed would cost more than all else here: file systems begin to write such a file to the disk
   * at once.
   *
   * @param guids symbols that the shard doesn't know
   * @throws IOException if it can't be written; it then is as it was
   */
  public void add(long[] guids) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Slice whole = new Slice(file, 0, channel.size());
      SliceReader in = SliceReader.on(channel, whole);
      long from = end >>> 5 << 2;
      byte[] old = in.bytes(from, (int) (whole.size() - from));
      BitOutput out = new BitOutput(old, end - (from << 3));
      write(out, guids);
      int next = (int) ((behind >>> 3) - from);
      long words = ((out.position() >>> 3) - next) / Integer.BYTES;
      long inModule = in.word(moduleLength >>> 3) & 0xffff_ffffL;
      long inSummary = in.word(summaryLength >>> 3) & 0xffff_ffffL;
      try {
        write(channel, out.followedBy(old, next), from);
        write(channel, word(inModule + words), moduleLength >>> 3);
        write(channel, word(inSummary + words), summaryLength >>> 3);
      } catch (IOException e) {
        channel.truncate(whole.size());
        write(channel, old, from);
        write(channel, word(inModule), moduleLength >>> 3);
        write(channel, word(inSummary), summaryLength >>> 3);
        throw e;
      }
    }
  }

  private void write(BitOutput out, long[] guids) {
    for (int i = 0; i < guids.length; i++) {
      long value = lastValue + 1 + i;
      begin(out, VALUE_GUID, operandsOfGuid());
      out.writeVbr(value, 6);
      if (version < HALVES) {
        out.writeVbr(guids[i], 6);
      } else {
        out.writeVbr(guids[i] >>> 32, 6);
        out.writeVbr(guids[i] & 0xffff_ffffL, 6);
      }
      begin(out, COMBINED_VARIABLE, 4);
      out.writeVbr(value, 6);
      out.writeVbr(module, 6);
      out.writeVbr(NOT_IMPORTABLE | LIVE | DSO_LOCAL, 6);
      out.writeVbr(0, 6);
    }
    out.write(Bitstream.END, width);
    out.align();
  }

  private void begin(BitOutput out, int code, int operands) {
    out.write(UNABBREVIATED, width);
    out.writeVbr(code, 6);
    out.writeVbr(operands, 6);
  }

  private static byte[] word(long value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left, position + left.position());
    }
  }
}
