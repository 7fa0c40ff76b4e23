//! Does work on all cores, and keeps the order of results, so that the output depends on the input only.

use std::num::NonZero;
use std::thread;

/// With fewer items than this a thread is not worth it.
const WORTH_IT: usize = 100;

/// Applies `work` to every item and keeps the order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(items.len() / WORTH_IT, items, work)
}

/// Applies `work` to a few items, each of which is worth a thread.
pub(crate) fn map_large<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(items.len(), items, work)
}

/// Applies `work` to the parts of a list, one on each core, and keeps their order. What a part of the list needs only
/// for itself is dropped as soon as it is done with.
pub(crate) fn parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    parts_on(items.len() / WORTH_IT, items, work)
}

fn map_on<T: Sync, R: Send>(most: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parts = parts_on(most, items, |part| part.iter().map(&work).collect::<Vec<R>>());
    parts.into_iter().flatten().collect()
}

fn parts_on<T: Sync, R: Send>(most: usize, items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(most);
    if threads < 2 {
        return vec![work(items)];
    }
    let work = &work;
    thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let done = running.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    })
}
