package org.dthinlto.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cli.CommandTree;

/**
 * Writes all man pages and completions, in the folders below share in which they are looked for.
 */
public final class MakePages {

  private MakePages() {}

  /**
   * Writes them.
   *
   * @param args the manual, the folder {@code share}, the date (of which the first ten characters
   *     count), the version
   */
  public static void main(String[] args) throws IOException {
    Manual manual = new Manual(Files.readString(Path.of(args[0])));
    Path share = Path.of(args[1]);
    CommandTree dthinlto = CommandTree.dthinlto();
    List<CommandTree> all = new ArrayList<>(List.of(dthinlto));
    all.addAll(dthinlto.commands());
    for (CommandTree command : all) {
      write(
          share.resolve("man/man1/" + ManPage.name(command) + ".1"),
          ManPage.of(dthinlto, command, manual, args[2].substring(0, 10), args[3]));
    }
    write(share.resolve("bash-completion/completions/dthinlto"), BashCompletion.of(dthinlto));
    write(share.resolve("zsh/site-functions/_dthinlto"), ZshCompletion.of(dthinlto));
    write(share.resolve("fish/vendor_completions.d/dthinlto.fish"), FishCompletion.of(dthinlto));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
