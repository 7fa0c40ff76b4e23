//! Refactorings that give one value a constant of its own, where others have the same one: as texts of changed files, in
//! the order in which they are to be tried, the one with the fewest and outermost changes first.
//!
//! A draft promises nothing: whoever takes it reads the changed files and holds that no value is another one.

pub(crate) mod apart;
mod draft;
pub(crate) mod drafts;
mod name;
mod outlet;
mod shape;
pub(crate) mod shared;
mod site;
mod way;
