package org.dthinlto.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Writes the story of a link as a page for a browser: one file, with all that it needs in it. The
 * page says by a policy that it loads nothing, and runs no script but its own. Knows where in the
 * page things go; how they look is in the resources {@code page.html}, {@code page.css} and {@code
 * page.js}.
 */
final class PageWriter implements OutputFile.Content {

  private final LinkStory story;

  private PageWriter(LinkStory story) {
    this.story = story;
  }

  /**
   * Writes the file, in place of what was there.
   *
   * @throws IOException if it can't be written; the file is as it was
   */
  static void write(LinkStory story, Path file) throws IOException {
    OutputFile.write(new PageWriter(story), file);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    String style = resource("page.css");
    String script = resource("page.js");
    Verdict verdict = Verdict.of(story);
    StringBuilder lines = new StringBuilder();
    for (String line : verdict.lines()) {
      lines.append("<p>").append(escaped(line)).append("</p>\n");
    }
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src "
            + hash(style)
            + "; script-src "
            + hash(script);
    String page = resource("page.html");
    page = put(page, "POLICY", policy);
    page = put(page, "STYLE", style);
    page = put(page, "SCRIPT", script);
    page = put(page, "KIND", kind());
    page = put(page, "OUTPUT", escaped(name()));
    page = put(page, "HEADLINE", escaped(verdict.headline()));
    page = put(page, "BOUND", escaped(verdict.bound()));
    page = put(page, "LINES", lines.toString());
    // Last, and not by replacing: whatever stands in it is no place for anything else.
    int at = page.indexOf("{{DATA}}");
    out.write(page.substring(0, at).getBytes(StandardCharsets.UTF_8));
    out.write(PageData.of(story).getBytes(StandardCharsets.UTF_8));
    out.write(page.substring(at + "{{DATA}}".length()).getBytes(StandardCharsets.UTF_8));
  }

  private String name() {
    String output = story.summary().output();
    return output.isEmpty() ? "link" : output;
  }

  /** A word for the looks of the page. */
  private String kind() {
    return switch (story.kind()) {
      case PLANNED -> "planned";
      case UP_TO_DATE -> "up-to-date";
      case LINKED -> story.summary().outcome().word();
    };
  }

  private static String put(String page, String name, String text) {
    String place = "{{" + name + "}}";
    int at = page.indexOf(place);
    StringBuilder whole = new StringBuilder();
    int from = 0;
    // None is in what was put in before: the resources have none, and texts no braces.
    for (; at >= 0; at = page.indexOf(place, from)) {
      whole.append(page, from, at).append(text);
      from = at + place.length();
    }
    return whole.append(page, from, page.length()).toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageWriter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("'" + name + "': missing in the installation");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hash(String text) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this java has no SHA-256", e);
    }
  }

  /** The text as text of a page, whatever characters are in it. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '{' -> out.append("&#123;"); // no place of the template
        case '\n', '\t' -> out.append(c);
        default -> out.append(c < ' ' || c == 0x7f ? '\ufffd' : c);
      }
    }
    return out.toString();
  }
}
