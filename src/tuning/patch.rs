//! Changes of files as a patch for `git apply`.

use std::fmt::Write as _;
use std::ops::Range;

use crate::order::Order as _;
use crate::tuning::rewrite::Rewrite;

/// How many lines around a change are shown: as many as git needs, because nothing but sizes is for others to see.
const AROUND: usize = 1;
/// How many lines may differ for their order to be looked for: a file has far fewer values.
const MOST_EDITS: usize = 1000;

/// A unified patch; empty where nothing changes. Its paths are those of the rewrites, which `git apply` takes relative to
/// the top of the repository wherever it runs, and leaves out what lies outside the folder in which it runs.
#[must_use]
pub fn patch(rewrites: &[Rewrite]) -> String {
    let mut out = String::new();
    for rewrite in rewrites.iter().filter(|rewrite| rewrite.is_change()) {
        let (old, new) = (quoted("a", &rewrite.path), quoted("b", &rewrite.path));
        // A name with a space ends with a tab.
        let end = if rewrite.path.contains(' ') && !old.starts_with('"') { "\t" } else { "" };
        let _ = match (rewrite.comes, rewrite.goes) {
            (true, _) => {
                write!(out, "diff --git {old} {new}\nnew file mode 100644\n--- /dev/null\n+++ {new}{end}\n")
            }
            (_, true) => {
                write!(
                    out,
                    "diff --git {old} {new}\ndeleted file mode 100644\n--- {old}{end}\n+++ /dev/null\n"
                )
            }
            _ => write!(out, "diff --git {old} {new}\n--- {old}{end}\n+++ {new}{end}\n"),
        };
        hunks(&rewrite.before, &rewrite.after, &mut out);
    }
    out
}

/// A path as git writes it in a patch.
fn quoted(side: &str, path: &str) -> String {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if path.bytes().all(plain) {
        return format!("{side}/{path}");
    }
    let mut out = format!("\"{side}/");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            byte if plain(byte) => out.push(char::from(byte)),
            byte => drop(write!(out, "\\{byte:03o}")),
        }
    }
    out + "\""
}

/// Lines of the old text that go, and lines of the new text that come in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    old: Range<usize>,
    new: Range<usize>,
}

fn hunks(before: &str, after: &str, out: &mut String) {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let edits = edits(&old, &new);
    let mut rest = edits.as_slice();
    while let Some(first) = rest.first() {
        let near = |pair: &&[Edit]| pair[1].old.start - pair[0].old.end <= 2 * AROUND;
        let count = 1 + rest.windows(2).take_while(near).count();
        let (hunk, further) = rest.split_at(count);
        rest = further;
        let last = &hunk[count - 1];
        let before = first.old.start.min(AROUND);
        let behind = (old.len() - last.old.end).min(AROUND);
        let from = first.old.start - before..last.old.end + behind;
        let to = first.new.start - before..last.new.end + behind;
        let _ = writeln!(out, "@@ -{} +{} @@", lines(&from), lines(&to));
        let mut at = from.start;
        for edit in hunk {
            old[at..edit.old.start].iter().for_each(|line| say(' ', line, out));
            old[edit.old.clone()].iter().for_each(|line| say('-', line, out));
            new[edit.new.clone()].iter().for_each(|line| say('+', line, out));
            at = edit.old.end;
        }
        old[at..from.end].iter().for_each(|line| say(' ', line, out));
    }
}

/// The first line, from 1, and how many.
fn lines(range: &Range<usize>) -> String {
    let first = if range.is_empty() { range.start } else { range.start + 1 };
    format!("{first},{}", range.len())
}

fn say(sign: char, line: &str, out: &mut String) {
    out.push(sign);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// The shortest way from some lines to others (E. Myers, An O(ND) Difference Algorithm, 1986).
fn edits(old: &[&str], new: &[&str]) -> Vec<Edit> {
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let (old_rest, new_rest) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let mut steps = steps(old_rest, new_rest).unwrap_or_else(|| {
        let gone = (0..old_rest.len()).map(|line| (line, 0, true));
        gone.chain((0..new_rest.len()).map(|line| (old_rest.len(), line, false))).collect()
    });
    steps.order_by_key(|(old, new, gone)| (old + new, !gone));
    let mut edits: Vec<Edit> = Vec::new();
    for (at, to, gone) in steps {
        let (at, to) = (head + at, head + to);
        let (old_end, new_end) = if gone { (at + 1, to) } else { (at, to + 1) };
        match edits.last_mut().filter(|last| last.old.end == at && last.new.end == to) {
            Some(last) => (last.old.end, last.new.end) = (old_end, new_end),
            None => edits.push(Edit { old: at..old_end, new: to..new_end }),
        }
    }
    edits
}

/// Single lines that go (true) or come, each with how many old and new lines stand before it. `None` where too many
/// differ.
fn steps(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize, bool)>> {
    let (height, width) = (old.len().cast_signed(), new.len().cast_signed());
    let most = (old.len() + new.len()).min(MOST_EDITS).cast_signed();
    // How many old lines are behind each diagonal, of each number of edits.
    let mut traces: Vec<Vec<isize>> = Vec::new();
    let mut furthest = vec![0_isize; 2 * most.unsigned_abs() + 3];
    let index = |diagonal: isize| (diagonal + most + 1).unsigned_abs();
    for count in 0..=most {
        traces.push(furthest.clone());
        for diagonal in (-count..=count).step_by(2) {
            let comes = diagonal == -count
                || (diagonal != count && furthest[index(diagonal - 1)] < furthest[index(diagonal + 1)]);
            let mut at =
                if comes { furthest[index(diagonal + 1)] } else { furthest[index(diagonal - 1)] + 1 };
            while at < height
                && at - diagonal < width
                && at - diagonal >= 0
                && old[at.unsigned_abs()] == new[(at - diagonal).unsigned_abs()]
            {
                at += 1;
            }
            furthest[index(diagonal)] = at;
            if at >= height && at - diagonal >= width {
                return Some(walk(&traces, (height, width), most));
            }
        }
    }
    None
}

/// The way back through what was tried.
fn walk(traces: &[Vec<isize>], (height, width): (isize, isize), most: isize) -> Vec<(usize, usize, bool)> {
    let index = |diagonal: isize| (diagonal + most + 1).unsigned_abs();
    let (mut at, mut to) = (height, width);
    let mut steps = Vec::new();
    for (count, trace) in traces.iter().enumerate().rev() {
        let count = count.cast_signed();
        let diagonal = at - to;
        if count == 0 {
            break;
        }
        let comes = diagonal == -count
            || (diagonal != count && trace[index(diagonal - 1)] < trace[index(diagonal + 1)]);
        let before = if comes { diagonal + 1 } else { diagonal - 1 };
        at = trace[index(before)];
        to = at - before;
        steps.push((at.unsigned_abs(), to.unsigned_abs(), !comes));
    }
    steps
}
