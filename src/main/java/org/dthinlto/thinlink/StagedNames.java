package org.dthinlto.thinlink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every file its staged name: a relative path without "..", the same for all spellings of one
 * file and, below the working directory or the project root, the same in every checkout.
 */
public final class StagedNames {

  /** Shards, by module ID. */
  public static final String INDEX = "_index";

  /** Native objects and what the final link makes of archives. */
  public static final String NATIVE = "_native";

  /** What jobs write besides native objects. */
  public static final String SIDE = "_side";

  /** Members of archives that the thin link gets as archives. */
  public static final String MEMBERS = "_members";

  /** Linker scripts without their inputs. */
  public static final String SCRIPTS = "_scripts";

  private static final String ROOT = "_root";
  private static final String ABSOLUTE = "_abs";
  private static final String ESCAPED = "_cwd";

  /** Objects made from sources on the line. */
  public static final String OBJECTS = "_objects";

  /**
   * Longest file name, in bytes, that we make. File systems take 255; lld appends ".thinlto.bc" and
   * clang writes to a temporary name that is 17 bytes longer.
   */
  private static final int LONGEST = 230;

  private final Path folder;
  private final Path root;
  private final Map<Path, Path> realFolders = new HashMap<>();
  private final Map<Path, String> called = new HashMap<>();

  /**
   * @param folder the working directory
   * @param root the project root: the folder given, or the nearest one above that holds .git
   */
  public StagedNames(Path folder, String root) throws IOException {
    this.folder = folder.toRealPath();
    this.root = root.isEmpty() ? nearestProject(this.folder) : folder.resolve(root).toRealPath();
  }

  private static Path nearestProject(Path from) {
    for (Path at = from; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return from;
  }

  /**
   * Where the members of a staged archive lie, relative to it, each under a file name of its own:
   * lld's trace tells no more of a member.
   */
  public static List<String> entries(String archiveName, List<String> memberNames) {
    StringBuilder up = new StringBuilder();
    for (int i = 0; i < archiveName.length(); i++) {
      up.append(archiveName.charAt(i) == '/' ? "../" : "");
    }
    String folder = up + MEMBERS + "/" + archiveName + "/";
    List<String> members = new ArrayList<>();
    for (String member : memberNames) {
      members.add(encodedMember(member));
    }
    Set<String> taken = new HashSet<>(members);
    Set<String> used = new HashSet<>();
    List<String> entries = new ArrayList<>();
    for (String member : members) {
      String name = shortened(member);
      for (int i = 2; !used.add(name); i++) {
        String other = shortened(member + "~" + i);
        name = taken.contains(other) ? name : other;
      }
      entries.add(folder + name);
    }
    return entries;
  }

  /** Gives a folder of ours, whose place depends on the output's, a name that doesn't. */
  public void call(Path ours, String name) {
    called.put(ours, name);
  }

  /** The staged name of a file, which need not exist; its folder must. */
  public String of(Path file) throws IOException {
    Path absolute = folder.resolve(file);
    for (Map.Entry<Path, String> ours : called.entrySet()) {
      if (absolute.startsWith(ours.getKey())) {
        return ours.getValue() + "/" + ours.getKey().relativize(absolute);
      }
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("'" + file + "': is a folder");
    }
    Path real = realFolders.get(parent);
    if (real == null) {
      real = parent.toRealPath();
      realFolders.put(parent, real);
    }
    Path place = real.resolve(absolute.getFileName());
    if (place.startsWith(folder)) {
      return fitted(escaped(encoded(folder.relativize(place).toString())));
    }
    if (place.startsWith(root)) {
      return fitted(encoded(ROOT + "/" + root.relativize(place)));
    }
    return fitted(encoded(ABSOLUTE + place));
  }

  /**
   * The staged name of an archive member: lld's grammar with a count in place of the offset. Its
   * last "(" is where the member begins.
   */
  public String ofMember(String archiveName, String member, int occurrence) {
    return shortened(archiveName + "(" + encodedMember(member) + " at " + occurrence + ")");
  }

  private static String encodedMember(String member) {
    return encoded(member).replace("(", "%28");
  }

  /** Where the native object of a loose object goes. */
  public static String nativeOf(String stagedName) {
    return NATIVE + "/" + stagedName;
  }

  /** Where the native object of a member goes: under its own name, for messages and scripts. */
  public static String nativeOfMember(String archiveName, String member, int occurrence) {
    // The final link's archive lies beside them, under its own name.
    String name = shortened(member);
    boolean taken = archiveName.endsWith("/" + name) || archiveName.equals(name);
    return NATIVE + "/" + archiveName + "/" + (taken ? "same" : "") + occurrence + "/" + name;
  }

  /** Keeps a user's path clear of our own top-level names, of options and of response files. */
  private static String escaped(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    boolean taken =
        first.equals(ROOT)
            || first.equals(ABSOLUTE)
            || first.equals(ESCAPED)
            || first.equals(INDEX)
            || first.equals(NATIVE)
            || first.equals(OBJECTS)
            || first.equals(SIDE)
            || first.equals(MEMBERS)
            || first.equals(SCRIPTS)
            || first.startsWith("-")
            || first.startsWith("@");
    return taken ? ESCAPED + "/" + name : name;
  }

  /**
   * The name in printable ASCII, other bytes as %XX. LLVM writes a module path with other
   * characters wrongly into a shard (MODULE_STRTAB takes them as signed; 14 to 22, tried), and
   * lld's lists hold one name a line.
   */
  private static String encoded(String name) {
    if (isPlain(name)) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) (b & 0xff))) {
        out.append((char) b);
      } else {
        out.append('%');
        HexFormat.of().withUpperCase().toHexDigits(out, b);
      }
    }
    return out.toString();
  }

  /** Whether a name is staged as it is, and not with %XX. */
  public static boolean isPlain(String name) {
    int i = 0;
    while (i < name.length() && isPlain(name.charAt(i))) {
      i++;
    }
    return i == name.length();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f && c != '%';
  }

  /** A file's name with every part short enough, and not ending as that of a member does. */
  private static String fitted(String name) {
    String file = name.endsWith(")") ? name.substring(0, name.length() - 1) + "%29" : name;
    if (file.length() <= LONGEST) {
      return file;
    }
    StringBuilder out = new StringBuilder(file.length());
    for (int from = 0; from <= file.length(); ) {
      int slash = file.indexOf('/', from);
      int to = slash < 0 ? file.length() : slash;
      out.append(from == 0 ? "" : "/").append(shortened(file.substring(from, to)));
      from = to + 1;
    }
    return out.toString();
  }

  /** The name with its last part short enough for a file system. */
  private static String shortened(String name) {
    int slash = name.lastIndexOf('/') + 1;
    // No character takes more than three bytes of UTF-8 a char: most names need no encoding here.
    if ((name.length() - slash) * 3 <= LONGEST) {
      return name;
    }
    byte[] last = name.substring(slash).getBytes(StandardCharsets.UTF_8);
    if (last.length <= LONGEST) {
      return name;
    }
    int keep = 60;
    while (Character.isLowSurrogate(name.charAt(slash + keep))) {
      keep--;
    }
    return name.substring(0, slash + keep) + "~" + digest(last);
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(all, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
