/**
 * Tells whether two links of one line made the same program, from the two programs and the objects
 * that they were made of. Knows no link lines, and does not know how the programs came to be.
 */
@NullMarked
package org.dthinlto.compare;

import org.jspecify.annotations.NullMarked;
