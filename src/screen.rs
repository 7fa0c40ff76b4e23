//! What a text is written to: a terminal with its columns, or anything else.

/// What is known of the place that a text is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Whether color is understood and wanted.
    pub(crate) colored: bool,
    /// The columns of the terminal; `None` if it is not a terminal.
    pub columns: Option<u16>,
}

/// Not a terminal, with color or without.
impl From<bool> for Screen {
    fn from(colored: bool) -> Self {
        Self { colored, columns: None }
    }
}
