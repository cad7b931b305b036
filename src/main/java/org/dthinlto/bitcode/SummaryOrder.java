package org.dthinlto.bitcode;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the modules and summaries of an individual index into an order of its own, so that indices
 * that say the same are the same bytes. Knows which numbers of a summary stand for modules and
 * symbols, not what a summary says.
 *
 * <p>LLVM numbers the modules in the order of their paths, and the symbols in one that hangs on the
 * hashes of all module paths: where these carry lld's process ID, the numbers differ from link to
 * link, and so does the order of the summaries (ComputeCrossModuleImport, IndexBitcodeWriter; LLVM
 * 22, tried). Here modules are numbered by their paths as they are now, symbols by their GUIDs.
 * Readers take summaries in any order, but for aliases, which come behind what they stand for.
 *
 * <p>Layouts are those of {@link Shard}. An index with summaries of other kinds (of memory profiles
 * or parameters) stays as it is.
 */
public final class SummaryOrder {

  private static final int MODULE_BLOCK = 8;
  private static final int PATHS_BLOCK = 19;
  private static final int SUMMARY_BLOCK = 20;

  private static final int PATH_ENTRY = 1;
  private static final int PATH_HASH = 2;

  private static final int COMBINED = 4;
  private static final int COMBINED_PROFILE = 5;
  private static final int COMBINED_VARIABLE = 6;
  private static final int COMBINED_ALIAS = 8;
  private static final int ORIGINAL_NAME = 9;
  private static final int VERSION = 10;
  private static final int TYPE_TESTS = 11;
  private static final int LAST_OF_TYPES = 15;
  private static final int VALUE_GUID = 16;
  private static final int CFI_FUNCTIONS = 17;
  private static final int CFI_DECLARATIONS = 18;
  private static final int FLAGS = 20;
  private static final int TYPE_ID = 21;
  private static final int BLOCK_COUNT = 24;

  private static final int OLDEST = 9;
  private static final int HALVES = 11;
  private static final int NEWEST = 12;

  /** Where the references of a function begin, and where their number stands. */
  private static final int REFERENCES = 9;

  private static final int REFERENCE_COUNT = 6;

  private static final int UNABBREVIATED = 3;

  /** Far more operands than LLVM writes into a record. */
  private static final int MOST = 1 << 24;

  /** A summary with all that belongs to it; of each record the code comes first. */
  private record Summary(long guid, String module, List<long[]> records)
      implements Comparable<Summary> {
    @Override
    public int compareTo(Summary other) {
      int byGuid = Long.compareUnsigned(guid, other.guid);
      return byGuid != 0 ? byGuid : module.compareTo(other.module);
    }
  }

  /** The bits of a block's length word, and the first byte behind the block. */
  private record Place(long length, int behind, int width) {
    /** The block's first bit. */
    long begin() {
      return length + Integer.SIZE;
    }
  }

  private final byte[] bytes;

  private long moduleLength = -1;
  private @Nullable Place paths;
  private @Nullable Place place;

  /** The records of each module, by path, and the paths by their numbers. */
  private final TreeMap<String, List<long[]>> modules = new TreeMap<>();

  private final Map<Long, String> pathOf = new HashMap<>();
  private final List<long[]> head = new ArrayList<>();
  private final Map<Long, Long> guids = new HashMap<>();
  private final List<Summary> summaries = new ArrayList<>();
  private final List<Summary> aliases = new ArrayList<>();
  private final List<long[]> tail = new ArrayList<>();
  private List<long[]> pending = new ArrayList<>();
  private List<long[]> last = new ArrayList<>();
  private long version;

  private SummaryOrder(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Rewrites an index in its order; one of another form stays as it is.
   *
   * @return whether it has that order now
   */
  public static boolean apply(Path index) throws IOException {
    SummaryOrder order = new SummaryOrder(Files.readAllBytes(index));
    byte[] written;
    try (SliceReader in = SliceReader.open(new Slice(index, 0, order.bytes.length))) {
      BitReader bits = new BitReader(in);
      if (order.bytes.length < Integer.BYTES
          || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
        return false;
      }
      order.read(new Bitstream(bits));
      written = order.written(in);
    } catch (MalformedFileException e) {
      return false; // right as it is, but for one link only
    }
    Files.write(index, written);
    return true;
  }

  private void read(Bitstream stream) throws IOException {
    while (stream.bytesLeft() > 8) {
      if (stream.next() != Bitstream.BLOCK) {
        throw stream.malformed("has a record outside of its blocks");
      }
      if (stream.blockId() == MODULE_BLOCK && moduleLength < 0) {
        readModule(stream);
      } else {
        stream.skipBlock();
      }
    }
    if (place == null) {
      throw stream.malformed("has no summary");
    }
  }

  private void readModule(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    moduleLength = stream.position() - Integer.SIZE;
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      if (entry == Bitstream.RECORD) {
        stream.code();
        stream.skip();
      } else if (stream.blockId() == PATHS_BLOCK && paths == null) {
        readPaths(stream);
      } else if (stream.blockId() == SUMMARY_BLOCK && place == null && paths != null) {
        readSummaries(stream);
      } else {
        stream.skipBlock();
      }
    }
    stream.leave(outer);
  }

  private void readPaths(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    final long length = stream.position() - Integer.SIZE;
    final int width = stream.width();
    List<long[]> module = new ArrayList<>();
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      long[] record = record(entry, stream);
      if (record[0] == PATH_ENTRY && record.length > 1) {
        String path = path(record);
        module = new ArrayList<>();
        if (pathOf.put(record[1], path) != null || modules.put(path, module) != null) {
          throw stream.malformed("has a module twice");
        }
      } else if (record[0] != PATH_HASH || module.isEmpty()) {
        throw stream.malformed("has a table of modules of an unknown kind");
      }
      module.add(record);
    }
    paths = end(length, width, stream, outer);
  }

  private static String path(long[] record) {
    StringBuilder path = new StringBuilder(record.length - 2);
    for (int i = 2; i < record.length; i++) {
      path.append((char) (record[i] & 0xff)); // sorts like the bytes
    }
    return path.toString();
  }

  private void readSummaries(Bitstream stream) throws IOException {
    Bitstream.Scope outer = stream.enter();
    final long length = stream.position() - Integer.SIZE;
    final int width = stream.width();
    for (int entry = stream.next(); entry != Bitstream.END; entry = stream.next()) {
      add(record(entry, stream), stream);
    }
    place = end(length, width, stream, outer);
    if (!pending.isEmpty()) {
      throw stream.malformed("has a summary that ends in an unknown way");
    }
  }

  /** A record, its code first. */
  private static long[] record(int entry, Bitstream stream) throws IOException {
    if (entry == Bitstream.BLOCK) {
      throw stream.malformed("has a block where none is known");
    }
    long code = stream.code();
    long[] operands = stream.operands(MOST);
    long[] record = new long[operands.length + 1];
    record[0] = code;
    System.arraycopy(operands, 0, record, 1, operands.length);
    return record;
  }

  private static Place end(long length, int width, Bitstream stream, Bitstream.Scope outer)
      throws MalformedFileException {
    int behind = (int) (stream.position() >>> 3);
    stream.leave(outer);
    if (width < 2 || behind != stream.position() >>> 3) {
      throw stream.malformed("has a block that ends in an unknown way");
    }
    return new Place(length, behind, width);
  }

  private void add(long[] record, Bitstream stream) throws MalformedFileException {
    int code = (int) record[0];
    switch (code) {
      case VERSION, FLAGS -> {
        head.add(record);
        version = code == VERSION && record.length == 2 ? record[1] : version;
      }
      case VALUE_GUID -> {
        boolean halves = version >= HALVES;
        if (record.length != (halves ? 4 : 3)) {
          throw stream.malformed("names a symbol in an unknown way");
        }
        guids.put(record[1], halves ? record[2] << 32 | record[3] : record[2]);
      }
      case COMBINED, COMBINED_PROFILE, COMBINED_VARIABLE, COMBINED_ALIAS -> {
        Long guid = record.length < 5 ? null : guids.get(record[1]);
        String module = record.length < 5 ? null : pathOf.get(record[2]);
        if (guid == null || module == null || version < OLDEST || version > NEWEST) {
          throw stream.malformed("has a summary of an unknown kind");
        }
        last = pending;
        last.add(record);
        (code == COMBINED_ALIAS ? aliases : summaries).add(new Summary(guid, module, last));
        pending = new ArrayList<>();
      }
      case ORIGINAL_NAME -> {
        if (last.isEmpty()) {
          throw stream.malformed("has a name of no symbol");
        }
        last.add(record);
      }
      case CFI_FUNCTIONS, CFI_DECLARATIONS, TYPE_ID, BLOCK_COUNT -> tail.add(record);
      default -> {
        if (code < TYPE_TESTS || code > LAST_OF_TYPES) {
          throw stream.malformed("has summaries of unknown kind " + code);
        }
        pending.add(record);
      }
    }
  }

  private byte[] written(SliceReader in) throws MalformedFileException {
    Place table = requireNonNull(paths);
    Place all = requireNonNull(place);
    BitOutput out = new BitOutput(bytes, table.begin());
    Map<String, Long> moduleNumbers = new HashMap<>();
    for (Map.Entry<String, List<long[]>> module : modules.entrySet()) {
      moduleNumbers.put(module.getKey(), (long) moduleNumbers.size());
      for (long[] record : module.getValue()) {
        if (record[0] == PATH_ENTRY) {
          record[1] = moduleNumbers.size() - 1L;
        }
        write(out, table.width, record);
      }
    }
    close(out, table.width);
    final long moreModules = out.position() / Byte.SIZE - table.behind;
    for (int i = table.behind; i < all.begin() / Byte.SIZE; i++) {
      out.write(bytes[i] & 0xff, Byte.SIZE);
    }
    writeSummaries(out, all.width, moduleNumbers, in);
    close(out, all.width);
    final long more = out.position() / Byte.SIZE - all.behind;
    byte[] whole = out.followedBy(bytes, all.behind);
    ModulePaths.lengthen(whole, table.length, moreModules);
    ModulePaths.lengthen(whole, all.length + moreModules * Byte.SIZE, more - moreModules);
    ModulePaths.lengthen(whole, moduleLength, more);
    return whole;
  }

  private static void close(BitOutput out, int width) {
    out.write(Bitstream.END, width);
    out.align();
  }

  private void writeSummaries(
      BitOutput out, int width, Map<String, Long> moduleNumbers, SliceReader in)
      throws MalformedFileException {
    long[] sorted = new long[guids.size()];
    int at = 0;
    for (long guid : guids.values()) {
      sorted[at++] = guid ^ Long.MIN_VALUE; // so that they sort as unsigned numbers
    }
    Arrays.sort(sorted);
    Map<Long, Long> numbers = new HashMap<>();
    for (Map.Entry<Long, Long> symbol : guids.entrySet()) {
      int rank = Arrays.binarySearch(sorted, symbol.getValue() ^ Long.MIN_VALUE);
      numbers.put(symbol.getKey(), rank + 1L);
    }
    writeAll(out, width, head);
    for (int i = 0; i < sorted.length; i++) {
      long guid = sorted[i] ^ Long.MIN_VALUE;
      write(
          out,
          width,
          version < HALVES
              ? new long[] {VALUE_GUID, i + 1, guid}
              : new long[] {VALUE_GUID, i + 1, guid >>> 32, guid & 0xffff_ffffL});
    }
    for (List<Summary> kind : List.of(summaries, aliases)) {
      kind.sort(null);
      for (Summary summary : kind) {
        for (long[] record : summary.records) {
          renumber(record, numbers, in);
          if (isSummary(record)) {
            record[2] = moduleNumbers.getOrDefault(summary.module, 0L);
          }
        }
        writeAll(out, width, summary.records);
      }
    }
    writeAll(out, width, tail);
  }

  private static boolean isSummary(long[] record) {
    return record[0] >= COMBINED && record[0] <= COMBINED_ALIAS;
  }

  /** Sees to it that the numbers of symbols in a record are the new ones. */
  private static void renumber(long[] record, Map<Long, Long> numbers, SliceReader in)
      throws MalformedFileException {
    int from;
    int step = 1;
    int to = record.length;
    switch ((int) record[0]) {
      case COMBINED_ALIAS -> from = 4;
      case COMBINED_VARIABLE -> from = 5;
      case COMBINED, COMBINED_PROFILE -> {
        from = 1 + REFERENCES;
        long references = record.length < from ? -1 : record[1 + REFERENCE_COUNT];
        if (references < 0 || references > record.length - from) {
          throw in.malformed(0, "has a function of too few operands");
        }
        to = from + (int) references;
        // Behind the references come the calls, with a profile in pairs.
        renumber(record, to, record.length, record[0] == COMBINED ? 1 : 2, numbers, in);
      }
      default -> {
        return; // holds no number of a symbol
      }
    }
    renumber(record, from, to, step, numbers, in);
    renumber(record, 1, 2, 1, numbers, in);
  }

  private static void renumber(
      long[] record, int from, int to, int step, Map<Long, Long> numbers, SliceReader in)
      throws MalformedFileException {
    for (int i = from; i < to; i += step) {
      Long number = numbers.get(record[i]);
      if (number == null) {
        throw in.malformed(0, "tells of a symbol that it doesn't name");
      }
      record[i] = number;
    }
  }

  private static void writeAll(BitOutput out, int width, List<long[]> records) {
    for (long[] record : records) {
      write(out, width, record);
    }
  }

  private static void write(BitOutput out, int width, long[] record) {
    out.write(UNABBREVIATED, width);
    out.writeVbr(record[0], 6);
    out.writeVbr(record.length - 1L, 6);
    for (int i = 1; i < record.length; i++) {
      out.writeVbr(record[i], 6);
    }
  }
}
