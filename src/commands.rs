//! One file per command: read, call the stages, print. No logic of their own.

mod build;
mod check;
mod explain;
mod init;
mod quotas;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::cli::{Cli, Color, Command};
use crate::emit::template::{EMBEDDED, Templates};
use crate::project::Input;
use crate::quota::Applied;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to complain of.
    Clean,
    /// Findings, or something is stale.
    Findings,
}

/// Usage, or a file that cannot be read or written: said in one line.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Where a command reads and writes.
#[derive(Debug)]
pub(crate) struct Terminal {
    directory: PathBuf,
    color: Color,
}

/// Runs a command.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let terminal = Terminal { directory: cli.directory, color: cli.color };
    let outcome = match cli.command {
        Command::Init => init::run(&terminal),
        Command::Check { profiles, format, now, deny_warnings } => {
            check::run(&terminal, &profiles, format, now, deny_warnings)
        }
        Command::Build { profile, check, applied, now } => {
            build::run(&terminal, &profile, check, &applied.files, now)
        }
        Command::Quotas { profile, applied, format } => quotas::run(&terminal, &profile, &applied.files, format),
        Command::Explain { code } => explain::run(&terminal, code.as_deref()),
        Command::Schema => terminal.data(&crate::schema::text()),
        Command::Completions { shell } => completions(&terminal, shell),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(message)) => {
            terminal.talk(&format!("error: {message}\n"));
            ExitCode::from(2)
        }
    }
}

fn completions(terminal: &Terminal, shell: clap_complete::Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "scaleprof", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))
}

impl Terminal {
    /// Data, on stdout. A reader that has seen enough is no failure.
    fn data(&self, text: &str) -> Result<Outcome, Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(Outcome::Clean),
        }
    }

    /// Talk, on stderr. If nobody can hear it there is nobody to tell.
    fn talk(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn colored(&self, stream: &impl io::IsTerminal) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        }
    }

    fn colored_stdout(&self) -> bool {
        self.colored(&io::stdout())
    }

    fn colored_stderr(&self) -> bool {
        debug_assert!(io::stderr().is_terminal() || !io::stderr().is_terminal());
        self.colored(&io::stderr())
    }

    fn path(&self, below: &str) -> PathBuf {
        self.directory.join(below)
    }

    /// The profiles of the project, sorted by name.
    fn profiles(&self) -> Result<Vec<Input>, Failure> {
        let folder = self.path("profiles");
        let mut inputs = Vec::new();
        for path in files(&folder, &["yaml", "yml"])? {
            let bytes = fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            inputs.push(Input { path: format!("profiles/{name}"), bytes });
        }
        if inputs.is_empty() {
            let folder = folder.display();
            return Err(Failure(format!("there are no profiles in {folder}; `scaleprof init` writes two")));
        }
        let mut stems: Vec<&str> = inputs.iter().map(|input| crate::project::stem(&input.path)).collect();
        stems.sort_unstable();
        if let Some(twice) = stems.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Failure(format!("profiles/{0}.yaml and profiles/{0}.yml: keep one of them", twice[0])));
        }
        Ok(inputs)
    }

    /// The embedded templates with the user's own in their place.
    fn templates(&self) -> Result<Templates, Failure> {
        let mut own = BTreeMap::new();
        for (name, _) in EMBEDDED {
            let path = self.path(&format!("templates/{name}.j2"));
            match fs::read_to_string(&path) {
                Ok(text) => drop(own.insert((*name).to_owned(), text)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(cannot("read", &path, &error)),
            }
        }
        Ok(Templates::new(&own)?)
    }
}

/// The account's quotas from dumps, if any are given.
fn applied(files: &[PathBuf], region: &str) -> Result<Option<Applied>, Failure> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut applied = Applied::default();
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
        applied.add(&text, region).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    }
    Ok(Some(applied))
}

/// The files of a folder with one of these endings, sorted.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot("read", folder, &error)),
    };
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot("read", folder, &error))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| endings.contains(&ending)) && path.is_file() {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure(format!("cannot {what} {}: {error}", path.display()))
}

/// A profile that is not there.
fn no_such_profile<'a>(profile: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let hint = match crate::schema::closest(profile, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write profiles/{profile}.yaml"),
    };
    Failure(format!("there is no profile `{profile}`; {hint}"))
}

/// `1 file`, `2 files`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
