//! A time in two lines, for the axes of the pictures: the day above the time of the day.

use serde::Serialize;

/// A time in two lines.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Moment {
    /// The day; for a window without a date, the whole time.
    pub(super) day: String,
    /// The time of the day, with the offset if it is another one than at the start; empty without a date.
    pub(super) time: String,
}

impl Moment {
    /// Splits a time such as `Wed 3 Feb 06:35` before its time of the day.
    pub(super) fn of(text: &str) -> Self {
        let is_time = |word: &str| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit());
        let mut at = 0;
        for word in text.split(' ') {
            if at > 0 && is_time(word) {
                return Self { day: text[..at - 1].to_owned(), time: text[at..].to_owned() };
            }
            at += word.len() + 1;
        }
        Self { day: text.to_owned(), time: String::new() }
    }
}
