package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a link, as a file; how it looks in a browser is tested end to end. */
final class PageWriterTest {

  @TempDir Path folder;

  private String page(LinkStory story) throws IOException {
    Path file = folder.resolve("page.html");
    PageWriter.write(story, file);
    return Files.readString(file);
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  @Test
  void namesEndNoScriptAndBeginNoElement() throws Exception {
    String bad = "</script><script>alert(1)</script><!--{{DATA}}'\"&\u0000\u2028\ud800.o";
    String usual = page(new Stories(1).failed("a.o", "why", 1, 2).end(9, failed(), "reason"));
    String page = page(new Stories(1).failed(bad, bad, 1, 2).end(9, failed(), bad));
    assertEquals(count(usual, "<script"), count(page, "<script"));
    assertEquals(count(usual, "</script"), count(page, "</script"));
    assertEquals(count(usual, "<!--"), count(page, "<!--"));
    assertFalse(page.contains("\u0000"));
    assertTrue(page.contains("\\u003c/script>\\u003cscript>alert(1)"));
    assertEquals(0, count(usual, "{{"));
  }

  private static Summary.Outcome failed() {
    return Summary.Outcome.FAILED;
  }

  @Test
  void nothingIsLoaded() throws Exception {
    String page = page(new Stories(1).ran("a.o", 1, 2).end(9));
    assertTrue(page.contains("default-src 'none'"));
    for (String word : new String[] {"src=", "href=", "url(", "@import", "fetch(", "https:"}) {
      assertFalse(page.contains(word), word);
    }
    // A name of XML, which nobody asks for.
    assertEquals(count(page, "http:"), count(page, "http://www.w3.org/2000/svg"));
  }

  @Test
  void thePolicyAllowsThisScriptAlone() throws Exception {
    String page = page(new Stories(1).ran("a.o", 1, 2).end(9));
    int from = page.lastIndexOf("<script>") + "<script>".length();
    String script = page.substring(from, page.lastIndexOf("</script>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    String hash = Base64.getEncoder().encodeToString(digest);
    assertTrue(page.contains("script-src 'sha256-" + hash + "'"), hash);
    assertFalse(page.contains("unsafe-inline"));
  }

  @Test
  void theVerdictIsThereWithoutAScript() throws Exception {
    String page =
        page(
            new Stories(1)
                .phase("backends", 0)
                .ran("<slow>.o", 0, 90)
                .done("b.o", JobResult.Origin.CACHE, 0, 1)
                .end(100));
    String body = page.substring(page.indexOf("<body"), page.indexOf("<main>"));
    assertTrue(body.contains("Linked in 100 ms"), body);
    assertTrue(body.contains("&#39;&lt;slow&gt;.o&#39;, took 90 % of that"), body);
    assertTrue(body.contains("1 of 2 modules were compiled, 1 were reused."), body);
  }
}
