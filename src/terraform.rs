//! Writing Terraform: resources in two bodies, their text, and what it says of moments.

pub(crate) mod delta;
pub mod file;
pub mod moment;
pub mod print;
pub mod resource;
pub mod root;
