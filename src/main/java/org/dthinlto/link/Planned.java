package org.dthinlto.link;

import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A link of which all is known but the native objects.
 *
 * @param command the linker command behind the line
 * @param prepared the line, looked up and looked into
 * @param compiler what runs the jobs
 * @param split the two runs of lld
 * @param thin what the first of them said
 * @param plan what is left to do
 * @param known the last thin link, if it counts for this one and has not run again
 */
record Planned(
    LinkerCommand command,
    Prepared prepared,
    Compiler compiler,
    Split split,
    ProcessResult thin,
    Plan plan,
    @Nullable KnownLink known) {}
