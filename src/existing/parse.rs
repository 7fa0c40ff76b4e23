//! Texts to syntax: HCL, JSON and YAML. What would take a parser too long or too deep is refused before it.

pub(super) mod fault;
pub(super) mod guard;
pub(super) mod hcl;
pub(super) mod json;
mod number;
pub(super) mod repeated;
pub(super) mod yaml;
