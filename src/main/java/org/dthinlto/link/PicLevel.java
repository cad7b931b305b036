package org.dthinlto.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.dthinlto.bitcode.Slice;

/**
 * Whether a bitcode module was compiled as position-independent code: for -r lld goes by the module
 * flag "PIC Level", and clang has to be told.
 *
 * <p>Names of module flags lie in the bitcode as plain bytes (METADATA_STRINGS, a blob), and code
 * that is not position-independent has no such flag.
 */
final class PicLevel {

  private static final byte[] FLAG = {'P', 'I', 'C', ' ', 'L', 'e', 'v', 'e', 'l'};

  private PicLevel() {}

  static boolean isPic(Slice bitcode) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bitcode.copyTo(Channels.newChannel(bytes));
    byte[] all = bytes.toByteArray();
    for (int i = 0; i + FLAG.length <= all.length; i++) {
      int n = 0;
      while (n < FLAG.length && all[i + n] == FLAG[n]) {
        n++;
      }
      if (n == FLAG.length) {
        return true;
      }
    }
    return false;
  }
}
