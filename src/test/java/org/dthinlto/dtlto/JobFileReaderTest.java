package org.dthinlto.dtlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job files as lld writes them, as it may write them one day, and such as it never would. */
final class JobFileReaderTest {

  private static final String JOB =
      "{'args':['a.o','-o','n.o'],'inputs':['a.o','i.bc'],'outputs':['n.o']}";

  @TempDir Path folder;

  private JobFile read(String json) throws IOException {
    Path file = folder.resolve("jobs.json");
    Files.writeString(file, json.replace('\'', '"'));
    return JobFileReader.read(file);
  }

  private void fails(String json, String why) {
    IOException e = assertThrows(IOException.class, () -> read(json));
    String text = e.getMessage();
    assertTrue(text.startsWith("'" + folder.resolve("jobs.json") + "': "), text);
    assertTrue(text.contains(why), text);
  }

  @Test
  void allThatLldWrites() throws Exception {
    JobFile file =
        read(
            "{'common':{'linker_output':'out/p','args':['clang','-c'],'inputs':['x.prof']},"
                + "'jobs':["
                + JOB
                + "]}");
    assertEquals("out/p", file.linkerOutput());
    assertEquals(List.of("clang", "-c"), file.args());
    assertEquals(List.of("x.prof"), file.inputs());
    assertEquals(
        List.of(
            new JobFile.Job(List.of("a.o", "-o", "n.o"), List.of("a.o", "i.bc"), List.of("n.o"))),
        file.jobs());
  }

  @Test
  void jobsBeforeWhatIsCommon_andFieldsThatNobodyKnows() throws Exception {
    JobFile file =
        read(
            "{'version':{'a':[1,{'b':2}]},'jobs':[{'later':[[1]],"
                + JOB.substring(1)
                + "],'common':{'more':{},'args':['clang']},'end':null}");
    assertEquals(1, file.jobs().size());
    assertEquals("", file.linkerOutput());
    assertEquals(List.of("clang"), file.args());
  }

  @Test
  void noJobs() throws Exception {
    assertEquals(List.of(), read("{'common':{},'jobs':[]}").jobs());
  }

  @Test
  void escapedNames() throws Exception {
    JobFile file = read("{'common':{'args':['c'],'linker_output':'\\u00fc\\\\ \\n'},'jobs':[]}");
    assertEquals("\u00fc\\ \n", file.linkerOutput());
  }

  @Test
  void whatIsNoJson() {
    fails("", "begins with no object");
    fails("[]", "begins with no object");
    fails("{'jobs':[", "is no JSON, line 1, column ");
    fails("{'jobs':\n x}", "is no JSON, line 2, column ");
  }

  @Test
  void whatIsNoJobFile() {
    fails("{'common':{'args':['c']}}", "it has no 'jobs'");
    fails("{'common':[],'jobs':[]}", "'common' is no object");
    fails("{'common':{'args':['c',1]},'jobs':[]}", "'common.args[1]' is no string");
    fails("{'common':{'linker_output':1},'jobs':[]}", "'common.linker_output' is no string");
    fails("{'jobs':{}}", "'jobs' is no array");
    fails("{'jobs':['x']}", "'jobs[0]' is no object");
    fails("{'jobs':[" + JOB + "]}", "it names no compiler in 'common.args'");
    fails("{'jobs':[" + JOB + "," + JOB + "]}", "it has two jobs that write 'n.o'");
    for (String field : List.of("args", "inputs", "outputs")) {
      fails(
          "{'jobs':[" + JOB + "," + JOB.replace(field, "nothing").replace("n.o", "m.o") + "]}",
          "it has no 'jobs[1]." + field + "'");
      fails(
          "{'jobs':[" + JOB.replaceFirst("'" + field + "':", "'" + field + "':3,'x':") + "]}",
          "'jobs[0]." + field + "' is no array");
    }
  }

  @Test
  void fileThatIsMissing() {
    assertThrows(
        NoSuchFileException.class, () -> JobFileReader.read(folder.resolve("no-such.json")));
  }
}
