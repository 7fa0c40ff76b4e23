//! Services outside the cloud: what a profile uses of each, which plan carries that, what it costs, and whom
//! to ask by when. Pure: dates come from the window, figures from the profile.
//!
//! Usage is a range where the profile leaves something open. A vendor's month that a window touches is used
//! at the everyday profile's rate outside the window, by real hours. In the window each whole day has the
//! profile's own day; of a part of a day only bounds are known: [`rates::Rates::within`].

pub mod ask;
pub mod bill;
pub mod choose;
pub mod limits;
pub mod month;
pub mod offer;
pub mod rates;
pub mod spread;
pub mod task;
pub mod usage;
pub mod words;
