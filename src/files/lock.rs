//! One program at a time in a folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::files::handle;

/// How long a build waits for another one. The largest take some seconds.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
/// How often it looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a folder is not locked.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Another build holds the lock for longer than this one waits.
    Held(Duration),
    /// The disk said no.
    Io(io::Error),
}

/// Locks a folder itself until the answer is dropped. Where a folder cannot be locked, builds are the user's to keep
/// apart. `say` hears that it waits.
///
/// # Errors
/// When another build holds the lock for too long, or the disk says no.
pub(crate) fn lock(folder: &Path, patience: Duration, say: &dyn Fn(&str)) -> Result<Option<File>, LockError> {
    let Ok(handle) = handle(folder) else {
        return Ok(None);
    };
    let started = Instant::now();
    let mut said = false;
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::WouldBlock) if started.elapsed() >= patience => {
                return Err(LockError::Held(patience));
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(None);
            }
            Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
        }
        // Another build is mostly through in a moment, which is not worth a word.
        if !said && started.elapsed() > 25 * PAUSE {
            said = true;
            let seconds = patience.as_secs();
            say(&format!("waiting up to {seconds} s for another build, which locks {}", folder.display()));
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::RefCell;

    use super::*;

    #[test]
    fn a_lock_is_waited_for_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let said = RefCell::new(Vec::new());
        let say = |line: &str| said.borrow_mut().push(line.to_owned());
        let other = lock(folder.path(), PATIENCE, &say).unwrap().unwrap();
        let error = lock(folder.path(), Duration::from_millis(700), &say).unwrap_err();
        let name = folder.path().display().to_string();
        assert!(matches!(error, LockError::Held(waited) if waited.as_millis() == 700), "{error:?}");
        assert!(matches!(said.borrow().as_slice(), [line] if line.ends_with(&name)), "{said:?}");
        drop(other);
        assert!(lock(folder.path(), PATIENCE, &say).unwrap().is_some());
    }
}
