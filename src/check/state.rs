//! Rules on the place of Terraform's state.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;

/// All profiles share one state, and its place is valid.
pub(super) fn check(probe: &mut Probe<'_>) {
    let state = &probe.plan.header.cloud.state;
    if let Some(local) = &state.local
        && (local.ends_with('/') || !(local.starts_with("../") || local.starts_with('/')))
    {
        let place = probe.plan.top_place("cloud/state/local");
        let finding = Finding::new(Code::BadValue, place, "every profile would have a state of its own here");
        probe.report(finding.help("leave the profile's folder: `../terraform.tfstate`"));
    }
    if state.local.is_some() && state.s3.is_some() {
        let place = probe.plan.top_place("cloud/state");
        let message = "`state` has both `local` and `s3`";
        probe.report(Finding::new(Code::BadValue, place, message).help("keep one of them"));
    }
}
