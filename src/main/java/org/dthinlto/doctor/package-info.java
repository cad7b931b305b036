/**
 * Whether dthinlto can work on this machine, and for a link line, and what to do if not. Does not
 * know servers, nor how its findings are shown.
 */
@NullMarked
package org.dthinlto.doctor;

import org.jspecify.annotations.NullMarked;
