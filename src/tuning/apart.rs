//! Values that a profile wants in a file of our own: one that overrides the root's, or one of variables. The file is
//! there while a value is another one than without it, and gone else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::existing::edit::{formatted, written};
use crate::existing::estate::{Ask, Estate};
use crate::existing::instance::Instance;
use crate::existing::path::{folder, join, name};
use crate::existing::read::read;
use crate::existing::separate::apart::{Apart, by_override, by_variable};
use crate::existing::separate::shared::Shared;
use crate::existing::tree::Tree;
use crate::tuning::between::between;
use crate::tuning::overlay::Overlay;
use crate::tuning::rewrite::{Changed, Rewrite};
use crate::tuning::target::{drifted, says};
use crate::tuning::wanted::{ALARMS, Made, Refused, Via, WHOLE, Wanted};

/// What a file of our own begins with.
const HEAD: &str = "# Written by scaleprof for a launch";
/// What a file of alarms begins with.
const ALARMS_HEAD: &str = "# Written by scaleprof: alarms";
/// Why a file is none of ours that does not begin so.
const OTHERS: &str = "there is a file of this name that somebody else has written";
/// What stands before its checksum.
const CHECKSUM: &str = "MD5 of the rest: ";
/// The largest file of our own, in bytes.
const LARGEST: u64 = 1 << 20;

/// What is said in one argument or variable, by copy.
#[derive(Debug, Default)]
struct Said {
    base: String,
    by: &'static str,
    values: BTreeMap<Option<String>, (String, usize)>,
}

/// What is said in a file, by its block and its argument.
type Blocks = BTreeMap<(Option<String>, String), Said>;

/// The files of our own as they are to be, of all roots in which a value is wanted in one.
pub(super) fn files(
    tree: &dyn Tree,
    ask: &Ask,
    wanted: &[Wanted],
    made: Option<&Made>,
) -> Result<Vec<Rewrite>, Vec<Refused>> {
    let alarms = made.map(|made| alarms(tree, made)).transpose().map_err(|refused| vec![refused])?.flatten();
    Ok(values(tree, ask, wanted)?.into_iter().chain(alarms).collect())
}

/// The file of alarms as it is to be; nothing where there is none and none is to come.
fn alarms(tree: &dyn Tree, made: &Made) -> Result<Option<Rewrite>, Refused> {
    let path = join(&made.dir, ALARMS).unwrap_or_default();
    let refused = |why: &str| {
        let message = format!("the alarms cannot be written into `{path}`: {why}");
        Refused::new(
            WHOLE,
            Code::TfOwnFile,
            message,
            "make room for the file, or take `alarms` out of the profile",
        )
    };
    let before = there(tree, &path).map_err(|why| refused(&why))?;
    match before.as_deref().and_then(|text| foreign(text, ALARMS_HEAD)) {
        // What somebody else has written under this name is left alone where none is asked for.
        Some(OTHERS) if made.text.is_none() => return Ok(None),
        Some(why) => return Err(refused(why)),
        None => {}
    }
    let after = made.text.as_deref().map(|text| {
        signed(
            &formatted(text).unwrap_or_else(|| text.to_owned()),
            &format!("{ALARMS_HEAD} that a profile asks for."),
        )
    });
    if before.is_none() && after.is_none() {
        return Ok(None);
    }
    let changed = match (&before, &after) {
        (Some(before), Some(after)) => between(&path, before, after),
        _ => Vec::new(),
    };
    Ok(Some(Rewrite { changed, ..Rewrite::own(path, before, after, Vec::new()) }))
}

/// The files of values as they are to be.
fn values(tree: &dyn Tree, ask: &Ask, wanted: &[Wanted]) -> Result<Vec<Rewrite>, Vec<Refused>> {
    let mut texts: BTreeMap<(String, Via), Option<String>> = BTreeMap::new();
    let mut refused = Vec::new();
    for (index, one) in wanted.iter().enumerate() {
        let Some(via) = one.via else { continue };
        let own = (path(one, via), via);
        if texts.contains_key(&own) {
            continue;
        }
        match there(tree, &own.0) {
            Ok(text) => drop(texts.insert(own, text)),
            Err(why) => refused.push(not_apart(index, one, via, &why)),
        }
    }
    if texts.is_empty() || !refused.is_empty() {
        return if refused.is_empty() { Ok(Vec::new()) } else { Err(refused) };
    }
    let gone = |((path, _), text): (&(String, Via), &Option<String>)| {
        Some(Rewrite::own(path.clone(), Some(text.clone()?), None, Vec::new()))
    };
    let gone: Vec<Rewrite> = texts.iter().filter_map(gone).collect();
    let bare = read(&Overlay::new(tree, &gone), ask);
    let foreign = |text: &Option<String>| text.as_deref().and_then(|text| foreign(text, HEAD));
    let mut all: BTreeMap<(String, Via), (Blocks, Vec<Changed>)> = BTreeMap::new();
    for (index, one) in wanted.iter().enumerate() {
        let Some(via) = one.via else { continue };
        let own = (path(one, via), via);
        if let Some(why) = texts.get(&own).and_then(foreign) {
            refused.push(not_apart(index, one, via, why));
            continue;
        }
        let now = says(&bare, one);
        if let Some(drifted) = now.as_ref().and_then(|now| drifted(index, one, now)) {
            refused.push(drifted);
            continue;
        }
        match apart(&bare, one, via, now.as_ref()) {
            Ok(None) => {}
            Ok(Some(apart)) => {
                let (blocks, changed) = all.entry(own).or_default();
                let said = blocks.entry((apart.block, apart.name.clone())).or_default();
                said.base = apart.base;
                let (by, key) = apart.copy.map_or(("", None), |(by, key)| (by, Some(key)));
                said.by = by;
                let Some(value) = written(&one.value) else { continue };
                if said.values.get(&key).is_some_and(|(other, _)| *other != value) {
                    refused.push(not_apart(index, one, via, "the profile wants two values of it"));
                }
                if said.values.insert(key, (value, index)).is_none() {
                    changed.push(Changed {
                        line: 0,
                        key: Some(apart.name),
                        old: now,
                        new: Some(one.value.clone()),
                    });
                }
            }
            Err(why) => refused.push(not_apart(index, one, via, why)),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let made = texts.into_iter().map(|((path, via), before)| {
        let (blocks, changed) = all.remove(&(path.clone(), via)).unwrap_or_default();
        let after = (!blocks.is_empty()).then(|| text(via, &blocks));
        let head = format!("{HEAD}; it goes with the way back.");
        let after = after.map(|text| signed(&formatted(&text).unwrap_or(text), &head));
        Rewrite::own(path, before, after, changed)
    });
    Ok(made.collect())
}

/// The text of a file; none where there is no such file. What is there and cannot be read is not taken for absent.
fn there(tree: &dyn Tree, path: &str) -> Result<Option<String>, String> {
    let refused = match tree.read(path, LARGEST) {
        Ok(text) => return Ok(Some(text)),
        Err(refused) => refused,
    };
    let own = name(path);
    let entries = tree.list(folder(path)).map_err(|refused| refused.0)?;
    let is_there = entries.iter().any(|entry| entry.name == own);
    if is_there {
        Err(format!("there is such a file, and it cannot be read: {}", refused.0))
    } else {
        Ok(None)
    }
}

/// A text behind a line that says whose it is, and a checksum by which a change of it is seen.
fn signed(text: &str, head: &str) -> String {
    format!("{head} Do not edit. {CHECKSUM}{}\n{text}", checksum(text))
}

/// The MD5 of a text, whatever ends its lines.
fn checksum(text: &str) -> String {
    format!("{:x}", md5::compute(text.replace("\r\n", "\n")))
}

/// Why a file is none of ours, if it is not.
fn foreign(text: &str, own: &str) -> Option<&'static str> {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    if !head.starts_with(own) {
        return Some(OTHERS);
    }
    let stated = head.split_once(CHECKSUM).map(|(_, stated)| stated.trim_end());
    let is_same = stated.is_some_and(|stated| stated == checksum(rest));
    (!is_same).then_some(
        "somebody has changed the file since it was written: put it back as it was, or remove it if nothing in it is yours",
    )
}

/// Where a value is said apart; nothing where it is `now` that already, without a file of our own.
fn apart(
    bare: &Estate,
    one: &Wanted,
    via: Via,
    now: Option<&Literal>,
) -> Result<Option<Apart>, &'static str> {
    let root = bare.roots.iter().find(|root| root.dir == one.root);
    let root = root.ok_or("there is no Terraform in its root")?;
    // What is set outside of the files is not known: the everyday value is what it is without ours.
    let is_said = match now {
        Some(now) => now.is_like(&one.value),
        None if via == Via::Tfvars => !one.differs,
        None => return Err("what it says without the file is not known"),
    };
    if is_said {
        return Ok(None);
    }
    if root.unit.is_some() {
        return Err("its root is a unit of Terragrunt, which runs elsewhere");
    }
    let ignores = |own: &Instance| own.address.to_string() == one.address && own.ignores(&one.path);
    if root.instances.iter().any(ignores) {
        return Err("`lifecycle` ignores it, and Terraform would plan nothing");
    }
    let shared =
        Shared { estate: bare, root, address: &one.address, path: &one.path, now: now.unwrap_or(&one.value) };
    let apart = match via {
        Via::Override => by_override(&shared)?,
        Via::Tfvars => by_variable(&shared)?,
    };
    Ok(Some(apart))
}

/// The path of the file of our own that a value is said in.
fn path(one: &Wanted, via: Via) -> String {
    join(&one.root, via.file()).unwrap_or_default()
}

fn not_apart(index: usize, one: &Wanted, via: Via, why: &str) -> Refused {
    let message = format!("`{}.{}` cannot be said in `{}`: {why}", one.address, one.path, via.file());
    Refused::new(index, Code::TfOwnFile, message, "leave `via` out, so that it is changed where it stands")
}

/// The text of a file of our own.
fn text(via: Via, blocks: &Blocks) -> String {
    let mut out = String::new();
    let mut open: Option<&String> = None;
    for ((block, name), said) in blocks {
        let Some(block) = block.as_ref().filter(|_| via == Via::Override) else {
            let value = said.values.values().next().map_or("null", |(value, _)| value);
            let _ = writeln!(out, "{name} = {value}");
            continue;
        };
        if open != Some(block) {
            out.push_str(if open.is_some() { "}\n\n" } else { "\n" });
            let _ = writeln!(out, "{block} {{");
            open = Some(block);
        }
        let _ = writeln!(out, "  {name} = {}", value(said));
    }
    if open.is_some() {
        out.push_str("}\n");
    }
    out
}

fn value(said: &Said) -> String {
    if let Some((value, _)) = said.values.get(&None) {
        return value.clone();
    }
    let entries =
        said.values.iter().filter_map(|(key, (value, _))| Some(format!("{} = {value}", key.as_ref()?)));
    format!("lookup({{ {} }}, {}, {})", entries.collect::<Vec<_>>().join(", "), said.by, said.base)
}
