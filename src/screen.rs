//! What a text is written for: a terminal with its columns, or anything else.

/// What is known of where a text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Whether color is understood, and wanted.
    pub colored: bool,
    /// Columns of the terminal; none if it is no terminal.
    pub columns: Option<u16>,
}

/// No terminal, with color or without.
impl From<bool> for Screen {
    fn from(colored: bool) -> Self {
        Self { colored, columns: None }
    }
}
