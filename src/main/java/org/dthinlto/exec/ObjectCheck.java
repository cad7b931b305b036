package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Path;

/** Looks whether a file is a native object for a machine; exec itself knows no file formats. */
public interface ObjectCheck {

  /**
   * Returns an empty string if the file is an object for the triple, else what is wrong with it as
   * a lower-case sentence without full stop.
   *
   * @throws IOException if the file can't be read
   */
  String check(Path object, String triple) throws IOException;
}
