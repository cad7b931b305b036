package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteActionTest {

  static final Capabilities SERVER = new Capabilities(true, true, 1000, 1000, false, true);
  private static final List<String> INPUTS =
      List.of("b.o", "sub dir/lib.a(m.o at 1)", "_index/b.o.thinlto.bc", "sub dir/a (1).o", "Z.o");

  @TempDir private Path one;
  @TempDir private Path two;

  private static Path tree(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("sub dir"));
    Files.createDirectories(tree.resolve("_index"));
    for (String input : INPUTS) {
      Files.writeString(tree.resolve(input), "content of " + input);
    }
    return tree;
  }

  private static BackendJob job(List<String> inputs) {
    return new BackendJob(
        "b.o", "b.o", List.of("clang", "b.o"), inputs, List.of("_native/b.o"), "", 1);
  }

  private static RemoteAction action(Path tree, List<String> inputs, RemoteSettings settings)
      throws IOException {
    return RemoteAction.of(job(inputs), tree, new FileDigests(), settings, SERVER);
  }

  private static Reapi.Digest id(Path tree, List<String> inputs) throws IOException {
    return action(tree, inputs, RemoteSettings.DEFAULT).id();
  }

  @Test
  void theDigestDependsNeitherOnTheFolderNorOnTheOrder() throws IOException {
    List<String> turned = new ArrayList<>(INPUTS);
    java.util.Collections.reverse(turned);
    assertEquals(id(tree(one), INPUTS), id(tree(two), turned));
    Files.writeString(two.resolve("Z.o"), "other content");
    assertNotEquals(id(one, INPUTS), id(two, INPUTS));
    assertNotEquals(id(one, INPUTS), id(one, INPUTS.subList(0, 4)));
  }

  /** Of a compiler whose files lie elsewhere on each machine. */
  private static Toolchain toolchain(Path folder, String content) throws IOException {
    Path program = Files.writeString(folder.resolve("some clang"), "program");
    Path library = Files.writeString(folder.resolve("some library"), content);
    return new Toolchain(
        List.of(
            new Toolchain.ToolFile("bin/clang", program, true),
            new Toolchain.ToolFile("lib/libLLVM.so", library, false)));
  }

  @Test
  void aCompilerThatIsSentIsTheSameFromAnyMachine() throws IOException {
    Toolchain first = toolchain(tree(one), "library");
    RemoteSettings settings =
        RemoteSettings.DEFAULT.withCompiler("/opt/clang", RemoteSettings.DEFAULT.salt());
    RemoteAction here =
        new Actions(one, new FileDigests(), settings, first).of(job(INPUTS), SERVER);
    RemoteAction there =
        new Actions(tree(two), new FileDigests(), settings, toolchain(two, "library"))
            .of(job(INPUTS), SERVER);
    assertEquals(here.id(), there.id());
    Reapi.Command command = command(here);
    assertEquals(List.of(".toolchain/bin/clang", "b.o"), command.getArgumentsList());
    assertEquals(1, command.getEnvironmentVariablesCount());
    assertEquals("LD_LIBRARY_PATH", command.getEnvironmentVariables(0).getName());
    assertEquals(".toolchain/lib", command.getEnvironmentVariables(0).getValue());
    // Its three folders and two files, and nothing else, are more than without.
    RemoteAction without = action(one, INPUTS, settings);
    assertEquals(without.blobs().size() + 5, here.blobs().size());
    assertNotEquals(without.id(), here.id());
    assertNotEquals(
        here.id(),
        new Actions(two, new FileDigests(), settings, toolchain(two, "other"))
            .of(job(INPUTS), SERVER)
            .id());
  }

  @Test
  void aQuestionHasNoInputsOfTheLinkAndIsNotKept() throws IOException {
    Actions actions =
        new Actions(tree(one), new FileDigests(), RemoteSettings.DEFAULT, Toolchain.NONE);
    RemoteAction question = actions.question(List.of("clang", "--version"));
    // The empty folder, the one above it, the command, the action.
    assertEquals(4, question.blobs().size());
    assertTrue(Reapi.Action.parseFrom(question.blobs().get(3).bytes()).getDoNotCache());
    assertEquals(List.of("clang", "--version"), command(question).getArgumentsList());
    List<Blob> job = action(one, INPUTS, RemoteSettings.DEFAULT).blobs();
    assertFalse(Reapi.Action.parseFrom(job.get(job.size() - 1).bytes()).getDoNotCache());
  }

  @Test
  void aBareProgramNameGetsAPathAndNothingElseOfTheEnvironment() throws IOException {
    RemoteAction bare = action(tree(one), INPUTS, RemoteSettings.DEFAULT);
    Reapi.Command command = command(bare);
    assertEquals(1, command.getEnvironmentVariablesCount());
    assertEquals("PATH", command.getEnvironmentVariables(0).getName());
    RemoteSettings settings =
        RemoteSettings.DEFAULT
            .withCompiler("/opt/clang", RemoteSettings.DEFAULT.salt())
            .withProperties(Map.of("b", "2", "a", "1"));
    command = command(action(one, INPUTS, settings));
    assertEquals(0, command.getEnvironmentVariablesCount());
    assertEquals(List.of("/opt/clang", "b.o"), command.getArgumentsList());
    assertEquals("a", command.getPlatform().getProperties(0).getName());
    assertEquals(List.of("_native/b.o"), command.getOutputPathsList());
  }

  /** The command is the last blob but one. */
  private static Reapi.Command command(RemoteAction action) throws IOException {
    return Reapi.Command.parseFrom(action.blobs().get(action.blobs().size() - 2).bytes());
  }

  @Test
  void namesThatLeadOutOfTheTreeAreRefused() throws IOException {
    tree(one);
    for (String name : List.of("../b.o", "./b.o", "_index/../b.o", one.resolve("b.o").toString())) {
      Files.writeString(one.resolve(name), "x");
      IOException e = assertThrows(IOException.class, () -> id(one, List.of(name)));
      assertEquals(
          "'" + name + "': can't be sent, it is no plain name in the tree", e.getMessage());
    }
  }

  @Test
  void batchesHoldWhatFitsAndTheRestGoesAlone() {
    long room = 1000 - Batches.OVERHEAD;
    Batches batches = new Batches(List.of(200L, 200L, 200L, room, room + 1, 0L), 1000, 5000);
    assertEquals(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(5)), batches.together());
    assertEquals(List.of(4), batches.alone());
  }
}
