/**
 * Results of backend jobs, kept from link to link and found by content. Does not know what lld is.
 */
@NullMarked
package org.dthinlto.cache;

import org.jspecify.annotations.NullMarked;
