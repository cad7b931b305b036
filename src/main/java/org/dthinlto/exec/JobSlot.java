package org.dthinlto.exec;

/**
 * The right to run one compiler on this machine, or the wish for it. All but the constants is
 * guarded by the {@link JobSlots} that it is of.
 */
final class JobSlot {

  /** The thread that runs the compiler. */
  final Thread thread = Thread.currentThread();

  /** Bytes of the module; 0 as long as they aren't known. */
  long size;

  private boolean granted;

  /** The most memory that was seen of it, in bytes. */
  long peak;

  JobSlot(long size) {
    this.size = size;
  }

  boolean isGranted() {
    return granted;
  }

  void grant() {
    granted = true;
  }
}
