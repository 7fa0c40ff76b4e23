//! What a switch or a profile costs, written for people and programs.

pub mod bill;
mod html;
mod infracost;
pub mod json;
mod markdown;
pub mod quotas;
mod terminal;
mod text;
pub mod view;

pub use html::html;
pub use infracost::infracost;
pub use markdown::markdown;
pub use terminal::clipped;
pub use text::text;
