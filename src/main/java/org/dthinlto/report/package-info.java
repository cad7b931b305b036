/** Tells the user what goes on and what came of it. Does not know how anything is done. */
@NullMarked
package org.dthinlto.report;

import org.jspecify.annotations.NullMarked;
