//! Fetching the cloud's public price lists.
