package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The symbols of an ELF object or shared library, and a way to have an object mention more of them.
 * Knows nothing of sections but where symbols and their names are.
 */
public final class ElfSymbols {

  private static final int TYPE_SYMTAB = 2;
  private static final int TYPE_DYNSYM = 11;
  private static final int TYPE_SYMTAB_SHNDX = 18;
  private static final int BIND_GLOBAL = 1;
  private static final int BIND_WEAK = 2;
  private static final int VISIBILITY = 3;

  /** A larger table is none that can be right. */
  private static final long MAX_TABLE = 1 << 30;

  private static final int HEADER = 64;

  private final SliceReader in;
  private final ByteOrder order;
  private final boolean wide;

  /** Where the section headers are, and what they say. */
  private final long table;

  private final ByteBuffer headers;
  private int symbols = -1;
  private boolean extended;

  /**
   * A symbol that an object is made to mention.
   *
   * @param visibility as in {@link SymbolVisitor}
   */
  public record Mention(String name, boolean weak, int visibility) {}

  private ElfSymbols(SliceReader in) throws IOException {
    this.in = in;
    ByteBuffer head = ByteBuffer.wrap(in.bytes(0, HEADER));
    this.order = head.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.wide = head.get(4) == 2;
    head.order(order);
    this.table = address(head, wide ? 40 : 32);
    long count = head.getShort(wide ? 60 : 48) & 0xffff;
    if (count == 0 && table != 0) {
      // Too many for the field: the first header says how many.
      count = address(bytes(table, header(1)), wide ? 32 : 20);
    }
    this.headers = bytes(table, count * header(1));
    for (int i = 1; i < count; i++) {
      int type = headers.getInt(header(i) + 4);
      extended |= type == TYPE_SYMTAB_SHNDX;
      if (type == TYPE_SYMTAB || (type == TYPE_DYNSYM && symbols < 0)) {
        symbols = i;
      }
    }
  }

  /**
   * Shows the symbols of an object, or those that a shared library shows others; none if it is no
   * ELF file.
   *
   * @throws IOException if it can't be read, or is damaged
   */
  public static void of(Slice object, SymbolVisitor visitor) throws IOException {
    try (SliceReader in = SliceReader.open(object)) {
      if (isElf(in)) {
        new ElfSymbols(in).visit(visitor);
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("'" + object.file() + "': damaged ELF file", e);
    }
  }

  /**
   * Has an object mention symbols, as undefined ones. The file is replaced, not written to.
   *
   * @return false if the object is of a kind that isn't known; it is then as it was
   */
  public static boolean add(Path object, List<Mention> mentions) throws IOException {
    try (SliceReader in = SliceReader.open(Slice.whole(object))) {
      if (!isElf(in) || in.size() > MAX_TABLE) {
        return false;
      }
      ElfSymbols elf = new ElfSymbols(in);
      if (elf.symbols < 0 || elf.extended) {
        return false;
      }
      Path other = object.resolveSibling(object.getFileName() + "~");
      Files.write(other, elf.with(mentions));
      Files.move(other, object, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("'" + object + "': damaged ELF file", e);
    }
  }

  /** Whether an object mentions all of these already. */
  public static boolean mentions(Path object, List<Mention> mentions) throws IOException {
    Set<String> known = new HashSet<>();
    of(
        Slice.whole(object),
        (names, offset, length, defined, weak, visibility) -> {
          if (!defined) {
            known.add(visibility + new String(names, offset, length, StandardCharsets.UTF_8));
          }
        });
    for (Mention mention : mentions) {
      if (!known.contains(mention.visibility() + mention.name())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isElf(SliceReader in) throws IOException {
    return in.size() >= HEADER && (int) in.word(0) == Elf.MAGIC;
  }

  private void visit(SymbolVisitor visitor) throws IOException {
    if (symbols < 0) {
      return;
    }
    ByteBuffer all = bytes(offset(symbols), size(symbols));
    int strings = strings();
    byte[] names = bytes(offset(strings), size(strings)).array();
    for (int at = entry(); at < all.limit(); at += entry()) {
      int bind = (all.get(at + (wide ? 4 : 12)) & 0xff) >>> 4;
      if (bind != 0) {
        int name = all.getInt(at);
        int length = 0;
        while (names[name + length] != 0) {
          length++;
        }
        boolean defined = all.getShort(at + (wide ? 6 : 14)) != 0;
        int other = all.get(at + (wide ? 5 : 13)) & VISIBILITY;
        visitor.symbol(names, name, length, defined, bind == BIND_WEAK, other);
      }
    }
  }

  /** The file with new tables of symbols and of their names behind its end. */
  private byte[] with(List<Mention> mentions) throws IOException {
    int strings = strings();
    byte[] file = in.bytes(0, (int) in.size());
    int length = (int) size(strings);
    int oldSymbols = (int) size(symbols);
    int room = mentions.size() * entry();
    for (Mention mention : mentions) {
      room += mention.name().getBytes(StandardCharsets.UTF_8).length + 1;
    }
    int newSymbols = (file.length + 7) / 8 * 8;
    int newStrings = newSymbols + oldSymbols + mentions.size() * entry();
    byte[] bytes = Arrays.copyOf(file, newSymbols + oldSymbols + length + room);
    ByteBuffer out = ByteBuffer.wrap(bytes).order(order);
    System.arraycopy(bytes, (int) offset(symbols), bytes, newSymbols, oldSymbols);
    System.arraycopy(bytes, (int) offset(strings), bytes, newStrings, length);
    int at = newSymbols + oldSymbols;
    int end = newStrings + length;
    for (Mention mention : mentions) {
      byte[] name = mention.name().getBytes(StandardCharsets.UTF_8);
      System.arraycopy(name, 0, bytes, end, name.length);
      out.putInt(at, end - newStrings);
      int bind = mention.weak() ? BIND_WEAK : BIND_GLOBAL;
      out.put(at + (wide ? 4 : 12), (byte) (bind << 4));
      out.put(at + (wide ? 5 : 13), (byte) mention.visibility());
      at += entry();
      end += name.length + 1;
    }
    place(out, symbols, newSymbols, at - newSymbols);
    place(out, strings, newStrings, end - newStrings);
    return bytes;
  }

  private void place(ByteBuffer out, int section, int offset, int size) {
    int header = (int) table + header(section);
    if (wide) {
      out.putLong(header + 24, offset);
      out.putLong(header + 32, size);
    } else {
      out.putInt(header + 16, offset);
      out.putInt(header + 20, size);
    }
  }

  /** The section with the names of the symbols. */
  private int strings() {
    return headers.getInt(header(symbols) + (wide ? 40 : 24));
  }

  private ByteBuffer bytes(long position, long count) throws IOException {
    if (position < 0 || count < 0 || count > MAX_TABLE) {
      throw in.malformed(0, "damaged ELF file: has a table that can't be");
    }
    return ByteBuffer.wrap(in.bytes(position, (int) count)).order(order);
  }

  private int entry() {
    return wide ? 24 : 16;
  }

  /** Where the header of a section is among the headers. */
  private int header(int section) {
    return section * (wide ? 64 : 40);
  }

  private long offset(int section) {
    return address(headers, header(section) + (wide ? 24 : 16));
  }

  private long size(int section) {
    return address(headers, header(section) + (wide ? 32 : 20));
  }

  private long address(ByteBuffer from, int position) {
    return wide ? from.getLong(position) : Integer.toUnsignedLong(from.getInt(position));
  }
}
