//! Figures of a report.

/// A decimal number as a string, so that no reader passes it through a float.
pub type Number = String;
