//! Paths of attributes, such as `block_device_mappings[0].ebs.volume_size` or `schedules["evening"].min_size`.

use std::fmt::Write as _;

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A name: an attribute, a type of blocks, or an entry.
    Name(String),
    /// Which one of a list or of several blocks.
    Index(usize),
}

/// The parts of a path; what is no path has none.
pub(super) fn parts(path: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let Some((name, behind)) = quoted.split_once("\"]") else { return Vec::new() };
            parts.push(Part::Name(name.replace("\\\"", "\"").replace("\\\\", "\\")));
            rest = behind;
        } else if let Some(index) = rest.strip_prefix('[') {
            let Some((index, behind)) = index.split_once(']') else { return Vec::new() };
            match index.parse() {
                Ok(index) => parts.push(Part::Index(index)),
                // `[*]` means all of them, as no index does.
                Err(_) if index == "*" => {}
                Err(_) => return Vec::new(),
            }
            rest = behind;
        } else {
            let rest_of = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest_of.find(['.', '[']).unwrap_or(rest_of.len());
            if end == 0 {
                return Vec::new();
            }
            parts.push(Part::Name(rest_of[..end].to_owned()));
            rest = &rest_of[end..];
        }
    }
    parts
}

/// Adds a name to a path: behind a dot, or quoted in brackets where it is no identifier.
pub(super) fn push_name(path: &mut String, name: &str) {
    let is_plain = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'));
    // Writing to a String cannot fail.
    let _ = if !is_plain {
        write!(path, "[\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else if path.is_empty() {
        path.write_str(name)
    } else {
        write!(path, ".{name}")
    };
}

/// Whether the parts of one path are those of another one or lead to it; an index that one of them leaves out means
/// all.
pub(super) fn covers(outer: &[Part], path: &[Part]) -> bool {
    let (mut outer, mut path) = (outer, path);
    loop {
        match (outer.split_first(), path.split_first()) {
            (None, _) => return true,
            (Some((left, outer_rest)), Some((right, path_rest))) if left == right => {
                (outer, path) = (outer_rest, path_rest);
            }
            (Some((Part::Name(_), _)), Some((Part::Index(_), rest))) => path = rest,
            (Some((Part::Index(_), rest)), Some((Part::Name(_), _)) | None) => outer = rest,
            _ => return false,
        }
    }
}
