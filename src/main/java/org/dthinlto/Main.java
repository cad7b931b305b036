package org.dthinlto;

/** The entry point; everything else is in {@code cli}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(2);
  }
}
