//! Modules with what they are called with: variables, locals, resources, calls and outputs, evaluated when something
//! asks for them.

mod call;
mod content;
mod copies;
pub(super) mod files;
pub(super) mod gather;
mod names;
pub(super) mod outward;
mod reference;
mod resource;
pub(super) mod state;
mod variable;
mod written;
