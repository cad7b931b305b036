package org.dthinlto.link;

import java.nio.file.Path;
import org.dthinlto.bitcode.BitcodeInfo;
import org.dthinlto.bitcode.Slice;

/**
 * The bitcode behind a module ID. Says where it is and how a native object of it would be called,
 * not what is done with it.
 *
 * @param id the module ID
 * @param content the bitcode: of a FatLTO object only that
 * @param wholeFile whether the content is all of its file, which can then be linked to
 * @param info what the bitcode says of itself
 * @param input the user's file, as the thin link opened it: an object or an archive
 * @param nativeName relative path of its native object, one for each module
 */
record ModuleFile(
    String id, Slice content, boolean wholeFile, BitcodeInfo info, Path input, String nativeName) {}
