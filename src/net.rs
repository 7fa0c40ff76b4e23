//! Whether a failed request is worth a second try. The client that sends it comes from
//! [`commands`](crate::commands): nothing below them opens the network.

use std::io;

use ureq::Error;

/// Whether the same request may be answered a moment later. What is wrong with a certificate, or with the
/// protocol below HTTP, stays wrong: rustls says it with the kind `InvalidData`.
#[must_use]
pub(crate) fn may_pass(error: &Error) -> bool {
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
