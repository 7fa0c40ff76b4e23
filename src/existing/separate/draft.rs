//! Changes of several files that are being drawn up.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::existing::edit::as_formatted;
use crate::existing::separate::shared::{Draft, Redrawn};
use crate::existing::separate::site::bytes;
use crate::existing::separate::way::{File, Folder};
use crate::existing::syntax::Block;
use crate::order::Order as _;

/// What tells people why an entry says what another one says too; without it the way back would take the entry away.
const REMARK: &str = " # changed for launches";

/// Changes that are being drawn up.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet(BTreeMap<String, Changes>);

#[derive(Clone, Debug, Default)]
struct Changes {
    before: String,
    /// Bytes, and what comes in their place.
    splices: Vec<(Range<usize>, String)>,
    /// What comes behind the last line.
    tail: String,
}

impl Sheet {
    fn of(&mut self, path: &str, text: &str) -> &mut Changes {
        let new = || Changes { before: text.to_owned(), ..Changes::default() };
        self.0.entry(path.to_owned()).or_insert_with(new)
    }

    /// Another text in the place of an expression.
    pub(super) fn replace(&mut self, file: &File, bytes: Range<usize>, new: &str) {
        self.of(&file.path, &file.text).splices.push((bytes, new.to_owned()));
    }

    /// An argument at the end of a block that is written over several lines.
    pub(super) fn argument(&mut self, file: &File, block: &Block, name: &str, value: &Value) -> Option<()> {
        self.entry(&file.path, &file.text, &bytes(block.whole), name, value)
    }

    /// An entry at the end of an object or block that is written over several lines.
    pub(super) fn entry(
        &mut self,
        path: &str,
        text: &str,
        within: &Range<usize>,
        name: &str,
        value: &Value,
    ) -> Option<()> {
        let close = within.end.checked_sub(1).filter(|at| text.as_bytes().get(*at) == Some(&b'}'))?;
        let line = text[..close].rfind('\n').filter(|at| *at > within.start)? + 1;
        let indent = text[line..close].to_owned();
        if !indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        let end = line_end(text);
        let inner = format!("{indent}  ");
        let entry = format!("{inner}{name} = {}{end}", value.written(&inner, end));
        self.of(path, text).splices.push((line..line, entry));
        Some(())
    }

    /// A line at the end of a file of variables.
    pub(super) fn assign(&mut self, path: &str, text: &str, name: &str, value: &Value) {
        let end = line_end(text);
        let line = format!("{name} = {}{end}", value.written("", end));
        self.of(path, text).tail.push_str(&line);
    }

    /// A local at the end of the file: in the block that ends it, if it does.
    pub(super) fn local(&mut self, file: &File, name: &str, value: &Value) {
        let ends = file.text.trim_end().len();
        let last = file.body.blocks("locals").last().map(|block| bytes(block.whole));
        let own = last.filter(|last| last.end == ends);
        let added = own.and_then(|own| self.entry(&file.path, &file.text, &own, name, value));
        if added.is_none() {
            let end = line_end(&file.text);
            let value = value.written("  ", end);
            let block = format!("{end}locals {{{end}  {name} = {value}{end}}}{end}");
            self.of(&file.path, &file.text).tail.push_str(&block);
        }
    }

    /// A variable, in the file of variables if the folder has one.
    pub(super) fn variable(&mut self, folder: &Folder, file: &File, name: &str, sort: &str, default: &str) {
        let is_usual =
            |own: &&File| matches!(crate::existing::path::name(&own.path), "variables.tf" | "vars.tf");
        let file = folder.files.iter().find(is_usual).unwrap_or(file);
        let end = line_end(&file.text);
        let block = format!(
            "{end}variable \"{name}\" {{{end}  type    = {sort}{end}  default = {default}{end}}}{end}"
        );
        self.of(&file.path, &file.text).tail.push_str(&block);
    }

    /// The changed files. None where changes are of the same bytes.
    pub(super) fn draft(self, what: String) -> Option<Draft> {
        let mut files = Vec::with_capacity(self.0.len());
        for (path, mut changes) in self.0 {
            changes.splices.order_by_key(|(bytes, _)| (bytes.start, bytes.end));
            let mut after = String::with_capacity(changes.before.len() + 256);
            let mut done = 0;
            for (bytes, new) in &changes.splices {
                after.push_str(changes.before.get(done..bytes.start)?);
                after.push_str(new);
                done = bytes.end;
            }
            after.push_str(changes.before.get(done..)?);
            if !changes.tail.is_empty() {
                if !after.is_empty() && !after.ends_with('\n') {
                    after.push_str(line_end(&changes.before));
                }
                // A file that is empty begins without an empty line.
                after.push_str(if after.is_empty() { changes.tail.trim_start() } else { &changes.tail });
            }
            let after = as_formatted(&changes.before, after)?;
            files.push(Redrawn { path, before: changes.before, after });
        }
        Some(Draft { what, files })
    }
}

/// What is written behind a `=`.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// An expression.
    Plain(String),
    /// A constant of its own.
    Own(String),
    /// A map with one entry, the constant of its own.
    Map(String, String),
}

impl Value {
    fn written(&self, indent: &str, end: &str) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Own(text) => format!("{text}{REMARK}"),
            Self::Map(key, text) => format!("{{{end}{indent}  {key} = {text}{REMARK}{end}{indent}}}"),
        }
    }
}

/// How the lines of a text end.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
