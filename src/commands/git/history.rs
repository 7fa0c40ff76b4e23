//! The history of a folder: the commits of the main line, what was merged into it, and the versions of files.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use super::running::{Ended, Running, Streams};
use super::{Git, GitError};
use crate::lookback::history::{At, Change, Landing, Merged, Message, Version};
use crate::lookback::says::temporary;
use crate::lookback::size::FileSort;
use crate::parallel::both;

/// How long the whole history may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// The most bytes that are read of a list of commits.
const MOST: u64 = 1 << 30;
/// The longest message that is kept, in bytes.
const LONGEST: usize = 16 << 10;
/// The largest version of a file that is read, in bytes.
const LARGEST: usize = 4 << 20;
/// How many commits git is asked about at once.
const AT_ONCE: usize = 500;

/// The names of the files whose versions are asked for.
const NAMES: [&str; 5] = ["*.tf", "*.tf.json", "*.tfvars", "*.tfvars.json", "*.hcl"];

/// The history of a folder.
#[derive(Debug)]
pub(in crate::commands) struct History {
    /// The commits of the line of first parents, the oldest first.
    pub landings: Vec<Landing>,
    /// Whether the clone lacks the commits before.
    pub shallow: bool,
}

/// A commit as it is listed.
struct Listed {
    parents: Vec<Arc<str>>,
    time: Timestamp,
    message: Message,
}

impl Git {
    /// The history of a folder of the repository, up to the commit that is checked out, and of some files of data.
    ///
    /// # Errors
    /// When git does not answer.
    pub(in crate::commands) fn history(&self, below: &str, data: &[String]) -> Result<History, GitError> {
        let head = self.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
        let shallow = self.is_shallow()?;
        let head: Arc<str> = String::from_utf8_lossy(head.out.trim_ascii()).into();
        if head.is_empty() {
            return Ok(History { landings: Vec::new(), shallow });
        }
        let mut paths = paths(below);
        paths.extend(data.iter().map(|path| format!(":(top,literal){path}")));
        let line = ["--full-history", "--first-parent", "HEAD"];
        let (changes, listed) = both(|| self.changes(&line, &paths), || self.listed());
        let (mut changes, mut listed) = (changes?, listed?);
        let mut line = Vec::new();
        let mut next = Some(head);
        let mut seen: HashSet<Arc<str>> = HashSet::new();
        while let Some(id) = next.take().filter(|id| listed.contains_key(id)) {
            if seen.insert(id.clone()) {
                next = listed.get(&id).and_then(|commit| commit.parents.first().cloned());
                line.push(id);
            }
        }
        line.reverse();
        let mut merged: HashMap<Arc<str>, Vec<Arc<str>>> = HashMap::new();
        for id in &line {
            let others = listed.get(id).map(|commit| commit.parents[1.min(commit.parents.len())..].to_vec());
            let found = of_merge(others.unwrap_or_default(), &listed, &mut seen);
            if !found.is_empty() && changes.contains_key(id) {
                merged.insert(id.clone(), found);
            }
        }
        let asked: Vec<&Arc<str>> = merged.values().flatten().collect();
        let mut own = HashMap::new();
        for some in asked.chunks(AT_ONCE) {
            let mut names = vec!["--no-walk=unsorted"];
            names.extend(some.iter().map(|id| &***id));
            own.extend(self.changes(&names, &paths)?);
        }
        let mut landings = Vec::new();
        for id in line {
            let merged = merged.remove(&id).unwrap_or_default().into_iter().filter_map(|id| {
                Some(Merged { message: listed.get(&id)?.message.clone(), changes: own.remove(&id)? })
            });
            let merged: Vec<Merged> = merged.collect();
            let changes = changes.remove(&id).unwrap_or_default();
            let Some(Listed { time, message, .. }) = listed.remove(&id) else { continue };
            landings.push(Landing { id, time, message, merged, changes });
        }
        Ok(History { landings, shallow })
    }

    /// All commits, by their ids.
    fn listed(&self) -> Result<HashMap<Arc<str>, Listed>, GitError> {
        let mut listed = HashMap::new();
        self.records(&["log", "-z", "--format=%H %P%n%ct%n%B", "HEAD", "--"], &mut |record| {
            let text = String::from_utf8_lossy(record);
            let mut parts = text.splitn(3, '\n');
            let ids: Vec<Arc<str>> =
                parts.next().unwrap_or_default().split_whitespace().map(Into::into).collect();
            let seconds = parts.next().and_then(|seconds| seconds.parse().ok());
            let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
            if let ([id, parents @ ..], Some(time)) = (ids.as_slice(), time) {
                let mut message = parts.next().unwrap_or_default().to_owned();
                message.truncate(message.floor_char_boundary(LONGEST));
                let message = Message { text: message };
                listed.insert(id.clone(), Listed { parents: parents.to_vec(), time, message });
            }
        })?;
        Ok(listed)
    }

    /// What each of the commits that `which` means changes in the files at `paths`, held against its first parent.
    fn changes(&self, which: &[&str], paths: &[String]) -> Result<HashMap<Arc<str>, Vec<Change>>, GitError> {
        let mut arguments = vec![
            "log",
            "-z",
            "--diff-merges=first-parent",
            "--raw",
            "--no-abbrev",
            "--find-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--format=%x01%H",
        ];
        arguments.extend(which);
        arguments.push("--");
        arguments.extend(paths.iter().map(String::as_str));
        let mut changes: HashMap<Arc<str>, Vec<Change>> = HashMap::new();
        let mut names: HashSet<Arc<str>> = HashSet::new();
        let mut commit: Option<Arc<str>> = None;
        let mut entry: Option<Entry> = None;
        self.records(&arguments, &mut |record| {
            let record = record.strip_prefix(b"\n").unwrap_or(record);
            if let Some(open) = &mut entry {
                let name = String::from_utf8_lossy(record);
                let name = names.get(&*name).cloned().unwrap_or_else(|| {
                    let name: Arc<str> = name.into();
                    names.insert(name.clone());
                    name
                });
                open.paths.push(name);
                if open.paths.len() == open.wanted
                    && let (Some(entry), Some(commit)) = (entry.take(), &commit)
                {
                    changes.entry(commit.clone()).or_default().extend(entry.change());
                }
            } else if let [1, id @ ..] = record {
                commit = Some(String::from_utf8_lossy(id).into());
            } else if record.first() == Some(&b':') {
                entry = Entry::read(&String::from_utf8_lossy(record));
            }
        })?;
        Ok(changes)
    }

    /// Reads the answer of git part by part; the parts end with a zero byte.
    fn records(&self, arguments: &[&str], take: &mut dyn FnMut(&[u8])) -> Result<(), GitError> {
        let mut command = self.command(arguments);
        command.env_remove("GIT_LITERAL_PATHSPECS").stderr(Stdio::null());
        let running = started(&mut command)?;
        let Some(out) = running.streams().out else { return Err(GitError::Endless) };
        let mut out = BufReader::with_capacity(1 << 16, out).take(MOST);
        let mut record = Vec::new();
        while matches!(out.read_until(0, &mut record), Ok(read) if read > 0) {
            if record.last() == Some(&0) {
                record.pop();
            }
            take(&record);
            record.clear();
        }
        if out.limit() == 0 {
            return Err(GitError::Endless);
        }
        ended(running, arguments[0])
    }

    /// Hands the text of each version to `take`, in their order; those that are no files, or too large, are left out.
    ///
    /// # Errors
    /// When git does not answer.
    pub(in crate::commands) fn versions(
        &self,
        versions: &[Version],
        take: &mut dyn FnMut(&Version, String),
    ) -> Result<(), GitError> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let running = started(&mut command)?;
        let Streams { into: Some(mut into), out: Some(out), .. } = running.streams() else {
            return Err(GitError::Endless);
        };
        let mut out = BufReader::with_capacity(1 << 16, out);
        let read = thread::scope(|scope| {
            scope.spawn(move || {
                for version in versions {
                    if writeln!(into, "{version}").is_err() {
                        return;
                    }
                }
            });
            versions.iter().all(|version| one_version(&mut out, version, take).is_some())
        });
        drop(out);
        ended(running, "cat-file")?;
        if read { Ok(()) } else { Err(GitError::Failed("a version of a file cannot be read".to_owned())) }
    }
}

/// Starts git, whose answer is read while it runs.
fn started(command: &mut Command) -> Result<Running, GitError> {
    let child = command.spawn().map_err(|error| GitError::Failed(error.to_string()))?;
    Ok(Running::of(child, PATIENCE))
}

/// Waits for git, whose answer has been read.
fn ended(running: Running, what: &str) -> Result<(), GitError> {
    let ended = running.wait().map_err(|error| GitError::Failed(error.to_string()))?;
    match ended {
        Ended { late: true, .. } => Err(GitError::Endless),
        Ended { status, .. } if status.success() => Ok(()),
        Ended { .. } => Err(GitError::Failed(format!("git {what} fails"))),
    }
}

/// Reads one answer about a version: `ID blob SIZE`, then its bytes and a line end. Nothing where it is cut.
fn one_version(
    out: &mut BufReader<ChildStdout>,
    version: &Version,
    take: &mut dyn FnMut(&Version, String),
) -> Option<()> {
    let mut head = String::new();
    out.read_line(&mut head).ok().filter(|read| *read > 0)?;
    let mut words = head.split_whitespace().skip(1);
    let (sort, size) = (words.next(), words.next().and_then(|size| size.parse::<u64>().ok()));
    let Some(size) = size else { return Some(()) };
    let mut bytes = Vec::new();
    if size > LARGEST as u64 || sort != Some("blob") {
        std::io::copy(&mut out.take(size + 1), &mut std::io::sink()).ok()?;
        return Some(());
    }
    out.take(size).read_to_end(&mut bytes).ok()?;
    let mut end = [0];
    out.read_exact(&mut end).ok()?;
    if let Ok(text) = String::from_utf8(bytes) {
        take(version, text);
    }
    Some(())
}

/// A line of `--raw`: modes, objects, what happened.
struct Entry {
    objects: [Option<Version>; 2],
    wanted: usize,
    paths: Vec<Arc<str>>,
}

impl Entry {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.trim_start_matches(':').split(' ');
        let modes = [words.next()?, words.next()?];
        let objects = [words.next()?, words.next()?];
        let wanted = if words.next()?.starts_with(['R', 'C']) { 2 } else { 1 };
        // A link and a submodule are no files.
        let of = |at: usize| {
            let there = objects[at].bytes().any(|byte| byte != b'0') && modes[at].starts_with("100");
            there.then(|| objects[at].into())
        };
        Some(Self { objects: [of(0), of(1)], wanted, paths: Vec::new() })
    }

    fn change(self) -> Option<Change> {
        let (first, last) = (self.paths.first()?.clone(), self.paths.last()?.clone());
        let [before, after] = self.objects;
        let at = |path: Arc<str>, version: Option<Version>| {
            version.filter(|_| FileSort::of(&path).is_some()).map(|version| At { path, version })
        };
        let (before, after) = (at(first, before), at(last, after));
        (before.is_some() || after.is_some()).then_some(Change { before, after })
    }
}

/// What came with a merge: of the commits that are reached from its other parents and from no earlier landing those
/// that call something temporary. Nothing else that they say is asked for, and there may be many.
fn of_merge(
    others: Vec<Arc<str>>,
    listed: &HashMap<Arc<str>, Listed>,
    seen: &mut HashSet<Arc<str>>,
) -> Vec<Arc<str>> {
    let mut open = others;
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let Some(commit) = listed.get(&id).filter(|_| seen.insert(id.clone())) else { continue };
        open.extend(commit.parents.iter().cloned());
        if commit.parents.len() < 2 && temporary(&commit.message.text).is_some() {
            found.push(id);
        }
    }
    found.reverse();
    found
}

/// The files of a folder whose versions are asked for, as git takes paths.
fn paths(below: &str) -> Vec<String> {
    let mut folder = String::new();
    for c in below.chars() {
        if "*?[]\\".contains(c) {
            folder.push('\\');
        }
        folder.push(c);
    }
    let head = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    // Without `glob` the star of a name stands for folders too, and git compares the ends of paths only.
    NAMES.iter().map(|name| format!(":(top){head}{name}")).collect()
}
