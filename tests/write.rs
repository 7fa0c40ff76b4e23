//! What `build` promises of the disk: only files of its own are replaced, and whatever happens on the
//! way the tree is wholly old or wholly new.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "write/killed.rs"]
mod killed;
#[path = "write/program.rs"]
mod program;
#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use scaleprof::artifact::{Artifact, HEADER, Sink};
use scaleprof::emit::write::difference::Difference;
use scaleprof::emit::write::error::WriteError;
use scaleprof::emit::write::{compare, write, write_file};
use tempfile::TempDir;

/// A `.tf` file with the header.
fn file(path: &str, text: &str) -> Artifact {
    Artifact::new(path, format!("# {HEADER}\n{text}\n"))
}

/// A small build: a file, one in a folder, and one without a header.
fn small(text: &str) -> Vec<Artifact> {
    let request = Artifact::bare("quotas/requests/ec2.json", format!("{{\"a\": \"{text}\"}}\n"));
    vec![file("main.tf", text), file("quotas/main.tf", text), request]
}

/// Hands over these files.
fn handed(artifacts: &[Artifact]) -> impl Fn(&Sink<'_>) -> Result<(), WriteError> {
    move |out| {
        artifacts.iter().cloned().for_each(out);
        Ok(())
    }
}

/// A place for generated folders.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// `generated/normal`.
    fn tree(&self) -> PathBuf {
        self.folder.path().join("generated/normal")
    }

    fn path(&self, below: &str) -> PathBuf {
        self.tree().join(below)
    }

    /// Puts a file of the user's own there.
    fn put(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn write(&self, artifacts: &[Artifact]) -> Difference {
        write(&self.tree(), handed(artifacts), &|_| {}).unwrap()
    }

    /// The build is refused for these files, and nothing is changed by it.
    fn refuses(&self, artifacts: &[Artifact], names: &[&str]) {
        let before = snapshot(self.folder.path());
        for outcome in
            [compare(&self.tree(), handed(artifacts)), write(&self.tree(), handed(artifacts), &|_| {})]
        {
            match outcome {
                Err(WriteError::Foreign(found)) => assert_eq!(found, names),
                other => panic!("not refused: {other:?}"),
            }
        }
        assert_eq!(snapshot(self.folder.path()), before);
    }

    /// No staging folder is left.
    fn assert_clean(&self) {
        assert_eq!(leftovers(&self.folder.path().join("generated")), Vec::<String>::new());
    }
}

/// Everything below a folder: files with their bytes, links with their targets, folders.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let kind = path.symlink_metadata().unwrap().file_type();
        let what = if kind.is_symlink() {
            format!("-> {}", fs::read_link(&path).unwrap().display()).into_bytes()
        } else if kind.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            b"folder".to_vec()
        } else {
            fs::read(&path).unwrap()
        };
        out.insert(path.strip_prefix(folder).unwrap().to_owned(), what);
    }
    out
}

fn leftovers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".scaleprof-stage-")).collect()
}

#[test]
fn a_new_tree_holds_the_artifacts() {
    let place = Place::new();
    let artifacts = small("one");
    let difference = place.write(&artifacts);
    assert_eq!(difference.new, [".scaleprof", "main.tf", "quotas/main.tf", "quotas/requests/ec2.json"]);
    for artifact in &artifacts {
        assert_eq!(fs::read_to_string(place.path(&artifact.path)).unwrap(), artifact.text);
    }
    let listed = fs::read_to_string(place.path(".scaleprof")).unwrap();
    assert!(listed.ends_with("\nquotas/requests/ec2.json\n"), "{listed}");
    place.assert_clean();
}

#[test]
fn comparing_writes_nothing() {
    let place = Place::new();
    assert_eq!(compare(&place.tree(), handed(&small("one"))).unwrap().new.len(), 4);
    assert!(!place.tree().exists());
    place.write(&small("one"));
    let before = snapshot(place.folder.path());
    let difference = compare(&place.tree(), handed(&small("two"))).unwrap();
    assert_eq!(difference.changed, ["main.tf", "quotas/main.tf", "quotas/requests/ec2.json"]);
    assert_eq!(snapshot(place.folder.path()), before);
}

/// Terraform merges it into what is generated. It is the user's own also where it began as a copy of a generated file,
/// with scaleprof's header, and even where an earlier build's list names it.
#[test]
fn an_override_is_kept_byte_for_byte() {
    let place = Place::new();
    place.write(&small("one"));
    let copied = format!("# {HEADER}\nresource \"aws_lb\" \"api\" {{\n  idle_timeout = 120\r\n}}");
    let names = ["api_override.tf", "override.tf", "api_override.tf.json", "quotas/main_override.tf"];
    for name in names {
        place.put(name, &copied);
    }
    let listed = fs::read_to_string(place.path(".scaleprof")).unwrap();
    place.put(".scaleprof", &format!("{listed}api_override.tf\n"));
    for text in ["one", "two", "two"] {
        let compared = compare(&place.tree(), handed(&small(text))).unwrap();
        let written = place.write(&small(text));
        for difference in [compared, written] {
            assert!(difference.orphaned.is_empty(), "{:?}", difference.orphaned);
        }
        for name in names {
            assert_eq!(fs::read_to_string(place.path(name)).unwrap(), copied, "{name}");
        }
    }
    assert!(compare(&place.tree(), handed(&small("two"))).unwrap().is_empty());
    // One that Terraform reads as any other file, and that has the header, is what an earlier build has left.
    place.put("api-override.tf", &copied);
    place.write(&small("two"));
    assert!(!place.path("api-override.tf").exists());
}

#[cfg(unix)]
#[test]
fn an_unchanged_tree_is_not_touched() {
    use std::os::unix::fs::MetadataExt as _;
    let place = Place::new();
    place.write(&small("one"));
    let marks = || -> Vec<(u64, i64, i64)> {
        let paths = snapshot(&place.tree()).into_keys().map(|path| place.path(path.to_str().unwrap()));
        let data = paths.map(|path| path.metadata().unwrap());
        data.map(|data| (data.ino(), data.mtime(), data.mtime_nsec())).collect()
    };
    let before = marks();
    std::thread::sleep(Duration::from_millis(20));
    assert!(place.write(&small("one")).is_empty());
    assert_eq!(marks(), before);
}

#[test]
fn what_an_earlier_build_wrote_is_removed() {
    let place = Place::new();
    place.write(&small("one"));
    place.put("notes.md", "mine");
    let difference = place.write(&[file("other.tf", "one")]);
    assert_eq!(difference.orphaned, [".scaleprof", "main.tf", "quotas/main.tf", "quotas/requests/ec2.json"]);
    let left: Vec<PathBuf> = snapshot(&place.tree()).into_keys().collect();
    assert_eq!(left, ["", "notes.md", "other.tf"].map(PathBuf::from));
}

#[test]
fn a_json_file_that_is_not_listed_is_the_users() {
    let place = Place::new();
    place.put("quotas/requests/ec2.json", "{}");
    place.refuses(&small("one"), &["quotas/requests/ec2.json"]);
    // A list without the header lists nothing.
    place.put(".scaleprof", "quotas/requests/ec2.json\n");
    place.refuses(&small("one"), &[".scaleprof", "quotas/requests/ec2.json"]);
}

#[cfg(unix)]
#[test]
fn foreign_files_are_kept() {
    let place = Place::new();
    place.write(&small("one"));
    let foreign = [
        "mine.tf",
        "terraform.tfstate",
        ".terraform.lock.hcl",
        ".terraform/providers/aws/provider",
        ".terraform/.terraform.lock.hcl",
        "quotas/.terraform/providers/aws/provider",
        "quotas/.terraform.lock.hcl",
        "quotas/requests/mine.json",
        "modules/web/main.tf",
        "modules/.terraform/terraform.tfstate",
        "\u{fc}.txt",
    ];
    for path in foreign {
        place.put(path, &format!("mine: {path}"));
    }
    // Even with scaleprof's header, what Terraform keeps is not looked into.
    place.put(".terraform/modules/copy.tf", &format!("# {HEADER}\n"));
    place.put("quotas/.terraform/modules/copy.tf", &format!("# {HEADER}\n"));
    fs::write(place.folder.path().join("outside"), "outside").unwrap();
    let link = |target: &str, at: &str| std::os::unix::fs::symlink(target, place.path(at)).unwrap();
    link("../../outside", "link");
    link("nowhere", "dangling");
    link("modules", "folder");
    link("../../../outside", "quotas/.terraform/link");
    let before = snapshot(place.folder.path());
    for text in ["two", "three"] {
        place.write(&small(text));
        let mut after = snapshot(place.folder.path());
        let mut expected = before.clone();
        for path in ["main.tf", "quotas/main.tf", "quotas/requests/ec2.json"] {
            let path = Path::new("generated/normal").join(path);
            let own = after.remove(&path).unwrap();
            assert!(String::from_utf8(own).unwrap().contains(text));
            expected.remove(&path);
        }
        assert_eq!(after, expected);
    }
    place.assert_clean();
}

#[cfg(unix)]
#[test]
fn what_is_in_the_way_is_refused_by_name() {
    let place = Place::new();
    place.put("main.tf", "resource \"a\" \"b\" {}\n");
    place.put("quotas/main.tf", "mine");
    place.refuses(&small("one"), &["main.tf", "quotas/main.tf"]);

    let place = Place::new();
    place.put("main.tf/file", "mine");
    place.refuses(&small("one"), &["main.tf"]);

    let place = Place::new();
    place.put("quotas", "a file where a folder is needed");
    place.refuses(&small("one"), &["quotas"]);

    let place = Place::new();
    place.put("elsewhere/main.tf", "mine");
    std::os::unix::fs::symlink("elsewhere", place.path("quotas")).unwrap();
    std::os::unix::fs::symlink("elsewhere/main.tf", place.path("main.tf")).unwrap();
    place.refuses(&small("one"), &["main.tf", "quotas"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_refused() {
    let place = Place::new();
    let real = place.folder.path().join("real");
    fs::create_dir_all(&real).unwrap();
    fs::create_dir_all(place.tree().parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&real, place.tree()).unwrap();
    let before = snapshot(place.folder.path());
    for outcome in
        [compare(&place.tree(), handed(&small("one"))), write(&place.tree(), handed(&small("one")), &|_| {})]
    {
        assert!(matches!(outcome, Err(WriteError::Strange(_))), "{outcome:?}");
    }
    assert_eq!(snapshot(place.folder.path()), before);
}

#[test]
fn an_error_leaves_the_old_tree() {
    // The parent is a file.
    let place = Place::new();
    fs::write(place.folder.path().join("generated"), "a file").unwrap();
    let before = snapshot(place.folder.path());
    assert!(matches!(write(&place.tree(), handed(&small("one")), &|_| {}), Err(WriteError::Io(..))));
    assert_eq!(snapshot(place.folder.path()), before);

    // A file that the disk refuses, after others are staged already.
    let place = Place::new();
    place.write(&small("one"));
    place.put("mine.tf", "mine");
    let before = snapshot(place.folder.path());
    let mut artifacts = small("two");
    artifacts.push(file(&"z".repeat(300), "a name that is too long"));
    assert!(matches!(write(&place.tree(), handed(&artifacts), &|_| {}), Err(WriteError::Io(..))));
    assert_eq!(snapshot(place.folder.path()), before);
}

#[test]
fn one_file_is_replaced_only_if_it_is_scaleprofs() {
    let place = Place::new();
    let path = place.folder.path().join("a/b/schema.json");
    let text = format!("{{\"$comment\": \"{HEADER}\"}}\n");
    assert!(write_file(&path, &text, &|_| {}).unwrap());
    assert!(!write_file(&path, &text, &|_| {}).unwrap());
    let longer = format!("{text}\n");
    assert!(write_file(&path, &longer, &|_| {}).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), longer);
    fs::write(&path, "mine").unwrap();
    assert!(matches!(write_file(&path, &text, &|_| {}), Err(WriteError::Foreign(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(leftovers(path.parent().unwrap()), Vec::<String>::new());
}

/// Lines that a build says while it writes.
fn said(place: &Place, artifacts: &[Artifact]) -> Vec<String> {
    let said = std::cell::RefCell::new(Vec::new());
    write(&place.tree(), handed(artifacts), &|line| said.borrow_mut().push(line.to_owned())).unwrap();
    let mut said = said.into_inner();
    said.sort();
    said
}

#[test]
fn leftovers_of_a_killed_run_are_removed_and_named() {
    let place = Place::new();
    place.write(&small("one"));
    let header = format!("# {HEADER}\n");
    place.put("../.scaleprof-stage-a/.scaleprof", &header);
    place.put("../.scaleprof-stage-a/new/main.tf", "half");
    place.put("../.scaleprof-stage-b", &format!("{{\"$comment\": \"{HEADER}\", half a file"));
    // Killed before anything stood in them.
    place.put("../.scaleprof-stage-c", "");
    place.put("../.scaleprof-stage-d/.scaleprof", "");
    fs::create_dir(place.path("../.scaleprof-stage-e")).unwrap();
    let lines = said(&place, &small("one"));
    assert_eq!(lines.len(), 5);
    for (line, name) in lines.iter().zip(["a", "b", "c", "d", "e"]) {
        assert!(line.starts_with("removed what a build that did not end has left: "), "{line}");
        assert!(line.ends_with(&format!("generated/.scaleprof-stage-{name}")), "{line}");
    }
    place.assert_clean();
    assert!(said(&place, &small("one")).is_empty());
}

/// A name like that of a staging folder is no proof that scaleprof made it.
#[cfg(unix)]
#[test]
fn what_has_a_stages_name_and_no_header_stays() {
    let place = Place::new();
    place.write(&small("one"));
    place.put("../.scaleprof-stage-a/new/main.tf", "mine");
    place.put("../.scaleprof-stage-b", "mine");
    place.put("../.scaleprof-stage-c/.scaleprof", "mine");
    place.put("../.scaleprof-stage-d/old/launch/terraform.tfstate", "mine");
    let outside = place.folder.path().join("outside");
    fs::create_dir_all(outside.join("old/sale")).unwrap();
    fs::write(outside.join(".scaleprof"), format!("# {HEADER}\n")).unwrap();
    std::os::unix::fs::symlink(&outside, place.path("../.scaleprof-stage-e")).unwrap();
    // What is ours goes, but a link in it is not followed.
    place.put("../.scaleprof-stage-f/.scaleprof", &format!("# {HEADER}\n"));
    std::os::unix::fs::symlink(outside.join("old"), place.path("../.scaleprof-stage-f/old")).unwrap();
    let before = snapshot(place.folder.path());
    let lines = said(&place, &small("one"));
    assert_eq!(lines.len(), 6);
    let left = "left alone, for it is not scaleprof's: ";
    assert!(lines[..5].iter().all(|line| line.starts_with(left)), "{lines:?}");
    assert!(lines[5].ends_with("generated/.scaleprof-stage-f"), "{lines:?}");
    let mut expected = before;
    expected.retain(|path, _| !path.starts_with("generated/.scaleprof-stage-f"));
    assert_eq!(snapshot(place.folder.path()), expected);
}

/// Where two folders cannot be exchanged in one step, a run may die between the two.
#[test]
fn an_old_tree_that_was_set_aside_comes_back() {
    let place = Place::new();
    place.write(&small("one"));
    place.put("terraform.tfstate", "mine");
    let stage = place.path("../.scaleprof-stage-abc/old");
    fs::create_dir_all(&stage).unwrap();
    fs::write(stage.with_file_name(".scaleprof"), format!("# {HEADER}\n")).unwrap();
    fs::rename(place.tree(), stage.join("normal")).unwrap();
    let lines = said(&place, &small("two"));
    assert!(lines[0].starts_with("put back, for a build did not end: ") && lines.len() == 2, "{lines:?}");
    assert_eq!(fs::read_to_string(place.path("terraform.tfstate")).unwrap(), "mine");
    place.assert_clean();
}
