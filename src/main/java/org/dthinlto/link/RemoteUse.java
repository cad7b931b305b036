package org.dthinlto.link;

import org.dthinlto.remote.Endpoint;
import org.dthinlto.remote.RemoteSettings;

/**
 * What the user asked of a server of the Remote Execution API.
 *
 * @param endpoint the server
 * @param executes whether jobs run there; else it only keeps results
 * @param toolchain the compiler on the worker; empty if it is called there as here, {@link #UPLOAD}
 *     if it is sent along
 * @param jobs how many jobs may be there at once
 * @param settings properties of workers, and bounds
 * @param fallback whether a job that fails there for whatever reason runs here
 * @param race whether an idle machine runs jobs that are there, too
 */
public record RemoteUse(
    Endpoint endpoint,
    boolean executes,
    String toolchain,
    int jobs,
    RemoteSettings settings,
    boolean fallback,
    boolean race) {

  /** The toolchain that is no place on the worker. */
  public static final String UPLOAD = "upload";
}
