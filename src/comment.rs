//! The one comment on a pull request: found again by its tag, changed in place.
