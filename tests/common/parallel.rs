//! One test on all cores: otherwise the longest one is what everybody waits for in the end.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::Mutex;
use std::thread::{self, Builder, available_parallelism};

/// More than these would want more memory than a machine has, where each is a process of half a gigabyte.
const MOST: usize = 4;

/// What comes of each, in the order given.
pub(crate) fn of_each<T: Send, R: Send>(
    all: impl IntoIterator<Item = T>,
    one: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let queue = Mutex::new(all.into_iter().enumerate().collect::<Vec<_>>().into_iter());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = queue.lock().expect("nobody panics while it is held").next();
            let Some((at, next)) = next else { break };
            let result = one(next);
            done.lock().expect("nobody panics while it is held").push((at, result));
        }
    };
    // Called like the test, by which a test is named that says that it is skipped.
    let name = thread::current().name().unwrap_or("test").to_owned();
    thread::scope(|scope| {
        for _ in 0..available_parallelism().map_or(1, usize::from).min(MOST) {
            Builder::new().name(name.clone()).spawn_scoped(scope, work).expect("a thread starts");
        }
    });
    let mut done = done.into_inner().expect("nobody panics while it is held");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
