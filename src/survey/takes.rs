//! Names that the language of profiles takes. What has another one is left out, with the reason: what `init` writes is
//! never refused afterwards.

use crate::existing::estate::Root;
use crate::model::existing::{ADDRESS, FOLDER, LONGEST_ADDRESS, MOST_FILES, WORKSPACE};
use crate::shown::is_unprintable;
use crate::source::Place;
use crate::validate::keyword::is_found;

/// What would be a component or a root, and no profile can name.
#[derive(Debug)]
pub struct Nameless {
    /// Where it stands, if that is one place.
    pub place: Option<Place>,
    /// Its address, or the folder of the root.
    pub what: String,
    /// Why not, as the rest of a sentence.
    pub why: &'static str,
}

/// Why a profile cannot say an address; nothing if it can.
pub(super) fn address(text: &str) -> Option<&'static str> {
    let taken = fits(ADDRESS, text) && text.chars().count() <= LONGEST_ADDRESS;
    (!taken).then_some(
        "in an address a key has at most 200 characters that can be seen, none of them `\"` or `\\`, and neither `${` nor `%{`; \
         rename the key with a `moved` block, or change its size by hand",
    )
}

/// Why a profile cannot say a root; nothing if it can.
pub(super) fn root(root: &Root) -> Option<&'static str> {
    let is_path = |path: &str| path.is_empty() || fits(FOLDER, path);
    if !is_path(&root.dir) || !root.choice.var_files.iter().all(|path| is_path(path)) {
        return Some(
            "the path of a root, or of a variable file, has folders of letters, digits, `_`, `.`, `-` and blanks in a profile",
        );
    }
    if root.choice.var_files.len() > MOST_FILES {
        return Some("a root has at most 20 variable files in a profile");
    }
    let workspace = root.choice.workspace.as_deref();
    (!workspace.is_none_or(|own| fits(WORKSPACE, own)))
        .then_some("a workspace has letters, digits, `_`, `.` and `-` in a profile")
}

fn fits(pattern: &str, text: &str) -> bool {
    is_found(pattern, text) == Some(true) && !text.contains(is_unprintable)
}
