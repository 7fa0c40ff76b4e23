//! What can be changed in a text, and why a change is refused.

use std::fmt;
use std::ops::Range;

use rust_decimal::Decimal;

/// How the two languages of Terraform, and data that it reads, write a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// HCL: `.tf`, `.tfvars`, `.hcl`.
    Hcl,
    /// JSON: `.tf.json`, `.tfvars.json`.
    Json,
    /// YAML that a configuration reads.
    Yaml,
}

impl Syntax {
    /// The language of a file, by its name. `None` for files in which nothing is edited.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "tf" | "tofu" | "tfvars" | "hcl" => Some(Self::Hcl),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// A value that can stand in a file as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
}

impl Literal {
    /// Whether both say the same: Terraform converts a number and a truth value to a text, and back.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let plain = |literal: &Self| match literal {
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Text(text) => {
                let number = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
                number.map_or_else(|_| text.clone(), |number| number.normalize().to_string())
            }
        };
        plain(self) == plain(other)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.normalize().fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// One change of a text. Places are bytes of the text as it is before all changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another value in the place of a literal.
    Replace {
        /// The literal: a number with its sign, a text with its quotes.
        at: Range<usize>,
        /// What it says.
        old: Literal,
        /// What it is to say.
        new: Literal,
    },
    /// A key or argument that is absent.
    Insert {
        /// The object with its braces, or the block up to its closing brace.
        into: Range<usize>,
        /// The key.
        key: String,
        /// What it is to say.
        value: Literal,
    },
    /// A key or argument that an earlier change has inserted.
    Remove {
        /// The object with its braces, or the block up to its closing brace.
        from: Range<usize>,
        /// The key.
        key: String,
        /// What it says.
        value: Literal,
    },
}

impl Change {
    /// What it says in the end; of a key that goes what it has said.
    pub(crate) const fn says(&self) -> &Literal {
        match self {
            Self::Replace { new, .. } => new,
            Self::Insert { value, .. } | Self::Remove { value, .. } => value,
        }
    }

    /// The literal, or the object or block.
    pub(crate) const fn place(&self) -> &Range<usize> {
        match self {
            Self::Replace { at, .. } | Self::Insert { into: at, .. } | Self::Remove { from: at, .. } => at,
        }
    }
}

/// A key of an object or of the call of a module, among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOf {
    /// The object with its braces, or the block up to its closing brace.
    pub place: Range<usize>,
    /// The key.
    pub key: String,
    /// The bytes of the values of all keys, in their order.
    pub values: Vec<Range<usize>>,
    /// Which of them is the key's own.
    pub at: usize,
}

/// A text with its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// The bytes of the literal of each change in it, in the order of the changes; empty where a key was removed.
    pub places: Vec<Range<usize>>,
}

/// Why a text was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The text cannot be parsed.
    Unparsed,
    /// There is no literal at the place.
    NoLiteral,
    /// The literal says something else by now.
    Other,
    /// The value is of another sort than the literal.
    Sort,
    /// There is no object or block at the place that a key could be added to.
    NoObject,
    /// The key is there already.
    Present,
    /// The key is not there.
    Absent,
    /// A comment stands behind the key, and would go with it.
    Commented,
    /// Two changes are of the same place.
    Overlap,
    /// The way back would not lead to the same bytes.
    NoWayBack,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unparsed => "the file cannot be parsed",
            Self::NoLiteral => "this is not a plain literal",
            Self::Other => "this says something else than when it was read",
            Self::Sort => "the new value is of another sort than this literal",
            Self::NoObject => "no key can be added here",
            Self::Present => "the key is there already",
            Self::Absent => "the key is not there",
            Self::Commented => "the comment behind the key would be lost",
            Self::Overlap => "two values are to be written here",
            Self::NoWayBack => {
                "the way back would not lead to the same bytes: the value is spelled in an unusual way, or the file \
                 would only look formatted by accident"
            }
        })
    }
}

/// A change that cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The index of the change; of the first one, where no single one is at fault.
    pub change: usize,
    /// Why it cannot be made.
    pub why: Why,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl std::error::Error for Refusal {}
