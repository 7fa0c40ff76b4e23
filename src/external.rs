//! Services outside the cloud: what a profile uses of each, which plan carries that, what it costs, and whom
//! to ask by when. Pure: dates come from the window, figures from the profile.
//!
//! Usage is a range where the profile leaves something open. A vendor's month that a window touches is used
//! at the everyday profile's rate outside the window, by real hours. In the window each whole day has the
//! profile's own day; of a part of a day only bounds are known: [`Rates::within`].

mod ask;
mod bill;
mod choose;
mod limits;
mod month;
mod offer;
mod page;
mod rates;
mod spread;
mod task;
mod usage;
mod words;

pub use ask::{Ask, Change, asks, changes};
pub use choose::{Candidate, Choice, choose};
pub use limits::{Headroom, Utilization, first_to_break, utilizations};
pub use month::{Month, When, cycle_of, months};
pub use offer::{Charge, Offer};
pub use page::artifacts;
pub use rates::{Bounds, Rates};
pub use task::{LimitRow, MonthUse, PlanRow, Task, tasks};
pub use usage::Use;

pub(crate) use bill::part;
