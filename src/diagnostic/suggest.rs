//! Guesses the name that a user meant: "did you mean …?"

use std::cmp::Ordering;

/// The longest name, in bytes, for which a guess is made.
const LONGEST_GUESS: usize = 64;
/// The largest number of names that one is compared with: more than there are instance types.
const MOST_GUESSES: usize = 2000;

/// The name that the user probably meant; `None` if two are equally close, as `eu-west-1` and `eu-west-3` are to
/// `eu-west-l`.
///
/// Long names and very long lists are not compared: a guess is not worth a wait.
pub(crate) fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
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
