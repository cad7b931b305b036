package org.dthinlto.compare;

import java.util.Map;
import java.util.TreeMap;

/**
 * lld's map of a program: which input the code at an address came from. Knows inputs by the names
 * that the map has.
 *
 * <p>The format, the same in lld 14 to 22 (lld/ELF/MapFile.cpp): {@code VMA LMA Size Align}, eight
 * blanks, {@code FILE:(SECTION)}; numbers but the last are hexadecimal.
 */
final class MapFile {

  private record Piece(long end, String file) {}

  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  private MapFile() {}

  /** Reads a map; an empty text knows nothing. */
  static MapFile read(String text) {
    MapFile map = new MapFile();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      map.readLine(text.substring(at, end));
      at = end + 1;
    }
    return map;
  }

  private void readLine(String line) {
    int section = line.lastIndexOf(":(");
    if (section < 0) {
      return;
    }
    long[] numbers = new long[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      int from = at;
      while (at < line.length() && line.charAt(at) != ' ') {
        at++;
      }
      try {
        numbers[i] = Long.parseUnsignedLong(line, from, at, i == 3 ? 10 : 16);
      } catch (NumberFormatException e) {
        return; // a heading, or an assignment of a script
      }
    }
    int name = at + " ".length() * 9;
    if (numbers[2] > 0 && name < section) {
      String file = line.substring(name, section);
      pieces.putIfAbsent(numbers[0], new Piece(numbers[0] + numbers[2], file));
    }
  }

  /** The input whose code is at an address; empty if that isn't known. */
  String fileAt(long address) {
    Map.Entry<Long, Piece> piece = pieces.floorEntry(address);
    return piece != null && address < piece.getValue().end() ? piece.getValue().file() : "";
  }
}
