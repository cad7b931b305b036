package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The modules that an individual index ({@code x.o.thinlto.bc}) speaks of: its own and those that
 * it imports from. Knows nothing of what the index says of functions, or of the files behind the
 * paths.
 *
 * <p>They are in the block MODULE_STRTAB, as pairs of records: ENTRY, a number and the path, then
 * HASH, the SHA-1 of the module (BitcodeWriter.cpp, writeModStrings; LLVM 14 to 22). LLVM writes a
 * path with a byte from 0x80 on wrongly: it takes the bytes as signed and spills their signs over
 * the bits that follow. What is then read here is what clang reads.
 */
public final class ModuleTable {

  /** Of a module whose bitcode was written without a hash. */
  public static final String NO_HASH = "";

  private static final int MODULE_BLOCK = 8;
  private static final int MODULE_STRTAB_BLOCK = 19;
  private static final int ENTRY = 1;
  private static final int HASH = 2;

  /** Longer than any path that can be opened. */
  private static final int MAX_PATH = 1 << 16;

  /**
   * One path.
   *
   * @param hash of the module, 40 hexadecimal digits, or {@link #NO_HASH}
   * @param end the bit behind the record, counted from the start of the file
   */
  private record Entry(String hash, long end) {}

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ModuleTable(Path file) {
    this.file = file;
  }

  /**
   * Reads the table of an index; an empty file is an index of nothing, as it is to clang.
   *
   * @throws MalformedFileException if it is no index, or damaged as far as that was noticed
   */
  public static ModuleTable read(Path index) throws IOException {
    ModuleTable table = new ModuleTable(index);
    Slice slice = Slice.whole(index);
    if (slice.size() > 0) {
      try (SliceReader in = SliceReader.open(slice)) {
        BitReader bits = new BitReader(in);
        if (in.size() < Integer.BYTES || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
          throw in.malformed(0, "no index file of a ThinLTO module");
        }
        table.read(new Bitstream(bits), bits, false);
      }
    }
    return table;
  }

  private void read(Bitstream stream, BitReader bits, boolean inModule) throws IOException {
    while (stream.bytesLeft() > (inModule ? 0 : 8)) {
      switch (stream.next()) {
        case Bitstream.END -> {
          return;
        }
        case Bitstream.BLOCK -> {
          int wanted = inModule ? MODULE_STRTAB_BLOCK : MODULE_BLOCK;
          if (stream.blockId() != wanted) {
            stream.skipBlock();
            continue;
          }
          Bitstream.Scope outer = stream.enter();
          if (inModule) {
            readEntries(stream, bits);
          } else {
            read(stream, bits, true);
          }
          stream.leave(outer);
        }
        default -> {
          stream.code();
          stream.skip();
        }
      }
    }
  }

  private void readEntries(Bitstream stream, BitReader bits) throws IOException {
    String path = "";
    while (true) {
      int next = stream.next();
      if (next == Bitstream.END) {
        return;
      }
      if (next == Bitstream.BLOCK) {
        stream.skipBlock();
        continue;
      }
      long code = stream.code();
      if (code == ENTRY) {
        path = path(stream.operands(MAX_PATH));
        entries.put(path, new Entry(NO_HASH, bits.position()));
      } else if (code == HASH) {
        String hash = ModuleHash.digits(stream.operands(MAX_PATH));
        entries.computeIfPresent(path, (p, entry) -> new Entry(hash, entry.end));
      } else {
        stream.skip();
      }
    }
  }

  /** The first operand is the module's number. */
  private static String path(long[] operands) {
    byte[] bytes = new byte[Math.max(0, operands.length - 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) operands[i + 1];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The paths, which are module IDs, as the index spells them. */
  public List<String> paths() {
    return new ArrayList<>(entries.keySet());
  }

  public boolean names(String path) {
    return entries.containsKey(path);
  }

  /** The hash that the thin link found in a module; {@link #NO_HASH} if it had none. */
  public String hash(String path) {
    Entry entry = entries.get(path);
    return entry == null ? NO_HASH : entry.hash;
  }

  /**
   * Writes the index to another file with a different first character in some of its paths. That
   * leaves all else where it is: a character that is not a letter, a digit, '.' or '_' has its path
   * written in seven or eight bits each, and so takes any other in its place.
   *
   * @param renamed paths of this table that begin with such a character
   * @param first the new first character, ASCII
   * @throws MalformedFileException if a path isn't written that way
   */
  public void copyRenamed(List<String> renamed, char first, Path target) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (String path : renamed) {
      Entry entry = entries.get(path);
      if (entry == null || !replaceFirst(bytes, path, entry.end, first)) {
        throw new MalformedFileException(file, 0, "an index in which '" + path + "' is not found");
      }
    }
    Files.write(target, bytes);
  }

  /** The width of characters is not known, but can be told from what stands there. */
  private static boolean replaceFirst(byte[] bytes, String path, long end, char first) {
    byte[] chars = path.getBytes(StandardCharsets.UTF_8);
    for (int width = 8; width >= 7; width--) {
      long start = end - (long) width * chars.length;
      if (start >= 0 && end <= (long) bytes.length << 3 && standsAt(bytes, start, width, chars)) {
        for (int bit = 0; bit < width; bit++) {
          long place = start + bit;
          int mask = 1 << (place & 7);
          int at = (int) (place >>> 3);
          boolean set = ((first >>> bit) & 1) != 0;
          bytes[at] = (byte) (set ? bytes[at] | mask : bytes[at] & ~mask);
        }
        return true;
      }
    }
    return false;
  }

  private static boolean standsAt(byte[] bytes, long start, int width, byte[] chars) {
    for (int i = 0; i < chars.length; i++) {
      for (int bit = 0; bit < width; bit++) {
        long at = start + (long) i * width + bit;
        int there = bytes[(int) (at >>> 3)] >>> (at & 7);
        if (((there ^ (chars[i] >>> bit)) & 1) != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
