package org.dthinlto.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kinds of end-to-end test: which LLVM releases one runs on. Each test takes a fresh {@link
 * TestSpace}, which JUnit closes after it.
 */
final class Llvm {

  private Llvm() {}

  /** Runs on the oldest and on the newest release. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ParameterizedTest(name = "{0}")
  @MethodSource("org.dthinlto.e2e.Llvm#endSpaces")
  @interface Ends {}

  /** Runs on the newest release: what is tested doesn't depend on the release. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ParameterizedTest(name = "{0}")
  @MethodSource("org.dthinlto.e2e.Llvm#newestSpace")
  @interface Newest {}

  /** Runs on every release that is installed: the key cases. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @ParameterizedTest(name = "{0}")
  @MethodSource("org.dthinlto.e2e.Llvm#allSpaces")
  @interface All {}

  static Stream<TestSpace> endSpaces() {
    return Toolchain.ends().stream().map(TestSpace::new);
  }

  static Stream<TestSpace> newestSpace() {
    return Stream.of(Toolchain.newest()).map(TestSpace::new);
  }

  static Stream<TestSpace> allSpaces() {
    return Toolchain.all().stream().map(TestSpace::new);
  }
}
