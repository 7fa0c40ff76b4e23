//! What limits the traffic that comes in.

use super::path::Path;

/// A limit on what comes in.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The type of the resource.
    pub resource: &'static str,
    /// The attribute with the limit; none where the service has one of its own that the resource does not say.
    pub path: Option<Path>,
    /// What is limited.
    pub what: Limited,
    /// The attribute beside it that says the seconds in their place.
    pub window: Option<&'static str>,
    /// For whom it holds.
    pub each: Each,
    /// What makes it one for a part of the requests, or one that refuses none.
    pub part: Vec<PartOf>,
    /// What it is usually, where no attribute says it.
    pub usual: Option<u32>,
}

/// For whom a limit holds.
#[derive(Clone, Debug)]
pub enum Each {
    /// For each of these, such as `address`; `all` for all requests together.
    One(&'static str),
    /// What an attribute beside the limit says: its values, each with the word. The first one where it is not set.
    By(&'static str, Vec<(&'static str, &'static str)>),
}

/// What makes a limit one for a part of the requests, or one that refuses none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// It always is.
    Always,
    /// This block or attribute beside it is there.
    Beside(&'static str),
    /// This block is there, in the outermost block around the limit.
    Around(&'static str),
    /// This attribute of the resource is not this value.
    Not(&'static str, &'static str),
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// Requests within so many seconds.
    Requests(u32),
    /// Requests at once.
    Burst,
    /// Requests in a longer time, which another attribute says.
    Quota,
}
