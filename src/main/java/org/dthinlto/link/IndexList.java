package org.dthinlto.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.ModuleTable;
import org.dthinlto.thinlink.Lines;

/**
 * What a thin link left: the list of the modules that it selected, and for each of them an index
 * file and a list of imports. Checks that they are there and belong together; doesn't look at the
 * modules themselves.
 *
 * <p>lld writes module IDs into its lists byte for byte, one a line, neither quoted nor escaped.
 */
final class IndexList {

  /**
   * A selected module.
   *
   * @param id its module ID
   * @param index its index file
   * @param imports IDs of the modules that it imports from
   */
  record Entry(String id, Path index, List<String> imports) {}

  private final Path folder;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> hashes = new HashMap<>();

  private IndexList(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads all of it.
   *
   * @param list the list, from {@code folder}
   * @param folder the working directory of the thin link
   * @throws IOException if something is missing or doesn't fit; its text is for the user
   */
  static IndexList read(String list, PrefixReplacement replacement, Path folder)
      throws IOException {
    IndexList all = new IndexList(folder);
    for (String line : lines(list, folder)) {
      all.add(replacement.moduleId(line), replacement.indexName(line));
    }
    return all;
  }

  /** The selected modules, in link order. */
  List<Entry> entries() {
    return entries;
  }

  /**
   * The hashes that the thin link found in modules, by module ID. One without a hash has {@link
   * ModuleTable#NO_HASH}.
   */
  Map<String, String> hashes() {
    return hashes;
  }

  private void add(String id, String indexName) throws IOException {
    String indexFile = indexName + ".thinlto.bc";
    String importsFile = indexName + ".imports";
    Path index = folder.resolve(indexFile);
    if (!Files.isRegularFile(index)) {
      throw new IOException(
          "'"
              + id
              + "': its index file '"
              + indexFile
              + "' is missing; run this where the thin link ran, with its --prefix-replace if it"
              + " had one");
    }
    if (!Files.isRegularFile(folder.resolve(importsFile))) {
      throw new IOException(
          "'"
              + id
              + "': its list of imports '"
              + importsFile
              + "' is missing; give --thinlto-emit-imports-files to the thin link");
    }
    List<String> imports = lines(importsFile, folder);
    ModuleTable table = table(id, index);
    if (!table.paths().isEmpty()) {
      requireNamed(id, indexFile, table, id);
      for (String imported : imports) {
        requireNamed(id, indexFile, table, imported);
      }
    }
    for (String path : table.paths()) {
      String hash = table.hash(path);
      String other = hashes.putIfAbsent(path, hash);
      if (other != null && !other.equals(hash)) {
        throw new IOException(
            "'"
                + id
                + "': its index file '"
                + indexFile
                + "' and another are of two thin links, they differ in what '"
                + path
                + "' is"
                + nextStep(path));
      }
    }
    entries.add(new Entry(id, index, imports));
  }

  private static ModuleTable table(String id, Path index) throws IOException {
    try {
      return ModuleTable.read(index);
    } catch (IOException e) {
      if (isAscii(id)) {
        throw e;
      }
      throw new IOException(e.getMessage() + nextStep(id), e);
    }
  }

  /** clang takes what an index doesn't name for another module, and would compile next to none. */
  private static void requireNamed(String id, String indexFile, ModuleTable table, String wanted)
      throws IOException {
    if (!table.names(wanted)) {
      throw new IOException(
          "'"
              + id
              + "': its index file '"
              + indexFile
              + "' does not name "
              + (id.equals(wanted) ? "it" : "'" + wanted + "', from which it imports")
              + nextStep(wanted)
              + (id.equals(wanted) && isAscii(id) ? ", or say what its --prefix-replace was" : ""));
    }
  }

  /** What to do about an index that doesn't fit a module. */
  static String nextStep(String id) {
    return isAscii(id)
        ? "; run the thin link again"
        : "; LLVM writes names that are not ASCII wrongly into index files: rename it, or let"
            + " 'dthinlto link' do the whole link";
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** The lines of one of lld's lists. */
  private static List<String> lines(String name, Path folder) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "'" + name + "': " + (Files.exists(file) ? "is no regular file" : "no such file"));
    }
    byte[] bytes = Files.readAllBytes(file);
    for (byte b : bytes) {
      if (b == 0) {
        throw new IOException("'" + name + "': is no list of module IDs, it holds a byte 0");
      }
    }
    try {
      return Lines.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new IOException(
          "'" + name + "': holds a name that is not UTF-8; rename what has that name", e);
    }
  }
}
