package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.dthinlto.remote.InputRoot.Input;
import org.dthinlto.remote.InputRoot.Shared;
import org.dthinlto.remote.api.Reapi.Directory;
import org.dthinlto.remote.api.Reapi.DirectoryNode;
import org.dthinlto.remote.api.Reapi.FileNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of digests, read back as a server would. */
final class InputRootTest {

  private static Input input(String name) throws IOException {
    return Input.of(name, Blob.of(ByteString.copyFromUtf8("content of " + name)), false);
  }

  private static List<Input> inputs(List<String> names) throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (String name : names) {
      inputs.add(input(name));
    }
    return inputs;
  }

  private static InputRoot root(String... names) throws IOException {
    return new InputRoot(inputs(List.of(names)), null);
  }

  /** The names of all files below the root, and the checks that a strict server makes. */
  private static Set<String> read(InputRoot root) throws IOException {
    Map<String, Blob> byHash = new HashMap<>();
    for (Blob blob : root.blobs()) {
      byHash.put(blob.hash(), blob);
    }
    Set<String> names = new HashSet<>();
    read(root.id().getHash(), "", byHash, names);
    return names;
  }

  private static void read(String hash, String prefix, Map<String, Blob> blobs, Set<String> names)
      throws IOException {
    Directory directory = Directory.parseFrom(blobs.get(hash).bytes());
    byte[] last = null;
    for (FileNode file : directory.getFilesList()) {
      last = after(last, file.getName());
      assertTrue(blobs.containsKey(file.getDigest().getHash()), file.getName());
      names.add(prefix + file.getName());
    }
    last = null;
    for (DirectoryNode folder : directory.getDirectoriesList()) {
      last = after(last, folder.getName());
      read(folder.getDigest().getHash(), prefix + folder.getName() + "/", blobs, names);
    }
  }

  private static byte[] after(byte[] last, String name) {
    byte[] bytes = name.getBytes(UTF_8);
    assertTrue(last == null || Arrays.compareUnsigned(last, bytes) < 0, name + " is out of order");
    return bytes;
  }

  @Test
  void allFilesAreThereOnceAndInOrder() throws IOException {
    String astral = new String(Character.toChars(0x1f600));
    List<String> names =
        List.of(
            "a",
            "a b/x",
            "a-b/x",
            "a.o",
            "a/b",
            "b/a/c",
            "b/a-c",
            "b/a0/c",
            "ab/x",
            "Z",
            "a0/x",
            "_index/a",
            "\uffee",
            "\uffee/",
            astral);
    List<String> valid = new ArrayList<>(names);
    valid.remove("a");
    valid.remove("\uffee/");
    List<String> twice = new ArrayList<>(valid);
    twice.addAll(valid);
    Collections.shuffle(twice, new Random(1));
    InputRoot root = new InputRoot(inputs(twice), null);
    assertEquals(new TreeSet<>(valid), new TreeSet<>(read(root)));
    assertEquals(new InputRoot(inputs(valid), null).id(), root.id());
    assertNotEquals(new InputRoot(inputs(valid.subList(1, 5)), null).id(), root.id());
  }

  @Test
  void someThousandsOfRandomTreesAreInOrder() throws IOException {
    Random random = new Random(7);
    String[] parts = {"a", "a ", "a!", "a-", "a.", "a0", "aa", "b", "é", "\ue000", "\ud800\udc00"};
    int trees = 0;
    for (int i = 0; i < 3000; i++) {
      Set<String> names = new TreeSet<>();
      for (int j = 0; j < 6; j++) {
        StringBuilder name = new StringBuilder();
        for (int k = random.nextInt(3); k >= 0; k--) {
          name.append(parts[random.nextInt(parts.length)]).append("/");
        }
        names.add(name + "f" + parts[random.nextInt(parts.length)]); // no folder is called so
      }
      List<String> turned = new ArrayList<>(names);
      Collections.shuffle(turned, random);
      assertEquals(names, new TreeSet<>(read(new InputRoot(inputs(turned), null))));
      trees++;
    }
    assertEquals(3000, trees);
  }

  @Test
  void aFileThatIsAFolderTooIsRefused() {
    for (String[] names :
        new String[][] {{"a", "a/b"}, {"x/a", "x/a b", "x/a/b"}, {"a/b/c", "a/b"}}) {
      IOException e = assertThrows(IOException.class, () -> root(names));
      assertTrue(e.getMessage().endsWith("can't be sent, it is a file and a folder"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/./b", "./a"})
  void namesThatLeadElsewhereAreRefused(String name) {
    IOException e = assertThrows(IOException.class, () -> root(name));
    assertEquals("'" + name + "': can't be sent, it is no plain name in the tree", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "..a", "a.", "a..", "...", "x/.a/b", "lib.a(m.o at 1)"})
  void otherNamesWithDotsAreNames(String name) throws IOException {
    assertEquals(Set.of(name), read(root(name)));
  }

  @Test
  void aSharedFolderIsInOrderWhateverElseThereIs() throws IOException {
    Shared shared = Shared.of("m", new InputRoot(inputs(List.of("x", "y/z")), null));
    for (List<String> names :
        List.of(List.of("a"), List.of("a/b", "z/b"), List.of("a/b"), List.of("z/b"))) {
      Set<String> expected = new TreeSet<>(names);
      expected.add("m/x");
      expected.add("m/y/z");
      InputRoot root = new InputRoot(inputs(names), shared);
      assertEquals(expected, new TreeSet<>(read(root)));
      assertEquals(root(expected.toArray(new String[0])).blobs().size(), root.blobs().size());
    }
    assertEquals(
        "'m': can't be sent, that is where the compiler is",
        assertThrows(IOException.class, () -> new InputRoot(inputs(List.of("m/q")), shared))
            .getMessage());
  }

  @Test
  void programsAreExecutableAndOthersNot() throws IOException {
    Blob blob = Blob.of(ByteString.copyFromUtf8("x"));
    InputRoot root =
        new InputRoot(List.of(Input.of("p", blob, true), Input.of("q", blob, false)), null);
    Directory directory = Directory.parseFrom(root.blobs().get(root.blobs().size() - 1).bytes());
    assertTrue(directory.getFiles(0).getIsExecutable());
    assertEquals(List.of(false), List.of(directory.getFiles(1).getIsExecutable()));
  }
}
