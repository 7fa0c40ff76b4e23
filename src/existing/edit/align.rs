//! The columns that `terraform fmt` wants: over neighbouring lines the `=` of assignments stand below each other, and
//! so do the comments behind them. Measured with Terraform 1.11.

use std::ops::Range;

use crate::existing::edit::token::{Kind, MARK, Token, tokens};
use crate::order::Order as _;

/// A line as `terraform fmt` sees it: up to a line end that stands outside strings.
struct Line {
    /// The first token, and one past the last, without a comment behind them.
    tokens: Range<usize>,
    /// The `=`, where the value behind it ends on the same line.
    assign: Option<usize>,
    /// The comment behind the tokens.
    comment: Option<usize>,
}

/// Spaces that must stand before a token.
struct Gap {
    token: usize,
    spaces: usize,
}

/// The text with the columns of `terraform fmt`. Only spaces before `=` and before comments differ.
pub(super) fn aligned(text: &str) -> Option<String> {
    let tokens = tokens(text)?;
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for gap in gaps(text, &tokens) {
        let before = tokens[gap.token - 1].end();
        out.push_str(text.get(done..before)?);
        out.extend(std::iter::repeat_n(' ', gap.spaces));
        done = tokens[gap.token].start();
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// Whether lines are indented and aligned as `terraform fmt` does it. What it does between other tokens is not looked at.
pub(super) fn is_formatted(text: &str) -> bool {
    let Some(tokens) = tokens(text) else { return false };
    let between = |at: usize| {
        let before = at.checked_sub(1).map_or(0, |before| tokens[before].end());
        text.get(before..tokens[at].start()).unwrap_or_default()
    };
    let spaces = |at: usize, count: usize| {
        let between = between(at);
        between.len() == count && between.bytes().all(|byte| byte == b' ')
    };
    let mut levels = Levels::default();
    let mut indented = |line: Line| {
        let indent = levels.indent(&tokens[line.tokens.clone()]);
        let (first, last) = (line.tokens.start, line.tokens.end - 1);
        let marked = first == 0 && between(0) == MARK;
        (marked || spaces(first, indent))
            && (tokens[last].kind != Kind::Newline || first == last || spaces(last, 0))
    };
    lines(text, &tokens).into_iter().all(&mut indented)
        && gaps(text, &tokens).into_iter().all(|gap| spaces(gap.token, gap.spaces))
        && text.get(tokens.last().map_or(0, Token::end)..).is_some_and(str::is_empty)
}

/// How far lines are indented: two spaces for each line that has left brackets open.
#[derive(Default)]
struct Levels(Vec<usize>);

impl Levels {
    /// The indentation of the next line, of these tokens.
    fn indent(&mut self, line: &[Token]) -> usize {
        if matches!(line, [first, ..] if first.kind == Kind::Newline) {
            return 0;
        }
        // What stands in a heredoc is not looked at.
        let line = line.iter().take_while(|token| token.kind != Kind::OpenHeredoc);
        let change: isize = line.map(|token| change(token.kind)).sum();
        let mut closed = usize::try_from(-change).unwrap_or(0);
        while closed > 0
            && let Some(level) = self.0.pop()
        {
            if level > closed {
                self.0.push(level - closed);
            }
            closed = closed.saturating_sub(level);
        }
        let indent = 2 * self.0.len();
        self.0.extend(usize::try_from(change).ok().filter(|opened| *opened > 0));
        indent
    }
}

/// How many brackets more are open behind a token than before it.
const fn change(kind: Kind) -> isize {
    match kind {
        Kind::Open => 1,
        Kind::Close => -1,
        _ => 0,
    }
}

/// The lines of a text.
fn lines(text: &str, tokens: &[Token]) -> Vec<Line> {
    let ends = |token: &Token| match token.kind {
        Kind::Newline => true,
        Kind::Comment => text[token.span()].ends_with('\n'),
        _ => false,
    };
    let mut start = 0;
    let mut lines = Vec::new();
    for line in tokens.split_inclusive(ends) {
        lines.push(cells(tokens, start..start + line.len()));
        start += line.len();
    }
    lines
}

/// A line with its cells.
fn cells(tokens: &[Token], mut all: Range<usize>) -> Line {
    let last = all.end - 1;
    let comment = (tokens[last].kind == Kind::Comment && all.len() > 1).then_some(last);
    if comment.is_some() {
        all.end = last;
    }
    let equal = all.clone().skip(1).find(|at| tokens[*at].kind == Kind::Equal);
    let whole = |at: &usize| {
        let behind = tokens[*at..all.end].iter();
        behind.fold(0, |open, token| open + change(token.kind)) == 0
    };
    Line { assign: equal.filter(whole), tokens: all, comment }
}

/// The spaces before each `=` and each comment that shares a column with its neighbours.
fn gaps(text: &str, tokens: &[Token]) -> Vec<Gap> {
    let lines = lines(text, tokens);
    let starts = |line: &Line| line.tokens.start.checked_sub(1).map_or(0, |before| tokens[before].end());
    // How far the tokens before the `=` go, and all of them.
    let mut leads = Vec::with_capacity(lines.len());
    let mut wholes = Vec::with_capacity(lines.len());
    for line in &lines {
        let end = tokens[line.assign.unwrap_or(line.tokens.end) - 1].end();
        leads.push(columns(&text[starts(line)..end]));
        let value = line.assign.map(|equal| &text[tokens[equal].start()..tokens[line.tokens.end - 1].end()]);
        wholes.push(value.map_or(0, columns));
    }
    let mut gaps = Vec::new();
    for run in runs(&lines, |line| line.assign.is_some()) {
        let widest = leads[run.clone()].iter().max().copied().unwrap_or(0);
        for at in run {
            let spaces = widest - leads[at] + 1;
            gaps.extend(lines[at].assign.map(|token| Gap { token, spaces }));
            wholes[at] += spaces;
        }
    }
    for (whole, lead) in wholes.iter_mut().zip(&leads) {
        *whole += lead;
    }
    for run in runs(&lines, |line| line.comment.is_some()) {
        let widest = wholes[run.clone()].iter().max().copied().unwrap_or(0);
        for at in run {
            let spaces = widest - wholes[at] + 1;
            gaps.extend(lines[at].comment.map(|token| Gap { token, spaces }));
        }
    }
    gaps.order_by_key(|gap| gap.token);
    gaps
}

/// The runs of neighbouring lines that have something.
fn runs(lines: &[Line], has: impl Fn(&Line) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| has(line)) {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    runs
}

/// How many columns a text takes: what a reader sees as one character takes one, however wide it is.
fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let mut columns = 0;
    let mut before = ' ';
    let mut flag = false;
    for c in text.chars() {
        let joins = before == '\u{200d}'
            || matches!(
                c,
                '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
                    | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}'
            );
        // Two letters make a flag.
        let half = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        let second = half && flag;
        flag = half && !flag;
        columns += usize::from(!joins && !second);
        before = c;
    }
    columns
}
