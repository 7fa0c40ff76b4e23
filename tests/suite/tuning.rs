//! Patches of existing Terraform, and what git says of its files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::skip;

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scaleprof::commands::git::{Git, GitError};
use scaleprof::existing::edit::change::{Change, Literal};
use scaleprof::files::border::Border;
use scaleprof::tuning::patch::patch;
use scaleprof::tuning::rewrite::Rewrite;
use tempfile::TempDir;

fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "git {arguments:?}: {said}");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// A repository with these files committed. Where there is no git the test is skipped.
fn repository(files: &[(&str, &str)]) -> Option<(TempDir, Border)> {
    if Command::new("git").arg("--version").output().is_err() {
        return skip::skip("there is no git on PATH");
    }
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    if !files.is_empty() {
        git(folder.path(), &["add", "--all"]);
        git(folder.path(), &["commit", "--quiet", "--message=first"]);
    }
    let border = Border::around(folder.path()).unwrap();
    Some((folder, border))
}

fn number(number: i64) -> Literal {
    Literal::Number(number.into())
}

/// Another number in the place of the first `old`.
fn change(text: &str, old: i64, new: i64) -> Change {
    let start = text.find(&format!("= {old}")).unwrap() + 2;
    Change::Replace { at: start..start + old.to_string().len(), old: number(old), new: number(new) }
}

#[test]
fn git_applies_a_patch_there_and_back() {
    let lines: Vec<String> = (0..40).map(|at| format!("key{at:02} = {at} # é\n")).collect();
    let long = lines.concat();
    let files = [
        ("main.tf", long.as_str()),
        ("env/crlf.tfvars", "a = 1\r\nb = 22\r\nc = 3"),
        ("env/with space.tfvars", "a = 7"),
        ("env/\"é\".tfvars", "a = 8\n"),
        ("env/same.tfvars", "a = 9\n"),
    ];
    let Some((folder, _)) = repository(&files) else { return };
    git(folder.path(), &["config", "core.autocrlf", "false"]);
    let rewrites: Vec<Rewrite> = files
        .iter()
        .map(|(path, text)| {
            let changes = match *path {
                "main.tf" => vec![change(text, 1, 100), change(text, 5, 500), change(text, 33, 3)],
                "env/crlf.tfvars" => vec![change(text, 22, 2), change(text, 3, 4444)],
                "env/same.tfvars" => Vec::new(),
                _ => vec![change(text, if path.contains('é') { 8 } else { 7 }, 70)],
            };
            Rewrite::new(path, text, &changes).unwrap()
        })
        .collect();
    let there = patch(&rewrites);
    assert!(!there.contains("same.tfvars") && there.contains("\\ No newline at end of file"), "{there}");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &there).unwrap();
    let name = file.path().to_str().unwrap();
    git(folder.path(), &["apply", "--check", name]);
    git(folder.path(), &["apply", name]);
    for rewrite in &rewrites {
        assert_eq!(fs::read_to_string(folder.path().join(&rewrite.path)).unwrap(), rewrite.after);
    }
    git(folder.path(), &["apply", "--reverse", name]);
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
    // From a folder git applies what is in it.
    git(&folder.path().join("env"), &["apply", name]);
    for rewrite in &rewrites {
        let now = fs::read_to_string(folder.path().join(&rewrite.path)).unwrap();
        assert_eq!(now == rewrite.before, rewrite.path == "main.tf" || rewrite.path.contains("same"));
    }
    // The patch of the way back is another road.
    let swapped = |rewrite: &Rewrite| Rewrite {
        before: rewrite.after.clone(),
        after: rewrite.before.clone(),
        ..rewrite.clone()
    };
    let back: Vec<Rewrite> =
        rewrites.iter().filter(|rewrite| rewrite.path != "main.tf").map(swapped).collect();
    fs::write(file.path(), patch(&back)).unwrap();
    git(folder.path(), &["apply", name]);
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
}

#[test]
fn git_applies_the_patch_of_any_two_texts() {
    let Some((folder, _)) = repository(&[]) else { return };
    git(folder.path(), &["config", "core.autocrlf", "false"]);
    let line = prop::sample::select(vec!["a\n", "b\n", "c\n", "\n", "d\r\n"]);
    let lines = prop::collection::vec(line, 1..30).prop_map(|lines| lines.concat());
    let text = (lines, any::<bool>()).prop_map(|(text, end)| if end { text } else { text + "z" });
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let run = runner.run(&(text.clone(), text), |(before, after)| {
        fs::write(folder.path().join("a.tf"), &before).unwrap();
        let rewrite = Rewrite::of("a.tf".to_owned(), before, after);
        if rewrite.before == rewrite.after {
            assert_eq!(patch(std::slice::from_ref(&rewrite)), "");
            return Ok(());
        }
        fs::write(folder.path().join("p"), patch(std::slice::from_ref(&rewrite))).unwrap();
        git(folder.path(), &["apply", "p"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.tf")).unwrap(), rewrite.after);
        Ok(())
    });
    run.unwrap();
}

#[test]
fn git_knows_what_is_committed_and_ignored() {
    let files = [(".gitignore", "*.auto.tfvars\n"), ("a b/é.tf", "a = 1\n")];
    let Some((folder, border)) = repository(&files) else { return };
    let git = Git::of(&border).unwrap();
    assert_eq!(git.committed("a b/é.tf").unwrap().unwrap(), b"a = 1\n");
    fs::write(folder.path().join("a b/é.tf"), "a = 2\n").unwrap();
    assert_eq!(git.committed("a b/é.tf").unwrap().unwrap(), b"a = 1\n");
    for none in ["none.tf", "a b", "*.tf", ":/a b"] {
        assert_eq!(git.committed(none).unwrap(), None, "{none}");
    }
    let paths = ["a b/é.tf", "x.auto.tfvars", "a b/y.auto.tfvars", "none.tf"];
    let ignored: Vec<&str> = git.ignored(&paths).unwrap().into_iter().collect();
    assert_eq!(ignored, ["a b/y.auto.tfvars", "x.auto.tfvars"]);
    let Some((_empty, border)) = repository(&[]) else { return };
    assert_eq!(Git::of(&border).unwrap().committed("a.tf").unwrap(), None);
}

#[test]
fn git_knows_since_when_a_line_stands() {
    let Some((folder, border)) = repository(&[("a.tf", "a = 1 # x\nb = 2 # y\n")]) else { return };
    let commit = |text: &str, time: &str| {
        fs::write(folder.path().join("a.tf"), text).unwrap();
        let dates = [("GIT_COMMITTER_DATE", time), ("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z")];
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let commit = ["commit", "--quiet", "--all", "--message=next"];
        let mut command = Command::new("git");
        assert!(
            command
                .args(identity)
                .args(commit)
                .envs(dates)
                .current_dir(folder.path())
                .status()
                .unwrap()
                .success()
        );
    };
    commit("a = 100 # x\nb = 2   # y\n", "2026-03-01T10:00:00Z");
    commit("a = 100 # x\nb = 200 # y\n", "2026-04-01T10:00:00Z");
    let own = Git::of(&border).unwrap();
    let since = own.since("a.tf", 1).unwrap();
    assert_eq!((since.time.to_string(), since.at_least), ("2026-03-01T10:00:00Z".to_owned(), false));
    assert_eq!(own.since("a.tf", 2).unwrap().time.to_string(), "2026-04-01T10:00:00Z");
    assert!(matches!(own.since("a.tf", 9), Err(GitError::Failed(_))));
    // A shallow clone does not know what was before.
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", folder.path().display());
    git(clones.path(), &["clone", "--quiet", "--depth=1", &from, "clone"]);
    let border = Border::around(&clones.path().join("clone")).unwrap();
    let shallow = Git::of(&border).unwrap();
    let since = shallow.since("a.tf", 1).unwrap();
    assert_eq!((since.time.to_string(), since.at_least), ("2026-04-01T10:00:00Z".to_owned(), true));
}

/// A repository that was unpacked from somewhere may bring a configuration that runs programs.
#[cfg(unix)]
#[test]
fn no_program_of_the_repository_is_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let files = [(".gitattributes", "*.tf diff=evil filter=evil\n"), ("a.tf", "a = 1\n")];
    let Some((folder, border)) = repository(&files) else { return };
    let trap = folder.path().join("trap");
    fs::write(&trap, format!("#!/bin/sh\ntouch {}/sprung\ncat\n", folder.path().display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(folder.path().join("hooks")).unwrap();
    for hook in ["post-index-change", "post-checkout", "reference-transaction"] {
        fs::copy(&trap, folder.path().join("hooks").join(hook)).unwrap();
    }
    let trap = trap.to_str().unwrap();
    for (key, value) in [
        ("core.fsmonitor", trap),
        ("core.pager", trap),
        ("pager.blame", trap),
        ("core.hooksPath", "hooks"),
        ("core.sshCommand", trap),
        ("core.editor", trap),
        ("diff.external", trap),
        ("diff.evil.textconv", trap),
        ("diff.evil.command", trap),
        ("filter.evil.clean", trap),
        ("filter.evil.smudge", trap),
        ("filter.evil.process", trap),
        ("gpg.program", trap),
        ("log.showSignature", "true"),
        ("alias.ls-tree", &format!("!{trap}")),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("ext::{trap}")),
        ("extensions.partialClone", "origin"),
    ] {
        git(folder.path(), &["config", key, value]);
    }
    fs::write(folder.path().join("a.tf"), "a = 2\n").unwrap();
    let own = Git::of(&border).unwrap();
    assert_eq!(own.committed("a.tf").unwrap().unwrap(), b"a = 1\n");
    assert!(own.ignored(&["a.tf"]).unwrap().is_empty());
    own.since("a.tf", 1).unwrap();
    assert!(!folder.path().join("sprung").exists(), "a program of the repository was run");
    // The trap itself works.
    let _ = Command::new("git").args(["blame", "HEAD", "--", "a.tf"]).current_dir(folder.path()).output();
    assert!(folder.path().join("sprung").exists());
}
