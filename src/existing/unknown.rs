//! Why a value cannot be known from the files.

use std::fmt;
use std::sync::Arc;

use crate::source::Place;

/// A value that cannot be known from the files, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(Arc<(Why, Option<Place>)>);

impl Unknown {
    /// An unknown value, with the place of the expression that it comes from.
    #[must_use]
    pub fn new(why: Why, place: Option<Place>) -> Self {
        Self(Arc::new((why, place)))
    }

    /// The reason.
    #[must_use]
    pub fn why(&self) -> &Why {
        &self.0.0
    }

    /// The expression or declaration where the unknown starts, if it stands in a file.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.0.1
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why().fmt(f)
    }
}

/// A reason why a value cannot be known. Its text is a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A variable of a root has no value in the repository: it is given on the command line, in the environment or by
    /// a service. With its name.
    NoValue(String),
    /// A variable of a module has neither a default nor an argument at the call. With its name.
    NoArgument(String),
    /// The workspace is not said, and the files do not tell which one is production's.
    NoWorkspace,
    /// The provider decides the attribute of a resource. With the resource's address and the attribute.
    Computed(String, String),
    /// A data source is looked up outside the repository. With its address.
    DataSource(String),
    /// A module's source is not in the repository. With the call's address.
    NoSource(String),
    /// The outputs of another unit or state are not in the repository. With its name.
    OtherState(String),
    /// What the name means is not declared. With the name as written.
    Undeclared(String),
    /// A function that is not evaluated here. With its name.
    Function(String),
    /// Something that Terraform evaluates, and this reader does not. With what it is.
    Beyond(String),
    /// The expression does not fit its values: Terraform would refuse it too. With what is wrong.
    Invalid(String),
    /// An entry that a list or map does not have. With the key.
    NoEntry(String),
    /// How many there are is not known, so which one this is, is not known either.
    Repeated,
    /// A local, variable or module depends on itself. With its name.
    Cycle(String),
    /// A file that the value needs is not read. With its path and the reason.
    File(String, String),
    /// A budget of the reader is spent. With what there is too much of.
    Budget(&'static str),
    /// It comes from a process or the environment of whoever runs it. With its name.
    Environment(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue(name) => write!(f, "the variable `{name}` has no value in the repository"),
            Self::NoArgument(name) => {
                write!(f, "the call of the module gives no value to the variable `{name}`")
            }
            Self::NoWorkspace => f.write_str("it depends on the workspace, which is not said"),
            Self::Computed(resource, attribute) => {
                write!(f, "`{resource}` decides `{attribute}` when it is created")
            }
            Self::DataSource(address) => {
                write!(f, "the data source `{address}` is looked up outside the repository")
            }
            Self::NoSource(call) => write!(f, "the source of `{call}` is not in the repository"),
            Self::OtherState(name) => write!(f, "the outputs of `{name}` are kept outside the repository"),
            Self::Undeclared(name) => write!(f, "`{name}` is not declared"),
            Self::Function(name) => write!(f, "the function `{name}` is not evaluated here"),
            Self::Beyond(what) => write!(f, "{what} is not evaluated here"),
            Self::Invalid(what) => f.write_str(what),
            Self::NoEntry(key) => write!(f, "there is no entry `{key}`"),
            Self::Repeated => f.write_str("the number of its copies is not known"),
            Self::Cycle(name) => write!(f, "`{name}` depends on itself"),
            Self::File(path, reason) => write!(f, "the file `{path}` is not read: {reason}"),
            Self::Budget(what) => write!(f, "there is too much to read: {what}"),
            Self::Environment(name) => write!(f, "`{name}` depends on who runs it"),
        }
    }
}
