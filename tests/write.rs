//! What `build` promises of the disk: only files of its own are replaced, and whatever happens on the
//! way the tree is wholly old or wholly new.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use scaleprof::emit::write::{Difference, WriteError, compare, write, write_file};
use scaleprof::emit::{Artifact, HEADER};
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
        write(&self.tree(), artifacts).unwrap()
    }

    /// The build is refused for these files, and nothing is changed by it.
    fn refuses(&self, artifacts: &[Artifact], names: &[&str]) {
        let before = snapshot(self.folder.path());
        for outcome in [compare(&self.tree(), artifacts), write(&self.tree(), artifacts)] {
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
    assert_eq!(compare(&place.tree(), &small("one")).unwrap().new.len(), 4);
    assert!(!place.tree().exists());
    place.write(&small("one"));
    let before = snapshot(place.folder.path());
    let difference = compare(&place.tree(), &small("two")).unwrap();
    assert_eq!(difference.changed, ["main.tf", "quotas/main.tf", "quotas/requests/ec2.json"]);
    assert_eq!(snapshot(place.folder.path()), before);
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
    for outcome in [compare(&place.tree(), &small("one")), write(&place.tree(), &small("one"))] {
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
    assert!(matches!(write(&place.tree(), &small("one")), Err(WriteError::Io(..))));
    assert_eq!(snapshot(place.folder.path()), before);

    // A file that the disk refuses, after others are staged already.
    let place = Place::new();
    place.write(&small("one"));
    place.put("mine.tf", "mine");
    let before = snapshot(place.folder.path());
    let mut artifacts = small("two");
    artifacts.push(file(&"z".repeat(300), "a name that is too long"));
    assert!(matches!(write(&place.tree(), &artifacts), Err(WriteError::Io(..))));
    assert_eq!(snapshot(place.folder.path()), before);
}

#[test]
fn one_file_is_replaced_only_if_it_is_scaleprofs() {
    let place = Place::new();
    let path = place.folder.path().join("a/b/schema.json");
    let text = format!("{{\"$comment\": \"{HEADER}\"}}\n");
    assert!(write_file(&path, &text).unwrap());
    assert!(!write_file(&path, &text).unwrap());
    let longer = format!("{text}\n");
    assert!(write_file(&path, &longer).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), longer);
    fs::write(&path, "mine").unwrap();
    assert!(matches!(write_file(&path, &text), Err(WriteError::Foreign(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(leftovers(path.parent().unwrap()), Vec::<String>::new());
}

#[test]
fn leftovers_of_a_killed_run_are_removed() {
    let place = Place::new();
    place.write(&small("one"));
    place.put("../.scaleprof-stage-abc/new/main.tf", "half");
    place.put("../.scaleprof-stage-def", "half a file");
    assert!(place.write(&small("one")).is_empty());
    place.assert_clean();
}

/// Where two folders cannot be exchanged in one step, a run may die between the two.
#[test]
fn an_old_tree_that_was_set_aside_comes_back() {
    let place = Place::new();
    place.write(&small("one"));
    place.put("terraform.tfstate", "mine");
    let stage = place.path("../.scaleprof-stage-abc/old");
    fs::create_dir_all(&stage).unwrap();
    fs::rename(place.tree(), stage.join("normal")).unwrap();
    let difference = place.write(&small("two"));
    assert_eq!(difference.changed.len(), 3);
    assert_eq!(fs::read_to_string(place.path("terraform.tfstate")).unwrap(), "mine");
    place.assert_clean();
}

/// A project on disk with many components, for the program itself.
struct Big {
    folder: TempDir,
}

const COMPONENTS: usize = 300;

impl Big {
    fn new() -> Self {
        let big = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(big.folder.path().join("profiles")).unwrap();
        big.size(1);
        big
    }

    /// Writes the profile; `disk` tells its builds apart.
    fn size(&self, disk: u32) {
        let mut text =
            "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\ncomponents:\n".to_owned();
        for at in 0..COMPONENTS {
            let _ = writeln!(
                text,
                "  c{at}: {{kind: fleet, machine: m6g.large, count: {{min: 3, max: 3}}, disk: {{size: {}GiB}}}}",
                100 + disk,
            );
        }
        fs::write(self.folder.path().join("profiles/normal.yaml"), text).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        command.arg("-C").arg(self.folder.path()).args(["build", "normal"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn build(&self) -> Output {
        let output = self.command().stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn generated(&self) -> PathBuf {
        self.folder.path().join("generated")
    }

    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        snapshot(&self.generated().join("normal"))
    }
}

#[test]
fn a_killed_build_leaves_the_tree_old_or_new() {
    let big = Big::new();
    let started = Instant::now();
    big.build();
    let whole = started.elapsed();
    let mut old = big.tree();
    for round in 0..20_u32 {
        big.size(round + 2);
        let mut child = big.command().spawn().unwrap();
        // Spread over the whole run, and a little beyond.
        std::thread::sleep(whole.mul_f64(f64::from((round * 13) % 20) / 18.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = big.tree();
        big.build();
        let new = big.tree();
        assert_ne!(old, new);
        assert!(found == old || found == new, "round {round}: neither the old tree nor the new one");
        assert_eq!(leftovers(&big.generated()), Vec::<String>::new(), "round {round}");
        old = new;
    }
}

#[test]
fn builds_at_once_all_succeed() {
    let big = Big::new();
    for round in 2..5 {
        big.size(round);
        let mut children: Vec<_> =
            (0..4).map(|_| big.command().stderr(Stdio::piped()).spawn().unwrap()).collect();
        for child in children.drain(..) {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let found = big.tree();
        assert_eq!(leftovers(&big.generated()), Vec::<String>::new());
        fs::remove_dir_all(big.generated()).unwrap();
        big.build();
        assert_eq!(found, big.tree());
    }
}

/// A file that may not grow: the disk is full in the middle of a build.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_tree() {
    let big = Big::new();
    big.build();
    let before = snapshot(&big.generated());
    big.size(2);
    // Files of the stack have up to three KiB, those about quotas far more.
    for blocks in ["1", "2", "8", "16"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_scaleprof"), "-C"])
            .arg(big.folder.path())
            .args(["build", "normal"])
            .output()
            .unwrap();
        if output.status.success() {
            assert_ne!(snapshot(&big.generated()), before);
            return;
        }
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(snapshot(&big.generated()) == before, "{blocks} KiB: the tree has changed");
    }
}
