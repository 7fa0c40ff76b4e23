//! What things cost.

pub mod snapshot;
pub mod update;
