/**
 * What the last link of an output was made of, and why its jobs ran. Does not know what lld is, nor
 * how a job is run.
 */
@NullMarked
package org.dthinlto.history;

import org.jspecify.annotations.NullMarked;
