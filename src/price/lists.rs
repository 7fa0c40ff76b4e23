//! The price lists that a cloud publishes, and what is made of them: a snapshot for the project.

pub(crate) mod error;
pub(crate) mod fetch;
pub(crate) mod progress;

use std::fmt::Debug;

use ureq::Agent;

use crate::price::snapshot::Snapshot;
use error::UpdateError;
use progress::Progress;

/// The published price lists of one cloud.
pub trait PriceLists: Debug + Sync {
    /// The address below which the price lists are published.
    fn base(&self) -> &'static str;

    /// Whether this can be the name of a region, known or not.
    fn is_region(&self, name: &str) -> bool;

    /// The known regions.
    fn regions(&self) -> Vec<&'static str>;

    /// How its regions are named, as a part of a message.
    fn naming(&self) -> &'static str;

    /// The region that a message names as an example.
    fn example(&self) -> &'static str;

    /// Fetches a region's prices. Lists that have not changed since `old` are not fetched again, unless
    /// `force` says so, which also accepts that many prices are gone.
    ///
    /// # Errors
    /// When a list does not come whole, is not the one that was asked for, or has lost more than a fifth of
    /// the prices that were in `old`.
    fn update(
        &self,
        agent: &Agent,
        base: &str,
        region: &str,
        old: Option<&Snapshot>,
        force: bool,
        progress: &mut dyn Progress,
    ) -> Result<Update, UpdateError>;
}

/// A key that has no one price in the list, and is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The service, e.g. `ec2`.
    pub service: &'static str,
    /// The key, e.g. `m5.large`.
    pub key: String,
    /// Why, to be read behind the key.
    pub why: String,
}

/// A region's new prices.
#[derive(Clone, Debug)]
pub struct Update {
    /// All of them.
    pub snapshot: Snapshot,
    /// Keys without a price.
    pub refused: Vec<Refused>,
    /// How many keys the old snapshot did not have.
    pub new: usize,
    /// How many have another price or unit.
    pub changed: usize,
    /// How many the old snapshot had and this one has not.
    pub gone: usize,
}

/// An address below which price lists can be.
///
/// # Errors
/// When it is none, or would put something into the project's files that does not belong there.
pub(crate) fn base_url(text: &str) -> Result<&str, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#".contains(&byte));
    match rest {
        Some(rest) if !rest.is_empty() && plain(rest) => Ok(text.trim_end_matches('/')),
        _ => Err(format!(
            "`{text}` is no base of price lists: write `https://host/path`, without a name and password, as it \
             is written into the project"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_an_address_that_can_be_shown() {
        assert_eq!(base_url("https://prices.example.com/lists/"), Ok("https://prices.example.com/lists"));
        assert_eq!(base_url("http://127.0.0.1:8080"), Ok("http://127.0.0.1:8080"));
        for text in
            ["", "https://", "ftp://x", "example.com", "https://me:secret@x", "https://x?y", "https://x y"]
        {
            assert!(base_url(text).is_err(), "{text}");
        }
    }
}
