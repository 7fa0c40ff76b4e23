//! Services outside the cloud: what a profile uses of each, which plan carries that, what it costs, and whom
//! to ask by when. Pure: dates come from the window, figures from the profile.
//!
//! Usage is a range where the profile leaves something open. A vendor's month that a window touches is used
//! at the everyday profile's rate outside the window and at the profile's own within it, by real hours.

mod bill;
mod choose;
mod limits;
mod month;
mod offer;
mod page;
mod task;
mod usage;
mod words;

pub use choose::{Candidate, Choice, choose};
pub use limits::{Held, Verdict, first, held};
pub use month::{Month, When, cycle_of, months};
pub use offer::{Charge, Offer};
pub use page::artifacts;
pub use task::{LimitRow, MonthUse, PlanRow, Task, tasks};
pub use usage::{Bounds, Rates, Use};

pub(crate) use bill::part;
