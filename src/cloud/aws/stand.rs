//! Resources of our own in a root of the team's: their labels, and what is said of each.

use hcl::Expression;

use crate::cloud::existing::reach::Stand;
use crate::model::name::{label, slug};
use crate::terraform::resource::{Body, Step, path};

/// What the labels of our own resources begin with.
pub(super) const OWN: &str = "scaleprof_";

/// The slugs of an owner's topic: the owner, and what tells it from those of other roots and providers.
fn slugs(owner: &str, stand: &Stand) -> Vec<String> {
    [slug(owner)].into_iter().chain(stand.of.iter().cloned()).collect()
}

/// The label of the topic of an owner. None of its parts has two underscores in a row.
pub(super) fn topic_label(owner: &str, stand: &Stand) -> String {
    let parts: Vec<String> = slugs(owner, stand).iter().map(|part| label(part)).collect();
    format!("{OWN}{}", parts.join("__"))
}

/// Its name. No slug has an underscore.
pub(super) fn topic_name(stack: &str, owner: &str, stand: &Stand) -> String {
    format!("{stack}-{}", slugs(owner, stand).join("_"))
}

/// A reference to the topic of an owner.
pub(super) fn topic(owner: &str, stand: &Stand) -> Expression {
    topic_arn(&topic_label(owner, stand), stand)
}

/// A reference to a topic by its label.
pub(super) fn topic_arn(label: &str, stand: &Stand) -> Expression {
    let counted = stand.count.as_ref().map(|_| Step::Number(0));
    let steps = [Step::Name("aws_sns_topic"), Step::Name(label)].into_iter().chain(counted);
    path(&steps.chain([Step::Name("arn")]).collect::<Vec<_>>())
}

/// Says where a resource stands.
pub(super) fn placed(body: &mut Body, stand: &Stand) {
    body.set_some("count", stand.count.clone()).set_some("provider", stand.provider.clone());
}
