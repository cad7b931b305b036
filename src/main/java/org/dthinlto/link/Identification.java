package org.dthinlto.link;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who the compiler is while lld does the thin link. The first time on a machine that
 * takes a second or two, for its libraries are large; later it is remembered.
 */
final class Identification extends Thread {

  private final Tools tools;
  private final String program;
  private Tools.@Nullable Tool tool;
  private IOException failure = new IOException("it was stopped");

  Identification(Tools tools, String program) {
    super("identify");
    this.tools = tools;
    this.program = program;
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      tool = tools.of(program, true);
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      return; // dthinlto is being stopped
    }
  }

  /** Who it is, once that is known. */
  Tools.Tool tool() throws IOException, InterruptedException {
    join();
    Tools.Tool found = tool;
    if (found == null) {
      throw failure;
    }
    return found;
  }
}
