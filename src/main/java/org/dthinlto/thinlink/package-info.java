/**
 * The thin link: staging tree, index-only run of lld, module IDs, shards, imports. Does not know
 * how jobs run.
 */
@NullMarked
package org.dthinlto.thinlink;

import org.jspecify.annotations.NullMarked;
