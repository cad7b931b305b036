/** Runs processes and backend jobs, many at a time. Knows nothing of lld or of archives. */
@NullMarked
package org.dthinlto.exec;

import org.jspecify.annotations.NullMarked;
