//! The switch from one profile to another: what changes, when counts rise and fall, in which order and by when the rest
//! is done, and what fits.

pub mod change;
pub mod fit;
pub mod ramp;
pub mod schedule;
pub mod stay;
pub mod steps;
pub(crate) mod timeline;
