package org.dthinlto.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The payloads of an archive's members, with the archive held open. Knows where bytes are from
 * {@link ArchiveMember} and nothing of ar headers.
 *
 * <p>Several threads may use one object; but an interrupt of one of them, while it reads, closes
 * the archive for all, as {@link FileChannel} has it.
 */
public final class ArchiveBytes implements Closeable {

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final FileChannel channel;

  private ArchiveBytes(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the archive's own file. Files that a thin archive points to are opened when needed. */
  public static ArchiveBytes open(Archive archive) throws ArchiveException {
    try {
      return new ArchiveBytes(
          archive.file(), FileChannel.open(archive.file(), StandardOpenOption.READ));
    } catch (IOException e) {
      throw ArchiveException.unreadable(archive.name(), e);
    }
  }

  /** As {@link ArchiveMember#head}. */
  public byte[] head(ArchiveMember member, int count) throws ArchiveException {
    return member.file().equals(file) ? head(member, channel, count) : headOf(member, count);
  }

  /** As {@link ArchiveMember#bytes}. */
  public byte[] bytes(ArchiveMember member) throws ArchiveException {
    return member.file().equals(file) ? bytes(member, channel) : bytesOf(member);
  }

  /** As {@link ArchiveMember#copyTo}. */
  public void copyTo(ArchiveMember member, Path target) throws IOException {
    if (member.file().equals(file)) {
      copy(member, channel, target);
    } else {
      copyOf(member, target);
    }
  }

  @Override
  public void close() throws ArchiveException {
    try {
      channel.close();
    } catch (IOException e) {
      throw ArchiveException.unreadable(file.toString(), e);
    }
  }

  static byte[] headOf(ArchiveMember member, int count) throws ArchiveException {
    try (FileChannel in = open(member)) {
      return head(member, in, count);
    } catch (IOException e) {
      throw failure(member, e);
    }
  }

  static byte[] bytesOf(ArchiveMember member) throws ArchiveException {
    try (FileChannel in = open(member)) {
      return bytes(member, in);
    } catch (IOException e) {
      throw failure(member, e);
    }
  }

  static void copyOf(ArchiveMember member, Path target) throws IOException {
    try (FileChannel in = open(member)) {
      copy(member, in, target);
    }
  }

  private static FileChannel open(ArchiveMember member) throws ArchiveException {
    if (!member.nameIsUtf8() && member.wholeFile()) {
      throw member.problem("a path that is not UTF-8, its file can't be opened");
    }
    try {
      // A pipe would block in open, and a folder can be opened but not read.
      if (!Files.readAttributes(member.file(), BasicFileAttributes.class).isRegularFile()) {
        throw member.problem(shown(member) + " is not a regular file");
      }
      return FileChannel.open(member.file(), StandardOpenOption.READ);
    } catch (IOException e) {
      throw failure(member, e);
    }
  }

  private static byte[] head(ArchiveMember member, FileChannel in, int count)
      throws ArchiveException {
    return read(member, in, (int) Math.min(count, length(member, in)));
  }

  private static byte[] bytes(ArchiveMember member, FileChannel in) throws ArchiveException {
    long length = length(member, in);
    if (length > MAX_ARRAY) {
      throw member.problem(length + " bytes are too many to hold in memory");
    }
    return read(member, in, (int) length);
  }

  private static byte[] read(ArchiveMember member, FileChannel in, int count)
      throws ArchiveException {
    byte[] bytes = new byte[count];
    try {
      ReadWindow.readFully(in, ByteBuffer.wrap(bytes), member.dataOffset());
    } catch (IOException e) {
      throw failure(member, e);
    }
    return bytes;
  }

  private static void copy(ArchiveMember member, FileChannel in, Path target) throws IOException {
    long length = length(member, in);
    try (WholeFile out = WholeFile.create(target)) {
      long done = 0;
      while (done < length) {
        long n;
        try {
          n = in.transferTo(member.dataOffset() + done, length - done, out.channel());
        } catch (IOException e) {
          throw out.failure(e);
        }
        if (n <= 0) {
          throw member.problem(shown(member) + " became shorter while it was being read");
        }
        done += n;
      }
      out.commit();
    }
  }

  /** Bytes of payload; checked against the file, which may have changed since the headers. */
  private static long length(ArchiveMember member, FileChannel in) throws ArchiveException {
    long inFile;
    try {
      inFile = in.size();
    } catch (IOException e) {
      throw failure(member, e);
    }
    if (member.wholeFile()) {
      return inFile;
    }
    if (member.dataOffset() + member.size() > inFile) {
      throw member.problem(
          shown(member) + " has " + inFile + " bytes now, it was changed after it was read");
    }
    return member.size();
  }

  private static ArchiveException failure(ArchiveMember member, IOException e) {
    if (e instanceof ArchiveException complete) {
      return complete;
    }
    String why = shown(member) + " cannot be read, " + ArchiveException.reason(e);
    return member.problem(member.wholeFile() ? why + "; a thin archive holds only its path" : why);
  }

  private static String shown(ArchiveMember member) {
    return ArchiveException.quote(member.file().toString());
  }
}
