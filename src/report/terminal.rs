//! What all reports on a terminal share: the width, the colors, and how long texts are wrapped.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Paint};

use crate::screen::Screen;
use crate::shown::{PAINT, painted, shown};

/// The columns of output that is not a terminal, and of a terminal whose columns are not known.
const WIDTH: usize = 80;
/// The narrowest and the widest report: below it no report fits, above it no eye can follow a line.
const LIMITS: (usize, usize) = (40, 120);

/// The style of a report: its colors, if any, and its width.
pub(crate) struct Style {
    colored: bool,
    /// The width in columns.
    pub(crate) width: usize,
}

impl From<Screen> for Style {
    fn from(screen: Screen) -> Self {
        let width = screen.columns.map_or(WIDTH, |columns| usize::from(columns).clamp(LIMITS.0, LIMITS.1));
        Self { colored: screen.colored, width }
    }
}

impl Style {
    pub(crate) fn paint(&self, style: Paint, text: &str) -> String {
        if !self.colored {
            return text.to_owned();
        }
        // Mark the colors, so that they can be told from escape characters in the texts once all is put together.
        let mark = |style: String| style.replace('\u{1b}', PAINT.encode_utf8(&mut [0; 4]));
        format!("{}{text}{}", mark(style.to_string()), mark(format!("{style:#}")))
    }

    /// The whole report, in which only its own colors steer the terminal.
    pub(crate) fn finish(&self, text: &str) -> String {
        if self.colored { painted(text) } else { shown(text).into_owned() }
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint(Paint::new().bold(), text)
    }

    pub(crate) fn dim(&self, text: &str) -> String {
        self.paint(Paint::new().dimmed(), text)
    }

    pub(crate) fn warn(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }

    /// An amount of money: red if it is a cost, green if it is a saving.
    pub(crate) fn money(&self, text: &str) -> String {
        let color = match text.chars().next() {
            Some('+') => AnsiColor::Red,
            Some('-') => AnsiColor::Green,
            _ => return text.to_owned(),
        };
        self.paint(color.on_default(), text)
    }

    /// Writes text no wider than the terminal. Lines after the first one are indented a little.
    pub(crate) fn wrapped(&self, lead: &str, text: &str, out: &mut String) {
        self.wrapped_at(4, lead, text, out);
    }

    /// The same, with this many columns of indent.
    pub(crate) fn wrapped_at(&self, indent: usize, lead: &str, text: &str, out: &mut String) {
        let mut line = lead.to_owned();
        let mut fresh = true;
        for word in text.split(' ') {
            let width = shown_width(line.trim_start_matches('\n'));
            if !fresh && width + 1 + word.chars().count() > self.width {
                let _ = writeln!(out, "{line}");
                line = " ".repeat(indent);
                fresh = true;
            }
            if !fresh {
                line.push(' ');
            }
            line.push_str(word);
            fresh = false;
        }
        let _ = writeln!(out, "{line}");
    }
}

/// Pads a text with blanks up to a width. A width beyond any terminal is ignored.
#[must_use]
pub(crate) fn padded(text: &str, width: usize) -> String {
    let blanks = width.min(WIDTH).saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(blanks))
}

/// The number of characters that a terminal shows: colors take no room.
fn shown_width(text: &str) -> usize {
    text.split(PAINT)
        .enumerate()
        .map(|(at, part)| match part.split_once('m') {
            Some((_, shown)) if at > 0 => shown.chars().count(),
            _ => part.chars().count(),
        })
        .sum()
}
