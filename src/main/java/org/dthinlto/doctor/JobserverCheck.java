package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The jobserver that MAKEFLAGS tells of: is it there, or was it closed? Takes no token. */
final class JobserverCheck implements Check {

  private static final String SUBJECT = "jobserver";

  private static final List<String> OPTIONS = List.of("--jobserver-auth=", "--jobserver-fds=");

  private final Machine machine;

  JobserverCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() {
    String place = "";
    for (String word : machine.variable("MAKEFLAGS").split(" ", -1)) {
      for (String option : OPTIONS) {
        place = word.startsWith(option) ? word.substring(option.length()) : place;
      }
    }
    if (place.isEmpty()) {
      return List.of(Finding.ok(SUBJECT, "none, as $MAKEFLAGS tells of none"));
    }
    if (place.startsWith("fifo:")) {
      Path fifo = Path.of(place.substring("fifo:".length()));
      return List.of(
          Files.exists(fifo)
              ? Finding.ok(SUBJECT, "'" + fifo + "'")
              : Finding.note(
                  SUBJECT,
                  "'" + fifo + "', which $MAKEFLAGS names, is gone: the make is over",
                  "unset MAKEFLAGS"));
    }
    int comma = place.indexOf(',');
    String reader = comma < 0 ? place : place.substring(0, comma);
    if (isPipe(reader)) {
      return List.of(Finding.ok(SUBJECT, "a pipe, open to us"));
    }
    return List.of(
        Finding.note(
            SUBJECT,
            "make has closed its jobserver to this recipe; links look for it in make itself",
            "begin the recipe's line with '+', as in: +dthinlto link ..."));
  }

  /** What make closed may be open again, as a file of java's. */
  private boolean isPipe(String descriptor) {
    try {
      Path link = machine.file("/proc/self/fd").resolve(descriptor);
      return Files.readSymbolicLink(link).toString().startsWith("pipe:");
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
