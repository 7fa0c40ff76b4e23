//! Keeps the one comment on a pull request: finds it again by its tag, and changes it in place.
//!
//! Both forges are used in the same way: [`post::post`] lists the comments, keeps those that carry the [`tag::Tag`] and are
//! its own, and writes. The token goes to the forge's API and nowhere else.
//!
//! The files of this folder import each other, never this one, so that their imports form no circle.

pub mod answer;
pub(crate) mod api;
pub mod block;
pub(crate) mod client;
pub mod error;
pub mod fit;
pub mod forge;
pub mod github;
pub mod gitlab;
pub mod pages;
pub mod place;
pub mod post;
pub mod request;
pub mod run;
pub mod tag;
pub mod target;
pub mod text;
pub mod token;
