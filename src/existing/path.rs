//! Paths within the border: with forward slashes, without `.` and `..`; the border itself is empty.

/// The folder of a file.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path as it is written in a file of a folder; none if it leads out of the border. One that starts with a slash
/// starts at the border, which is what `path.module` and its like answer here.
pub(crate) fn join(folder: &str, written: &str) -> Option<String> {
    let mut parts: Vec<&str> = match written.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A folder as people write it, relative to the border: the border itself is `.`.
pub(crate) fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// Whether a path lies in a folder or below it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folders from one up to the border.
pub(super) fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(
        Some(folder),
        |folder| {
            if folder.is_empty() { None } else { Some(self::folder(folder)) }
        },
    )
}
