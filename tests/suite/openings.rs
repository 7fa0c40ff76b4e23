//! Files and the network are opened in a few places only, and lists are sorted in one. Clippy refuses the calls of
//! `clippy.toml` everywhere in the library and the binary; this holds which files are excepted, and that the refusal is in
//! force.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files that may call what is refused elsewhere, and what for.
const EXCEPTED: [(&str, &str); 4] = [
    ("src/commands/init/create.rs", "a new profile, which reads nothing"),
    ("src/commands/network.rs", "the HTTPS client"),
    ("src/files.rs", "what is read of a project"),
    ("src/order.rs", "the one sort"),
];

/// Adds the Rust files below a folder.
fn find(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn nothing_else_opens_a_file_or_a_connection() {
    let mut files = Vec::new();
    find(Path::new("src"), &mut files);
    // Tests read what they like.
    files.retain(|file| !file.ends_with("/tests.rs"));
    assert!(files.len() > 100, "{} files", files.len());
    let lifted: BTreeSet<String> = files
        .into_iter()
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap();
            // Any level but `deny`, however the attribute is broken over lines.
            let mentions = text.matches("clippy::disallowed_").count();
            mentions > text.matches("#![deny(clippy::disallowed_methods)]").count()
        })
        .collect();
    assert_eq!(lifted, EXCEPTED.map(|(file, _)| file.to_owned()).into());
}

#[test]
fn the_refusal_is_in_force_in_both_crates() {
    for root in ["src/lib.rs", "src/main.rs"] {
        assert!(
            fs::read_to_string(root).unwrap().contains("\n#![deny(clippy::disallowed_methods)]"),
            "{root}"
        );
    }
    let refused = fs::read_to_string("clippy.toml").unwrap();
    for call in ["std::fs::File::open", "std::net::TcpStream::connect", "ureq::Agent::config_builder"] {
        assert!(refused.contains(&format!("\"{call}\"")), "{call}");
    }
}
