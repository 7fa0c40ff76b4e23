//! The network, for the commands that use it. No other file opens a connection: clippy enforces that.

use std::time::Duration;

use ureq::Agent;

/// An HTTPS client. It sends its name with the address of its repository, gives up on a server that does not answer, takes a proxy from the environment,
/// and hands every status to its caller.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "this is where the network is opened")]
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .user_agent(concat!(
            "scaleprof/",
            env!("CARGO_PKG_VERSION"),
            " (+",
            env!("CARGO_PKG_REPOSITORY"),
            ")"
        ))
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_recv_response(Some(Duration::from_mins(1)))
        .http_status_as_error(false)
        .build();
    config.new_agent()
}
