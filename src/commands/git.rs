//! What git knows of a file: whether it has changes that are not committed, is ignored, and since when a line stands in
//! it.
//!
//! The program `git` is asked, and only for objects and names: `ls-tree`, `cat-file`, `rev-list`, `diff-tree`,
//! `check-ignore`, `blame`. A
//! repository's own configuration can name programs (a file system monitor, filters, converters, a pager, hooks); none
//! of these questions runs one, what they could run is switched off beside, and nothing is fetched. Whether a file has
//! changes is decided here, by its bytes.

mod history;
pub(in crate::commands) mod past;
mod running;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;

use crate::files::border::Border;
use crate::lookback::history::Version;
use crate::status::overdue::Since;
use running::{Ended, Running, Streams};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most that is read of an answer, in bytes.
const MOST: u64 = 64 << 20;

/// How many commits of a file are looked through.
const COMMITS: usize = 50;

/// What switches off every program that a configuration can name.
const SAFE: [&str; 9] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "core.untrackedCache=false",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "blame.ignoreRevsFile=",
];

/// A repository, asked through the program `git`.
#[derive(Debug)]
pub struct Git {
    program: PathBuf,
    top: PathBuf,
}

/// Why git does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no repository.
    NoRepository,
    /// There is no program `git` on the absolute folders of `PATH`.
    NoProgram,
    /// It failed, with what it said.
    Failed(String),
    /// It took too long, or said too much.
    Endless,
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRepository => f.write_str("this is no git repository"),
            Self::NoProgram => f.write_str("there is no git"),
            Self::Failed(said) => write!(f, "git says: {}", crate::shown::visible(said)),
            Self::Endless => f.write_str("git does not answer"),
        }
    }
}

impl std::error::Error for GitError {}

impl Git {
    /// The repository within a border.
    ///
    /// # Errors
    /// When there is none, or no git.
    pub fn of(border: &Border) -> Result<Self, GitError> {
        if !border.is_repository() {
            return Err(GitError::NoRepository);
        }
        let program = program().ok_or(GitError::NoProgram)?;
        Ok(Self { program, top: border.folder().to_owned() })
    }

    /// The text of a file as it was committed last. `None` where it was not, and in a repository without any commit.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn committed(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let Some(object) = self.object(path)? else { return Ok(None) };
        self.ask(&["cat-file", "blob", &object]).map(Some)
    }

    /// The last commits that changed a file, the newest first, each with the name that the file has in it: at most 50.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn followed(&self, path: &str) -> Result<Vec<(String, String)>, GitError> {
        let (mut all, mut path, mut from) = (Vec::new(), path.to_owned(), "HEAD".to_owned());
        loop {
            let found = self.commits_from(&from, COMMITS - all.len(), std::slice::from_ref(&path))?;
            let Some(first) = found.last().cloned() else { return Ok(all) };
            all.extend(found.into_iter().map(|commit| (commit, path.clone())));
            if all.len() >= COMMITS {
                return Ok(all);
            }
            let Some(before) = self.renamed(&first, &path)? else { return Ok(all) };
            (path, from) = (before, format!("{first}^"));
        }
    }

    fn commits_from(&self, from: &str, most: usize, paths: &[String]) -> Result<Vec<String>, GitError> {
        let count = format!("--max-count={most}");
        let mut arguments = vec!["rev-list", &count, from, "--"];
        arguments.extend(paths.iter().map(String::as_str));
        let told = self.ask(&arguments)?;
        Ok(String::from_utf8_lossy(&told).lines().map(str::to_owned).collect())
    }

    /// The name that a file had before a commit, if the commit has given it another one.
    fn renamed(&self, commit: &str, path: &str) -> Result<Option<String>, GitError> {
        let (before, filter) = (format!("{commit}^"), "--diff-filter=R");
        let all = ["diff-tree", "-r", "-z", "--name-status", "--find-renames", filter, &before, commit];
        // The first commit of all, or of a shallow clone, has none before it.
        let answer = self.run(&all)?;
        let told = String::from_utf8_lossy(&answer.out);
        let words: Vec<&str> = told.split('\0').collect();
        let of = words.chunks(3).find(|words| words.get(2) == Some(&path));
        Ok(of.filter(|_| answer.code == Some(0)).map(|words| words[1].to_owned()))
    }

    /// The texts that some files had together in the last commits that changed any of them, the newest first: at most 50. None of
    /// a file that was not there, or was no text.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn together(&self, paths: &[String]) -> Result<Vec<Vec<Option<String>>>, GitError> {
        let commits = self.commits_from("HEAD", COMMITS, paths)?;
        // A name with a line end in it is none that git can be asked for in a list.
        let plain = |path: &&String| !path.contains('\n');
        let names = |commit: &String| -> Vec<Version> {
            paths.iter().filter(plain).map(|path| format!("{commit}:{path}").into()).collect()
        };
        let asked: Vec<Version> = commits.iter().flat_map(names).collect();
        let mut texts: BTreeMap<Version, String> = BTreeMap::new();
        self.versions(&asked, &mut |version, text| drop(texts.insert(version.clone(), text)))?;
        let own = |commit: &String, path: &String| texts.get(&*format!("{commit}:{path}")).cloned();
        Ok(commits.iter().map(|commit| paths.iter().map(|path| own(commit, path)).collect()).collect())
    }

    /// Whether the clone lacks the commits before some.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.ask(&["rev-parse", "--is-shallow-repository"])?.trim_ascii() == b"true")
    }

    /// The text of a file in a commit; nothing where it has none, or none in UTF-8.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn text(&self, commit: &str, path: &str) -> Result<Option<String>, GitError> {
        let answer = self.run(&["cat-file", "blob", &format!("{commit}:{path}")])?;
        Ok(Some(answer.out).filter(|_| answer.code == Some(0)).and_then(|text| String::from_utf8(text).ok()))
    }

    /// The name of the object that holds the committed text of a file.
    fn object(&self, path: &str) -> Result<Option<String>, GitError> {
        let head = self.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
        if head.code != Some(0) {
            return Ok(None);
        }
        let listed = self.ask(&["ls-tree", "-z", "HEAD", "--", path])?;
        let listed = String::from_utf8_lossy(&listed);
        let entry =
            listed.split('\0').find_map(|entry| entry.split_once('\t').filter(|(_, name)| *name == path));
        let mut words = entry.map_or("", |(object, _)| object).split(' ').skip(1);
        Ok(words.next().filter(|sort| *sort == "blob").and(words.next()).map(str::to_owned))
    }

    /// Those of some paths that a commit would leave out.
    ///
    /// # Errors
    /// When git does not answer.
    pub fn ignored<'a>(&self, paths: &[&'a str]) -> Result<BTreeSet<&'a str>, GitError> {
        let mut ignored = BTreeSet::new();
        for path in paths {
            // A name that starts with a dot has no magic.
            match self.run(&["check-ignore", "--quiet", "--", &format!("./{path}")])? {
                Answer { code: Some(0), .. } => drop(ignored.insert(*path)),
                Answer { code: Some(1), .. } => {}
                other => return Err(other.failure()),
            }
        }
        Ok(ignored)
    }

    /// Since when a line of the committed text stands in a file, whatever was done to its spaces.
    ///
    /// # Errors
    /// When git does not answer, or does not have the line.
    pub fn since(&self, path: &str, line: usize) -> Result<Since, GitError> {
        let lines = format!("{line},{line}");
        let told = self.ask(&[
            "blame",
            "--porcelain",
            "--root",
            "--no-textconv",
            "-w",
            "-L",
            &lines,
            "HEAD",
            "--",
            path,
        ])?;
        let told = String::from_utf8_lossy(&told);
        let commit = told.split(' ').next().unwrap_or_default();
        let field = |name: &str| told.lines().find_map(|line| line.strip_prefix(name));
        let seconds = field("committer-time ").and_then(|seconds| seconds.parse().ok());
        let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let time = time.ok_or_else(|| GitError::Failed(format!("no time for line {line}")))?;
        Ok(Since { time, at_least: self.is_edge(commit)? })
    }

    /// Whether the clone does not have the commits before this one.
    fn is_edge(&self, commit: &str) -> Result<bool, GitError> {
        if !self.is_shallow()? {
            return Ok(false);
        }
        // Git takes the first commits of a shallow clone for ones without parents; what they say themselves is kept.
        let whole = self.ask(&["cat-file", "commit", commit])?;
        let head = whole.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
        let parents: Vec<_> = head.filter_map(|line| line.strip_prefix(b"parent ")).collect();
        for parent in parents {
            let parent = String::from_utf8_lossy(parent);
            let known = self.run(&["cat-file", "-e", &format!("{parent}^{{commit}}")])?;
            if known.code != Some(0) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let answer = self.run(arguments)?;
        if answer.code == Some(0) { Ok(answer.out) } else { Err(answer.failure()) }
    }

    fn run(&self, arguments: &[&str]) -> Result<Answer, GitError> {
        let child = self.command(arguments).spawn();
        finished(child.map_err(|error| GitError::Failed(error.to_string()))?)
    }

    /// The program with arguments, and with nothing that could steer it.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.top).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Only what git needs to find itself and who asks, never what could steer it.
        let kept = ["PATH", "HOME", "USERPROFILE", "SystemRoot", "XDG_CONFIG_HOME", "TMPDIR"];
        let kept: Vec<_> =
            kept.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))).collect();
        command.env_clear().envs(kept);
        command.envs([
            ("LC_ALL", "C"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_ATTR_NOSYSTEM", "1"),
            ("GIT_PAGER", "cat"),
        ]);
        // `check-ignore` takes names only, and refuses to be told so.
        if arguments.first() != Some(&"check-ignore") {
            command.env("GIT_LITERAL_PATHSPECS", "1");
        }
        command.arg("--no-pager").args(SAFE.iter().flat_map(|setting| ["-c", setting])).args(arguments);
        command
    }
}

/// Whether two texts are the same but for the line ends, which git may change on the way to disk.
#[must_use]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let plain = |text: &[u8]| -> Vec<u8> {
        let bytes = text.iter().enumerate();
        bytes
            .filter(|(at, byte)| **byte != b'\r' || text.get(at + 1) != Some(&b'\n'))
            .map(|(_, byte)| *byte)
            .collect()
    };
    one == other || plain(one) == plain(other)
}

/// What git has said.
struct Answer {
    code: Option<i32>,
    out: Vec<u8>,
    error: Vec<u8>,
}

impl Answer {
    fn failure(&self) -> GitError {
        let said = String::from_utf8_lossy(&self.error);
        GitError::Failed(said.lines().next().unwrap_or("nothing").trim_start_matches("fatal: ").to_owned())
    }
}

/// Reads what a program says, up to a limit and for a while; then it is ended.
fn finished(child: Child) -> Result<Answer, GitError> {
    let running = Running::of(child, PATIENCE);
    let Streams { out, error, .. } = running.streams();
    let read = |from: Option<&mut dyn Read>| {
        let mut bytes = Vec::new();
        let whole = from.is_none_or(|from| from.take(MOST + 1).read_to_end(&mut bytes).is_ok());
        (whole && bytes.len() as u64 <= MOST).then_some(bytes)
    };
    // Git says little where it fails, and its errors fit into the pipe while the answer is read. What is not read to its end is
    // closed, so that git ends.
    let (out, error) = {
        let (mut out, mut error) = (out, error);
        (read(out.as_mut().map(|out| out as _)), read(error.as_mut().map(|error| error as _)))
    };
    let ended = running.wait().map_err(|error| GitError::Failed(error.to_string()))?;
    match (out, error, ended) {
        (Some(out), Some(error), Ended { status, late: false }) => {
            Ok(Answer { code: status.code(), out, error })
        }
        _ => Err(GitError::Endless),
    }
}

/// The program, in the absolute folders of `PATH`: none that depends on where the user stands.
fn program() -> Option<PathBuf> {
    let name = if cfg!(windows) { "git.exe" } else { "git" };
    let path = std::env::var_os("PATH")?;
    find(&path, name)
}

fn find(path: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(is_file)
}

fn is_file(path: &PathBuf) -> bool {
    Path::new(path).metadata().is_ok_and(|data| data.is_file())
}
