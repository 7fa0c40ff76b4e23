//! Who is told how far the fetching of price lists is.

/// Who is told how far it is.
pub trait Progress {
    /// An offer begins to arrive, of so many bytes if that is known. After a failed try it begins anew.
    fn begin(&mut self, offer: &str, region: &str, length: Option<u64>);
    /// So many bytes more have come.
    fn received(&mut self, bytes: u64);
    /// A try has failed, and there will be another.
    fn again(&mut self, url: &str, reason: &str);
    /// An offer is done with.
    fn done(&mut self, offer: &str, region: &str, outcome: Outcome);
}

/// What came of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was read, and holds so many prices that scaleprof knows.
    Read(usize),
    /// It is the one that the snapshot has: its prices stay.
    Unchanged(usize),
    /// The region does not have it.
    Absent,
}
