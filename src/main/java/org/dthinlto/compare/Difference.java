package org.dthinlto.compare;

/**
 * One thing in which two programs differ.
 *
 * @param name what differs: a function, a symbol, a property
 * @param why in what: a lower-case fragment
 */
public record Difference(String name, String why) {}
