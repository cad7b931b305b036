package org.dthinlto.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file systems of this machine and where they are mounted, read from the text of {@code
 * /proc/self/mountinfo} (its form: proc(5)). Looks at no file.
 */
final class Mounts {

  private static final Set<String> NETWORK =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "afs",
          "ncpfs",
          "ceph",
          "lustre",
          "gpfs",
          "glusterfs",
          "beegfs",
          "orangefs",
          "pvfs2",
          "coda",
          "panfs",
          "vboxsf",
          "prl_fs",
          "fuse.sshfs",
          "fuse.glusterfs",
          "fuse.ceph",
          "fuse.s3fs",
          "fuse.rclone",
          "fuse.gcsfuse",
          "fuse.davfs",
          "davfs",
          "fuse.juicefs",
          "fuse.vmhgfs-fuse",
          "fuse.curlftpfs");

  /** Their times are whole seconds, or two. */
  private static final Set<String> COARSE =
      Set.of("vfat", "msdos", "hfs", "hfsplus", "ext2", "ext3");

  private final List<Mount> mounts = new ArrayList<>();

  /**
   * A mounted file system.
   *
   * @param type as the kernel calls it, such as {@code ext4}; empty if it isn't known
   * @param readOnly whether nothing can be written there
   */
  record Mount(Path point, String device, String type, boolean readOnly) {

    /** Whether other machines may write there too, and times are another machine's. */
    boolean isNetwork() {
      return NETWORK.contains(type);
    }

    /** Whether a file that is changed twice in a second may look unchanged. */
    boolean isCoarse() {
      return COARSE.contains(type);
    }
  }

  private Mounts() {}

  static Mounts parse(String text) {
    Mounts all = new Mounts();
    for (String line : Machine.lines(text)) {
      String[] words = line.split(" ");
      int dash = List.of(words).indexOf("-");
      if (dash >= 6 && dash + 1 < words.length) {
        boolean readOnly =
            List.of(words[5].split(",")).contains("ro")
                || (dash + 3 < words.length && List.of(words[dash + 3].split(",")).contains("ro"));
        Path point = Path.of(plain(words[4]));
        all.mounts.add(new Mount(point, words[2], words[dash + 1], readOnly));
      }
    }
    return all;
  }

  /** The file system that a file without symbolic links in its path lies on. */
  Mount of(Path real) {
    Mount found = new Mount(Path.of("/"), "", "", false);
    for (Mount mount : mounts) {
      // What is mounted later at the same place hides what was there.
      if (real.startsWith(mount.point)
          && mount.point.getNameCount() >= found.point.getNameCount()) {
        found = mount;
      }
    }
    return found;
  }

  /** Blanks and the like are three octal digits behind a backslash. */
  private static String plain(String word) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == '\\' && i + 3 < word.length()) {
        text.append((char) Integer.parseInt(word.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(word.charAt(i));
      }
    }
    return text.toString();
  }
}
