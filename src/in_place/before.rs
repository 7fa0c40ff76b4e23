//! What is known of earlier texts of the files, from whoever keeps them.

use std::fmt;

/// Earlier texts of files within the border, by their paths.
pub struct Before {
    /// The texts that a file had in the last commits that changed it: the newest has the number 0.
    pub past: Box<Text>,
    /// The texts that some files had together in the last commits that changed any of them, the newest first. None of a file that
    /// was not there.
    pub together: Box<Texts>,
}

/// The text of a file by its number; nothing where there are no more.
type Text = dyn Fn(&str, usize) -> Option<String> + Send + Sync;

/// The texts of files, commit by commit.
type Texts = dyn Fn(&[String]) -> Vec<Vec<Option<String>>> + Send + Sync;

impl Default for Before {
    fn default() -> Self {
        Self { past: Box::new(|_, _| None), together: Box::new(|_| Vec::new()) }
    }
}

impl fmt::Debug for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Before").finish_non_exhaustive()
    }
}
