//! The one comment on a pull request: found again by its tag, changed in place.
//!
//! Two forges, one way: [`post()`] lists what is there, keeps what carries the [`Tag`] and is its own,
//! and writes. The token goes to the forge's API and nowhere else.
//!
//! The files of this folder import each other, never this one, so that their imports form no circle.

pub mod answer;
pub mod api;
pub mod block;
pub mod client;
pub mod error;
pub mod fit;
pub mod forge;
pub mod github;
pub mod gitlab;
pub mod pages;
pub mod place;
pub mod post;
pub mod run;
pub mod tag;
pub mod target;
pub mod text;
pub mod token;
