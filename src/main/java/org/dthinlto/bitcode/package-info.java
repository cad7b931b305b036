/**
 * Tells what kind of file some bytes are: bitcode or native, its target triple and producer, the
 * bitcode section of a FatLTO object. Knows nothing of archives or of lld.
 */
@NullMarked
package org.dthinlto.bitcode;

import org.jspecify.annotations.NullMarked;
