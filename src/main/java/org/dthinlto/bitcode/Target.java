package org.dthinlto.bitcode;

/**
 * What the ELF objects of a target look like: machine, width, byte order. Knows the architectures
 * that LLVM makes ELF objects for; of any other one it expects nothing.
 *
 * @param arch the triple's first word, for messages
 * @param machine {@code e_machine}; {@link #ANY} if unknown
 * @param bits 32 or 64; {@link #ANY} if the ABI decides
 * @param order {@link #LITTLE}, {@link #BIG} or {@link #ANY}
 */
record Target(String arch, int machine, int bits, int order) {

  static final int ANY = 0;
  static final int LITTLE = 1;
  static final int BIG = 2;

  private static final int SPARC = 2;
  private static final int I386 = 3;
  private static final int M68K = 4;
  private static final int IAMCU = 6;
  private static final int MIPS = 8;
  private static final int SPARC32PLUS = 18;
  private static final int PPC = 20;
  private static final int PPC64 = 21;
  private static final int S390 = 22;
  private static final int ARM = 40;
  private static final int SPARCV9 = 43;
  private static final int X86_64 = 62;
  private static final int AVR = 83;
  private static final int XTENSA = 94;
  private static final int MSP430 = 105;
  private static final int HEXAGON = 164;
  private static final int AARCH64 = 183;
  private static final int AMDGPU = 224;
  private static final int RISCV = 243;
  private static final int LANAI = 244;
  private static final int BPF = 247;
  private static final int VE = 251;
  private static final int LOONGARCH = 258;

  /** The target of a triple, such as {@code x86_64-pc-linux-gnu}. */
  static Target of(String triple) {
    int dash = triple.indexOf('-');
    String arch = dash < 0 ? triple : triple.substring(0, dash);
    return switch (arch) {
      case "x86_64", "x86_64h", "amd64" -> new Target(arch, X86_64, x86Bits(triple), LITTLE);
      case "aarch64", "arm64", "arm64e", "arm64ec" ->
          new Target(arch, AARCH64, triple.endsWith("ilp32") ? 32 : 64, LITTLE);
      case "aarch64_be" -> new Target(arch, AARCH64, triple.endsWith("ilp32") ? 32 : 64, BIG);
      case "aarch64_32", "arm64_32" -> new Target(arch, AARCH64, 32, LITTLE);
      case "riscv32" -> new Target(arch, RISCV, 32, LITTLE);
      case "riscv64" -> new Target(arch, RISCV, 64, LITTLE);
      case "riscv32be" -> new Target(arch, RISCV, 32, BIG);
      case "riscv64be" -> new Target(arch, RISCV, 64, BIG);
      case "powerpc", "powerpcspe", "ppc", "ppc32" -> new Target(arch, PPC, 32, BIG);
      case "powerpcle", "ppcle", "ppc32le" -> new Target(arch, PPC, 32, LITTLE);
      case "powerpc64", "ppc64", "ppu" -> new Target(arch, PPC64, 64, BIG);
      case "powerpc64le", "ppc64le" -> new Target(arch, PPC64, 64, LITTLE);
      case "s390x", "systemz" -> new Target(arch, S390, 64, BIG);
      case "loongarch32" -> new Target(arch, LOONGARCH, 32, LITTLE);
      case "loongarch64" -> new Target(arch, LOONGARCH, 64, LITTLE);
      case "sparc" -> new Target(arch, SPARC, 32, BIG);
      case "sparcel" -> new Target(arch, SPARC, 32, LITTLE);
      case "sparcv9", "sparc64" -> new Target(arch, SPARCV9, 64, BIG);
      case "m68k" -> new Target(arch, M68K, 32, BIG);
      case "hexagon" -> new Target(arch, HEXAGON, 32, LITTLE);
      case "avr" -> new Target(arch, AVR, 32, LITTLE);
      case "msp430" -> new Target(arch, MSP430, 32, LITTLE);
      case "amdgcn" -> new Target(arch, AMDGPU, 64, LITTLE);
      case "ve" -> new Target(arch, VE, 64, LITTLE);
      case "bpf" -> new Target(arch, BPF, 64, ANY);
      case "bpfel" -> new Target(arch, BPF, 64, LITTLE);
      case "bpfeb" -> new Target(arch, BPF, 64, BIG);
      case "lanai" -> new Target(arch, LANAI, 32, BIG);
      case "xtensa" -> new Target(arch, XTENSA, 32, ANY);
      default -> ofFamily(arch, triple);
    };
  }

  /**
   * Architectures whose names are many: i386 to i986, armv7a, thumbv8m.main, mips64el and so on.
   */
  private static Target ofFamily(String arch, String triple) {
    if (arch.length() == 4
        && arch.charAt(0) == 'i'
        && arch.charAt(1) >= '3'
        && arch.charAt(1) <= '9'
        && arch.endsWith("86")) {
      return new Target(arch, triple.endsWith("iamcu") ? IAMCU : I386, 32, LITTLE);
    }
    if (arch.startsWith("arm") || arch.startsWith("thumb")) {
      boolean big = arch.startsWith("armeb") || arch.startsWith("thumbeb") || arch.endsWith("eb");
      return new Target(arch, ARM, 32, big ? BIG : LITTLE);
    }
    if (arch.startsWith("mips")) {
      // n32 is a 32-bit ABI of 64-bit machines.
      return new Target(arch, MIPS, ANY, arch.contains("el") ? LITTLE : BIG);
    }
    return new Target(arch, ANY, ANY, ANY);
  }

  /** Of x86-64: x32 is its 32-bit ABI. */
  private static int x86Bits(String triple) {
    return triple.endsWith("gnux32") || triple.endsWith("muslx32") ? 32 : 64;
  }

  /** Why an object isn't for this target, a lower-case fragment; empty if it is. */
  String mismatch(ElfHeader elf) {
    if (machine == ANY) {
      return "";
    }
    boolean plus = machine == SPARC && elf.machine() == SPARC32PLUS;
    if (machine != elf.machine() && !plus) {
      return "is for " + machineName(elf) + ", not " + arch;
    }
    if (bits != ANY && bits != elf.bits()) {
      return "is a " + elf.bits() + "-bit object, not a " + bits + "-bit one";
    }
    if (order != ANY && (order == BIG) != elf.bigEndian()) {
      return order == BIG ? "is little-endian, not big-endian" : "is big-endian, not little-endian";
    }
    return "";
  }

  private static String machineName(ElfHeader elf) {
    return switch (elf.machine()) {
      case SPARC, SPARC32PLUS -> "sparc";
      case I386 -> "i386";
      case M68K -> "m68k";
      case IAMCU -> "iamcu";
      case MIPS -> "mips";
      case PPC -> "powerpc";
      case PPC64 -> elf.bigEndian() ? "powerpc64" : "powerpc64le";
      case S390 -> "s390x";
      case ARM -> "arm";
      case SPARCV9 -> "sparcv9";
      case X86_64 -> "x86_64";
      case AVR -> "avr";
      case XTENSA -> "xtensa";
      case MSP430 -> "msp430";
      case HEXAGON -> "hexagon";
      case AARCH64 -> elf.bigEndian() ? "aarch64_be" : "aarch64";
      case AMDGPU -> "amdgcn";
      case RISCV -> "riscv" + elf.bits();
      case LANAI -> "lanai";
      case BPF -> "bpf";
      case VE -> "ve";
      case LOONGARCH -> "loongarch" + elf.bits();
      default -> "machine " + elf.machine();
    };
  }
}
