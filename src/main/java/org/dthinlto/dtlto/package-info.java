/**
 * lld's own distributed ThinLTO (DTLTO) as seen by a distributor: the file that tells the jobs, and
 * the names that files get in a tree of ours. Runs nothing and knows no caches.
 */
@NullMarked
package org.dthinlto.dtlto;

import org.jspecify.annotations.NullMarked;
