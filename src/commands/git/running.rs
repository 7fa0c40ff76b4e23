//! A program that runs while its answer is read.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

/// A program that is ended if it takes too long, or when nobody waits for it any more.
pub(super) struct Running {
    child: Arc<Mutex<Child>>,
    /// Dropped when the program has ended.
    done: Option<mpsc::Sender<()>>,
    late: Option<thread::JoinHandle<bool>>,
}

/// What a program reads and writes, as far as it is there and nobody has taken it yet.
pub(super) struct Streams {
    pub(super) into: Option<ChildStdin>,
    pub(super) out: Option<ChildStdout>,
    pub(super) error: Option<ChildStderr>,
}

/// How a program has ended.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    /// Whether it was ended because it took too long.
    pub(super) late: bool,
}

impl Running {
    /// Lets a program run for so long at the most.
    pub(super) fn of(child: Child, patience: Duration) -> Self {
        let child = Arc::new(Mutex::new(child));
        let (done, wait) = mpsc::channel::<()>();
        let own = child.clone();
        let late = thread::spawn(move || {
            let late = matches!(wait.recv_timeout(patience), Err(mpsc::RecvTimeoutError::Timeout));
            if late {
                let _ = lock(&own).kill();
            }
            late
        });
        Self { child, done: Some(done), late: Some(late) }
    }

    /// Its streams, each once.
    pub(super) fn streams(&self) -> Streams {
        let mut child = lock(&self.child);
        Streams { into: child.stdin.take(), out: child.stdout.take(), error: child.stderr.take() }
    }

    /// Waits for the program, whose answer has been read.
    ///
    /// # Errors
    /// When the system does not say how it has ended.
    pub(super) fn wait(mut self) -> io::Result<Ended> {
        // What has said all ends soon. The lock is given up between, so that a late program can be ended.
        let mut pause = Duration::from_micros(20);
        let status = loop {
            let status = lock(&self.child).try_wait()?;
            if let Some(status) = status {
                break status;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(1));
        };
        drop(self.done.take());
        let late = self.late.take().and_then(|late| late.join().ok()).unwrap_or_default();
        Ok(Ended { status, late })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.late.is_some() {
            let mut child = lock(&self.child);
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}
