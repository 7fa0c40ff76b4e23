//! What is not in order yet: it shrinks, and ends empty.

/// Rooms that still import from one that is not below: from, to, why.
pub const UP: &[(&str, &str, &str)] = &[
    ("bill", "cloud", "the items of a bill are one enum of a cloud"),
    ("bill", "kind", "the items of a bill are one enum of a cloud"),
    ("bill", "plan", "the items of a bill are one enum of a cloud"),
    ("cloud", "plan", "a cloud asks the plan"),
    ("cloud", "schedule", "a cloud asks the plan"),
    ("cloud", "timeline", "a cloud asks the plan"),
    ("effect", "cloud", "effects are read from a table of a cloud"),
    ("effect", "plan", "effects are read from a table of a cloud"),
    ("kind", "check", "a kind names its cloud and its checker"),
    ("kind", "cloud", "a kind names its cloud and its checker"),
    ("price", "cloud", "the meters of a cloud are in `price`"),
    ("quota", "cloud", "a quota is worked out of a plan"),
    ("quota", "plan", "a quota is worked out of a plan"),
    ("terraform", "cloud", "capacities are an output of the cloud"),
];

/// Rooms that still have files in a circle: the room, why.
pub const CIRCLES: &[(&str, &str)] = &[
    ("bill", "the items of a bill are one enum of a cloud"),
    ("change", "a change is asked by the cloud"),
    ("check", "kinds report to the checker"),
    ("cloud", "a cloud asks the plan"),
    ("effect", "effects are read from a table of a cloud"),
    ("external", "a child imports from the file that declares it"),
    ("kind", "a kind names its cloud and its checker"),
    ("plan", "a plan is read by its kinds"),
    ("quota", "a quota is worked out of a plan"),
    ("resolve", "sizes come from a cloud"),
    ("schedule", "a schedule is asked by the cloud"),
    ("timeline", "a moment is asked by the cloud"),
];

/// Rooms that still import names from files that only import them: the room, why.
pub const PASSED_ON: &[(&str, &str)] =
    &[("kind", "a kind names its cloud and its checker"), ("quota", "a quota is worked out of a plan")];
