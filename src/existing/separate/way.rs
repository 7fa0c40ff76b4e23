//! The blocks that lead from a root to a resource: the calls of modules, and the resource itself.

use crate::existing::instance::Key;
use crate::existing::parse::hcl;
use crate::existing::path;
use crate::existing::separate::shared::Shared;
use crate::existing::syntax::{Block, Body};
use crate::source::SourceId;

/// The blocks from the root to the resource, one in each folder on the way.
#[derive(Debug)]
pub(super) struct Way {
    /// The root's first; the last one is the resource, or the call of a module whose source is not there.
    pub(super) levels: Vec<Level>,
    /// The parts of the attribute's path are of the last block.
    pub(super) path: String,
}

/// A block with the folder that it stands in.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) folder: Folder,
    /// The file that the block stands in, by its number in the folder.
    pub(super) file: usize,
    /// The call of the next module, or the resource.
    pub(super) block: Block,
    /// Which copy of the block is meant.
    pub(super) key: Option<Key>,
}

/// The configuration of a folder.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) files: Vec<File>,
}

/// A file of HCL.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) id: SourceId,
    pub(super) text: String,
    pub(super) body: Body,
}

impl Way {
    pub(super) fn new(shared: &Shared<'_>) -> Result<Self, &'static str> {
        let (modules, last) = address(shared)?;
        let mut levels = Vec::with_capacity(modules.len() + 1);
        let mut folder = shared.root.module.clone();
        for (name, key) in modules {
            let level = Level::new(shared, &folder, "module", &[&name], key)?;
            let source = level.block.body.get("source").and_then(|attr| attr.value.text());
            let local = source.filter(|source| source.starts_with("./") || source.starts_with("../"));
            let next = local.and_then(|local| path::join(&folder, local));
            folder = next.ok_or("a module on the way to it is not one of the repository's own")?;
            levels.push(level);
        }
        let (labels, key) = last;
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let kind = if labels.len() == 1 { "module" } else { "resource" };
        levels.push(Level::new(shared, &folder, kind, &labels, key)?);
        Ok(Self { levels, path: shared.path.to_owned() })
    }
}

impl Level {
    fn new(
        shared: &Shared<'_>,
        folder: &str,
        kind: &str,
        labels: &[&str],
        key: Option<Key>,
    ) -> Result<Self, &'static str> {
        let folder = Folder::new(shared, folder)?;
        let is = |block: &&Block| {
            &*block.kind == kind && block.labels.iter().map(|own| &**own).eq(labels.iter().copied())
        };
        let found = folder.files.iter().enumerate().find_map(|(at, file)| {
            let block = file.body.blocks.iter().find(is)?;
            Some((at, block.clone()))
        });
        let (file, block) = found.ok_or("it is written in JSON, or in a file that a program has written")?;
        Ok(Self { folder, file, block, key })
    }

    /// The file that the block stands in.
    pub(super) fn file(&self) -> &File {
        &self.folder.files[self.file]
    }

    /// The name of the block: its last label.
    pub(super) fn name(&self) -> &str {
        self.block.labels.last().map_or("", |label| label)
    }

    /// What chooses the copy, and the key that does.
    pub(super) fn each(&self) -> Option<(&'static str, String)> {
        match self.key.as_ref()? {
            Key::Index(index) => Some(("count.index", index.to_string())),
            Key::Text(text) => Some(("each.key", text.to_string())),
        }
    }
}

impl Folder {
    fn new(shared: &Shared<'_>, folder: &str) -> Result<Self, &'static str> {
        if folder.split('/').any(|part| part == ".terraform") {
            return Err("a module on the way to it is a copy that `terraform init` has fetched");
        }
        let mut files = Vec::new();
        for (id, source) in shared.estate.sources.all() {
            let own = source.path.as_str();
            if path::folder(own) != folder
                || own.rsplit_once('.').is_none_or(|(_, end)| !matches!(end, "tf" | "tofu"))
            {
                continue;
            }
            let body = hcl::body(&source.text, id).map_err(|_| "a file on the way to it cannot be read")?;
            let name = path::name(own);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            if stem == "override" || stem.ends_with("_override") {
                let says =
                    |block: &Block| matches!(&*block.kind, "resource" | "module" | "variable" | "locals");
                if body.blocks.iter().any(says) {
                    return Err("an override file in a folder on the way to it may say something else");
                }
                continue;
            }
            files.push(File { path: own.to_owned(), id, text: source.text.clone(), body });
        }
        Ok(Self { files })
    }

    /// All blocks of a type.
    pub(super) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a File, &'a Block)> {
        self.files.iter().flat_map(move |file| file.body.blocks(kind).map(move |block| (file, block)))
    }

    /// A variable's block.
    pub(super) fn variable(&self, name: &str) -> Option<&Block> {
        self.blocks("variable")
            .map(|(_, block)| block)
            .find(|block| matches!(block.labels.as_slice(), [label] if &**label == name))
    }
}

type Named = (String, Option<Key>);
type Last = (Vec<String>, Option<Key>);

/// The calls of modules on the way, and the labels of the last block.
fn address(shared: &Shared<'_>) -> Result<(Vec<Named>, Last), &'static str> {
    let unread = "its address is not understood";
    let own =
        shared.root.instances.iter().find(|one| {
            one.address.to_string() == shared.address || one.address.resource() == shared.address
        });
    if let Some(own) = own {
        let (address, whole) = (&own.address, own.address.to_string() == shared.address);
        let modules = modules(&address.module).ok_or(unread)?;
        let labels = vec![address.kind.to_string(), address.name.to_string()];
        return Ok((modules, (labels, address.key.clone().filter(|_| whole))));
    }
    let mut modules = modules(shared.address).ok_or(unread)?;
    let (name, key) = modules.pop().ok_or(unread)?;
    Ok((modules, (vec![name], key)))
}

/// `module.a["b"].module.c[0]` as names and keys.
fn modules(address: &str) -> Option<Vec<Named>> {
    let mut found = Vec::new();
    let mut rest = address;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest).strip_prefix("module.")?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let key = match rest.strip_prefix('[') {
            None => None,
            Some(inside) => {
                let (key, behind) = key(inside)?;
                rest = behind;
                Some(key)
            }
        };
        found.push((name, key));
    }
    Some(found)
}

/// A key behind its bracket, and what stands behind it.
fn key(inside: &str) -> Option<(Key, &str)> {
    let Some(quoted) = inside.strip_prefix('"') else {
        let (index, behind) = inside.split_once(']')?;
        return Some((Key::Index(index.parse().ok()?), behind));
    };
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    loop {
        match chars.next()? {
            (_, '\\') => text.push(chars.next()?.1),
            (at, '"') => return Some((Key::Text(text.into()), quoted[at + 1..].strip_prefix(']')?)),
            (_, other) => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_as_it_is_written() {
        let key = Key::Text("a\"]\\.module.b".into());
        let address = format!("module.web{key}.module.in_ner[3]");
        let index = Some(Key::Index(3));
        let expected = vec![("web".to_owned(), Some(key)), ("in_ner".to_owned(), index)];
        assert_eq!(modules(&address), Some(expected));
        assert_eq!(modules(""), Some(Vec::new()));
        for other in ["cloud_machine.a", "module.a[", "module.a[\"b]", "module.a[x]"] {
            assert_eq!(modules(other), None, "{other}");
        }
    }
}
