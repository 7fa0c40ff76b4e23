//! What engines ask a cloud. A cloud is asked, it never asks: it is handed the words of a profile and decoded
//! components, and knows no plan, no engine and no other cloud.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use hcl::Block;
use jiff::SignedDuration;
use jiff::civil::Date;

use crate::bill::{BillOfMaterials, Lines};
use crate::cloud::commands::{Commands, NoCommands};
use crate::cloud::existing::Existing;
use crate::cloud::existing::reach::Watching;
use crate::cloud::field::Field;
use crate::cloud::lowered::{Output, Widget};
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::SizeAttribute;
use crate::effect::Rule;
use crate::kind::spec::{Facets, Rules, Spec};
use crate::model::header::Common;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::model::size::Size;
use crate::model::window::Window;
use crate::price::catalogue::Tables;
use crate::price::lists::PriceLists;
use crate::quota::applied::Applied;
use crate::quota::rate::Rate;
use crate::quota::requests::Requests;
use crate::quota::table::Quota;
use crate::terraform::moment::Timed;
use crate::terraform::resource::Precondition;
use crate::watch::Watch;

/// A cloud.
pub trait Cloud: Debug + Sync {
    /// The word in `provider:`.
    fn name(&self) -> &'static str;

    /// Its name for people, a sentence for the published schema.
    fn title(&self) -> &'static str;

    /// What people call it in a sentence, e.g. `AWS`.
    fn short(&self) -> &'static str {
        self.name()
    }

    /// The names that no stack may have, because the cloud keeps what begins with them for itself.
    fn reserved_stacks(&self) -> &'static [&'static str] {
        &[]
    }

    /// How late a scheduled change of counts may come. Five minutes leave room to any scheduler that works by the minute.
    fn schedule_delay(&self) -> SignedDuration {
        SignedDuration::from_mins(5)
    }

    /// How many scheduled changes the counts of one component may have; more than anybody writes where no limit is known.
    fn most_schedules(&self) -> usize {
        usize::MAX
    }

    /// The list prices that come with scaleprof. Without any, every price is unknown.
    fn prices(&self) -> &'static Tables {
        static NONE: Tables = Tables { services: &[], graduated: &[], as_of: Date::MAX };
        &NONE
    }

    /// The price lists that it publishes, where they can be fetched.
    fn price_lists(&self) -> Option<&'static dyn PriceLists> {
        None
    }

    /// The commands of its own tool that the runbook shows.
    fn commands(&self) -> &'static dyn Commands {
        &NoCommands
    }

    /// The limits that it sets an account, and that items count against. Without any, nobody says what an account lacks.
    fn quotas(&self) -> &'static [Quota] {
        &[]
    }

    /// How fast it starts tasks and machines, as far as it says so.
    fn launch_rates(&self) -> &'static [Rate] {
        &[]
    }

    /// Adds what one saved file says of the account to what is known of it. A later one wins.
    ///
    /// # Errors
    /// When the file is none of what is read, is not complete, or is of another region or account; in words, with what
    /// to do about it.
    fn read_account(&self, _text: &str, _region: &str, _into: &mut Applied) -> Result<(), String> {
        Err(format!("nothing is read of an account at {}", self.short()))
    }

    /// How they are raised, where that can be asked for.
    fn requests(&self) -> Option<&'static dyn Requests> {
        None
    }

    /// What one of its services, by a word in small letters, is called here, or that there is no kind for it; for
    /// somebody who writes it as a kind. Nothing of a word that is none of its services.
    fn called(&self, _word: &str) -> Option<&'static str> {
        None
    }

    /// The fields that a word of its own interfaces, in small letters with `_`, may mean; the likeliest first.
    fn field_called(&self, _word: &str) -> Vec<&'static str> {
        Vec::new()
    }

    /// What it makes of a kind; nothing where it does not offer the kind.
    fn kind(&self, name: &str) -> Option<&'static dyn OnCloud>;

    /// What changes of fields do to live users, one row for each field of each kind and each way that it can go.
    fn effects(&self) -> &'static [Rule];

    /// The sizes of the family of an instance type or a class that a region offers, smallest first; nothing where the
    /// family is not known.
    fn family(&self, name: &str, region: &str) -> Option<Vec<&'static str>>;

    /// The vCPUs and the memory, in MiB, of an instance type or a class, where both are known.
    fn figures(&self, name: &str) -> Option<(u32, u64)>;

    /// What it says of Terraform that is there already; nothing where that is not read.
    fn existing(&self) -> Option<&'static Existing> {
        None
    }

    /// What it makes of the alarms on what stands in Terraform of the team's own; nothing where it makes none.
    fn watching(&self) -> Option<&'static dyn Watching> {
        None
    }

    /// What a stack consumes beside its components: the network, and what watches all of it. `components` is what they
    /// consume.
    fn bill(&self, site: &Site, components: &BillOfMaterials, lines: &mut Lines<'_>);

    /// Where machines of a stack stand: all machines of one sort or, given the slug of a component that is one machine,
    /// that one.
    fn places(&self, site: &Site, public: bool, alone: Option<&str>) -> Places;

    /// Where people find its dashboards; nothing where it has none.
    fn dashboards(&self) -> Option<&'static str> {
        None
    }

    /// The percentages of each quota at which what watches a stack has an alarm, the lowest first; none where quotas have
    /// no alarms.
    fn quota_alarms(&self) -> &'static [u32] {
        &[]
    }

    /// What people call the resources whose counts a schedule changes, as a plan lists them.
    fn counted(&self) -> &'static str {
        "what is counted"
    }

    /// What is watched of a stack's network while it is live.
    fn network_watches(&self, _site: &Site) -> Vec<Watch> {
        Vec::new()
    }

    /// The rules on where a stack runs, and on whether there is room for what it is made of.
    fn check(&self, asked: &Asked<'_>, stack: &Components<'_>, rules: &mut dyn Rules);

    /// What a Terraform root of a stack begins with: the versions, `backend` among them, and the provider. `stack` is
    /// the slug of the stack.
    fn head(&self, site: &Site, stack: &str, backend: Block) -> Vec<Block>;

    /// Begins to write the Terraform of a stack. What all components share, the network, goes to `shared`.
    fn lower<'a>(&self, stack: &Stack<'a>, shared: &mut Output) -> Box<dyn Lowering + 'a>;
}

/// One kind in one cloud.
pub trait OnCloud: Debug + Sync {
    /// What the cloud calls what the kind is made of, for people.
    fn services(&self) -> &'static str;

    /// The names that a component takes in the cloud, with their limits.
    fn names(&self, part: Part<'_>) -> &'static [Name];

    /// The attributes of its Terraform resources that are sizes. Other attributes (targets of autoscalers, thresholds of
    /// alarms) cost nothing.
    fn sizes(&self) -> &'static [SizeAttribute];

    /// What the cloud says of the kind's fields: the published schema is made of it.
    fn fields(&self) -> &'static [Field] {
        &[]
    }

    /// What was meant by a value that no field takes, where it is in a unit that only this cloud has: what to write
    /// instead.
    fn meant(&self, _field: &str, _value: &serde_json::Value) -> Option<String> {
        None
    }

    /// The rules that hold in this cloud for a component and for its step from the baseline.
    fn check(&self, part: Part<'_>, baseline: Option<Part<'_>>, asked: &Asked<'_>, rules: &mut dyn Rules);

    /// What is watched of a component while it is live.
    fn watches(&self, part: Part<'_>) -> Vec<Watch>;

    /// How the cloud shows that it has no room for a component; nothing where that is not known.
    fn no_room(&self, _part: Part<'_>) -> Option<NoRoom> {
        None
    }

    /// How many connections a component takes at once; nothing where that is not known.
    fn connection_limit(&self, _part: Part<'_>) -> Option<u64> {
        None
    }

    /// How many connections each of what follows a component and can be read takes at once; nothing where that is not
    /// known.
    fn reader_limit(&self, _part: Part<'_>) -> Option<u64> {
        None
    }

    /// What the change of a component's machine or class means; nothing is in its way as far as that is not known.
    fn machine_step(&self, _to: &Facets<'_>, _from: &Facets<'_>) -> MachineStep {
        MachineStep::Fits
    }

    /// Whether a condition in its table of effects holds that only this cloud has, by the word in the column `when`.
    fn effect_holds(&self, _when: &str, _before: Part<'_>, _after: Part<'_>) -> bool {
        true
    }

    /// How fast the storage of a component is, as bought or as its type has it.
    fn storage_speed(&self, _facets: &Facets<'_>) -> StorageSpeed {
        StorageSpeed::default()
    }

    /// The smallest root disk, in GiB, that the image of a component fits on; nothing where that is not known.
    fn smallest_disk(&self, _facets: &Facets<'_>) -> Option<u64> {
        None
    }

    /// What a component consumes, the alarms on what is watched included.
    fn bill(&self, part: Part<'_>, site: &Site, lines: &mut Lines<'_>);
}

/// A component as a cloud sees it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its key in the profile.
    pub name: &'a str,
    /// What every component has.
    pub common: &'a Common,
    /// What it is, and how big.
    pub spec: &'a dyn Spec,
}

/// What the rules of a cloud know of a profile beside its components.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where it runs.
    pub site: &'a Site,
    /// Whether it is for a window, even one that could not be read.
    pub(crate) has_window: bool,
    /// When it is live, where that could be read.
    pub window: Option<&'a Window>,
    /// The present date in UTC, if it is known.
    pub today: Option<Date>,
    /// The zones that the account may use; none where that is not known.
    pub zones: &'a [&'a str],
    /// New connections per second, and data per hour, through the load balancer of the component under the rules, of all
    /// that share it: here, and in the baseline. Nothing where nobody states either.
    pub(crate) balanced: [Option<(u32, Size)>; 2],
}

/// What a stack is made of.
#[derive(Clone, Copy, Debug)]
pub struct Components<'a> {
    /// Its components, sorted by name.
    pub parts: &'a [Part<'a>],
    /// What they consume, and what they share.
    pub bill: &'a BillOfMaterials,
}

impl<'a> Components<'a> {
    /// What rules know of a component; nothing of a name that is none.
    #[must_use]
    pub fn facets(&self, name: &str) -> Facets<'a> {
        let at = self.parts.binary_search_by(|part| part.name.cmp(name)).ok();
        at.map(|at| self.parts[at].spec.facets()).unwrap_or_default()
    }
}

/// How fast storage is; nothing of what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageSpeed {
    /// I/O operations per second that it keeps up.
    pub iops: Option<u64>,
    /// MiB per second.
    pub throughput: Option<u64>,
}

/// Where machines stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Places {
    /// In these zones, because the network is made for the stack.
    Zones(Vec<String>),
    /// In these subnets of a network that is there. Their zones are known to the account only.
    Subnets(Vec<String>),
}

impl Places {
    /// How many zones these are; for subnets, at most one each.
    #[must_use]
    pub fn count(&self) -> usize {
        let (Self::Zones(places) | Self::Subnets(places)) = self;
        places.len()
    }
}

/// What the change from one type of machine to another means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineStep {
    /// Images of the one do not run on the other. Both are names of instruction sets.
    OtherArchitecture {
        /// That of the machine before.
        from: &'static str,
        /// That of the machine after.
        to: &'static str,
    },
    /// It has less than before: fewer vCPUs, or less memory.
    Smaller,
    /// Nothing speaks against it, as far as is known.
    Fits,
}

/// A stack whose Terraform is written.
#[derive(Clone, Debug)]
pub struct Stack<'a> {
    /// Its slug.
    pub name: &'a str,
    /// Where it runs.
    pub site: &'a Site,
    /// Its components, sorted by name, for what one says of another.
    pub parts: Vec<Part<'a>>,
    /// What must hold before anything in it is changed.
    pub required: Option<Precondition>,
}

/// What is watched of a stack as a whole, and who is called about it. Owners and quotas are those of all profiles: a
/// switch makes nothing of them and destroys nothing.
#[derive(Debug)]
pub struct Watched<'a> {
    /// The owners of the components of all profiles, each with the everyday contact.
    pub owners: BTreeMap<&'a str, &'a str>,
    /// The owner who leads on the day.
    pub lead: Option<&'a str>,
    /// The codes of the quotas that any profile takes something of.
    pub quotas: BTreeSet<&'a str>,
    /// What the components show of themselves on a dashboard, in order.
    pub widgets: &'a [Widget],
    /// How many more of these there are: they are left out as soon as a dashboard has no room for them.
    pub hidden: usize,
}

/// A component whose Terraform is written, with what other profiles and the window say about its size.
#[derive(Clone, Copy, Debug)]
pub struct Sized<'a> {
    /// The component.
    pub part: Part<'a>,
    /// Whether another profile has grown its storage for good, so that this one must not shrink it.
    pub(crate) storage_kept_larger: bool,
    /// Up to where the cloud may grow its storage by itself: the most that any profile allows.
    pub(crate) storage_most: Option<Size>,
    /// Counts that hold only while the window is open.
    pub timed: Option<Timed<'a>>,
}

/// The Terraform of one stack while it is written.
pub trait Lowering: Sync {
    /// What a component becomes.
    fn component(&self, component: &Sized<'_>) -> Output;

    /// How many widgets of components a dashboard could show at most; none on a cloud without one.
    fn most_widgets(&self) -> usize {
        0
    }

    /// The blocks of what watches the stack as a whole.
    fn monitoring(&self, watched: &Watched<'_>) -> Vec<Block>;
}
