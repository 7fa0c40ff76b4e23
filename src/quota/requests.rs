//! What the pages and files on quotas ask a cloud: how its limits are raised.

use std::fmt::Debug;

use crate::quota::table::Quota;

/// How the limits of a cloud are raised on request.
pub trait Requests: Debug + Sync {
    /// How many requests an account may have open at once in a region; never zero.
    fn open_limit(&self, region: &str) -> usize;

    /// The page of a quota in the cloud's console, if it has one.
    fn console(&self, quota: &Quota, region: &str) -> Option<String>;
}
