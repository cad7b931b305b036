package org.dthinlto.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link HistoryWriter} wrote, and trusts none of it: all counts, lengths and table
 * indices are checked, even behind the CRC. Knows nothing of files.
 */
final class HistoryReader {

  private static final String DIGITS = "0123456789abcdef";
  private static final int DIGEST_BYTES = 32;
  private static final JobResult.Origin[] ORIGINS = JobResult.Origin.values();

  /** The bytes are no history. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed() {
      super("no history", null, false, false);
    }
  }

  private final byte[] bytes;
  private final int end;
  private int at;
  private final Slots slots = new Slots();
  private String[] strings = new String[1 << 10];
  private Digest[] digestOf = new Digest[1 << 10];
  private int stringCount;
  private Digest[] digests = new Digest[1 << 10];
  private int digestCount;

  private HistoryReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  static @Nullable JobHistory read(byte[] bytes) {
    String title = HistoryWriter.TITLE;
    int end = bytes.length - 4;
    if (end < title.length() || !startsWith(bytes, title)) {
      return null;
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, end);
    int sum = (int) crc.getValue();
    for (int i = 0; i < 4; i++) {
      if (bytes[end + i] != (byte) (sum >>> (8 * i))) {
        return null;
      }
    }
    try {
      return new HistoryReader(bytes, title.length(), end).history();
    } catch (Malformed e) {
      return null;
    }
  }

  private static boolean startsWith(byte[] bytes, String title) {
    for (int i = 0; i < title.length(); i++) {
      if (bytes[i] != title.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private JobHistory history() throws Malformed {
    String compiler = text(Slots.OTHER);
    int environment = string(Slots.OTHER);
    Digest identity = digest(environment);
    JobRecord[] jobs = new JobRecord[count(9)];
    for (int i = 0; i < jobs.length; i++) {
      jobs[i] = job();
    }
    if (at != end) {
      throw new Malformed();
    }
    return new JobHistory(compiler, identity, strings[environment], List.of(jobs));
  }

  private JobRecord job() throws Malformed {
    int module = string(Slots.MODULE);
    String userName = text(Slots.USER_NAME);
    JobResult.Origin origin = origin();
    Digest key = digest(module);
    long millis = number();
    List<String> argv = list(Slots.ARGV);
    List<String> outputs = list(Slots.OUTPUTS);
    JobRecord.Input[] inputs = new JobRecord.Input[count(2)];
    for (int i = 0; i < inputs.length; i++) {
      int name = string(Slots.of(Slots.INPUTS, i));
      inputs[i] = new JobRecord.Input(strings[name], digest(name));
    }
    String[] reasons = new String[count(1)];
    for (int i = 0; i < reasons.length; i++) {
      reasons[i] = text(Slots.OTHER);
    }
    return new JobRecord(
        strings[module],
        userName,
        key,
        argv,
        List.of(inputs),
        outputs,
        origin,
        millis,
        List.of(reasons));
  }

  private JobResult.Origin origin() throws Malformed {
    String name = text(Slots.ORIGIN);
    for (JobResult.Origin origin : ORIGINS) {
      if (origin.name().equals(name)) {
        return origin;
      }
    }
    throw new Malformed();
  }

  private List<String> list(int list) throws Malformed {
    String[] texts = new String[count(1)];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(Slots.of(list, i));
    }
    return List.of(texts);
  }

  private String text(int slot) throws Malformed {
    int number = string(slot); // which may replace the table
    return strings[number];
  }

  /** The number of the string that comes next. */
  private int string(int slot) throws Malformed {
    long code = number();
    int last = slots.get(slot);
    int number;
    if (code == 1 && last >= 0) {
      return last;
    } else if (code == 0) {
      number = newString(last < 0 ? "" : strings[last]);
    } else {
      number = index(code - 2, stringCount);
    }
    slots.set(slot, number);
    return number;
  }

  private int newString(String last) throws Malformed {
    int shared = index(number(), last.length() + 1);
    int more = count(1);
    String rest = new String(bytes, at, more, StandardCharsets.UTF_8);
    at += more;
    if (stringCount == strings.length) {
      strings = Arrays.copyOf(strings, 2 * stringCount);
      digestOf = Arrays.copyOf(digestOf, 2 * stringCount);
    }
    strings[stringCount] = shared == 0 ? rest : last.substring(0, shared) + rest;
    return stringCount++;
  }

  private Digest digest(int name) throws Malformed {
    long code = number();
    Digest known = digestOf[name];
    if (code == 1 && known != null) {
      return known;
    }
    Digest digest = code == 0 ? newDigest() : digests[index(code - 2, digestCount)];
    digestOf[name] = digest;
    return digest;
  }

  private Digest newDigest() throws Malformed {
    if (end - at < DIGEST_BYTES) {
      throw new Malformed();
    }
    char[] hex = new char[2 * DIGEST_BYTES];
    for (int i = 0; i < DIGEST_BYTES; i++) {
      int value = bytes[at++];
      hex[2 * i] = DIGITS.charAt(value >> 4 & 15);
      hex[2 * i + 1] = DIGITS.charAt(value & 15);
    }
    Digest digest = new Digest(new String(hex));
    if (digestCount == digests.length) {
      digests = Arrays.copyOf(digests, 2 * digestCount);
    }
    digests[digestCount++] = digest;
    return digest;
  }

  /** How many things of so many bytes at least follow. */
  private int count(int bytesEach) throws Malformed {
    long count = number();
    if (count > (end - at) / bytesEach) {
      throw new Malformed();
    }
    return (int) count;
  }

  private static int index(long index, int limit) throws Malformed {
    if (index < 0 || index >= limit) {
      throw new Malformed();
    }
    return (int) index;
  }

  private long number() throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (at >= end) {
        throw new Malformed();
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new Malformed();
  }
}
