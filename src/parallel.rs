//! Does work on all cores, and keeps the order of results, so that the output depends on the input only.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use crate::order::Order as _;

/// With fewer items than this a thread is not worth it.
const WORTH_IT: usize = 100;

/// Applies `work` to every item and keeps the order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(items.len() / WORTH_IT, items, work)
}

/// Applies `work` to a few items that hold so many parts each: all of them together are worth threads, or none is.
pub(crate) fn map_large<T: Sync, R: Send>(
    items: &[T],
    parts: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let worth_it = items.iter().map(parts).sum::<usize>() >= WORTH_IT;
    map_on(if worth_it { items.len() } else { 1 }, items, work)
}

/// How much stack a thread has that goes deep, in bytes. Only what is used of it takes memory.
const DEEP: usize = 256 << 20;

/// Applies `work`, which recurses deeply, to every item, each on the next thread that is free, and keeps the order.
pub(crate) fn map_deep<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let (next, work) = (&next, &work);
    let run = move || {
        let mut done = Vec::new();
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((at, work(item)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let mut done = thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(DEEP).spawn_scoped(scope, run);
        let running: Vec<_> = (0..threads).map(spawn).collect();
        running.into_iter().flatten().flat_map(ended).collect::<Vec<_>>()
    });
    // Where no thread can be started, this one does what is left.
    done.extend(run());
    done.order_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Applies `work` to the parts of a list, one on each core, and keeps their order. What a part of the list needs only
/// for itself is dropped as soon as it is done with.
pub(crate) fn parts<'a, T: Sync, R: Send>(items: &'a [T], work: impl Fn(&'a [T]) -> R + Sync) -> Vec<R> {
    parts_on(items.len() / WORTH_IT, items, work)
}

/// Does two things at once, the first on this thread.
pub(crate) fn both<A, B: Send>(here: impl FnOnce() -> A, there: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (here, ended(there))
    })
}

fn map_on<T: Sync, R: Send>(most: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parts = parts_on(most, items, |part| part.iter().map(&work).collect::<Vec<R>>());
    parts.into_iter().flatten().collect()
}

fn parts_on<'a, T: Sync, R: Send>(most: usize, items: &'a [T], work: impl Fn(&'a [T]) -> R + Sync) -> Vec<R> {
    // How many cores there are is looked up in files.
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let threads = if most < 2 { most } else { cores().min(most) };
    if threads < 2 {
        return vec![work(items)];
    }
    let work = &work;
    thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        running.into_iter().map(ended).collect()
    })
}

/// What a thread has made.
fn ended<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
