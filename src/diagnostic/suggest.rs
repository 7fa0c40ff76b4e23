//! "Did you mean …?"

use std::cmp::Ordering;

/// The longest name, in bytes, that is guessed at.
const LONGEST_GUESS: usize = 64;
/// The most names that are compared with one; there are fewer instance types.
const MOST_GUESSES: usize = 2000;

/// The name that was probably meant; none where two are as close, as `eu-west-1` and `eu-west-3` are to
/// `eu-west-l`.
///
/// Only names of a sane length are looked at, and of those not too many: a guess is not worth a wait.
pub fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if given.len() > LONGEST_GUESS {
        return None;
    }
    let names = names.filter(|name| name.len() <= LONGEST_GUESS).take(MOST_GUESSES);
    let mut best: (f64, Option<&str>) = (0.8, None);
    for name in names {
        let score = strsim::jaro_winkler(given, name);
        match score.total_cmp(&best.0) {
            Ordering::Greater => best = (score, Some(name)),
            Ordering::Equal if best.1 != Some(name) => best.1 = None,
            _ => {}
        }
    }
    best.1
}
