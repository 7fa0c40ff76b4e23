//! What profiles want of the team's own Terraform: the values, what stands in their way, and what would become of a
//! change. The files are read once for all profiles.

pub mod alarms;
pub(crate) mod along;
pub mod before;
pub(crate) mod earlier;
pub(crate) mod limit;
pub(crate) mod members;
pub(crate) mod problem;
pub(crate) mod raised;
pub(crate) mod reach;
pub mod reading;
pub(crate) mod refusal;
pub(crate) mod replica;
pub(crate) mod running;
pub(crate) mod schedule;
pub mod standing;
pub(crate) mod stated;
pub(crate) mod swallow;
pub(crate) mod trial;
pub(crate) mod turn;
pub(crate) mod unsure;
pub mod want;
pub(crate) mod within;
pub(crate) mod zones;
