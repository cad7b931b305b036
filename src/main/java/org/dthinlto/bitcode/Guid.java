package org.dthinlto.bitcode;

/**
 * Makes the numbers by which ThinLTO knows symbols: the low half of the MD5 digest of the name in
 * the IR (llvm/IR/Globals.cpp, getGUID, getGlobalIdentifier). Knows symbols of external linkage
 * only; those of local symbols take in the name of the source file.
 *
 * <p>The digest is made here, not by the JDK: what it takes to find and start that one costs more
 * than all the names of a small program.
 */
final class Guid {

  private static final int BLOCK = 64;

  /** Where the length stands in the last block. */
  private static final int LENGTH = 56;

  private static final int[] SINES = new int[BLOCK];
  private static final int[] SHIFTS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

  static {
    for (int i = 0; i < BLOCK; i++) {
      SINES[i] = (int) (long) (Math.abs(StrictMath.sin(i + 1)) * (1L << 32));
    }
  }

  private final byte[] last = new byte[2 * BLOCK];
  private final int[] words = new int[16];
  private int a;
  private int b;
  private int c;
  private int d;

  /**
   * The number of the symbol of this name; a byte 1 that keeps it from being mangled is no part.
   */
  long of(byte[] text, int offset, int length) {
    boolean marked = length > 0 && text[offset] == 1;
    return digest(text, marked ? offset + 1 : offset, marked ? length - 1 : length);
  }

  private long digest(byte[] text, int offset, int length) {
    a = 0x67452301;
    b = 0xefcdab89;
    c = 0x98badcfe;
    d = 0x10325476;
    int at = offset;
    int left = length;
    for (; left >= BLOCK; left -= BLOCK) {
      add(text, at);
      at += BLOCK;
    }
    System.arraycopy(text, at, last, 0, left);
    int size = left < LENGTH ? BLOCK : 2 * BLOCK;
    last[left] = (byte) 0x80;
    for (int i = left + 1; i < size; i++) {
      last[i] = 0;
    }
    long bits = (long) length << 3;
    for (int i = 0; i < Long.BYTES; i++) {
      last[size - Long.BYTES + i] = (byte) (bits >>> (8 * i));
    }
    for (int i = 0; i < size; i += BLOCK) {
      add(last, i);
    }
    return (a & 0xffff_ffffL) | (long) b << 32;
  }

  private void add(byte[] from, int at) {
    for (int i = 0; i < words.length; i++) {
      int p = at + 4 * i;
      words[i] =
          (from[p] & 255)
              | (from[p + 1] & 255) << 8
              | (from[p + 2] & 255) << 16
              | from[p + 3] << 24;
    }
    int x = a;
    int y = b;
    int z = c;
    int w = d;
    for (int i = 0; i < BLOCK; i++) {
      int mixed;
      int word;
      switch (i >>> 4) {
        case 0 -> {
          mixed = (y & z) | (~y & w);
          word = i;
        }
        case 1 -> {
          mixed = (w & y) | (~w & z);
          word = 5 * i + 1;
        }
        case 2 -> {
          mixed = y ^ z ^ w;
          word = 3 * i + 5;
        }
        default -> {
          mixed = z ^ (y | ~w);
          word = 7 * i;
        }
      }
      int sum = x + mixed + SINES[i] + words[word & 15];
      x = w;
      w = z;
      z = y;
      y += Integer.rotateLeft(sum, SHIFTS[(i >>> 4) * 4 + (i & 3)]);
    }
    a += x;
    b += y;
    c += z;
    d += w;
  }
}
