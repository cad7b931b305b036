/**
 * From the user's link line to the linker's arguments, and the pipeline of a whole link. Knows no
 * details of processes and no caches.
 */
@NullMarked
package org.dthinlto.link;

import org.jspecify.annotations.NullMarked;
