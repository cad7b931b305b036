package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Leaves out of a shard how many basic blocks the whole program has (FS_BLOCK_COUNT of
 * LLVMBitCodes.h). LLVM 16 and older write that into every shard, so that each looks changed
 * whenever any function is. What is left can be compared, but not compiled.
 *
 * <p>Code depends on the number only with a partial sample profile; lld's own cache leaves it out
 * as well (computeLTOCacheKey in LTO.cpp).
 */
public final class BlockCount {

  private static final int MODULE_BLOCK = 8;
  private static final int SUMMARY_BLOCK = 20;
  private static final int BLOCK_COUNT = 24;

  /** The bits at which the words with the lengths of module and summary begin. */
  private long moduleLength = -1;

  private long summaryLength = -1;

  /** The first bit of the record, and that behind it. */
  private long from = -1;

  private long to;

  /** The bit at which the end of the summary is announced, and that behind its last word. */
  private long end;

  private long behind;
  private int width;

  private BlockCount() {}

  /** The bytes of a shard without the record; all of them if it has none. */
  public static byte[] without(Path shard) throws IOException {
    byte[] bytes = Files.readAllBytes(shard);
    BlockCount place = new BlockCount();
    try (SliceReader in = SliceReader.open(new Slice(shard, 0, bytes.length))) {
      place.find(new BitReader(in));
    } catch (MalformedFileException e) {
      return bytes; // clang will say what is wrong with it
    }
    return place.from < 0 ? bytes : place.cut(bytes);
  }

  private void find(BitReader bits) throws IOException {
    bits.read(32); // the magic number
    Bitstream stream = new Bitstream(bits);
    while (stream.bytesLeft() > 8 && stream.next() == Bitstream.BLOCK) {
      if (stream.blockId() == MODULE_BLOCK && moduleLength < 0) {
        Bitstream.Scope outer = stream.enter();
        moduleLength = stream.position() - Integer.SIZE;
        readModule(stream);
        stream.leave(outer);
      } else {
        stream.skipBlock();
      }
    }
  }

  private void readModule(Bitstream stream) throws IOException {
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      if (entry == Bitstream.RECORD) {
        stream.code();
        stream.skip();
      } else if (stream.blockId() == SUMMARY_BLOCK && summaryLength < 0) {
        Bitstream.Scope outer = stream.enter();
        summaryLength = stream.position() - Integer.SIZE;
        width = stream.width();
        readSummary(stream);
        stream.leave(outer);
      } else {
        stream.skipBlock();
      }
    }
  }

  private void readSummary(Bitstream stream) throws IOException {
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
        continue;
      }
      long begin = stream.entryPosition();
      long code = stream.code();
      stream.skip();
      if (code == BLOCK_COUNT && from < 0) {
        from = begin;
        to = stream.position();
      }
    }
    end = stream.entryPosition();
    behind = stream.position();
  }

  private byte[] cut(byte[] bytes) {
    clear(bytes, moduleLength);
    clear(bytes, summaryLength);
    BitOutput out = new BitOutput(bytes, from);
    for (long at = to; at < end; ) {
      int count = (int) Math.min(end - at, 8 - (at & 7));
      out.write(bytes[(int) (at >>> 3)] >>> (at & 7) & ((1 << count) - 1), count);
      at += count;
    }
    out.write(Bitstream.END, width);
    out.align();
    return out.followedBy(bytes, (int) (behind >>> 3));
  }

  /** The lengths depend on how long the record was. */
  private static void clear(byte[] bytes, long bit) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[(int) (bit >>> 3) + i] = 0;
    }
  }
}
