package org.dthinlto.compare;

/**
 * One relocation: a place whose bytes depend on a symbol.
 *
 * @param offset in the section that it changes in an object, an address in a program
 * @param type a number of the machine's
 * @param symbol index in the symbol table, 0 for none
 * @param addend 0 where the bytes at the place hold it
 */
record Relocation(long offset, int type, int symbol, long addend) {}
