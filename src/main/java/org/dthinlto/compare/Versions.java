package org.dthinlto.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The versions of a program's dynamic symbols, by GNU's three sections. Knows their numbers and
 * names, not the symbols.
 */
final class Versions {

  private static final int HIDDEN = 0x8000;

  private final ElfFile file;
  private final Map<Integer, String> names = new HashMap<>();
  private Section numbers;

  private Versions(ElfFile file, Section none) {
    this.file = file;
    this.numbers = none;
  }

  static Versions of(ElfFile file) throws IOException {
    Section none = new Section(0, "", 0, 0, 0, 0, 0, 0, 0, 0);
    Versions versions = new Versions(file, none);
    for (Section section : file.sections()) {
      switch (section.type()) {
        case Section.GNU_VERSYM -> versions.numbers = section;
        case Section.GNU_VERDEF -> versions.readDefined(section);
        case Section.GNU_VERNEED -> versions.readNeeded(section);
        default -> {}
      }
    }
    return versions;
  }

  private void readDefined(Section section) throws IOException {
    ElfBytes in = file.bytes();
    Section strings = file.section(section.link());
    long at = section.offset();
    long step = 1;
    for (int i = 0; i < section.info() && step > 0; i++) {
      long first = at + in.word(at + 12);
      names.put(in.half(at + 4), file.string(strings, in.word(first)));
      step = in.word(at + 16);
      at += step;
    }
  }

  private void readNeeded(Section section) throws IOException {
    ElfBytes in = file.bytes();
    Section strings = file.section(section.link());
    long at = section.offset();
    long step = 1;
    for (int i = 0; i < section.info() && step > 0; i++) {
      long entry = at + in.word(at + 8);
      int count = in.half(at + 2);
      for (int j = 0; j < count; j++) {
        names.put(in.half(entry + 6), file.string(strings, in.word(entry + 8)));
        entry += in.word(entry + 12);
      }
      step = in.word(at + 12);
      at += step;
    }
  }

  /** What stands behind a symbol's name: {@code @@V1}, {@code @V0}, or nothing. */
  String of(int symbol) throws IOException {
    if (symbol * 2L + 2 > numbers.size()) {
      return "";
    }
    int number = file.bytes().half(numbers.offset() + symbol * 2L);
    String name = names.getOrDefault(number & ~HIDDEN, "");
    if ((number & ~HIDDEN) < 2 || name.isEmpty()) {
      return "";
    }
    return ((number & HIDDEN) != 0 ? "@" : "@@") + name;
  }
}
