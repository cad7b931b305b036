package org.dthinlto.compare;

import org.dthinlto.bitcode.Slice;

/**
 * An object that a program was linked of.
 *
 * @param label how the user knows it
 * @param content its bytes
 * @param made whether code generation of the link made it; otherwise it is a native input, the same
 *     for both links
 */
public record Input(String label, Slice content, boolean made) {}
