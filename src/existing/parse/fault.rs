//! Why a text is not parsed.

/// Why a text is not parsed.
#[derive(Debug)]
pub(in crate::existing) struct Fault {
    /// The byte where it goes wrong.
    pub at: usize,
    /// What is wrong.
    pub what: FaultSort,
}

/// What is wrong with a text.
#[derive(Debug)]
pub(in crate::existing) enum FaultSort {
    /// It does not follow the grammar.
    Syntax(String),
    /// Brackets are nested too deeply.
    Nesting,
    /// It holds too much of something.
    Much(&'static str),
}
