package org.dthinlto.compare;

/**
 * A run of bytes of one object that a symbol stands for, or a whole section.
 *
 * @param object the object
 * @param section index of the section, or {@link Symbol#COMMON} and {@link Symbol#ABSOLUTE}
 * @param from offset of the first byte in the section
 * @param size in bytes
 */
record Definition(ObjectFile object, int section, long from, long size) {}
