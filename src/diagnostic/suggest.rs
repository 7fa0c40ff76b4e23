//! "Did you mean …?"

/// The longest name, in bytes, that is guessed at.
const LONGEST_GUESS: usize = 64;
/// The most names that are compared with one; there are fewer instance types.
const MOST_GUESSES: usize = 2000;

/// The name that was probably meant.
///
/// Only names of a sane length are looked at, and of those not too many: a guess is not worth a wait.
pub fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if given.len() > LONGEST_GUESS {
        return None;
    }
    let names = names.filter(|name| name.len() <= LONGEST_GUESS).take(MOST_GUESSES);
    let scored = names.map(|name| (strsim::jaro_winkler(given, name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
