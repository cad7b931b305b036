package org.dthinlto.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.cache.RecordReader;
import org.dthinlto.cache.RecordWriter;

/**
 * What the last link of one output read, wrote and said: all that it takes to see that another one
 * would do the same, and to see it without looking into any file.
 *
 * @param output the absolute path of the output
 * @param question what was to be done: words, folder, settings, environment
 * @param inputs all files that the link read, the programs that it ran among them
 * @param absent paths at which it looked for files and found none
 * @param outputs all files that it wrote for the user
 * @param printed what went to standard output
 * @param said what went to standard error
 * @param notCarriedOver options that the backends went without
 * @param modules bitcode modules among the inputs
 * @param jobs backend jobs
 * @param thin what the thin link came to
 * @param last stands for all that the final link read, whatever that was made of
 */
public record LinkRecord(
    String output,
    String question,
    List<Input> inputs,
    List<String> absent,
    List<Output> outputs,
    String printed,
    String said,
    List<String> notCarriedOver,
    int modules,
    int jobs,
    Thin thin,
    Digest last) {

  private static final String KIND = "dthinlto-link-1";

  public LinkRecord {
    inputs = List.copyOf(inputs);
    absent = List.copyOf(absent);
    outputs = List.copyOf(outputs);
    notCarriedOver = List.copyOf(notCarriedOver);
  }

  /**
   * A file that was read.
   *
   * @param path absolute
   * @param archive whether it is an archive of which only the members count
   * @param settled whether the same stamp means the same content
   * @param stamp as it was
   * @param content stands for what is in it
   */
  public record Input(
      String path, boolean archive, boolean settled, FileStamp stamp, Digest content) {}

  /**
   * A file that was written.
   *
   * @param path absolute
   * @param stamp as it was left
   * @param checksum of its bytes, if the stamp alone doesn't say enough; else 0
   */
  public record Output(String path, FileStamp stamp, long checksum) {}

  /**
   * What the thin link left, besides what jobs are known by.
   *
   * @param kept whether it can be used again
   * @param selected its list of modules
   * @param trace its standard output
   * @param said its standard error
   * @param merged the digest of the merged object, in hexadecimal; empty if there is none
   * @param jobs tells the history of jobs that belongs to it from others
   */
  public record Thin(
      boolean kept, String selected, String trace, String said, String merged, String jobs) {}

  /** It as bytes. */
  public byte[] bytes() {
    RecordWriter out = new RecordWriter(KIND);
    out.add(output).add(question).add(inputs.size());
    for (Input input : inputs) {
      out.add(input.path()).add((input.archive() ? 2 : 0) + (input.settled() ? 1 : 0));
      out.add(input.stamp()).add(input.content());
    }
    out.add(absent).add(outputs.size());
    for (Output output : outputs) {
      out.add(output.path()).add(output.stamp()).add(output.checksum());
    }
    out.add(printed).add(said).add(notCarriedOver).add(modules).add(jobs);
    out.add(thin.kept() ? 1 : 0).add(thin.selected()).add(thin.trace()).add(thin.said());
    return out.add(thin.merged()).add(thin.jobs()).add(last).bytes();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if the bytes are anything else
   */
  public static LinkRecord of(byte[] bytes) throws IOException {
    RecordReader in = new RecordReader(KIND, bytes);
    String output = in.text();
    String question = in.text();
    int count = in.count();
    List<Input> inputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String path = in.text();
      int bits = in.small();
      inputs.add(new Input(path, (bits & 2) != 0, (bits & 1) != 0, in.stamp(), in.digest()));
    }
    List<String> absent = in.texts();
    count = in.count();
    List<Output> outputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      outputs.add(new Output(in.text(), in.stamp(), in.number()));
    }
    String printed = in.text();
    String said = in.text();
    List<String> notCarriedOver = in.texts();
    int modules = in.small();
    int jobs = in.small();
    boolean kept = in.small() != 0;
    Thin thin = new Thin(kept, in.text(), in.text(), in.text(), in.text(), in.text());
    return new LinkRecord(
        output,
        question,
        inputs,
        absent,
        outputs,
        printed,
        said,
        notCarriedOver,
        modules,
        jobs,
        thin,
        in.digest());
  }

  /** The same with other outputs: their bytes are the same, their stamps are not. */
  public LinkRecord withOutputs(List<Output> others) {
    return new LinkRecord(
        output,
        question,
        inputs,
        absent,
        others,
        printed,
        said,
        notCarriedOver,
        modules,
        jobs,
        thin,
        last);
  }

  /** The same with other inputs: the contents are the same, the stamps are not. */
  public LinkRecord withInputs(List<Input> others) {
    return new LinkRecord(
        output,
        question,
        others,
        absent,
        outputs,
        printed,
        said,
        notCarriedOver,
        modules,
        jobs,
        thin,
        last);
  }
}
