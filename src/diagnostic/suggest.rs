//! Guesses the name that a user meant: "did you mean …?"

use std::cmp::Ordering;

/// The longest name, in bytes, for which a guess is made.
const LONGEST_GUESS: usize = 64;
/// How much alike two names are of which two letters have changed places.
const SWAPPED: f64 = 0.9;
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
        let score = likeness(given, name);
        match score.total_cmp(&best.0) {
            Ordering::Greater => best = (score, Some(name)),
            Ordering::Equal if best.1 != Some(name) => best.1 = None,
            _ => {}
        }
    }
    best.1
}

/// How much alike two names are, from 0 to 1. Two letters of a short name that have changed places are a slip, too, though
/// few of its letters then stand where they should.
fn likeness(given: &str, name: &str) -> f64 {
    let alike = strsim::jaro_winkler(given, name);
    let swapped = given.len() == name.len()
        && strsim::levenshtein(given, name) == 2
        && strsim::osa_distance(given, name) == 1;
    if swapped { alike.max(SWAPPED) } else { alike }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn two_letters_that_changed_places_are_a_slip() {
        let names = || ["web", "api", "shop"].into_iter();
        assert_eq!(closest("wbe", names()), Some("web"));
        assert_eq!(closest("pai", names()), Some("api"));
        assert_eq!(closest("bew", names()), None, "three letters are another word");
        assert_eq!(closest("abc", ["acb", "bac"].into_iter()), None, "both are as close");
    }
}
