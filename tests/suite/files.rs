//! Which files are read: those of the project and those that are named, plain ones of a sane size, and nothing
//! that a link or a path of the project leads to elsewhere.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const NORMAL: &str = "profile: normal\nstack: s\ncloud: {provider: aws, region: eu-west-1}\n\
    owners: {o: {name: O, contact: o@example.com}}\ncomponents:\n  \
    w: {kind: workers, owner: o, test: t, machine: m6g.medium, count: {min: 1, max: 3}}\n";
const LAUNCH: &str = "profile: launch\nextends: normal\n\
    window: {start: 2027-02-03T09:00:00+02:00, duration: 24h, ready: 40m}\ncomponents: {w: {count: x10}}\n";

/// What is in the environment of each run and nobody may see.
const SECRET: &str = "ghs_AbCdEf0123456789";

/// A project beside a folder that is none of its business.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    fs::create_dir_all(root.join("profiles")).unwrap();
    fs::create_dir_all(root.join("templates")).unwrap();
    fs::create_dir_all(root.join("account")).unwrap();
    fs::create_dir_all(root.join("prices/aws")).unwrap();
    fs::create_dir(folder.path().join("outside")).unwrap();
    fs::write(root.join("profiles/normal.yaml"), NORMAL).unwrap();
    fs::write(root.join("profiles/launch.yaml"), LAUNCH).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let start = Instant::now();
    let output: Output = Command::new(env!("CARGO_BIN_EXE_scaleprof"))
        .current_dir(folder.join("project"))
        .env("GITHUB_TOKEN", SECRET)
        .args(arguments)
        .output()
        .unwrap();
    assert!(start.elapsed() < Duration::from_secs(20), "{arguments:?} waits");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert!(!said.contains(SECRET), "{arguments:?} shows a token: {said}");
    (output.status.code(), said)
}

/// A command is refused, and names the file.
fn refused(folder: &Path, arguments: &[&str], name: &str, why: &str) {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, Some(2), "{arguments:?}: {said}");
    assert!(said.contains(name) && said.contains(why), "{arguments:?}: {said}");
}

const COMMENT: &[&str] =
    &["comment", "github", "normal", "launch", "--dry-run", "--repo", "o/r", "--pr", "1"];
const DIFF: &[&str] = &["diff", "normal", "launch"];
const OUT: &str = "leads out of the project";

#[test]
fn a_template_that_is_a_link_to_the_environment_is_refused() {
    let folder = project();
    let link = folder.path().join("project/templates/diff.md.j2");
    symlink("/proc/self/environ", &link).unwrap();
    refused(folder.path(), COMMENT, "templates/diff.md.j2", OUT);
}

#[test]
fn no_file_and_no_folder_of_a_project_leads_out_of_it() {
    let linked = [
        ("templates/quota-request.md.j2", "{{ profile }}", &["build", "launch"][..]),
        ("profiles/other.yaml", NORMAL, &["check"]),
        ("prices/own.yaml", "prices: []\n", DIFF),
        ("prices/aws/eu-west-1.csv", "x", DIFF),
        ("account/applied.json", "{\"Quotas\": []}", &["quotas", "launch"]),
        ("generated/profile.schema.json", "{}", &["build", "launch", "--check"]),
    ];
    for (path, text, command) in linked {
        // The file itself.
        let folder = project();
        let (link, target) = (folder.path().join("project").join(path), folder.path().join("outside/file"));
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        fs::write(&target, text).unwrap();
        symlink("../../outside/file".replacen("../", &"../".repeat(path.matches('/').count()), 1), &link)
            .unwrap();
        refused(folder.path(), command, path, OUT);
        // The folder that it is in.
        let folder = project();
        let above = folder.path().join("project").join(path).parent().unwrap().to_owned();
        let inside = folder.path().join("outside").join(Path::new(path).file_name().unwrap());
        fs::write(inside, text).unwrap();
        let _ = fs::remove_dir_all(&above);
        symlink(folder.path().join("outside"), &above).unwrap();
        refused(folder.path(), command, path.split('/').next().unwrap(), OUT);
    }
}

#[test]
fn nothing_is_written_outside_through_a_link() {
    let folder = project();
    symlink("../outside", folder.path().join("project/generated")).unwrap();
    refused(folder.path(), &["build", "launch"], "generated", OUT);
    assert_eq!(fs::read_dir(folder.path().join("outside")).unwrap().count(), 0);
}

#[test]
fn a_state_outside_is_named_on_the_command_line_or_not_read() {
    let folder = project();
    for (path, text) in [("outside/state", "{\"version\": 4, \"resources\": []}"), ("outside/secret", SECRET)]
    {
        fs::write(folder.path().join(path), text).unwrap();
    }
    for local in ["../../../outside/state", "../../../outside/secret"] {
        let text =
            NORMAL.replace("region: eu-west-1", &format!("region: eu-west-1, state: {{local: {local}}}"));
        fs::write(folder.path().join("project/profiles/normal.yaml"), text).unwrap();
        fs::create_dir_all(folder.path().join("project/generated/normal")).unwrap();
        refused(folder.path(), &["status"], "state", "outside the project");
    }
    let (code, said) = run(folder.path(), &["status", "--state", "../outside/state"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_link_that_stays_inside_is_fine() {
    let folder = project();
    let root = folder.path().join("project");
    fs::create_dir(root.join("shared")).unwrap();
    fs::rename(root.join("profiles/normal.yaml"), root.join("shared/normal.yaml")).unwrap();
    symlink("../shared/normal.yaml", root.join("profiles/normal.yaml")).unwrap();
    fs::write(root.join("shared/diff.md.j2"), "{{ from }} to {{ to }}\n").unwrap();
    fs::remove_dir(root.join("templates")).unwrap();
    symlink("shared", root.join("templates")).unwrap();
    let (code, said) = run(folder.path(), COMMENT);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("normal to launch"), "{said}");
    // The project itself may be reached over a link.
    symlink("project", folder.path().join("link")).unwrap();
    let (code, said) = run(folder.path(), &["-C", "../link", "build", "launch"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    for path in ["profiles/other.yaml", "templates/diff.md.j2", "prices/own.yaml", "account/a.json"] {
        let folder = project();
        let pipe = folder.path().join("project").join(path);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let command = if path.starts_with("account") { &["quotas", "launch"][..] } else { COMMENT };
        refused(folder.path(), command, path, "a pipe, a device or a socket");
        fs::remove_file(&pipe).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(&pipe).unwrap();
        refused(folder.path(), command, path, "a pipe, a device or a socket");
        fs::remove_file(&pipe).unwrap();
        symlink("nothing", &pipe).unwrap();
        refused(folder.path(), command, path, "not there");
        fs::remove_file(&pipe).unwrap();
        symlink(pipe.file_name().unwrap(), &pipe).unwrap();
        assert_eq!(run(folder.path(), command).0, Some(2));
    }
    let folder = project();
    for device in ["/dev/zero", "/dev/null", "/dev/tty", "/"] {
        assert_eq!(run(folder.path(), &["status", "--state", device]).0, Some(2), "{device}");
        assert_eq!(run(folder.path(), &["quotas", "launch", "--applied", device]).0, Some(2), "{device}");
    }
    refused(folder.path(), &["status", "--state", "/dev/zero"], "/dev/zero", "a pipe, a device or a socket");
}

#[test]
fn sizes_are_bounded() {
    let folder = project();
    let large = |path: &str, size: u64| {
        let file = fs::File::create(folder.path().join("project").join(path)).unwrap();
        file.set_len(size).unwrap();
    };
    for path in ["profiles/large.yaml", "templates/diff.md.j2", "prices/own.yaml", "prices/aws/eu-west-1.csv"]
    {
        large(path, (16 << 20) + 1);
        refused(folder.path(), COMMENT, path, "larger than 16 MiB");
        fs::remove_file(folder.path().join("project").join(path)).unwrap();
    }
    large("dump.json", (16 << 20) + 1);
    refused(
        folder.path(),
        &["quotas", "launch", "--applied", "dump.json"],
        "dump.json",
        "larger than 16 MiB",
    );
    large("state", (256 << 20) + 1);
    refused(folder.path(), &["status", "--state", "state"], "state", "larger than 256 MiB");
    let endless = Command::new("sh")
        .args([
            "-c",
            "head -c 300000000 /dev/zero | \"$0\" status --state -",
            env!("CARGO_BIN_EXE_scaleprof"),
        ])
        .current_dir(folder.path().join("project"))
        .output()
        .unwrap();
    let said = String::from_utf8(endless.stderr).unwrap();
    assert!(endless.status.code() == Some(2) && said.contains("larger than 256 MiB"), "{said}");
}
