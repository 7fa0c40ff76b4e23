//! The codes of all rules: the one list that names, pages, tests and `explain` derive from.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An error: nothing is built.
    Error,
    /// A warning: somebody should look; a profile can allow it, with a reason.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Declares every code once: its name, severity and whether a profile may allow it. Each has a page
/// `explain/<name>.md`, or this does not compile.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $allow:ident;)*) => {
        /// A rule. The name is kebab-case and stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`: see `scaleprof explain ", $name, "`.")] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the stages that report them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code's name, as printed and as written in `allow:`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The severity of the finding.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Whether a profile may allow it by name, with a reason.
            #[must_use]
            pub const fn allowable(self) -> bool {
                match self { $(Self::$variant => codes!(@allow $allow),)* }
            }

            /// The manual page in Markdown: what is checked, why, an example, and the fix.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("explain/", $name, ".md")),)* }
            }
        }
    };
    (@allow allowable) => { true };
    (@allow fixed) => { false };
}

codes! {
    // load
    YamlSyntax "yaml-syntax" Error fixed;
    NotUtf8 "not-utf8" Error fixed;
    TooLarge "too-large" Error fixed;
    TooDeep "too-deep" Error fixed;
    DuplicateKey "duplicate-key" Error fixed;
    SeveralDocuments "several-documents" Error fixed;
    YamlAnchor "yaml-anchor" Error fixed;
    MergeKey "merge-key" Error fixed;
    CustomTag "custom-tag" Error fixed;
    NotANumber "not-a-number" Error fixed;
    EmptyProfile "empty-profile" Error fixed;
    // validate
    UnknownField "unknown-field" Error fixed;
    MissingField "missing-field" Error fixed;
    WrongType "wrong-type" Error fixed;
    BadValue "bad-value" Error fixed;
    UnknownKind "unknown-kind" Error fixed;
    // resolve
    ProfileName "profile-name" Error fixed;
    UnknownBase "unknown-base" Error fixed;
    BrokenBase "broken-base" Error fixed;
    ExtendsCycle "extends-cycle" Error fixed;
    SelectorNoMatch "selector-no-match" Error fixed;
    SelectorConflict "selector-conflict" Error fixed;
    RelativeWithoutBase "relative-without-base" Error fixed;
    BadFactor "bad-factor" Error fixed;
    NoLargerSize "no-larger-size" Error fixed;
    // check: the language between profiles
    IdentityChanged "identity-changed" Error fixed;
    ComponentMissing "component-missing" Error fixed;
    ComponentAdded "component-added" Error fixed;
    ForgottenComponent "forgotten-component" Warning allowable;
    UnknownOwner "unknown-owner" Error fixed;
    UnresolvedReference "unresolved-reference" Error fixed;
    UnknownRoot "unknown-root" Error fixed;
    PlanOnly "plan-only" Error fixed;
    WayBackUnknown "way-back-unknown" Error fixed;
    NotBuilt "not-built" Error fixed;
    NameClash "name-clash" Error fixed;
    NameTooLong "name-too-long" Error fixed;
    ReservedName "reserved-name" Error fixed;
    UnusedAllow "unused-allow" Warning allowable;
    NotAllowable "not-allowable" Error fixed;
    // check: capacity
    CountOrder "count-order" Error fixed;
    ZeroFloor "zero-floor" Error allowable;
    LaunchBelowNormal "launch-below-normal" Error allowable;
    OtherPartition "other-partition" Error fixed;
    UnknownRegion "unknown-region" Error allowable;
    UnknownMachine "unknown-machine" Error allowable;
    MachineNotOffered "machine-not-offered" Error allowable;
    MachineNotInZone "machine-not-in-zone" Error allowable;
    ZoneNotInAccount "zone-not-in-account" Error allowable;
    UnknownClass "unknown-class" Error allowable;
    ClassNotOffered "class-not-offered" Error allowable;
    ArchitectureChanged "architecture-changed" Error fixed;
    ImageArchitecture "image-architecture" Error allowable;
    ImageUnusable "image-unusable" Error allowable;
    UnknownVersion "unknown-version" Warning allowable;
    ClassVersion "class-version" Warning allowable;
    StorageShrinks "storage-shrinks" Error fixed;
    StorageGrows "storage-grows" Error fixed;
    KeptSizesDiffer "kept-sizes-differ" Error fixed;
    StorageStepTooSmall "storage-step-too-small" Error fixed;
    StorageLimits "storage-limits" Error allowable;
    WindowTime "window-time" Error fixed;
    WindowOrder "window-order" Error fixed;
    CalendarEvent "calendar-event" Error fixed;
    WindowPast "window-past" Error fixed;
    WindowPlaceholder "window-placeholder" Warning allowable;
    WindowDst "window-dst" Warning allowable;
    WindowsOverlap "windows-overlap" Warning allowable;
    WindowsTooMany "windows-too-many" Error fixed;
    TailMissing "tail-missing" Warning allowable;
    NoEnd "no-end" Warning allowable;
    NoWayBack "no-way-back" Warning allowable;
    FloorStays "floor-stays" Warning allowable;
    BalancerCold "balancer-cold" Warning allowable;
    RouteConflict "route-conflict" Error fixed;
    PlainHttp "plain-http" Warning allowable;
    PlainSecret "plain-secret" Warning allowable;
    HealthCheckDatabase "health-check-database" Warning allowable;
    AlarmThreshold "alarm-threshold" Warning allowable;
    MaintenanceOverlap "maintenance-overlap" Warning allowable;
    ZoneImbalance "zone-imbalance" Warning allowable;
    TargetTooHigh "target-too-high" Warning allowable;
    CeilingTooLow "ceiling-too-low" Warning allowable;
    BurstableSustained "burstable-sustained" Warning allowable;
    StorageCredits "storage-credits" Warning allowable;
    StorageOutrunsMachine "storage-outruns-machine" Warning allowable;
    TooManyConnections "too-many-connections" Error allowable;
    ConnectionsTight "connections-tight" Warning allowable;
    ConnectionsUnknown "connections-unknown" Warning allowable;
    ConnectionsAfterRestart "connections-after-restart" Warning allowable;
    SingleZoneResize "single-zone-resize" Warning allowable;
    ReplicaPassword "replica-password" Error fixed;
    ReplicaSmaller "replica-smaller" Warning allowable;
    CacheEmptied "cache-emptied" Error fixed;
    CacheTwoChanges "cache-two-changes" Error fixed;
    InterruptsUsers "interrupts-users" Error allowable;
    ExtendedSupport "extended-support" Warning allowable;
    StorageLocked "storage-locked" Error allowable;
    NobodyWatches "nobody-watches" Warning allowable;
    NoSpotTest "no-spot-test" Warning allowable;
    TooLate "too-late" Warning allowable;
    TemplateReachesNewOnly "template-reaches-new-only" Warning allowable;
    PullLimit "pull-limit" Warning allowable;
    TaskSize "task-size" Error fixed;
    NetworkInvalid "network-invalid" Error fixed;
    PublicSubnetsMissing "public-subnets-missing" Warning allowable;
    NetworkTooSmall "network-too-small" Error allowable;
    TooFewZones "too-few-zones" Error fixed;
    NatPorts "nat-ports" Warning allowable;
    NatUnstated "nat-unstated" Warning allowable;
    QuotaHardLimit "quota-hard-limit" Error allowable;
    QuotaShort "quota-short" Warning allowable;
    QuotaUnknown "quota-unknown" Warning allowable;
    RampTooSlow "ramp-too-slow" Warning allowable;
    // check: external services
    ExternalOwner "external-owner" Error fixed;
    ExternalUsage "external-usage" Error fixed;
    ExternalMonthScaled "external-month-scaled" Warning allowable;
    ExternalLeadTime "external-lead-time" Warning allowable;
    ExternalOverPlan "external-over-plan" Warning allowable;
    TrafficUnused "traffic-unused" Warning allowable;
    TrafficUnknown "traffic-unknown" Warning allowable;
    TrafficOrder "traffic-order" Error fixed;
    ExternalPlan "external-plan" Error fixed;
    ExternalPlanUnknown "external-plan-unknown" Warning allowable;
    ExternalLimit "external-limit" Warning allowable;
    ExternalLimitUnknown "external-limit-unknown" Warning allowable;
    ExternalCycle "external-cycle" Warning allowable;
    // check and build: constants of existing Terraform
    TfParse "tf-parse" Error fixed;
    TfUnread "tf-unread" Warning allowable;
    TfAbsent "tf-absent" Error fixed;
    TfNoKey "tf-no-key" Error fixed;
    TfIgnored "tf-ignored" Error fixed;
    TfComputed "tf-computed" Error fixed;
    TfExpression "tf-expression" Error fixed;
    TfOutside "tf-outside" Error fixed;
    TfDrift "tf-drift" Error fixed;
    TfShared "tf-shared" Error fixed;
    TfSwallowed "tf-swallowed" Error fixed;
    TfLiteral "tf-literal" Error fixed;
    TfTwoRoots "tf-two-roots" Error fixed;
    TfOwnFile "tf-own-file" Error fixed;
    TfPending "tf-pending" Warning allowable;
    TfNotRolled "tf-not-rolled" Warning allowable;
    TfReplaces "tf-replaces" Warning allowable;
    TfWithin "tf-within" Warning allowable;
    TfUnsure "tf-unsure" Warning allowable;
    TfSchedule "tf-schedule" Warning allowable;
    TfDesired "tf-desired" Warning allowable;
    TfUnwatched "tf-unwatched" Warning allowable;
    TfLimit "tf-limit" Warning allowable;
    TfOverdue "tf-overdue" Error fixed;
    // build
    TfDirty "tf-dirty" Error fixed;
    TfGitignored "tf-gitignored" Error fixed;
    // init
    TfRaised "tf-raised" Error fixed;
    // plans of Terraform
    PlanSyntax "plan-syntax" Error fixed;
    PlanFormat "plan-format" Error fixed;
    PlanExtra "plan-extra" Error fixed;
    PlanMissing "plan-missing" Error fixed;
    PlanAction "plan-action" Error fixed;
    PlanValue "plan-value" Error fixed;
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The first line of the page, without its Markdown mark.
    #[must_use]
    pub fn title(self) -> &'static str {
        let line = self.page().lines().next().unwrap_or_default();
        line.trim_start_matches(['#', ' ']).trim()
    }
}
