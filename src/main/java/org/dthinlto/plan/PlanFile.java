package org.dthinlto.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns plans into JSON and back. The form is described in docs/plan.md. */
public final class PlanFile {

  private PlanFile() {}

  /** The text of a plan; the same for the same plan. */
  public static String text(PlanDocument plan) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    try {
      return mapper().writer(printer).writeValueAsString(plan) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // records of texts, numbers and lists
    }
  }

  /**
   * Reads a plan.
   *
   * @throws IOException if it can't be read, is none, or of another version; the text names the
   *     file and says what is wrong
   */
  public static PlanDocument read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      JsonNode tree = mapper().readTree(bytes);
      if (tree == null || !tree.isObject() || !tree.path("version").isInt()) {
        throw new IOException("'" + file + "': no plan of dthinlto's");
      }
      int version = tree.path("version").intValue();
      if (version != PlanDocument.VERSION) {
        throw new IOException(
            "'"
                + file
                + "': a plan of version "
                + version
                + ", this dthinlto knows "
                + PlanDocument.VERSION
                + "; plan again");
      }
      return mapper().treeToValue(tree, PlanDocument.class);
    } catch (JsonMappingException e) {
      throw new IOException("'" + file + "': no whole plan, " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "'"
              + file
              + "': no JSON, line "
              + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static ObjectMapper mapper() {
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .build();
  }
}
