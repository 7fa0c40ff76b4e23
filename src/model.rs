//! The words of a profile as types: what people write, decoded, and nothing that is worked out from it. Nothing here
//! knows a kind, a cloud or a plan.

pub(crate) mod account;
pub(crate) mod budget;
pub(crate) mod calendar;
pub mod capacity;
pub(crate) mod container;
pub(crate) mod event;
pub mod existing;
pub mod external;
pub mod header;
pub mod ladder;
pub mod length;
pub(crate) mod maintenance;
pub mod name;
pub(crate) mod recurring;
pub(crate) mod relative;
pub(crate) mod route;
pub mod schedule;
pub mod secret;
pub mod selector;
pub mod site;
pub mod size;
pub(crate) mod slo;
pub mod span;
pub(crate) mod traffic;
pub mod window;
pub(crate) mod written;
