#![allow(clippy::disallowed_methods, reason = "they are what is held against")]

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn it_sorts_as_the_standard_library_does(items in prop::collection::vec((0_u8..6, any::<u16>()), 0..60)) {
        let mut theirs = items.clone();
        theirs.sort_by_key(|(first, _)| *first);
        let mut ours = items.clone();
        ours.order_by_key(|(first, _)| *first);
        prop_assert_eq!(&ours, &theirs);
        let (mut theirs, mut ours) = (items.clone(), items);
        theirs.sort_by(Ord::cmp);
        ours.order();
        prop_assert_eq!(ours, theirs);
    }
}
