/** The program's entry point; all else is in the packages below, each of which knows few others. */
@NullMarked
package org.dthinlto;

import org.jspecify.annotations.NullMarked;
