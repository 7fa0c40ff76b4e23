//! Prices that fall by tiers.

/// A price that falls by tiers with all that an account uses in a calendar month.
#[derive(Clone, Copy, Debug)]
pub struct Graduated {
    /// The service whose table has the tiers.
    pub service: &'static str,
    /// The tiers by their keys, each with the units of a month at which it ends; the last has no end.
    pub tiers: &'static [(&'static str, u32)],
    /// The service and the key of a contract, which has one price in place of the tiers.
    pub contract: (&'static str, &'static str),
}
