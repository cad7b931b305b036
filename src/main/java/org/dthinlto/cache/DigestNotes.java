package org.dthinlto.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The notes on digests of all folders that a link asks for. Knows where they lie. */
final class DigestNotes {

  private final @Nullable CacheFolder folder;
  private final Map<String, DigestNote> notes = new HashMap<>();

  DigestNotes(@Nullable CacheFolder folder) {
    this.folder = folder;
  }

  DigestNote.Entry entry(Path file, FileStamp stamp, boolean settled) {
    Path parent = file.toAbsolutePath().getParent();
    Path name = file.getFileName();
    if (parent == null || name == null) {
      return new DigestNote.Entry(stamp, false);
    }
    return note(parent.toString()).entry(name.toString(), stamp, settled);
  }

  private synchronized DigestNote note(String path) {
    DigestNote known = notes.get(path);
    if (known == null) {
      known = read(path);
      notes.put(path, known);
    }
    return known;
  }

  private DigestNote read(String path) {
    if (folder != null) {
      try {
        return DigestNote.of(Files.readAllBytes(place(folder, path)));
      } catch (IOException e) {
        return new DigestNote(); // nothing is known yet
      }
    }
    return new DigestNote();
  }

  synchronized void save() {
    for (Map.Entry<String, DigestNote> note : notes.entrySet()) {
      if (folder != null && note.getValue().isChanged()) {
        try {
          folder.write(place(folder, note.getKey()), note.getValue().bytes());
        } catch (IOException e) {
          return; // the next link computes them again
        }
      }
    }
  }

  private static Path place(CacheFolder folder, String path) {
    Digest name = Digest.of(path.getBytes(StandardCharsets.UTF_8));
    return folder.file("files/" + name.hex());
  }
}
