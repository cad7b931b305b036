/** Man pages and completions, made in the build. Isn't in the jar. */
@NullMarked
package org.dthinlto.pages;

import org.jspecify.annotations.NullMarked;
