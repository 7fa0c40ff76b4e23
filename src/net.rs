//! The network, for the two commands that use one.

use std::io;
use std::time::Duration;

use ureq::{Agent, Error};

/// An HTTPS client: it names itself, gives up on a peer that does not answer, takes a proxy from the
/// environment, and hands every status to its caller.
#[must_use]
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .user_agent(concat!("scaleprof/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_recv_response(Some(Duration::from_mins(1)))
        .http_status_as_error(false)
        .build();
    config.new_agent()
}

/// Whether the same request may be answered a moment later. What is wrong with a certificate, or with the
/// protocol below HTTP, stays wrong: rustls says it with the kind `InvalidData`.
#[must_use]
pub fn may_pass(error: &Error) -> bool {
    match error {
        Error::Io(error) => error.kind() != io::ErrorKind::InvalidData,
        Error::Timeout(_)
        | Error::Protocol(_)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::BodyStalled
        | Error::Decompress(..) => true,
        _ => false,
    }
}
