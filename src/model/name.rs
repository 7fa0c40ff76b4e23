//! Names in the cloud: made from the stack's and the component's, the same in every profile.

/// One name that a kind takes: `<stack>-<component><suffix>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What is named so, for messages.
    pub what: &'static str,
    /// What follows the component's name.
    pub suffix: &'static str,
    /// The longest name that the provider takes, in characters.
    pub limit: usize,
}

impl Name {
    /// A kind of name and its limit.
    #[must_use]
    pub const fn new(what: &'static str, suffix: &'static str, limit: usize) -> Self {
        Self { what, suffix, limit }
    }

    /// How many characters the name has for a component of a stack.
    #[must_use]
    pub(crate) const fn length(&self, stack: &str, component: &str) -> usize {
        stack.len() + 1 + component.len() + self.suffix.len()
    }

    /// The name for a component of a stack (both already slugs).
    #[must_use]
    pub fn of(&self, stack: &str, component: &str) -> String {
        [stack, "-", component, self.suffix].concat()
    }
}

/// A name in the alphabet that every service of a cloud takes: lower case, digits and single hyphens.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A Terraform label for a slug.
#[must_use]
pub fn label(slug: &str) -> String {
    slug.replace('-', "_")
}
