//! Names with `*` in them, which stand for several.

/// A longer name or field is none, which the schema says; matching takes the product of both lengths.
const MAX_NAME: usize = 255;

/// Whether `name` is of the form that `pattern` gives, `*` standing for any run of characters.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    if pattern.len() > MAX_NAME || name.len() > MAX_NAME {
        return false;
    }
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            retry = Some((p, n));
            p += 1;
        } else if p < pattern.len() && pattern[p] == name[n] {
            p += 1;
            n += 1;
        } else if let Some((star, from)) = retry {
            // Let the last star take one character more.
            retry = Some((star, from + 1));
            p = star + 1;
            n = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}
