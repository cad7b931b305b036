package org.dthinlto.doctor;

import static org.dthinlto.doctor.Fixture.finds;
import static org.dthinlto.doctor.Fixture.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.dthinlto.cache.CacheFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems by what the kernel says of them, room by what stat says, and the cache folder. */
final class PlacesTest {

  private static final String MUCH = "17627947 4096 15910004 16777216";

  @TempDir private Path temp;
  private Fixture fixture;

  @BeforeEach
  void begin() {
    fixture = new Fixture(temp).says("stat", MUCH).file("/proc/self/mountinfo", Fixture.EXT4);
  }

  private PlaceCheck place(Path folder) {
    return new PlaceCheck(
        fixture.machine(), "place", folder, true, Severity.FAILED, "move", "prune");
  }

  // ---- mountinfo

  @Test
  void aMountIsFoundByTheLongestPath() {
    Mounts mounts =
        Mounts.parse(
            Fixture.EXT4
                + "40 27 0:40 / /people rw,relatime shared:2 - nfs4 srv:/people rw,vers=4.2\n"
                + "41 40 0:41 / /people/me/my\\040disk rw - ext4 /dev/sdb1 rw\n"
                + "42 27 0:42 / /ro ro,nosuid - tmpfs tmpfs rw\n"
                + "43 27 0:43 / /ro2 rw shared:1 master:2 - squashfs /dev/loop0 ro\n"
                + "44 27 0:44 / /people rw - cifs //srv/people rw\n"
                + "broken line\n");
    assertEquals("ext4", mounts.of(Path.of("/peoples")).type());
    assertEquals("254:0", mounts.of(Path.of("/etc")).device());
    assertEquals("cifs", mounts.of(Path.of("/people/you")).type(), "the later one hides the other");
    assertEquals("ext4", mounts.of(Path.of("/people/me/my disk/x")).type());
    assertTrue(mounts.of(Path.of("/ro/x")).readOnly());
    assertTrue(mounts.of(Path.of("/ro2")).readOnly());
    assertFalse(mounts.of(Path.of("/people")).readOnly());
    assertEquals("", Mounts.parse("").of(Path.of("/x")).type());
  }

  @ParameterizedTest
  @CsvSource({
    "nfs4, NOTE, 'on nfs4, a network file system'",
    "nfs, NOTE, network",
    "cifs, NOTE, network",
    "fuse.sshfs, NOTE, network",
    "9p, NOTE, network",
    "vfat, NOTE, too coarse",
    "overlay, OK, 'on overlay, 67.2 GiB free'",
    "tmpfs, OK, on tmpfs",
    "xfs, OK, on xfs",
    "fuse.mergerfs, OK, on fuse.mergerfs",
  })
  void fileSystemsAreToldApart(String type, Severity severity, String text) throws Exception {
    String line = "50 27 0:50 / " + fixture.folder() + " rw,relatime - " + type + " x rw\n";
    fixture.file("/proc/self/mountinfo", Fixture.EXT4 + line);
    finds(place(fixture.folder()), severity, text);
    finds(place(fixture.folder().resolve("not/there/yet")), severity, text);
    fixture.file("/proc/self/mountinfo", line + Fixture.EXT4);
    finds(place(fixture.folder().getParent()), Severity.OK, "on ext4");
  }

  // ---- room

  @ParameterizedTest
  @CsvSource({
    "10 4096 5000000 16777216, FAILED, 'has room for 40.0 KiB only'",
    "100000 4096 5000000 16777216, NOTE, 'has room for 390.6 MiB only'",
    "1000000 4096 12 16777216, FAILED, 'has room for 12 more files only'",
    "1000000 4096 5000 16777216, NOTE, 'has room for 5000 more files only'",
    "1000000 4096 0 0, OK, 3.8 GiB free",
    "1000000 4096 ? ?, OK, 3.8 GiB free",
    "1000000 4096 5000000 16777216, OK, 3.8 GiB free",
  })
  void roomIsBytesAndFiles(String stat, Severity severity, String text) throws Exception {
    fixture.says("stat", stat + "\n");
    finds(place(fixture.folder()), severity, text);
  }

  @Test
  void withoutStatJavaIsAsked() throws Exception {
    Fixture other = new Fixture(temp).file("/proc/self/mountinfo", Fixture.EXT4);
    PlaceCheck check =
        new PlaceCheck(
            other.machine(), "place", other.folder(), true, Severity.FAILED, "move", "prune");
    assertEquals(1, check.look().size());
    assertTrue(check.look().get(0).fact().contains("iB"), check.look()::toString);
  }

  @Test
  void aFolderThatLinksDoNotMakeMustBeThere() throws Exception {
    Path missing = fixture.folder().resolve("my tmp");
    PlaceCheck check =
        new PlaceCheck(fixture.machine(), "place", missing, false, Severity.NOTE, "move", "");
    finds(check, Severity.FAILED, "mkdir -p '" + missing + "'");
    Files.createDirectory(missing);
    finds(check, Severity.OK, "my tmp' on ext4");
    Path file = Files.writeString(fixture.folder().resolve("file"), "");
    finds(place(file), Severity.FAILED, "is no folder");
    finds(place(file.resolve("below")), Severity.FAILED, "is no folder");
  }

  // ---- the cache

  private List<Finding> cache(Path folder, long limit) throws Exception {
    return new CacheCheck(fixture.machine(), folder, limit, "move").look();
  }

  private Path filled() throws Exception {
    Path folder = Files.createDirectory(fixture.folder().resolve("cache"));
    CacheFolder cache = new CacheFolder(folder);
    cache.write(cache.file("links/x"), new byte[5000]);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  @Test
  void aCacheThatIsAsItShouldBe() throws Exception {
    Path folder = fixture.folder().resolve("none");
    has(cache(folder, 100), Severity.OK, "will be made by the first link");
    assertFalse(Files.exists(folder));
    folder = filled();
    List<Finding> all = cache(folder, 1 << 20);
    assertEquals(1, all.size(), all::toString);
    has(all, Severity.OK, " of 1.0 MiB, writable, with hard links");
    try (var left = Files.list(folder.resolve("v1/tmp"))) {
      assertEquals(0, left.count(), "what was tried is gone");
    }
  }

  @Test
  void aCacheThatIsTooLargeOrOpenToOthersIsFound() throws Exception {
    Path folder = filled();
    has(cache(folder, 4096), Severity.NOTE, "dthinlto cache prune --cache-size 4096");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
    has(cache(folder, 1 << 20), Severity.NOTE, "chmod go-w " + folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(1, cache(folder, 1 << 20).size());
  }

  @Test
  void aFolderWithoutOurMarkIsFound() throws Exception {
    Path folder = filled();
    Files.delete(folder.resolve("v1/CACHEDIR.TAG"));
    has(cache(folder, 1 << 20), Severity.NOTE, "has no mark of dthinlto's, so it is never pruned");
    Path other = Files.createDirectories(fixture.folder().resolve("other/v1/things"));
    has(cache(other.getParent().getParent(), 9), Severity.FAILED, "is no cache of dthinlto's");
  }

  @Test
  void aCacheThatCannotBeWrittenIsFound() throws Exception {
    Path folder = filled();
    // Nobody, not even root, can make a file in a file.
    Path tmp = folder.resolve("v1/tmp");
    Files.delete(tmp);
    Files.writeString(tmp, "");
    has(cache(folder, 1 << 20), Severity.FAILED, "can't be written, ");
  }
}
