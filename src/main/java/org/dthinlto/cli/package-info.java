/**
 * The command line: one command per file, options as records, exit codes. Knows whom to call, not
 * how a link works.
 */
@NullMarked
package org.dthinlto.cli;

import org.jspecify.annotations.NullMarked;
