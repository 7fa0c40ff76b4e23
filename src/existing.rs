//! Reads the Terraform that a repository already has: which resources there are, what their attributes are, and which
//! constant in which file says it.
//!
//! [`read::read`] takes a [`tree::Tree`] (folders and files within a border) and answers an [`estate::Estate`]: its
//! roots, each with the variable files and the workspace that were taken, the instances of its resources, and the calls
//! of modules whose source is not in the repository. Every [`value::Value`] has data and an [`origin::Origin`]. What
//! cannot be known is [`value::Data::Unknown`], with the reason; it is never guessed.
//!
//! [`edit`] changes constants and keys of such a file in place.
//!
//! Nothing here knows a cloud: which attributes are sizes is asked elsewhere. Values other than sizes stay here: they
//! are for finding the way, and must not be shown, written or posted.

mod access;
mod choice;
pub(crate) mod constant;
mod definition;
mod disk;
pub mod edit;
pub mod environment;
pub mod estate;
mod evaluate;
mod function;
pub mod instance;
mod library;
mod meter;
mod module;
mod names;
pub mod origin;
mod parse;
pub(crate) mod path;
pub mod planned;
pub mod problem;
pub mod read;
mod roots;
pub(crate) mod separate;
mod steps;
mod syntax;
pub mod tree;
mod types;
mod unit;
pub mod unknown;
pub mod value;
mod workspace;
