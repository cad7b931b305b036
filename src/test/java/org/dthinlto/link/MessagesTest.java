package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lld says, taken apart and put together. */
final class MessagesTest {

  private static final String DUPLICATE =
      "ld.lld: error: duplicate symbol: f\n>>> defined at a.c\n>>> defined at b.c\n\n";
  private static final String WARNING = "ld.lld: warning: old\n";

  @Test
  void headsAreTheFirstLinesOfMessages() {
    assertEquals(
        Set.of("ld.lld: error: duplicate symbol: f\n", WARNING),
        Messages.heads(DUPLICATE + WARNING, Messages.ALL));
    assertEquals(
        Set.of("ld.lld: error: duplicate symbol: f\n"),
        Messages.heads(DUPLICATE + WARNING, Messages.OF_RESOLUTION));
    assertEquals(Set.of(), Messages.heads("", Messages.ALL));
    assertEquals(Set.of(), Messages.heads(WARNING, Messages.OF_RESOLUTION));
  }

  @Test
  void aMessageGoesWithAllThatFollowsIt() {
    Set<String> heads = Messages.heads(DUPLICATE, Messages.ALL);
    assertEquals(WARNING, Messages.less(DUPLICATE + WARNING, heads));
    assertEquals(DUPLICATE + WARNING, Messages.less(DUPLICATE + WARNING, Set.of()));
  }

  @Test
  void whatOneLinkSaysTwiceIsShownTwice() {
    String twice = WARNING + DUPLICATE + WARNING;
    assertEquals(twice, Messages.less(twice, Set.of()));
    assertEquals(DUPLICATE, Messages.less(twice, Set.of(WARNING)));
  }

  @Test
  void textWithoutAnEndOrAHeadStays() {
    assertEquals("cut", Messages.less("cut", Set.of()));
    assertEquals("\n>>> of nothing\n", Messages.less("\n>>> of nothing\n", Set.of()));
    assertEquals("", Messages.less("", Set.of()));
  }
}
