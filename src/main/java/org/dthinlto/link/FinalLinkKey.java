package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.KeyWriter;
import org.dthinlto.cache.LocalResults;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;

/**
 * Makes what stands for the objects that the final link is about to read, and for their order: two
 * links of one line with the same key read the same, if their other inputs are the same as well.
 */
final class FinalLinkKey {

  private FinalLinkKey() {}

  /**
   * The key; {@link Digest#NONE} if not all of it is known.
   *
   * @param kept what is known of the jobs' results, by module ID
   * @param lost what was put into an object afterwards
   */
  static Digest of(
      Prepared prepared,
      Split split,
      Plan plan,
      Map<String, LocalResults.Kept> kept,
      List<ElfSymbols.Mention> lost,
      FileDigests digests)
      throws IOException {
    KeyWriter key = new KeyWriter("dthinlto-last-1");
    for (BackendJob job : plan.jobs()) {
      LocalResults.Kept result = kept.get(job.moduleId());
      if (result == null) {
        return Digest.NONE; // of a result that could not be kept
      }
      key.add(job.output());
      key.add(result.contents());
    }
    for (ElfSymbols.Mention mention : lost) {
      key.add(mention.toString());
    }
    for (String name : split.inLoadOrder()) {
      key.add(name);
      Candidate object = prepared.objects().get(name);
      if (object != null && !object.isBitcode()) {
        Slice content = object.content();
        key.add(digests.of(content.file(), content.offset(), content.size()));
      }
    }
    for (LineItem item : prepared.items()) {
      if (item instanceof LineItem.Library library && library.expanded()) {
        for (Candidate member : library.members()) {
          if (!member.isBitcode() && !split.selection().loaded().containsKey(member.linkName())) {
            Slice content = member.content(); // it stays lazy
            key.add(member.linkName());
            key.add(digests.of(content.file(), content.offset(), content.size()));
          }
        }
      }
    }
    if (Files.exists(split.merged())) {
      key.add("merged").add(Digest.of(split.merged()));
    }
    for (Path names : split.nameObjects()) {
      key.add("names").add(Digest.of(names));
    }
    return key.key();
  }
}
