//! Whatever happens on the way, the files are all old or all new, or the error names those that are not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use std::cell::{Cell, RefCell};

use tempfile::TempDir;

use super::*;
use crate::existing::edit::change::{Change, Literal};

/// A border with three files, and a change of each.
fn three() -> (TempDir, Border, Vec<Rewrite>) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::create_dir(folder.path().join("env")).unwrap();
    let mut rewrites = Vec::new();
    for path in ["a.tf", "env/b.tfvars", "env/c.tf.json"] {
        let text = if path.ends_with("json") { "{\"a\": 3}" } else { "a = 3 # é\r\nb = 4" };
        let start = text.find('3').unwrap();
        let number = |number: i64| Literal::Number(number.into());
        let change = Change::Replace { at: start..start + 1, old: number(3), new: number(12) };
        fs::write(folder.path().join(path), text).unwrap();
        rewrites.push(Rewrite::new(path, text, &[change]).unwrap());
    }
    let border = Border::around(folder.path()).unwrap();
    (folder, border, rewrites)
}

fn holds_all(folder: &TempDir, rewrites: &[Rewrite], new: bool) {
    for rewrite in rewrites {
        let text = fs::read_to_string(folder.path().join(&rewrite.path)).unwrap();
        assert_eq!(&text, if new { &rewrite.after } else { &rewrite.before }, "{}", rewrite.path);
    }
    for below in [".", "env"] {
        let left = fs::read_dir(folder.path().join(below)).unwrap().flatten();
        let left: Vec<_> =
            left.filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGE)).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn all_files_are_written_with_their_permissions() {
    let (folder, border, rewrites) = three();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder.path().join("a.tf"), fs::Permissions::from_mode(0o640)).unwrap();
        write(&border, &rewrites, &|line| panic!("{line}")).unwrap();
        let mode = fs::metadata(folder.path().join("a.tf")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
    #[cfg(not(unix))]
    write(&border, &rewrites, &|line| panic!("{line}")).unwrap();
    holds_all(&folder, &rewrites, true);
    let lines: Vec<String> =
        rewrites.iter().flat_map(|rewrite| rewrite.lines().collect::<Vec<_>>()).collect();
    assert_eq!(lines, ["a.tf:1 3 -> 12", "env/b.tfvars:1 3 -> 12", "env/c.tf.json:1 3 -> 12"]);
}

#[test]
fn if_one_cannot_be_renamed_the_others_are_put_back() {
    for fails in 0..3 {
        let (folder, border, rewrites) = three();
        let renamed = Cell::new(0);
        let rename = |from: &Path, to: &Path| {
            renamed.set(renamed.get() + 1);
            if renamed.get() == fails + 1 { Err(io::Error::other("no room")) } else { fs::rename(from, to) }
        };
        let error = write_by(&border, &rewrites, &|line| panic!("{line}"), &rename).unwrap_err().to_string();
        assert_eq!(error, format!("{}: no room; nothing was changed", rewrites[fails].path));
        holds_all(&folder, &rewrites, false);
    }
}

#[test]
fn what_cannot_be_put_back_is_named() {
    let (folder, border, rewrites) = three();
    let renamed = Cell::new(0);
    let rename = |from: &Path, to: &Path| {
        renamed.set(renamed.get() + 1);
        if renamed.get() > 2 { Err(io::Error::other("no room")) } else { fs::rename(from, to) }
    };
    let error = write_by(&border, &rewrites, &|_| {}, &rename).unwrap_err().to_string();
    assert!(error.contains("could not be put back: a.tf, env/b.tfvars"), "{error}");
    assert_eq!(fs::read_to_string(folder.path().join("a.tf")).unwrap(), rewrites[0].after);
}

#[test]
fn a_file_that_is_not_what_was_read_stops_all() {
    type Spoil = fn(&Path);
    let cases: [(&str, Spoil); 4] = [
        ("it has changed since", |path| fs::write(path, "a = 5\n").unwrap()),
        ("it is read-only", |path| {
            let mut permissions = fs::metadata(path).unwrap().permissions();
            permissions.set_readonly(true);
            fs::set_permissions(path, permissions).unwrap();
        }),
        ("it is a link", |path| {
            fs::rename(path, path.with_extension("real")).unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(path.with_extension("real"), path).unwrap();
        }),
        ("nothing was changed", |path| fs::remove_file(path).unwrap()),
    ];
    for (why, spoil) in cases {
        let (folder, border, rewrites) = three();
        let path = folder.path().join("env/b.tfvars");
        spoil(&path);
        let error = write(&border, &rewrites, &|line| panic!("{line}")).unwrap_err().to_string();
        assert!(error.starts_with("env/b.tfvars: ") && error.contains(why), "{error}");
        for other in [&rewrites[0], &rewrites[2]] {
            assert_eq!(fs::read_to_string(folder.path().join(&other.path)).unwrap(), other.before);
        }
    }
}

#[test]
fn what_a_killed_build_has_left_is_found_and_said() {
    let (folder, border, rewrites) = three();
    let left = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    left("env/.scaleprof-edit-aaaaaa", &rewrites[1].after);
    left(".scaleprof-edit-bbbbbb", "somebody's own");
    let said = RefCell::new(Vec::new());
    write(&border, &rewrites, &|line| said.borrow_mut().push(line.to_owned())).unwrap();
    let said = said.into_inner();
    assert!(
        said.iter().any(|line| line.starts_with("removed") && line.ends_with("env/.scaleprof-edit-aaaaaa"))
    );
    assert!(
        said.iter().any(|line| line.contains(".scaleprof-edit-bbbbbb: look with `git diff`")),
        "{said:?}"
    );
    assert!(!folder.path().join("env/.scaleprof-edit-aaaaaa").exists());
    assert!(folder.path().join(".scaleprof-edit-bbbbbb").exists());
    fs::remove_file(folder.path().join(".scaleprof-edit-bbbbbb")).unwrap();
    holds_all(&folder, &rewrites, true);
}
