//! What AWS says of fields that several kinds have.

use crate::cloud::field::Field;

/// An image that a machine starts from; `about` says which machine.
#[must_use]
pub(crate) const fn image(about: &'static str) -> Field {
    Field::new("image")
        .about(about)
        .pattern(
            "^(ami-[0-9a-f]{8,17}|ssm:/[A-Za-z0-9_./-]{1,1000})$",
            "an image is an id, `ami-` and 8 or 17 digits, or `ssm:/` and the name of a parameter that holds one",
        )
        .examples(&["ami-0123456789abcdef0", "ssm:/images/orientdb/latest"])
}

/// The image that the machines of a group start from.
pub(crate) const IMAGE: Field =
    image("The image they start from, `ami-…` or `ssm:/…`; Amazon Linux 2023 when left out.");

/// The type of a machine that carries load.
pub(crate) const MACHINE: Field = Field::new("machine")
    .about("The instance type, e.g. `m6g.large`; `+2` or `largest` from the base profile's.")
    .examples(&["m6g.large"]);
