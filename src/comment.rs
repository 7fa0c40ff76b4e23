//! The one comment on a pull request: found again by its tag, changed in place.
//!
//! Two forges, one way: [`post()`] lists what is there, keeps what carries the [`Tag`] and is its own,
//! and writes. The token goes to the forge's API and nowhere else.
//!
//! The files of this folder import each other, never this one, so that their imports form no circle.

mod answer;
mod api;
mod block;
mod client;
mod error;
mod fit;
mod forge;
mod github;
mod gitlab;
mod pages;
mod place;
mod post;
mod run;
mod tag;
mod target;
mod text;
mod token;

pub use error::CommentError;
pub use fit::{LEAST, fit};
pub use forge::Forge;
pub use place::Place;
pub use post::post;
pub use run::{Action, Posted};
pub use tag::Tag;
pub use target::{Behavior, Pace, Target};
pub use text::compose;
pub use token::Token;
