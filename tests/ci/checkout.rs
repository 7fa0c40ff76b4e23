//! A checkout as CI has one, and a shell that runs what CI would run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// How a script ended, and all that it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub ok: bool,
    pub log: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn passes(&self) -> &Self {
        assert!(self.ok, "{}", self.log);
        self
    }

    #[track_caller]
    pub(crate) fn fails(&self) -> &Self {
        assert!(!self.ok, "{}", self.log);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.log.contains(text), "no `{text}` in\n{}", self.log);
        self
    }

    #[track_caller]
    pub(crate) fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.log.contains(text), "`{text}` in\n{}", self.log);
        self
    }
}

/// A repository with a project in it, whose `generated/` is fresh.
pub(crate) struct Checkout {
    all: TempDir,
    project: PathBuf,
}

impl Checkout {
    /// Without anything in it; the project is the repository.
    pub(crate) fn empty() -> Self {
        let all = tempfile::tempdir().unwrap();
        let checkout = Self { project: all.path().join("repository"), all };
        fs::create_dir(checkout.scratch()).unwrap();
        fs::create_dir(&checkout.project).unwrap();
        checkout
    }

    /// With its project in a folder of the repository; `.` is the repository itself.
    pub(crate) fn new(folder: &str) -> Self {
        let all = tempfile::tempdir().unwrap();
        let checkout = Self { project: all.path().join("repository").join(folder), all };
        fs::create_dir(checkout.scratch()).unwrap();
        for (name, text) in [
            ("normal", include_str!("profiles/normal.yaml")),
            ("launch", include_str!("profiles/launch.yaml")),
        ] {
            checkout.write(&format!("profiles/{name}.yaml"), text);
        }
        checkout.build(&[]);
        checkout
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> PathBuf {
        self.all.path().join("repository")
    }

    /// A folder beside the repository.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.all.path().join("scratch")
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.project.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Changes a file of the project.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.project.join(path)).unwrap();
        assert!(text.contains(from), "no `{from}` in {path}");
        self.write(path, &text.replace(from, to));
    }

    /// Builds both profiles.
    pub(crate) fn build(&self, options: &[&str]) {
        for profile in ["normal", "launch"] {
            let mut words = vec!["build", profile];
            words.extend(options);
            self.scaleprof(&words).passes();
        }
    }

    /// Runs scaleprof in the project.
    pub(crate) fn scaleprof(&self, words: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaleprof"));
        ran(command.args(words).current_dir(&self.project))
    }

    /// Runs a script at the root of the repository, with nothing in its environment but this.
    pub(crate) fn script(&self, script: &str, environment: &[(String, String)]) -> Ran {
        let file = self.scratch().join("script.sh");
        fs::write(&file, script).unwrap();
        let programs = Path::new(env!("CARGO_BIN_EXE_scaleprof")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(file).current_dir(self.root());
        command.env_clear().env("PATH", format!("{}:{path}", programs.display()));
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        ran(&mut command)
    }

    /// A program that notes what it is called with in `calls`, and prints a line.
    pub(crate) fn fake(&self, name: &str, line: &str) {
        let file = self.fakes().join(name);
        fs::create_dir_all(self.fakes()).unwrap();
        let text = format!("#!/bin/sh\necho {name} \"$@\" >> '{}'\necho '{line}'\n", self.calls().display());
        fs::write(&file, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    /// Where fake programs are.
    pub(crate) fn fakes(&self) -> PathBuf {
        self.scratch().join("fakes")
    }

    /// What fake programs were called with.
    pub(crate) fn calls(&self) -> PathBuf {
        self.scratch().join("calls")
    }

    /// Whether there is a file of this name anywhere.
    pub(crate) fn has(&self, name: &str) -> bool {
        let mut folders = vec![self.all.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_name() == name {
                    return true;
                }
                if entry.path().is_dir() {
                    folders.push(entry.path());
                }
            }
        }
        false
    }
}

fn ran(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let log = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ran { ok: output.status.success(), log: log.concat() }
}

/// Whether bash can read a script.
#[track_caller]
pub(crate) fn assert_syntax(script: &str) {
    let output = Command::new("bash").args(["-n", "-c", script]).output().unwrap();
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
}
