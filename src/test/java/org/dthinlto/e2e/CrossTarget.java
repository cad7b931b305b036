package org.dthinlto.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A target other than this machine's, with a small program for it that needs no library. Knows how
 * to compile it, not what a good link is.
 *
 * @param name of the case
 * @param since the first LLVM release whose clang and lld both know it
 * @param machine {@code e_machine} of its objects
 * @param triple for clang
 * @param compile more words for the compiler, blanks between them
 * @param line words of the link line, without inputs
 */
record CrossTarget(
    String name, int since, int machine, String triple, String compile, String line) {

  private static final String START =
      """
      extern int counter, lib_int(int), virtual_call(void);
      extern double lib_double(double);
      float product(float, float);
      long long quotient(long long, long long);
      struct Big { int a[40]; };
      struct Big copy(struct Big *);
      int table[256];
      void _start(void) {
        struct Big s = {{1}}, t = copy(&s);
        counter += lib_int(3) + (int)lib_double(2.5) + virtual_call() + t.a[3];
        table[counter & 255] = (int)product(1.5f, (float)counter) + (int)quotient(counter, 7);
      }
      void __start(void) { _start(); }
      """;

  private static final String LIB =
      """
      int counter = 4;
      static int calls;
      extern int weak_one(int) __attribute__((weak));
      __attribute__((noinline)) static int local(int x) {
        int s = 0;
        for (int i = 0; i < x; i++) s += i * x ^ calls;
        return s;
      }
      int lib_int(int x) {
        calls++;
        if (weak_one) x = weak_one(x);
        switch (x) {
          case 0: return 5;
          case 1: return 18;
          case 2: return local(x);
          case 3: return 77;
          case 4: return 1;
          case 5: return 123;
        }
        return local(x + 1);
      }
      double lib_double(double d) { return d * 1.25 + calls; }
      struct Big { int a[40]; };
      struct Big copy(struct Big *p) { return *p; }
      __attribute__((noinline)) float product(float a, float b) { return a * b + 0.5f; }
      __attribute__((noinline)) long long quotient(long long a, long long b) { return a / b; }
      __attribute__((constructor)) static void constructor(void) { calls = 5; }
      """;

  private static final String CXX =
      """
      struct Base { virtual int go(int) = 0; int n = 0; };
      struct One : Base { int go(int x) override { return x + ++n; } };
      struct Two : Base { int go(int x) override; };
      int Two::go(int x) { return x * n; }
      static int zero;
      static Base *make(int x) { static One a; static Two b; return x ? (Base *)&a : &b; }
      #ifdef NO_TLS
      static int own = 4;
      #else
      static __thread int own = 4;
      #endif
      extern "C" int virtual_call() { own++; return make(own & 1)->go(zero) + own; }
      """;

  /** The words of the line and the inputs. */
  List<String> words() {
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
    words.addAll(List.of("--unresolved-symbols=ignore-all", "start.o", "libx.a"));
    return words;
  }

  /** Compiles the program: {@code start.o}, and {@code libx.a} of which two members are needed. */
  void compile(TestSpace space) {
    module(space, "start", "c", START);
    module(space, "lib", "c", LIB);
    module(space, "cxx", "cc", CXX);
    module(space, "unused", "c", "int nobody(int x) { return x; }\n");
    space.archive("libx.a", "unused.o", "lib.o", "cxx.o");
  }

  private void module(TestSpace space, String name, String ending, String source) {
    space.write("src/" + name + "." + ending, source);
    List<String> command = new ArrayList<>(List.of(space.llvm.clang(), "--target=" + triple));
    command.addAll(List.of("-flto=thin", "-O2", "-ffreestanding", "-Wno-everything"));
    if (ending.equals("cc")) {
      command.addAll(List.of("-fno-rtti", "-fno-exceptions"));
    }
    if (!compile.isEmpty()) {
      command.addAll(Arrays.asList(compile.split(" ")));
    }
    command.addAll(List.of("-c", "src/" + name + "." + ending, "-o", name + ".o"));
    space.run(command).exits(0);
  }

  @Override
  public String toString() {
    return name;
  }
}
