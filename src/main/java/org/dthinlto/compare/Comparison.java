package org.dthinlto.compare;

import java.util.List;

/**
 * What two programs have in common and in what they differ.
 *
 * @param functions their code
 * @param data variables and constants that have names: size and initial contents
 * @param symbols all defined symbols: kind, and size of data
 * @param exports dynamic symbols that are defined, with versions
 * @param imports dynamic symbols that are not
 * @param constructors tables of functions that run before main and after it
 * @param properties the program as a whole: needed libraries, soname, interpreter, entry and so on
 */
public record Comparison(
    Share functions,
    Share data,
    Share symbols,
    Share exports,
    Share imports,
    List<Order> constructors,
    Share properties) {

  public Comparison {
    constructors = List.copyOf(constructors);
  }

  /** Whether they agree but for what is known to differ by nature. */
  public boolean agrees() {
    for (Share share : List.of(functions, data, symbols, exports, imports, properties)) {
      if (!share.differing().isEmpty()) {
        return false;
      }
    }
    for (Order order : constructors) {
      if (!order.isSame() && !order.isKnown()) {
        return false;
      }
    }
    return true;
  }

  /** Whether something differs that is known to differ by nature. */
  public boolean hasKnown() {
    for (Order order : constructors) {
      if (order.isKnown()) {
        return true;
      }
    }
    return false;
  }
}
