//! The rules on the place behind a load balancer that need no other component.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::route::Behind;

/// Something says which requests are its own.
pub(super) fn check(behind: &Behind, rules: &mut dyn Rules) {
    if behind.hosts.is_empty() && behind.paths.is_empty() {
        let message = format!("nothing says which requests are its own, and not those of `{}`", behind.app);
        let finding = Finding::new(Code::BadValue, rules.place("behind"), message);
        rules.report(finding.help("add `paths: [/checkout/*]`, or `hosts: [api.example.com]`"));
    }
}
