package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The page of {@code --report} in a real browser. */
class ReportE2eTest {

  private static final int UNITS = 300;

  /** 300 small modules, half of them in an archive, one large, and main. */
  private static void program(TestSpace space) {
    StringBuilder main = new StringBuilder("int slow(int);\n");
    StringBuilder sum = new StringBuilder();
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < UNITS; i++) {
      space.write("u" + i + ".c", unit(i, "x"));
      main.append("int f").append(i).append("(int);\n");
      sum.append(" + f").append(i).append("(n)");
      members.append(i < UNITS / 2 ? " u" + i + ".o" : "");
    }
    space.write("main.c", main + "int main(int n, char **v) { return (slow(n)" + sum + ") & 1; }");
    StringBuilder slow = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      slow.append("__attribute__((noinline)) int s").append(i).append("(int *a, int n) {\n");
      slow.append("  int t = ").append(i).append(";\n");
      slow.append("  for (int i = 0; i < n; i++) for (int j = i; j < n; j += 3)\n");
      slow.append("    t += a[i] * a[j] + (a[j] > t ? j : t >> 1);\n");
      slow.append("  for (int i = 0; i < n; i++) a[i] = a[i] * t + i;\n  return t;\n}\n");
      calls.append(" + s").append(i).append("(a, n)");
    }
    slow.append("int slow(int n) { int a[64] = {n}; return 0").append(calls).append("; }\n");
    space.write("slow.c", slow.toString());
    // In parts: all together take longer than a command may on a busy machine.
    for (String part : List.of("u?.c u??.c", "u1??.c", "u2??.c", "main.c slow.c")) {
      space.sh(space.llvm.clang() + " -O2 -flto=thin -c " + part).exits(0);
    }
    space.sh(space.llvm.ar() + " rcs libu.a" + members + " && rm" + members).exits(0);
  }

  private static String unit(int i, String value) {
    return "int f" + i + "(int x) { return x * " + i + " + " + value + "; }\n";
  }

  private static Summary link(TestSpace space, String page) {
    List<String> command = new ArrayList<>(List.of("link", "--strict", "--report", page));
    command.addAll(List.of("--summary", space.root.resolve("log/summary.json").toString()));
    command.addAll(List.of("--trace", "trace.json"));
    command.addAll(space.llvm.driver());
    space.sh("ls *.o > line").exits(0);
    command.addAll(List.of("@line", "libu.a", "-o", "out"));
    space.dthinlto(command).exits(0);
    return Summary.read(space.root.resolve("log/summary.json"));
  }

  @Llvm.Newest
  void aLinkOf300Modules(TestSpace space) {
    Cached.in(space);
    program(space);
    try (Browser browser = new Browser(space)) {
      Summary summary = link(space, "first.html");
      assertEquals(UNITS + 2, summary.jobs());
      Browser.Seen first = browser.open("first.html");
      assertEquals(List.of(), first.console());
      assertNothingAsked(first);
      assertEquals("302", first.between("data-drawn=\"", "\""));
      // What took longest, in the table and in a number above.
      assertTrue(firstRow(first).contains("<bdi>slow.o</bdi>"), firstRow(first));
      assertTrue(tile(first, "Longest module").contains("<bdi>slow.o</bdi>"));
      // What bounded the link.
      String bound = first.between("id=\"bound\">", "</p>");
      assertTrue(bound.contains("backends"), bound);
      assertTrue(bound.contains(" % of "), bound);
      assertTrue(first.dom().contains("All 302 modules were compiled, nothing was reused."));
      assertTrue(tile(first, "Reused").startsWith("0<"), tile(first, "Reused"));
      assertTrue(first.between("id=\"reasons\">", "</ul>").contains("first time"));

      space.write("u299.c", unit(299, "2"));
      space.sh(space.llvm.clang() + " -O2 -flto=thin -c u299.c").exits(0);
      Summary again = link(space, "again.html");
      assertTrue(again.number("cacheHits") >= UNITS - 10, again::json);
      Browser.Seen second = browser.open("again.html");
      assertEquals(List.of(), second.console());
      assertTrue(tile(second, "Reused").startsWith(again.number("cacheHits") + "<"));
      assertTrue(tile(second, "Compiled").startsWith(again.number("localJobs") + "<"));
      String reasons = second.between("id=\"reasons\">", "</ul>");
      assertTrue(reasons.contains("bitcode of 'u299.o' changed"), reasons);
      assertFalse(reasons.contains("u298.o"), reasons);
      assertEverythingWorks(space, browser, "again.html");

      link(space, "same.html");
      Browser.Seen third = browser.open("same.html");
      assertEquals(List.of(), third.console());
      assertEquals("Nothing had to be done", third.between("<h1>", "</h1>"));
      assertEquals("302", third.between("data-drawn=\"", "\""));
    }
  }

  /**
   * Uses all that can be used on the page, by a script at its end. Only its own may run, so the
   * copy is without the policy.
   */
  private static void assertEverythingWorks(TestSpace space, Browser browser, String name) {
    String page = new String(space.read(name), StandardCharsets.UTF_8);
    int policy = page.indexOf("<meta http-equiv");
    String script =
        """
        <script>
        const $ = (id) => document.getElementById(id);
        for (const head of document.querySelectorAll("th button")) { head.click(); head.click(); }
        const box = $("timeline").getBoundingClientRect();
        const point = (type, x, y) => $("timeline").dispatchEvent(new PointerEvent(type,
          { clientX: box.left + x, clientY: box.top + y, pointerId: 1, bubbles: true }));
        $("timeline").setPointerCapture = () => {};
        for (let x = 0; x < box.width; x += 7) point("pointermove", x, 40);
        point("pointerdown", 300, 40); point("pointermove", 250, 40); point("pointerup", 250, 40);
        for (const key of ["+", "+", "ArrowRight", "ArrowRight", "ArrowLeft", "Enter", "-", "0"]) {
          $("timeline").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
        for (const id of ["zoom-in", "zoom-out", "zoom-fit", "more"]) $(id).click();
        document.body.dataset.rows = $("modules").tBodies[0].rows.length;
        $("filter").value = "SLOW"; $("filter").dispatchEvent(new Event("input"));
        document.querySelector("td .pick").click();
        document.body.dataset.found = $("modules").tBodies[0].rows.length;
        document.body.dataset.wide = document.documentElement.scrollWidth <= innerWidth;
        </script></body>
        """;
    String copy =
        page.substring(0, policy)
            + page.substring(page.indexOf('>', policy) + 1).replace("</body>", script);
    space.write("used.html", copy);
    Browser.Seen used = browser.open("used.html");
    assertEquals(List.of(), used.console());
    assertEquals("215", used.between("data-rows=\"", "\""));
    assertEquals("1", used.between("data-found=\"", "\""));
    assertEquals("true", used.between("data-wide=\"", "\""));
    assertTrue(used.between("id=\"module-title\"", "</h2>").contains("<bdi>slow.o</bdi>"));
  }

  private static String firstRow(Browser.Seen page) {
    return page.between("<tbody><tr", "</tr>");
  }

  private static String tile(Browser.Seen page, String name) {
    return page.between("<dt>" + name + "</dt><dd>", "</dd>");
  }

  /** Chromium has questions of its own, whatever one tells it. */
  private static void assertNothingAsked(Browser.Seen page) {
    List<String> asked = new ArrayList<>(page.asked());
    asked.removeIf(line -> line.contains("google") || line.contains("gvt1.com"));
    assertEquals(List.of(), asked);
  }

  @Llvm.Newest
  void theBrowserSeesErrorsAndQuestions(TestSpace space) {
    space.write("bad.html", "<!doctype html><title>x</title><script>nosuch();</script>");
    space.write("asks.html", "<!doctype html><img src='http://asked.invalid/x.png'>");
    space.write("good.html", "<!doctype html><p id=p></p><script>p.textContent = 1 + 1</script>");
    try (Browser browser = new Browser(space)) {
      List<String> console = browser.open("bad.html").console();
      assertEquals(1, console.size(), console::toString);
      assertTrue(console.get(0).contains("nosuch is not defined"), console::toString);
      List<String> asked = browser.open("asks.html").asked();
      assertTrue(asked.toString().contains("asked.invalid"), asked::toString);
      Browser.Seen good = browser.open("good.html");
      assertEquals(List.of(), good.console());
      assertEquals("2", good.between("id=\"p\">", "<"));
      assertNothingAsked(good);
    }
  }

  // Names are the user's: they may hold what ends a script, and what no file system forbids.
  @Llvm.Newest
  void namesAreHarmless(TestSpace space) {
    String name = "<img src=x onerror=alert(1)>'\"&{{DATA}}";
    space.thin(name + ".o", "int f(int x) { return x; }");
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n) - n; }");
    List<String> command = new ArrayList<>(List.of("link", "--strict", "--report", "p.html"));
    command.addAll(space.llvm.driver());
    command.addAll(List.of("main.o", "./" + name + ".o", "-o", "<title><script>bad()<!--"));
    space.dthinlto(command).exits(0);
    try (Browser browser = new Browser(space)) {
      Browser.Seen page = browser.open("p.html");
      assertEquals(List.of(), page.console());
      assertEquals("2", page.between("data-drawn=\"", "\""));
      assertFalse(page.dom().contains("<img"), page.dom());
      assertTrue(page.dom().contains("&lt;img src=x onerror=alert(1)&gt;'\"&amp;{{DATA}}.o"));
      assertNothingAsked(page);
    }
    assertTrue(new String(space.read("p.html"), StandardCharsets.UTF_8).contains("</html>"));
  }
}
