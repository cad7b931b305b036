package org.dthinlto.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.dthinlto.cache.Digest;

/**
 * Turns a history into bytes. Knows nothing of files.
 *
 * <pre>
 * dthinlto job history 1\n
 * the link  compiler, environment: strings; compiler identity: digest
 * jobs      a count; of each module ID, user name, origin: strings; key: digest; milliseconds;
 *           argv, outputs: a count and strings each; inputs: a count, a string and a digest
 *           each; reasons: a count and strings
 * crc       CRC-32 of all bytes before, 4 bytes, the low one first
 *
 * number    LEB128: 7 bits a byte, low ones first, the high bit set in all but the last
 * string    0 and a new string: how many characters it shares with the one that stood last in
 *           this place of a job, how many more bytes it has, and these, in UTF-8;
 *           1: the one that stood last in this place; N + 2: the string with number N
 * digest    0 and a new digest, 32 bytes; 1: that which came last with this name;
 *           N + 2: the digest with number N
 * </pre>
 *
 * Strings and digests get their numbers as they come. So a string stands in full once, and most
 * words of a command cost a byte.
 */
final class HistoryWriter {

  static final String TITLE = "dthinlto job history 1\n";

  private byte[] bytes = new byte[1 << 16];
  private int size;
  private final Slots slots = new Slots();
  private final Map<String, Integer> strings;
  private final Map<String, Integer> digests;
  private String[] stringTable = new String[1 << 10];
  private Digest[] digestOf = new Digest[1 << 10];

  private HistoryWriter(int jobs) {
    // So many strings and digests are in a job and nowhere else.
    strings = new HashMap<>(10 * jobs + 64);
    digests = new HashMap<>(6 * jobs + 64);
  }

  static byte[] bytes(JobHistory history) {
    HistoryWriter out = new HistoryWriter(history.jobs().size());
    for (int i = 0; i < TITLE.length(); i++) {
      out.bytes[out.size++] = (byte) TITLE.charAt(i);
    }
    out.history(history);
    CRC32 crc = new CRC32();
    crc.update(out.bytes, 0, out.size);
    int sum = (int) crc.getValue();
    out.room(4);
    for (int i = 0; i < 4; i++) {
      out.bytes[out.size++] = (byte) (sum >>> (8 * i));
    }
    return Arrays.copyOf(out.bytes, out.size);
  }

  private void history(JobHistory history) {
    string(history.compiler(), Slots.OTHER);
    int environment = string(history.environment(), Slots.OTHER);
    digest(history.compilerIdentity(), environment);
    number(history.jobs().size());
    for (JobRecord job : history.jobs()) {
      int module = string(job.moduleId(), Slots.MODULE);
      string(job.userName(), Slots.USER_NAME);
      string(job.origin().name(), Slots.ORIGIN);
      digest(job.key(), module);
      number(Math.max(0, job.millis()));
      list(job.argv(), Slots.ARGV);
      list(job.outputs(), Slots.OUTPUTS);
      inputs(job.inputs());
      number(job.reasons().size());
      for (String reason : job.reasons()) {
        string(reason, Slots.OTHER);
      }
    }
  }

  private void list(List<String> texts, int list) {
    number(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      string(texts.get(i), Slots.of(list, i));
    }
  }

  private void inputs(List<JobRecord.Input> inputs) {
    number(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      JobRecord.Input input = inputs.get(i);
      digest(input.content(), string(input.name(), Slots.of(Slots.INPUTS, i)));
    }
  }

  /** Writes a string that stands in a place of a job; returns its number. */
  private int string(String text, int slot) {
    int last = slots.get(slot);
    if (last >= 0 && text.equals(stringTable[last])) {
      number(1);
      return last;
    }
    Integer known = strings.get(text);
    int number;
    if (known != null) {
      number = known;
      number(number + 2L);
    } else {
      number = strings.size();
      strings.put(text, number);
      if (number == stringTable.length) {
        stringTable = Arrays.copyOf(stringTable, 2 * number);
        digestOf = Arrays.copyOf(digestOf, 2 * number);
      }
      stringTable[number] = text;
      number(0);
      newString(text, last < 0 ? "" : stringTable[last]);
    }
    slots.set(slot, number);
    return number;
  }

  private void newString(String text, String last) {
    int most = Math.min(text.length(), last.length());
    int shared = 0;
    while (shared < most && text.charAt(shared) == last.charAt(shared)) {
      shared++;
    }
    if (shared > 0 && Character.isHighSurrogate(text.charAt(shared - 1))) {
      shared--;
    }
    byte[] rest = text.substring(shared).getBytes(StandardCharsets.UTF_8);
    number(shared);
    number(rest.length);
    room(rest.length);
    System.arraycopy(rest, 0, bytes, size, rest.length);
    size += rest.length;
  }

  /** Writes a digest that comes with a name, which it most often does again. */
  private void digest(Digest digest, int name) {
    Digest last = digestOf[name];
    // Not the equals of records: it is put together at its first call.
    if (last != null && last.hex().equals(digest.hex())) {
      number(1);
      return;
    }
    digestOf[name] = digest;
    Integer known = digests.get(digest.hex());
    if (known != null) {
      number(known + 2L);
      return;
    }
    digests.put(digest.hex(), digests.size());
    number(0);
    room(32);
    for (int i = 0; i < 64; i += 2) {
      int high = digit(digest.hex().charAt(i));
      bytes[size++] = (byte) (high << 4 | digit(digest.hex().charAt(i + 1)));
    }
  }

  private static int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
  }

  private void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
