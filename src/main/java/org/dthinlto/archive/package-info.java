/**
 * Reads and writes ar archives: GNU, BSD, Darwin, thin. A member is a name, a header offset and
 * bytes. Knows nothing of bitcode or of lld.
 */
@NullMarked
package org.dthinlto.archive;

import org.jspecify.annotations.NullMarked;
