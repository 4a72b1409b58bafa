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
#[derive(Debug)]
pub(super) struct Queue {
    /// Those of each lane.
    ready: Vec<VecDeque<Task>>,
    waiting: Vec<(Instant, Task)>,
}

impl Queue {
    /// Members that are dealt to so many lanes in turn.
    pub(super) fn new(members: impl IntoIterator<Item = usize>, lanes: usize) -> Self {
        let mut ready = vec![VecDeque::new(); lanes.max(1)];
        for member in members {
            ready[member % lanes.max(1)].push_back(Task {
                member,
                tries: 0,
                spent: Duration::ZERO,
            });
        }
        Self { ready, waiting: Vec::new() }
    }

    /// The next one for a lane, if there is one that does not wait: its own, or the first of the others. Those that
    /// were tried before come last, so that none of them keeps another back.
    pub(super) fn next(&mut self, lane: usize) -> Option<Task> {
        let has_own = self.ready.get(lane).is_some_and(|own| !own.is_empty());
        let lane = match has_own {
            true => Some(lane),
            false => {
                let first = |lane: &usize| self.ready[*lane].front().map(|task| task.member);
                let others = (0..self.ready.len()).filter(|lane| first(lane).is_some());
                others.min_by_key(first)
            }
        };
        if let Some(task) = lane.and_then(|lane| self.ready[lane].pop_front()) {
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
        self.ready.drain(..).flatten().chain(waiting).collect()
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
        let mut queue = Queue::new([3, 4, 5], 1);
        let first = queue.next(0).unwrap();
        queue.put_back(Task { tries: 1, ..first }, Duration::ZERO);
        let order: Vec<_> = std::iter::from_fn(|| queue.next(0)).map(|task| task.member).collect();
        assert_eq!(order, [4, 5, 3]);
        let task = Task { member: 6, tries: 1, spent: Duration::ZERO };
        queue.put_back(task, Duration::from_secs(100));
        assert_eq!(queue.next(0), None);
        assert!(queue.pause().unwrap() > Duration::from_secs(90));
        assert_eq!(queue.rest().len(), 1);
    }

    #[test]
    fn a_lane_takes_its_own_first_and_then_what_is_left() {
        let mut queue = Queue::new(0..6, 2);
        let mut next = |lane| queue.next(lane).map(|task| task.member);
        assert_eq!([next(1), next(1), next(0), next(7)], [1, 3, 0, 2].map(Some));
        assert_eq!([next(1), next(1), next(0)], [Some(5), Some(4), None]);
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
