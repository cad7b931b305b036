package org.dthinlto.report;

import java.nio.file.Path;

/**
 * The time trace of one process, as LLVM writes it: Chrome's JSON.
 *
 * @param name what the process did
 * @param file where its trace is
 */
public record TraceFile(String name, Path file) {}
