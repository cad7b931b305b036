//! Compiles the C++ library with clang, into an archive of bitcode. The crate `cc` does the same,
//! given CXX=clang++, AR=llvm-ar and CXXFLAGS=-flto=thin.

use std::{env, path::PathBuf, process::Command};

fn run(command: &mut Command) {
    let status = command.status().expect("can't be started");
    assert!(status.success(), "{:?} failed", command);
}

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let (object, archive) = (out.join("count.o"), out.join("libcxxcount.a"));
    run(Command::new("clang++")
        .args(["-O2", "-flto=thin", "-fPIC", "-c", "cc/count.cc", "-o"])
        .arg(&object));
    run(Command::new("llvm-ar").arg("rcs").arg(&archive).arg(&object));
    println!("cargo:rerun-if-changed=cc/count.cc");
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=cxxcount");
    println!("cargo:rustc-link-lib=stdc++");
}
