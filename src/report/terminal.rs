//! What everything on a terminal shares: its width, its colors, how long texts go on.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Paint};

use crate::screen::Screen;
use crate::shown::{PAINT, painted, shown};

/// Columns of a terminal that nobody has widened, and of what is no terminal.
const WIDTH: usize = 80;
/// Narrower is no report, and wider no line that an eye can follow.
const LIMITS: (usize, usize) = (40, 120);

/// How things look; plain without color.
pub(crate) struct Style {
    colored: bool,
    /// Columns.
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
        // Told from what a text may hold of such characters when all is put together.
        let mark = |style: String| style.replace('\u{1b}', PAINT.encode_utf8(&mut [0; 4]));
        format!("{}{text}{}", mark(style.to_string()), mark(format!("{style:#}")))
    }

    /// A whole text, in which nothing but its paint steers a terminal.
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

    /// Money: red where it costs more, green where it saves.
    pub(crate) fn money(&self, text: &str) -> String {
        let color = match text.chars().next() {
            Some('+') => AnsiColor::Red,
            Some('-') => AnsiColor::Green,
            _ => return text.to_owned(),
        };
        self.paint(color.on_default(), text)
    }

    /// Text no wider than the terminal; what follows the first line stands under it, a little indented.
    pub(crate) fn wrapped(&self, lead: &str, text: &str, out: &mut String) {
        self.wrapped_at(4, lead, text, out);
    }

    /// The same, indented by so many columns.
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

/// A text with blanks behind it up to a width; a width that no terminal has is none.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let blanks = width.min(WIDTH).saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(blanks))
}

/// At most so many characters.
#[must_use]
pub fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let head: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{head}…")
}

/// Characters that a terminal shows: color takes no room.
fn shown_width(text: &str) -> usize {
    text.split(PAINT)
        .enumerate()
        .map(|(at, part)| match part.split_once('m') {
            Some((_, shown)) if at > 0 => shown.chars().count(),
            _ => part.chars().count(),
        })
        .sum()
}
