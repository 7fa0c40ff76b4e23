//! Raises of sizes in the history of a Terraform repository that call themselves temporary, or that were lowered again:
//! when, by how much, for how long, and what became of them.
//!
//! [`history`] is what is asked of a version control system, [`size`] finds the sizes of one version of a file, [`data`] the files of
//! data that it reads, [`says`]
//! reads messages, [`follow`] goes through the versions, and [`report`] says what was found. Only the line of first
//! parents counts: what was merged counts from its merge on.

pub mod data;
pub mod follow;
pub mod history;
pub mod json;
pub mod markdown;
pub mod price;
pub mod raise;
mod renamed;
pub mod report;
pub mod says;
pub mod size;
pub mod text;
