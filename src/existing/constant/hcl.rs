//! The constants of a text of HCL.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Constant, Stands, Step};
use crate::existing::edit::token::{Kind, MARK, Token, tokens};

/// How deep blocks, objects and lists are looked into.
const DEEPEST: usize = 48;

/// The attributes that tell one of several blocks of a type from the others.
const KEYS: [&str; 4] = ["name", "key", "device_name", "index_name"];

/// The functions that hand on what they are given.
const PASSING: [&str; 9] =
    ["merge", "tomap", "tolist", "toset", "tonumber", "tostring", "coalesce", "concat", "nonsensitive"];

/// Hands each constant of a text of HCL to `take`. False where the text is none: its strings or brackets do not end.
pub(crate) fn of_hcl<'t>(text: &'t str, take: &mut dyn FnMut(&Constant<'_, 't>)) -> bool {
    let Some(tokens) = tokens(text) else { return false };
    let mut walk = Walk {
        text,
        tokens: &tokens,
        way: Vec::new(),
        depth: 0,
        at: text.strip_prefix(MARK).map_or(0, |_| MARK.len()),
        line: 1,
        take,
    };
    walk.body(0..tokens.len());
    true
}

struct Walk<'a, 't> {
    text: &'t str,
    tokens: &'a [Token],
    way: Vec<Step<'t>>,
    /// How many brackets are open around an expression.
    depth: usize,
    /// Up to where the lines are counted.
    at: usize,
    line: usize,
    take: &'a mut dyn FnMut(&Constant<'_, 't>),
}

impl<'t> Walk<'_, 't> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.span()])
    }

    /// The token that closes the bracket at `at`, or the last one of `within`.
    fn close(&self, at: usize, within: &Range<usize>) -> usize {
        let mut depth = 0_usize;
        for next in at..within.end {
            match self.tokens[next].kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return next;
                    }
                }
                _ => {}
            }
        }
        within.end
    }

    /// The attributes and blocks between two braces.
    fn body(&mut self, within: Range<usize>) {
        if self.way.len() > DEEPEST {
            return;
        }
        let mut seen: Vec<&'t str> = Vec::new();
        let mut at = within.start;
        while at < within.end {
            match self.kind(at) {
                Some(Kind::Name | Kind::OpenQuote) => at = self.entry(at, &within, &mut seen),
                Some(Kind::Open) => at = self.close(at, &within) + 1,
                _ => at += 1,
            }
        }
    }

    /// An attribute or a block, which begins with a name; where it ends.
    fn entry(&mut self, start: usize, within: &Range<usize>, seen: &mut Vec<&'t str>) -> usize {
        let from = self.way.len();
        let mut at = start;
        while at < within.end {
            match self.kind(at) {
                Some(Kind::Name) => {
                    self.way.push(Step { name: self.word(at), key: None, at: 0 });
                    at += 1;
                }
                Some(Kind::OpenQuote) => {
                    let (name, after) = self.quoted(at);
                    self.way.push(Step { name: name.unwrap_or_default(), key: None, at: 0 });
                    at = after;
                }
                Some(Kind::Equal) if self.way.len() == from + 1 => {
                    let end = self.end(at + 1, within.end, false);
                    self.value(at + 1..end);
                    at = end;
                    break;
                }
                Some(Kind::Open) if self.word(at) == "{" => {
                    let close = self.close(at, within);
                    if from > 0 {
                        self.nested(from, at + 1..close, seen);
                    }
                    self.body(at + 1..close);
                    at = close + 1;
                    break;
                }
                Some(Kind::Open) => {
                    at = self.close(at, within) + 1;
                    break;
                }
                _ => {
                    at += 1;
                    break;
                }
            }
        }
        self.way.truncate(from);
        at.max(start + 1)
    }

    /// Makes one step of a nested block's type, with what tells it from others. A dynamic block counts as the block
    /// that it makes.
    fn nested(&mut self, from: usize, within: Range<usize>, seen: &mut Vec<&'t str>) {
        let label = self.way.get(from + 1).map(|step| step.name);
        let kind = self.way[from].name;
        if kind == "content" && label.is_none() {
            self.way.truncate(from);
            return;
        }
        let name = label.filter(|_| kind == "dynamic").unwrap_or(kind);
        let count = seen.iter().filter(|other| **other == name).count();
        seen.push(name);
        self.way.truncate(from);
        let key = self.key(within);
        self.way.push(Step { name, key, at: if key.is_some() { 0 } else { count } });
    }

    /// The text of the attribute that tells a block from others.
    fn key(&self, within: Range<usize>) -> Option<&'t str> {
        let mut at = within.start;
        while at < within.end {
            match self.kind(at) {
                Some(Kind::Open) => at = self.close(at, &within),
                Some(Kind::Name)
                    if KEYS.contains(&self.word(at))
                        && self.kind(at + 1) == Some(Kind::Equal)
                        && self.kind(at + 2) == Some(Kind::OpenQuote) =>
                {
                    return self.quoted(at + 2).0;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The text of a string without references, and the token behind it.
    fn quoted(&self, open: usize) -> (Option<&'t str>, usize) {
        match (self.kind(open + 1), self.kind(open + 2)) {
            (Some(Kind::CloseQuote), _) => (Some(""), open + 2),
            (Some(Kind::Part), Some(Kind::CloseQuote)) => {
                let text = self.word(open + 1);
                (Some(text).filter(|text| !text.contains(['\\', '$', '%'])), open + 3)
            }
            _ => {
                let mut depth = 0_usize;
                let mut at = open;
                while let Some(kind) = self.kind(at) {
                    match kind {
                        Kind::OpenQuote => depth += 1,
                        Kind::CloseQuote => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    at += 1;
                    if depth == 0 {
                        break;
                    }
                }
                (None, at)
            }
        }
    }

    /// Where an expression ends: at a line end or, in brackets, at a comma.
    fn end(&self, from: usize, most: usize, in_list: bool) -> usize {
        let mut depth = 0_usize;
        for at in from..most {
            match self.tokens[at].kind {
                Kind::Open | Kind::OpenQuote | Kind::OpenHeredoc => depth += 1,
                Kind::Close | Kind::CloseQuote | Kind::CloseHeredoc => depth = depth.saturating_sub(1),
                Kind::Comma if depth == 0 => return at,
                Kind::Newline if depth == 0 && !in_list => return at,
                Kind::Comment if depth == 0 && !in_list && self.word(at).ends_with('\n') => return at,
                _ => {}
            }
        }
        most
    }

    /// An expression.
    fn value(&mut self, within: Range<usize>) {
        if self.depth < DEEPEST {
            self.depth += 1;
            self.expression(within);
            self.depth -= 1;
        }
    }

    fn expression(&mut self, within: Range<usize>) {
        let blank = |at: usize| matches!(self.kind(at), Some(Kind::Newline | Kind::Comment));
        let start = within.clone().find(|at| !blank(*at)).unwrap_or(within.end);
        let end = within.rev().find(|at| !blank(*at)).map_or(start, |at| at + 1);
        let whole = |open: usize| self.close(open, &(start..end)) + 1 == end;
        match (self.kind(start), self.word(start)) {
            (Some(Kind::Number), _) if end == start + 1 => self.number(start, start, false),
            (Some(Kind::Operator), "-") if end == start + 2 && self.kind(start + 1) == Some(Kind::Number) => {
                self.number(start, start + 1, true);
            }
            (Some(Kind::OpenQuote), _) if self.quoted(start).1 == end => {
                let stands = self.quoted(start).0.map_or(Stands::Computed, Stands::Text);
                self.tell(start, end - 1, stands);
            }
            (Some(Kind::Open), "(") if whole(start) => self.value(start + 1..end - 1),
            (Some(Kind::Open), "{") if whole(start) && !self.repeats(start) => {
                self.object(start + 1..end - 1);
            }
            (Some(Kind::Open), "[") if whole(start) && !self.repeats(start) => {
                self.list(start + 1..end - 1);
            }
            (Some(Kind::Name), name)
                if PASSING.contains(&name)
                    && self.kind(start + 1) == Some(Kind::Open)
                    && whole(start + 1) =>
            {
                let mut at = start + 2;
                while at < end - 1 {
                    let next = self.end(at, end - 1, true);
                    self.value(at..next);
                    at = next + 1;
                }
            }
            _ => self.branches(start..end),
        }
    }

    /// Whether a bracket holds a `for`.
    fn repeats(&self, open: usize) -> bool {
        let mut inner = self.tokens[open + 1..].iter();
        let first = inner.find(|token| !matches!(token.kind, Kind::Newline | Kind::Comment));
        first.is_some_and(|token| &self.text[token.span()] == "for")
    }

    /// The keys and values of an object.
    fn object(&mut self, within: Range<usize>) {
        let mut at = within.start;
        while at < within.end {
            let (name, after) = match self.kind(at) {
                Some(Kind::Name | Kind::Number) => (Some(self.word(at)), at + 1),
                Some(Kind::OpenQuote) => self.quoted(at),
                Some(Kind::Open) => (None, self.close(at, &within) + 1),
                _ => {
                    at += 1;
                    continue;
                }
            };
            let assigns = self.kind(after) == Some(Kind::Equal) || self.word(after) == ":";
            if after >= within.end || !assigns {
                at = after.max(at + 1);
                continue;
            }
            let end = self.end(after + 1, within.end, false);
            if let Some(name) = name {
                self.way.push(Step { name, key: None, at: 0 });
                self.value(after + 1..end);
                self.way.pop();
            }
            at = end;
        }
    }

    /// The elements of a list.
    fn list(&mut self, within: Range<usize>) {
        let (mut at, mut count) = (within.start, 0);
        while at < within.end {
            let end = self.end(at, within.end, true);
            self.way.push(Step { name: "", key: None, at: count });
            self.value(at..end);
            self.way.pop();
            (at, count) = (end + 1, count + 1);
        }
    }

    /// The branches of a conditional; anything else is computed.
    fn branches(&mut self, within: Range<usize>) {
        let mut depth = 0_usize;
        let mut marks: [Option<usize>; 2] = [None; 2];
        for at in within.clone() {
            match self.tokens[at].kind {
                Kind::Open | Kind::OpenQuote => depth += 1,
                Kind::Close | Kind::CloseQuote => depth = depth.saturating_sub(1),
                Kind::Operator if depth == 0 && self.word(at) == "?" && marks[0].is_none() => {
                    marks[0] = Some(at);
                }
                Kind::Operator
                    if depth == 0 && self.word(at) == ":" && marks[0].is_some() && marks[1].is_none() =>
                {
                    marks[1] = Some(at);
                }
                _ => {}
            }
        }
        let [Some(then), Some(other)] = marks else {
            return self.tell(within.start, within.end.saturating_sub(1), Stands::Computed);
        };
        // The whole is computed, and each branch may be a constant.
        self.tell(within.start, within.end.saturating_sub(1), Stands::Computed);
        for (branch, part) in [("true", then + 1..other), ("false", other + 1..within.end)] {
            self.way.push(Step { name: "", key: Some(branch), at: 0 });
            self.value(part);
            self.way.pop();
        }
    }

    fn number(&mut self, start: usize, at: usize, negative: bool) {
        let number = self.word(at).parse::<Decimal>().ok();
        let number = number.map(|number| if negative { -number } else { number });
        self.tell(start, at, number.map_or(Stands::Computed, Stands::Number));
    }

    /// Hands over what stands between two tokens.
    fn tell(&mut self, first: usize, last: usize, stands: Stands<'t>) {
        let Some(token) = self.tokens.get(first) else { return };
        let start = token.start();
        if start >= self.at {
            self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..start]).count();
            self.at = start;
        }
        let remarks = [self.behind(last), self.above(first)];
        (self.take)(&Constant { way: &self.way, stands, start, line: self.line, remarks });
    }

    /// The comment behind a token on its line.
    fn behind(&self, last: usize) -> &'t str {
        let mut next = last + 1;
        while matches!(self.kind(next), Some(Kind::Comma | Kind::Close)) {
            next += 1;
        }
        if self.kind(next) == Some(Kind::Comment) { self.word(next) } else { "" }
    }

    /// The comment on the line above a token's.
    fn above(&self, first: usize) -> &'t str {
        let start = self.tokens[first].start();
        let line = self.text[..start].rfind('\n').unwrap_or(0);
        let head = self.text[..line].rfind('\n').map_or(0, |at| at + 1);
        let above = self.text.get(head..line).unwrap_or_default().trim();
        if above.starts_with('#') || above.starts_with("//") { above } else { "" }
    }
}
