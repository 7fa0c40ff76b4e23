//! Reads the Terraform that a repository already has: which resources there are, what their attributes are, and which
//! constant in which file says it.
//!
//! [`read`] takes a [`Tree`] (folders and files within a border) and answers an [`Estate`]: its roots, each with the
//! variable files and the workspace that were taken, the instances of its resources, and the calls of modules whose
//! source is not in the repository. Every [`Value`] has data and an [`Origin`]. What cannot be known is
//! [`Data::Unknown`], with the reason; it is never guessed.
//!
//! Nothing here knows a cloud: which attributes are sizes is asked elsewhere. Values other than sizes stay here: they
//! are for finding the way, and must not be shown, written or posted.

mod estate;
mod instance;
mod origin;
mod problem;
mod tree;
mod unknown;
mod value;

pub use estate::{Ask, Choice, Estate, Root, Stated, User, read};
pub use instance::{Address, Attribute, Block, Call, Content, Exists, Found, Ignored, Instance, Key};
pub use origin::{Constant, Hop, HopSort, Insertion, Origin, Sort};
pub use problem::{Problem, ProblemSort};
pub use tree::{Entry, Memory, Refused, Tree};
pub use unknown::{Unknown, Why};
pub use value::{Data, Map, Value};
