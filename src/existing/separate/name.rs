//! Names of variables and locals that a refactoring adds.

use crate::existing::separate::way::Level;

/// A name made of the block and the attribute that no folder on the way has yet, as a variable, a local or an argument.
pub(super) fn unused(levels: &[Level], block: &str, attribute: &str) -> String {
    // Names that say nothing are given to what is alone in its module.
    let says_nothing = matches!(block, "this" | "main" | "default" | "self");
    let wanted =
        if says_nothing { identifier(attribute) } else { identifier(&format!("{block}_{attribute}")) };
    let mut name = wanted.clone();
    let mut number = 2;
    while levels.iter().any(|level| is_used(level, &name)) {
        name = format!("{wanted}_{number}");
        number += 1;
    }
    name
}

fn is_used(level: &Level, name: &str) -> bool {
    let mut locals = level.folder.blocks("locals");
    level.folder.variable(name).is_some()
        || locals.any(|(_, block)| block.body.get(name).is_some())
        || level.block.body.get(name).is_some()
}

/// A word that can stand for a name in HCL without quotes.
fn identifier(text: &str) -> String {
    let is_kept = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let mut name: String = text.chars().map(|char| if is_kept(char) { char } else { '_' }).collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        name.insert(0, '_');
    }
    name
}
