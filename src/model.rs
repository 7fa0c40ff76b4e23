//! The words of a profile as types: what people write, decoded, and nothing that is worked out from it. Nothing here
//! knows a kind, a cloud or a plan.

pub mod account;
pub mod budget;
pub mod capacity;
pub mod event;
pub mod external;
pub mod header;
pub mod ladder;
pub mod length;
pub mod maintenance;
pub mod name;
pub mod relative;
pub mod schedule;
pub mod selector;
pub mod site;
pub mod size;
pub mod slo;
pub mod span;
pub mod traffic;
pub mod window;
