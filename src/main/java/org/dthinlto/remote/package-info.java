/**
 * Backend jobs on other machines, by the Remote Execution API v2. Knows jobs and digests; nothing
 * of lld or archives. No class of it, nor of gRPC, is loaded in a link without an endpoint.
 */
@NullMarked
package org.dthinlto.remote;

import org.jspecify.annotations.NullMarked;
