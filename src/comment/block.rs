//! Tells which Markdown blocks are open at the end of a line, as far as a cut there could break them.
//!
//! Lists and quotes need no closing: a blank line and a line at the margin end them, with everything inside.

/// HTML tags that are closed at a cut. Tags that are not listed close by themselves, or do no harm.
const CLOSED: [&str; 8] = ["details", "summary", "table", "thead", "tbody", "tr", "td", "th"];

/// Tags that start a block of HTML, which ends at a blank line.
const HTML: &str = "\
    address article aside base basefont blockquote body caption center col colgroup dd details dialog \
    dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr \
    html iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section \
    summary table tbody td tfoot th thead title tr track ul";

/// HTML tags whose content is not Markdown, up to their end.
const RAW: [&str; 4] = ["pre", "script", "style", "textarea"];

/// How the next line is read.
#[derive(Debug, Default)]
enum Inside {
    /// As Markdown.
    #[default]
    Text,
    /// As fenced code, with the fence that closes it, its indentation included.
    Fence(String),
    /// As HTML up to a blank line.
    Html,
    /// As HTML up to a line that contains this.
    Raw(String),
}

/// The blocks that are open, line by line.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    inside: Inside,
    /// The open tags of [`CLOSED`], the outermost one first.
    tags: Vec<&'static str>,
    after_text: bool,
}

impl Blocks {
    /// Reads one line, without its end.
    pub(super) fn read(&mut self, line: &str) {
        let is_blank = line.trim().is_empty();
        match std::mem::take(&mut self.inside) {
            Inside::Fence(end) => {
                if !closes(line, &end) {
                    self.inside = Inside::Fence(end);
                }
            }
            Inside::Raw(end) => match line.to_ascii_lowercase().find(&end) {
                Some(at) => self.read_tags(&line[at + end.len()..], false),
                None => self.inside = Inside::Raw(end),
            },
            Inside::Html if is_blank => {}
            Inside::Html => {
                self.inside = Inside::Html;
                self.read_tags(line, true);
            }
            Inside::Text => self.read_text(line),
        }
        self.after_text = !is_blank;
    }

    fn read_text(&mut self, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = &line[indent..];
        if indent > 3 {
            return self.read_tags(line, false);
        }
        if let Some(fence) = fence(rest) {
            self.inside = Inside::Fence(format!("{}{fence}", &line[..indent]));
            return;
        }
        if rest.starts_with("<!--") {
            return self.read_tags(rest, true);
        }
        if let Some((name, _, after)) = tag(rest) {
            if RAW.contains(&name.as_str()) && !rest.starts_with("</") {
                let end = format!("</{name}>");
                if !rest.to_ascii_lowercase().contains(&end) {
                    self.inside = Inside::Raw(end);
                }
                return;
            }
            let alone = !self.after_text && after.find('>') == Some(after.trim_end().len().wrapping_sub(1));
            if alone || HTML.split(' ').any(|html| html == name) {
                self.inside = Inside::Html;
                return self.read_tags(rest, true);
            }
        }
        self.read_tags(line, false);
    }

    /// Reads the tags of a line. Code in backticks contains none, but in a block of HTML there is no such code.
    fn read_tags(&mut self, line: &str, html: bool) {
        let mut rest = line;
        while let Some(at) = rest.find(['<', '`']) {
            rest = &rest[at..];
            if rest.starts_with('`') {
                let run = rest.len() - rest.trim_start_matches('`').len();
                let after = &rest[run..];
                rest = if html { after } else { after_code(after, run).unwrap_or(after) };
            } else if rest.starts_with("<!--") {
                match rest[4..].find("-->") {
                    Some(end) => rest = &rest[4 + end + 3..],
                    None if html => {
                        self.inside = Inside::Raw("-->".to_owned());
                        return;
                    }
                    None => rest = &rest[4..],
                }
            } else if let Some((name, is_end, after)) = tag(rest) {
                if let Some(name) = CLOSED.into_iter().find(|closed| *closed == name) {
                    if is_end { self.close(name) } else { self.open(name) }
                }
                rest = after;
            } else {
                rest = &rest[1..];
            }
        }
    }

    fn open(&mut self, name: &'static str) {
        // A row or a cell ends where the next one starts.
        let ended: &[&str] = match name {
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            "thead" | "tbody" => &["td", "th", "tr", "thead", "tbody"],
            _ => &[],
        };
        while self.tags.last().is_some_and(|last| ended.contains(last)) {
            self.tags.pop();
        }
        self.tags.push(name);
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.tags.iter().rposition(|open| *open == name) {
            self.tags.truncate(at);
        }
    }

    /// Whether the next line is code, whatever it contains.
    pub(super) fn in_fence(&self) -> bool {
        matches!(self.inside, Inside::Fence(_))
    }

    /// Whether a text can end here without breaking a row.
    pub(super) fn may_end(&self) -> bool {
        !self.tags.contains(&"tr")
    }

    /// The longest possible length of [`closing`](Self::closing).
    pub(super) fn closing_chars(&self) -> usize {
        let tags: usize = self.tags.iter().map(|tag| tag.len() + 4).sum();
        match &self.inside {
            Inside::Fence(end) | Inside::Raw(end) => tags + end.len() + 2,
            Inside::Text | Inside::Html => tags + 1,
        }
    }

    /// The lines that close everything that is open.
    pub(super) fn closing(&self) -> String {
        let mut out = String::new();
        if let Inside::Fence(end) | Inside::Raw(end) = &self.inside {
            out.push_str(end);
            out.push('\n');
        }
        if !self.tags.is_empty() {
            out.push('\n');
        }
        for tag in self.tags.iter().rev() {
            out.push_str("</");
            out.push_str(tag);
            out.push_str(">\n");
        }
        out
    }
}

/// The fence that opens fenced code, without the text after it.
fn fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    let info = &line[length..];
    (length >= 3 && !(mark == '`' && info.contains('`'))).then(|| &line[..length])
}

/// Whether a line closes fenced code that was opened with `end`.
fn closes(line: &str, end: &str) -> bool {
    let (line, end) = (line.trim_end(), end.trim_start());
    let fence = line.trim_start_matches(' ');
    line.len() - fence.len() <= 3
        && fence.len() >= end.len()
        && fence.chars().all(|mark| end.starts_with(mark))
}

/// The text after code in backticks that was opened with `run` of them.
fn after_code(text: &str, run: usize) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('`')?..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        rest = &rest[length..];
        if length == run {
            return Some(rest);
        }
    }
}

/// A tag at the start of a text: its name in lower case, whether it is an end tag, and the text after the name.
fn tag(text: &str) -> Option<(String, bool, &str)> {
    let text = text.strip_prefix('<')?;
    let (is_end, text) = text.strip_prefix('/').map_or((false, text), |text| (true, text));
    let length = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (name, after) = text.split_at(length);
    let ends = after.is_empty() || after.starts_with([' ', '\t', '>', '/']);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && ends;
    is_name.then(|| (name.to_ascii_lowercase(), is_end, after))
}
