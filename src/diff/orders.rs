//! By when the people outside must be asked, so that what they give is there in time.

use jiff::{SignedDuration, ZonedDateTime};

use crate::external::task::Task;
use crate::model::window::{Window, duration};
use crate::switch::timeline::{QUOTA_LEAD, Timeline};

/// The latest time to ask a vendor, as a length before the start of the window, so that the answer is there by
/// go or no-go.
#[must_use]
pub(crate) fn vendor_by(task: &Task, window: Option<&Window>, timeline: &Timeline<'_>) -> SignedDuration {
    let start = window.map(|window| window.start.timestamp());
    let before = |at: &ZonedDateTime| start.map(|start| at.timestamp().duration_until(start));
    let lead = task.dates.lead_time.as_deref().and_then(|lead| duration(lead).ok()).unwrap_or_default();
    let least = timeline.deadline.saturating_add(lead);
    task.dates.deadline.as_ref().and_then(before).map_or(least, |due| due.max(least))
}

/// The latest time to ask the cloud for quotas, as a length before the start of the window: they must be there before
/// the first step that Terraform does.
#[must_use]
pub(crate) fn quotas_by(timeline: &Timeline<'_>) -> SignedDuration {
    timeline.first().saturating_add(QUOTA_LEAD)
}
