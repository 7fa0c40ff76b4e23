//! Sorts lists. Each of the standard library's sorts is compiled anew for each type and each order, 8 KB of code at a time:
//! that was a twelfth of the program. Here one sort of positions serves all of them.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

/// Sorting of a list, stable: what is equal keeps its order.
pub(crate) trait Order<T> {
    /// Sorts by what `compare` says of two items.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// Sorts by a part of each item, or by something worked out of it each time that it is compared.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Sorts by the order of the items themselves.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        // Both positions are within the list; two items that are not there are equal.
        let at = |a: usize, b: usize| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        };
        let Some(mut from) = positions(self.len(), &at) else { return };
        // Each place takes the item from where it stands now, along one circle of places after the other.
        for start in 0..from.len() {
            let mut place = start;
            while from[place] != start {
                let next = from[place];
                self.swap(place, next);
                from[place] = place;
                place = next;
            }
            from[place] = place;
        }
    }
}

/// From which position each place of the sorted list is taken; none where the list is sorted already, as most are.
#[allow(clippy::disallowed_methods, reason = "the one sort")]
fn positions(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<usize>> {
    if (1..length).all(|at| compare(at - 1, at).is_le()) {
        return None;
    }
    let mut from: Vec<usize> = (0..length).collect();
    from.sort_by(|a, b| compare(*a, *b));
    Some(from)
}
