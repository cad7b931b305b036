package org.dthinlto.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits the words behind a command into dthinlto's own options, which come first, and the rest,
 * which is the user's and stays as it is.
 *
 * @param values the values of the options that were given, in order; "" for a flag
 * @param rest everything from the first word that is none of ours
 */
record OwnWords(Map<OwnOption, List<String>> values, List<String> rest) {

  /**
   * Splits the words; the environment counts where the words say nothing.
   *
   * @throws UsageException if a value is missing, or a word looks like one of ours misspelt
   */
  static OwnWords of(OwnCommand command, List<String> words, Map<String, String> environment)
      throws UsageException {
    Map<OwnOption, List<String>> values = new EnumMap<>(OwnOption.class);
    int at = 0;
    boolean ended = false;
    while (at < words.size() && !ended) {
      String word = words.get(at);
      if (word.equals("--")) {
        at++;
        ended = true;
        continue;
      }
      OwnOption option = exact(command, word);
      String value = "";
      if (option != null && option.hasValue()) {
        if (++at == words.size()) {
          throw new UsageException("'" + word + "': a value is missing: " + option.label());
        }
        value = words.get(at);
      } else if (option == null) {
        option = glued(command, word);
        if (option == null) {
          rejectMisspelt(command, word);
          break;
        }
        value = word.substring(gluedLength(option, word));
      }
      values.computeIfAbsent(option, o -> new ArrayList<>()).add(value);
      at++;
    }
    fromEnvironment(command, values, environment);
    return new OwnWords(values, words.subList(at, words.size()));
  }

  private static void fromEnvironment(
      OwnCommand command, Map<OwnOption, List<String>> values, Map<String, String> environment) {
    for (OwnOption option : OwnOption.all()) {
      String value = environment.getOrDefault(option.variable(), "");
      boolean off = !option.hasValue() && (value.equals("0") || value.equals("false"));
      if (option.isOf(command)
          && !value.isEmpty()
          && !off
          && option != OwnOption.HELP
          && !values.containsKey(option)) {
        values.put(option, List.of(option.hasValue() ? value : ""));
      }
    }
  }

  private static @Nullable OwnOption exact(OwnCommand command, String word) {
    for (OwnOption option : OwnOption.all()) {
      boolean named = word.equals(option.word()) || word.equals(option.letter());
      if (named && !word.isEmpty() && option.isOf(command)) {
        return option;
      }
    }
    return null;
  }

  /** The option with its value in the same word: {@code -j4} or {@code --jobs=4}. */
  private static @Nullable OwnOption glued(OwnCommand command, String word) {
    for (OwnOption option : OwnOption.all()) {
      if (option.hasValue() && option.isOf(command) && gluedLength(option, word) > 0) {
        return option;
      }
    }
    return null;
  }

  private static int gluedLength(OwnOption option, String word) {
    String name = option.word();
    if (word.startsWith(name)
        && word.length() > name.length()
        && word.charAt(name.length()) == '=') {
      return name.length() + 1;
    }
    boolean digits = option == OwnOption.JOBS && word.length() > 2 && isDigit(word.charAt(2));
    return digits && word.startsWith(option.letter()) ? 2 : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void rejectMisspelt(OwnCommand command, String word) throws UsageException {
    if (!word.startsWith("--") || word.length() < 4) {
      return;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    List<String> known = new ArrayList<>();
    for (OwnOption option : OwnOption.all()) {
      if (option.isOf(command)) {
        known.add(option.word());
      }
    }
    String nearest = EditDistance.nearest(name, known);
    if (!nearest.isEmpty()) {
      throw new UsageException(
          "'"
              + word
              + "': no option of dthinlto; did you mean '"
              + nearest
              + "'? If it is for the linker, put '--' before the link line");
    }
  }

  boolean has(OwnOption option) {
    return values.containsKey(option);
  }

  int count(OwnOption option) {
    return all(option).size();
  }

  List<String> all(OwnOption option) {
    return values.getOrDefault(option, List.of());
  }

  /** The last value given, or {@code otherwise}. */
  String last(OwnOption option, String otherwise) {
    List<String> given = all(option);
    return given.isEmpty() ? otherwise : given.get(given.size() - 1);
  }
}
