/**
 * What is to be done, as immutable records, and its forms for others to read. Does not know who
 * executes it.
 */
@NullMarked
package org.dthinlto.plan;

import org.jspecify.annotations.NullMarked;
