//! A `.tf` file: blocks below a header.

use hcl::{Block, Body, Structure};

use crate::artifact::HEADER;
use crate::terraform::print::print;

/// A `.tf` file with its header.
#[must_use]
pub(crate) fn hcl_file(origin: &str, blocks: Vec<Block>) -> String {
    hcl_file_about(origin, "", blocks)
}

/// The same, with remarks.
#[must_use]
pub(crate) fn hcl_file_about(origin: &str, remarks: &str, blocks: Vec<Block>) -> String {
    print(
        &format!("# {HEADER}\n# Source: {origin}\n{remarks}\n"),
        &Body(blocks.into_iter().map(Structure::Block).collect()),
    )
}
