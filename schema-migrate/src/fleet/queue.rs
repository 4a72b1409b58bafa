//! Who is next: members in waves, and those that wait for another try.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

/// The longest wait before another try.
const LONGEST: Duration = Duration::from_secs(5);

/// A member that is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Task {
    /// Its place among the members.
    pub(super) member: usize,
    /// How often it was tried.
    pub(super) tries: u32,
    /// How long that took.
    pub(super) spent: Duration,
}

/// The members of a wave that wait.
#[derive(Debug, Default)]
pub(super) struct Queue {
    ready: VecDeque<Task>,
    waiting: Vec<(Instant, Task)>,
}

impl Queue {
    pub(super) fn new(members: impl IntoIterator<Item = usize>) -> Self {
        let task = |member| Task { member, tries: 0, spent: Duration::ZERO };
        Self { ready: members.into_iter().map(task).collect(), waiting: Vec::new() }
    }

    /// The next one, if there is one that does not wait. Those that were tried before come last, so that none of
    /// them keeps another back.
    pub(super) fn next(&mut self) -> Option<Task> {
        if let Some(task) = self.ready.pop_front() {
            return Some(task);
        }
        let first = (0..self.waiting.len()).min_by_key(|at| self.waiting[*at].0)?;
        match self.waiting[first].0 <= Instant::now() {
            true => Some(self.waiting.swap_remove(first).1),
            false => None,
        }
    }

    /// How long until the next one does not wait any more.
    pub(super) fn pause(&self) -> Option<Duration> {
        let first = self.waiting.iter().map(|(at, _)| *at).min()?;
        Some(first.saturating_duration_since(Instant::now()))
    }

    /// Puts one back for a while.
    pub(super) fn put_back(&mut self, task: Task, wait: Duration) {
        self.waiting.push((Instant::now() + wait, task));
    }

    /// All that are left.
    pub(super) fn rest(&mut self) -> Vec<Task> {
        let waiting = self.waiting.drain(..).map(|(_, task)| task);
        self.ready.drain(..).chain(waiting).collect()
    }
}

/// How long a member waits before another try, after so many.
pub(super) fn backoff(first: Duration, tries: u32) -> Duration {
    let whole = first.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST);
    // Each hasher has keys of its own, which are random.
    let random = RandomState::new().build_hasher().finish() % 1000;
    whole.mul_f64(1.0 - random as f64 / 2000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_keeps_nobody_back() {
        let mut queue = Queue::new([3, 4, 5]);
        let first = queue.next().unwrap();
        queue.put_back(Task { tries: 1, ..first }, Duration::ZERO);
        let order: Vec<_> = std::iter::from_fn(|| queue.next()).map(|task| task.member).collect();
        assert_eq!(order, [4, 5, 3]);
        let task = Task { member: 6, tries: 1, spent: Duration::ZERO };
        queue.put_back(task, Duration::from_secs(100));
        assert_eq!(queue.next(), None);
        assert!(queue.pause().unwrap() > Duration::from_secs(90));
        assert_eq!(queue.rest().len(), 1);
    }

    #[test]
    fn waits_grow_up_to_a_limit() {
        let first = Duration::from_millis(100);
        for (tries, most) in [(1, 100), (2, 200), (3, 400), (7, 5000), (u32::MAX, 5000)] {
            let wait = backoff(first, tries);
            let most = Duration::from_millis(most);
            assert!(wait <= most && wait >= most / 2, "{tries}: {wait:?}");
        }
    }
}
