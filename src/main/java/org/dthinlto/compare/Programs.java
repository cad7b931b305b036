package org.dthinlto.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.Slice;

/** Compares two programs that were linked of one line: reads all files and puts it together. */
public final class Programs {

  private Programs() {}

  /**
   * One of the two.
   *
   * @param program what the link wrote
   * @param inputs the objects that it was made of, as far as they are known
   * @param map the text of lld's map of it, with labels of inputs as names; may be empty
   */
  public record Linked(Path program, List<Input> inputs, String map) {
    public Linked {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Compares.
   *
   * @throws IOException if a file can't be read or is damaged; its text says which
   */
  public static Comparison compare(Linked ours, Linked theirs) throws IOException {
    Map<Input, ObjectFile> shared = new HashMap<>();
    Side a = read(ours, shared);
    Side b = read(theirs, shared);
    Pairing pairing = new Pairing(a, b);
    List<Symbol> dynamic = a.program().dynamicSymbols();
    List<Symbol> dynamicThere = b.program().dynamicSymbols();
    return new Comparison(
        pairing.functions(),
        pairing.data(),
        SymbolComparison.compare(a.program().symbols(), b.program().symbols(), true),
        SymbolComparison.compare(dynamic, dynamicThere, true),
        SymbolComparison.compare(dynamic, dynamicThere, false),
        constructors(a, b),
        properties(a.program(), b.program()));
  }

  private static Side read(Linked linked, Map<Input, ObjectFile> shared) throws IOException {
    List<ObjectFile> objects = new ArrayList<>();
    for (Input input : linked.inputs()) {
      ObjectFile object = shared.get(input);
      try {
        object = object == null ? read(input) : object;
      } catch (MalformedFileException e) {
        if (input.made()) {
          throw e;
        }
        continue; // what lld takes and this can't read is the same both times
      }
      shared.put(input, object);
      objects.add(object);
    }
    Program program = Program.read(Slice.whole(linked.program()));
    return new Side(program, objects, MapFile.read(linked.map()));
  }

  private static ObjectFile read(Input input) throws IOException {
    return ObjectFile.read(input.content(), input.label(), input.made());
  }

  private static List<Order> constructors(Side a, Side b) throws IOException {
    Map<String, List<String>> here = Constructors.of(a.program());
    Map<String, List<String>> there = Constructors.of(b.program());
    Map<String, String> priorities = Constructors.priorities(a.objects());
    TreeSet<String> tables = new TreeSet<>(here.keySet());
    tables.addAll(there.keySet());
    List<Order> orders = new ArrayList<>();
    for (String table : tables) {
      List<String> ours = here.getOrDefault(table, List.of());
      List<String> theirs = there.getOrDefault(table, List.of());
      boolean keeps =
          Constructors.ranked(ours, priorities).equals(Constructors.ranked(theirs, priorities));
      orders.add(new Order(table, ours, theirs, keeps));
    }
    return orders;
  }

  private static Share properties(Program a, Program b) throws IOException {
    Map<String, String> here = a.properties();
    Map<String, String> there = b.properties();
    List<Difference> differing = new ArrayList<>();
    for (Map.Entry<String, String> property : here.entrySet()) {
      String other = there.getOrDefault(property.getKey(), "");
      if (!property.getValue().equals(other)) {
        String why = shown(property.getValue()) + ", in process " + shown(other);
        differing.add(new Difference(property.getKey(), why));
      }
    }
    return new Share(here.size(), differing);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : "'" + value + "'";
  }
}
