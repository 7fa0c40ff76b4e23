//! The clouds: what all kinds on one cloud share, and the facts about its machines and places.

pub mod aws;
