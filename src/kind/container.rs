//! The rules on containers that hold in every cloud.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::reference::check_reference;
use crate::kind::secret;
use crate::kind::spec::Rules;
use crate::model::container::{Contained, Container};

/// A registry can be asked for the image, and each variable has one value, which is no secret in plain text.
pub(super) fn check(own: Contained<'_>, rules: &mut dyn Rules) {
    let Container { image, environment, secrets, .. } = own.container;
    check_reference(image, &own.field("image"), rules);
    // One that stands in both is told below.
    for (name, value) in environment.iter().filter(|(name, _)| !secrets.contains_key(*name)) {
        secret::check_plain(name, value, &own.field(&format!("environment/{name}")), rules);
    }
    for (name, secret) in secrets {
        let field = own.field(&format!("secrets/{name}"));
        secret::check(secret, &field, rules);
        if environment.contains_key(name) {
            let message = format!("`{name}` is in `environment` too, and a variable has one value");
            let other = rules.place(&own.field(&format!("environment/{name}")));
            let finding = Finding::new(Code::BadValue, rules.place(&field), message).label(other, "here");
            rules.report(finding.help("remove it from `environment`"));
        }
    }
}
