//! Constants of a team's own Terraform, changed to what a profile wants: which bytes of which files, as a patch or on
//! disk.

mod apart;
pub mod back;
mod between;
mod compare;
mod gone;
pub mod joint;
pub mod judge;
mod overlay;
pub mod past;
pub mod patch;
pub mod plan;
pub mod refactor;
pub mod rewrite;
mod step;
mod target;
pub mod turn;
pub mod wanted;
pub mod write;
