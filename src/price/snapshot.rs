//! Prices that `prices update` has fetched, one file of the project per region.
