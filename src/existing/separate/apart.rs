//! What can be said in a file of its own, that overrides what a root says or sets a variable of it.

use crate::existing::edit::change::Literal;
use crate::existing::edit::{key, written};
use crate::existing::separate::shared::Shared;
use crate::existing::separate::site::{Site, sites};
use crate::existing::separate::way::Way;
use crate::existing::steps::parts;

/// Something that can be said apart, and for which copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Apart {
    /// The block that it is said in: its type and its labels, in quotes; none for a variable.
    pub(crate) block: Option<String>,
    /// The argument, or the variable.
    pub(crate) name: String,
    /// What says which copy it is, and the key of it; none where there is only one.
    pub(crate) copy: Option<(&'static str, String)>,
    /// What the others go on with, as it is written.
    pub(crate) base: String,
}

/// The argument of the root's own block that an override file can say, or why there is none.
pub(crate) fn by_override(shared: &Shared<'_>) -> Result<Apart, &'static str> {
    let (way, sites) = outermost(shared)?;
    let site =
        at_root(&sites).ok_or("no argument of the root's own blocks hands it on: it is said in a module")?;
    if way.levels.len() == 1 && parts(&way.path).len() != 1 {
        return Err("it stands in a nested block, and an override would replace all of it");
    }
    let level = &way.levels[0];
    let labels = level.block.labels.iter().map(|label| written(&Literal::Text(label.to_string())));
    let labels = labels.collect::<Option<Vec<String>>>().ok_or("its labels are unusual")?;
    let copy = match level.each() {
        Some((by, own)) => Some((by, key(&own).ok_or("its key is unusual")?)),
        None => None,
    };
    Ok(Apart {
        block: Some(format!("{} {}", level.block.kind, labels.join(" "))),
        name: site.name.clone(),
        copy,
        base: site.text.clone(),
    })
}

/// The root's variable that a variable file can set, or why there is none.
pub(crate) fn by_variable(shared: &Shared<'_>) -> Result<Apart, &'static str> {
    let (_, sites) = outermost(shared)?;
    let name = at_root(&sites).and_then(|site| site.text.strip_prefix("var."));
    let is_name =
        |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let name = name.filter(is_name).ok_or("no variable of the root says it and nothing else")?;
    Ok(Apart { block: None, name: name.to_owned(), copy: None, base: String::new() })
}

fn outermost(shared: &Shared<'_>) -> Result<(Way, Vec<Site>), &'static str> {
    let way = Way::new(shared)?;
    let sites = sites(&way)?;
    Ok((way, sites))
}

fn at_root(sites: &[Site]) -> Option<&Site> {
    sites.first().filter(|site| site.level == 0)
}
