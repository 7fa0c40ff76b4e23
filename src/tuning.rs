//! Constants of a team's own Terraform, changed to what a profile wants: which bytes of which files, as a patch or on
//! disk.

pub mod patch;
pub mod rewrite;
pub mod write;
