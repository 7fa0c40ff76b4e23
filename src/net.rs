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

/// Whether a terminal would do something else with it than print it: control characters, ends of lines, and
/// what changes the direction of a text or has no width.
#[must_use]
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
