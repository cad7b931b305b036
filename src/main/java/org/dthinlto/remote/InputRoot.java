package org.dthinlto.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.remote.api.Reapi;
import org.dthinlto.remote.api.Reapi.Directory;
import org.dthinlto.remote.api.Reapi.DirectoryNode;
import org.dthinlto.remote.api.Reapi.FileNode;
import org.jspecify.annotations.Nullable;

/**
 * The files that a job reads, as the API wants them: a tree of digests in its one canonical form.
 * So the digest of the root is the same wherever the files lie, and whatever order they come in.
 * Reads no files.
 */
final class InputRoot {

  private final List<Blob> blobs = new ArrayList<>();
  private final Blob root;

  /**
   * A file at its place.
   *
   * @param name relative to the root
   */
  record Input(String name, FileNode node, Blob blob) {

    /**
     * A file.
     *
     * @throws IOException if the name doesn't lead to a place below the root; the text is fit for
     *     the user
     */
    static Input of(String name, Blob blob, boolean executable) throws IOException {
      int from = 0;
      int to;
      do {
        int slash = name.indexOf('/', from);
        to = slash < 0 ? name.length() : slash;
        boolean dots = to - from <= 2 && name.startsWith("..".substring(0, to - from), from);
        if (dots) { // or nothing at all
          throw new IOException("'" + name + "': can't be sent, it is no plain name in the tree");
        }
        if (slash >= 0) {
          from = slash + 1;
        }
      } while (to < name.length());
      FileNode.Builder node =
          FileNode.newBuilder().setName(name.substring(from)).setDigest(blob.id());
      if (executable) {
        node.setIsExecutable(true);
      }
      return new Input(name, node.build(), blob);
    }
  }

  /**
   * A folder that many roots have.
   *
   * @param name in the root
   * @param content what is in it
   */
  record Shared(DirectoryNode name, InputRoot content) {

    static Shared of(String name, InputRoot content) {
      return new Shared(
          DirectoryNode.newBuilder().setName(name).setDigest(content.id()).build(), content);
    }
  }

  /**
   * Puts files together.
   *
   * @param inputs may have one twice
   * @param shared null if there is none
   * @throws IOException if one is a file and a folder; the text is fit for the user
   */
  InputRoot(List<Input> inputs, @Nullable Shared shared) throws IOException {
    List<Input> sorted = new ArrayList<>(inputs);
    sorted.sort((one, two) -> compare(one.name, two.name));
    if (shared != null) {
      blobs.addAll(shared.content.blobs);
    }
    root = close(sorted, 0, sorted.size(), 0, shared);
  }

  /**
   * The order of names as UTF-8, but with what is in a folder before all that begins with the
   * folder's name: so each folder's files and folders are in the API's order.
   */
  static int compare(String one, String two) {
    int length = Math.min(one.length(), two.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = two.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return one.length() - two.length();
  }

  /** Surrogates stand for what is above all other characters, but their numbers aren't. */
  private static int rank(char c) {
    if (c == '/') {
      return -1;
    }
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /**
   * Makes the message of a folder, after those of the folders in it.
   *
   * @param from the first of the folder's inputs
   * @param to the first that isn't
   * @param prefix length of the folder's name with its slash
   */
  private Blob close(List<Input> inputs, int from, int to, int prefix, @Nullable Shared shared)
      throws IOException {
    Directory.Builder message = Directory.newBuilder();
    Shared left = shared;
    String file = "";
    int at = from;
    while (at < to) {
      Input input = inputs.get(at);
      int slash = input.name.indexOf('/', prefix);
      if (slash < 0) {
        if (!input.name.equals(file)) {
          message.addFiles(input.node);
          blobs.add(input.blob);
          file = input.name;
        }
        at++;
        continue;
      }
      int end = at + 1;
      while (end < to && inputs.get(end).name.startsWith(input.name.substring(0, slash + 1))) {
        end++;
      }
      String name = input.name.substring(prefix, slash);
      if (file.length() == slash && input.name.startsWith(file)) {
        throw new IOException("'" + file + "': can't be sent, it is a file and a folder");
      }
      if (left != null && compare(left.name.getName(), name) <= 0) {
        if (left.name.getName().equals(name)) {
          throw new IOException("'" + name + "': can't be sent, that is where the compiler is");
        }
        message.addDirectories(left.name);
        left = null;
      }
      Blob below = close(inputs, at, end, slash + 1, null);
      message.addDirectories(DirectoryNode.newBuilder().setName(name).setDigest(below.id()));
      at = end;
    }
    if (left != null) {
      message.addDirectories(left.name);
    }
    Blob blob = Blob.of(message.build().toByteString());
    blobs.add(blob);
    return blob;
  }

  Reapi.Digest id() {
    return root.id();
  }

  /** Everything that the server must have: files and folders, the root last. */
  List<Blob> blobs() {
    return blobs;
  }
}
