package org.dthinlto.link;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Packs a bundle as a tar.gz with one folder at its top; the same bundle gives the same bytes.
 * Knows nothing of plans.
 */
public final class BundleWriter {

  private static final int FILE = 0644;
  private static final String TAR_GZ = ".tar.gz";

  private BundleWriter() {}

  /** Writes it, whole or not at all. */
  public static void write(Bundle bundle, Path target) throws IOException {
    String name = String.valueOf(target.getFileName());
    String top = name.endsWith(TAR_GZ) ? name.substring(0, name.length() - TAR_GZ.length()) : name;
    top = (top.endsWith(".tgz") ? top.substring(0, top.length() - 4) : top) + "/";
    if (top.equals(name + "/")) {
      top = "bundle/"; // a folder can't take the place of the file that it comes from
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (OutputStream out = Files.newOutputStream(target)) {
        pack(bundle, top, out);
      }
      return;
    }
    Path beside = target.resolveSibling(name + "~" + ProcessHandle.current().pid());
    try {
      try (OutputStream out = Files.newOutputStream(beside)) {
        pack(bundle, top, out);
      }
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void pack(Bundle bundle, String top, OutputStream out) throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(6);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new GzipCompressorOutputStream(new BufferedOutputStream(out), parameters),
            StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      byte[] plan = bundle.planText().getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry first = entry(top + bundle.planName(), plan.length);
      tar.putArchiveEntry(first);
      tar.write(plan);
      tar.closeArchiveEntry();
      for (Map.Entry<String, Path> file : bundle.files().entrySet()) {
        try (InputStream in = Files.newInputStream(file.getValue())) {
          tar.putArchiveEntry(entry(top + file.getKey(), Files.size(file.getValue())));
          in.transferTo(tar);
          tar.closeArchiveEntry();
        }
      }
    }
  }

  private static TarArchiveEntry entry(String name, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(size);
    entry.setMode(FILE);
    entry.setModTime(0);
    return entry;
  }
}
