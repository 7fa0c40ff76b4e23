//! The AWS provider as a process that many commands of Terraform share.
//!
//! Terraform starts a provider several times for each command, and before that reads all of its 700 MB to see that it is
//! the one of the lock file: two thirds of what a command costs here. `TF_REATTACH_PROVIDERS`, made for debuggers, names
//! one that runs already. It is configured anew by each command, so that two commands must not use it at a time.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

use crate::root::{PROVIDER, terraform_environment};

/// Ends the provider when nobody holds the other end of its input any more: also where the tests are killed.
const UNTIL_LET_GO: &str = "\"$0\" -debug & provider=$!; read -r _; kill -9 \"$provider\"";

/// What it says before the value of the variable, and after it.
const BEFORE: &str = "TF_REATTACH_PROVIDERS='";
const AFTER: char = '\'';

/// Runs until it is dropped.
pub(crate) struct Provider {
    shell: Child,
    attach: String,
    /// Held open, so that the provider can go on writing.
    said: BufReader<ChildStdout>,
    /// Where its socket is.
    _sockets: TempDir,
}

impl Provider {
    /// Starts it, in front of the cloud at this URL.
    pub(crate) fn start(program: &Path, cloud: Option<&str>) -> Self {
        let sockets = tempfile::tempdir().expect("a temporary directory");
        let mut shell = Command::new("sh");
        terraform_environment(&mut shell);
        shell.args(["-c", UNTIL_LET_GO]).arg(program).env("TMPDIR", sockets.path());
        // Otherwise it writes down each call.
        shell.envs([("TF_LOG_SDK", "off"), ("TF_LOG_PROVIDER", "off")]);
        if let Some(url) = cloud {
            shell.env("AWS_ENDPOINT_URL", url);
        }
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("a shell starts");
        let said = BufReader::new(shell.stdout.take().expect("it is piped"));
        // From here on it is ended whatever happens.
        let mut provider = Self { shell, attach: String::new(), said, _sockets: sockets };
        let mut so_far = String::new();
        loop {
            let before = so_far.len();
            provider.said.read_line(&mut so_far).expect("the provider writes text");
            let line = &so_far[before..];
            assert!(!line.is_empty(), "{} does not start:\n{so_far}", program.display());
            if let Some((_, value)) = line.split_once(BEFORE) {
                value.trim_end().trim_end_matches(AFTER).clone_into(&mut provider.attach);
                return provider;
            }
        }
    }

    /// Makes a command of Terraform use it.
    pub(crate) fn attach(&self, command: &mut Command) {
        command.env("TF_REATTACH_PROVIDERS", &self.attach);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // What the shell waits for.
        drop(self.shell.stdin.take());
        self.shell.wait().ok();
    }
}

/// The provider's program that `init` has installed in a folder.
pub(crate) fn program(folder: &Path) -> PathBuf {
    let mut path = folder.join(".terraform/providers").join(PROVIDER);
    // Version, platform, program: the folders hold one each.
    for level in ["version", "platform", "program"] {
        let entries = fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut paths = entries.map(|entry| entry.expect("it can be read").path());
        let is_program = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            level != "program" || name.starts_with("terraform-provider-")
        };
        path = paths.find(is_program).unwrap_or_else(|| panic!("{}: there is no {level}", path.display()));
    }
    // What is installed is a link to where it came from.
    path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
