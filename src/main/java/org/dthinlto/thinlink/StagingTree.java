package org.dthinlto.thinlink;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.archive.ThinArchiveWriter;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.Slice;

/**
 * The folder in which every module exists under its module ID. Knows how a file gets its place, not
 * which files a link needs.
 */
public final class StagingTree {

  private final Path root;
  private final Reuse reuse;
  private final Set<String> staged = new HashSet<>();
  private final Set<Path> folders = new HashSet<>();

  /** What an earlier link may have left in the folder. */
  public interface Reuse {

    /** Nothing was left. */
    Reuse NOTHING = new Nothing();

    /** Whether a file is in its place already. If not, nothing is there. */
    boolean isThere(String name, Slice content, boolean wholeFile) throws IOException;
  }

  private static final class Nothing implements Reuse {
    @Override
    public boolean isThere(String name, Slice content, boolean wholeFile) {
      return false;
    }
  }

  /** A tree of its own, in a folder that is not there yet. */
  public StagingTree(Path root) throws IOException {
    this(root, Reuse.NOTHING);
    Files.createDirectory(root);
  }

  /** A tree in a folder that may hold something. */
  public StagingTree(Path root, Reuse reuse) {
    this.root = root;
    this.reuse = reuse;
    folders.add(root);
  }

  public Path path() {
    return root;
  }

  /** Puts an object under its link name: a link where that does, a copy of the bytes otherwise. */
  public void stage(Candidate object) throws IOException {
    if (staged.add(object.linkName())) {
      place(object.content(), object.wholeFile(), object.linkName());
    }
  }

  /** Writes a thin archive of an archive's staged members, in the archive's place. */
  public void stageArchive(LineItem.Library library) throws IOException {
    String archive = library.stagedName();
    if (!staged.add(archive)) {
      return;
    }
    makeFolderOf(archive);
    Files.deleteIfExists(root.resolve(archive));
    Path folder = requireNonNull(root.resolve(archive).getParent());
    List<ThinArchiveWriter.Entry> entries = new ArrayList<>();
    for (int i = 0; i < library.entries().size(); i++) {
      String path = library.entries().get(i);
      Path member = folder.resolve(path).normalize();
      makeFolder(requireNonNull(member.getParent()));
      Files.createSymbolicLink(member, root.resolve(library.members().get(i).linkName()));
      entries.add(new ThinArchiveWriter.Entry(path, 0));
    }
    ThinArchiveWriter.write(root.resolve(archive), entries);
  }

  /** Puts a file under a name. */
  public void place(Slice content, boolean wholeFile, String name) throws IOException {
    if (reuse.isThere(name, content, wholeFile)) {
      return;
    }
    Path target = root.resolve(name);
    makeFolderOf(name);
    if (wholeFile) {
      Files.createSymbolicLink(target, content.file().toAbsolutePath());
      return;
    }
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.copyTo(out);
    } catch (FileSystemException | MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      // A full disk, most of all: Java does not say which file it was.
      throw new FileSystemException(target.toString(), null, e.getMessage());
    }
  }

  /** Writes a text under a name. */
  public void write(String name, String text) throws IOException {
    makeFolderOf(name);
    Files.writeString(root.resolve(name), text);
  }

  /** Makes the folder of a name, so that another program can write there. */
  public void makeFolderOf(String name) throws IOException {
    makeFolder(requireNonNull(root.resolve(name).getParent()));
  }

  private void makeFolder(Path folder) throws IOException {
    if (!folders.contains(folder)) {
      Files.createDirectories(folder);
      folders.add(folder);
    }
  }
}
