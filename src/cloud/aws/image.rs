//! Which disk image a machine starts from.

use crate::kind::image::Image;

use hcl::{Block, Expression};

use crate::cloud::aws::machines::{Architecture, machine_type};
use crate::terraform::resource::{other, reference};

/// Where the id of an image comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ami<'a> {
    /// Amazon Linux 2023, for the machine's architecture.
    Usual,
    /// The id of an image, `ami-…`.
    Id(&'a str),
    /// The path of an SSM parameter that names one: in a profile `ssm:` stands before it.
    Parameter(&'a str),
}

impl<'a> From<&'a Image> for Ami<'a> {
    /// The schema has passed a name that is given: it is of one of the two forms.
    fn from(image: &'a Image) -> Self {
        match image {
            Image::Usual => Self::Usual,
            Image::Named(name) => name.strip_prefix("ssm:").map_or(Self::Id(name), Self::Parameter),
        }
    }
}

impl Ami<'_> {
    /// How many GiB of disk it takes, where that is known: the snapshot of Amazon Linux 2023 has eight.
    /// Source: `aws ec2 describe-images` of al2023-ami-kernel-default, `BlockDeviceMappings`.
    #[must_use]
    pub(crate) const fn smallest_disk(self) -> Option<u64> {
        match self {
            Self::Usual => Some(8),
            Self::Id(_) | Self::Parameter(_) => None,
        }
    }
}

/// How the names of images say which instruction set they are made for.
const WORDS: [(&str, Architecture); 6] = [
    ("x86_64", Architecture::X86_64),
    ("x86-64", Architecture::X86_64),
    ("amd64", Architecture::X86_64),
    ("arm64", Architecture::Arm64),
    ("aarch64", Architecture::Arm64),
    ("arm64v8", Architecture::Arm64),
];

/// Where images stand whose names state an instruction set only if it is ARM's.
/// docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
const FOR_CONTAINERS: &str = "/aws/service/ecs/optimized-ami/";

/// The instruction set that a name states; `None` where it states none, or both.
#[must_use]
pub(crate) fn architecture_in(name: &str) -> Option<Architecture> {
    let mut stated = WORDS.iter().filter(|(word, _)| is_word_in(word, name)).map(|(_, is)| *is);
    let first = stated.next()?;
    stated.all(|other| other == first).then_some(first)
}

impl Ami<'_> {
    /// The instruction set that the parameter's name states; `None` where it states none, or both.
    #[must_use]
    pub(crate) fn stated_architecture(self) -> Option<Architecture> {
        let Self::Parameter(path) = self else {
            return None;
        };
        architecture_in(path).or_else(|| path.starts_with(FOR_CONTAINERS).then_some(Architecture::X86_64))
    }

    /// The same parameter for the other instruction set, in the words of the publisher: Amazon's images say
    /// `x86_64` and `arm64`, Canonical's and Debian's `amd64` and `arm64`. It is written as in a profile.
    #[must_use]
    pub(crate) fn for_other_architecture(self) -> Option<String> {
        let Self::Parameter(path) = self else {
            return None;
        };
        let Some((word, is)) = WORDS.iter().find(|(word, _)| is_word_in(word, path)) else {
            let arm = path.replacen("/recommended", "/arm64/recommended", 1);
            return (path.starts_with(FOR_CONTAINERS) && arm != path).then(|| format!("ssm:{arm}"));
        };
        let other = match is {
            Architecture::X86_64 => "arm64",
            Architecture::Arm64 if path.contains("/canonical/") || path.contains("/debian/") => "amd64",
            Architecture::Arm64 => "x86_64",
        };
        Some(format!("ssm:{}", path.replace(word, other)))
    }
}

/// Whether a text holds a word, not as a part of a longer one.
#[must_use]
pub(crate) fn is_word_in(word: &str, text: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next()))
}

impl Ami<'_> {
    /// The SSM parameter that names it, for a machine of this type.
    fn parameter(self, machine: &str) -> Option<String> {
        match self {
            Self::Id(_) => None,
            Self::Parameter(path) => Some(path.to_owned()),
            Self::Usual => Some(format!(
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{}",
                architecture(machine).name()
            )),
        }
    }

    /// For a launch template, which looks a parameter up whenever it starts an instance.
    #[must_use]
    pub(crate) fn for_template(self, machine: &str) -> Expression {
        match (self, self.parameter(machine)) {
            (Self::Id(id), _) => id.into(),
            (_, Some(path)) => format!("resolve:ssm:{path}").into(),
            (_, None) => Expression::Null,
        }
    }

    /// For a single instance: the id, or a reference to a lookup with this label.
    #[must_use]
    pub(crate) fn for_instance(self, label: &str) -> Expression {
        match self {
            Self::Id(id) => id.into(),
            // `value` is marked sensitive and would hide the whole plan; an image id is no secret.
            _ => reference(&["data", "aws_ssm_parameter", label, "insecure_value"]),
        }
    }

    /// The lookup that [`Self::for_instance`] refers to.
    #[must_use]
    pub(crate) fn lookup(self, label: &str, machine: &str) -> Option<Block> {
        let path = self.parameter(machine)?;
        Some(other("data", &["aws_ssm_parameter", label], |data| {
            data.set("name", path);
        }))
    }
}

/// A machine's architecture. One whose architecture is not known is taken for x86: an image of the
/// wrong kind fails at start, and the rule on unknown machines has spoken before.
fn architecture(machine: &str) -> Architecture {
    machine_type(machine).and_then(|m| m.architecture).unwrap_or(Architecture::X86_64)
}
