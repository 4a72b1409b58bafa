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
    /// How it goes.
    pub(super) goes: Goes,
    /// Whether those who watch know that it has begun.
    pub(super) begun: bool,
    /// How often it was tried.
    pub(super) tries: u32,
    /// How long that took.
    pub(super) spent: Duration,
}

/// How a member goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goes {
    /// As it was planned, in a message with others.
    AtOnce,
    /// As it was planned, by itself.
    Alone,
    /// By itself, from where it stands now: some of it may have been done, here or by another run.
    Anew,
}

/// The members of a wave that wait.
#[derive(Debug)]
pub(super) struct Queue {
    /// Those of each lane.
    ready: Vec<VecDeque<Task>>,
    waiting: Vec<(Instant, Task)>,
}

impl Queue {
    /// Members, and whether they can go at once, that are dealt to so many lanes in turn.
    pub(super) fn new(members: impl IntoIterator<Item = (usize, bool)>, lanes: usize) -> Self {
        let mut ready = vec![VecDeque::new(); lanes.max(1)];
        for (member, at_once) in members {
            let goes = if at_once { Goes::AtOnce } else { Goes::Alone };
            let (begun, tries, spent) = (false, 0, Duration::ZERO);
            let task = Task { member, goes, begun, tries, spent };
            ready[member % lanes.max(1)].push_back(task);
        }
        Self { ready, waiting: Vec::new() }
    }

    /// The next ones for a lane, as far as there are some that do not wait: its own, or the first of another. Those
    /// that were tried before come last, so that none of them keeps another back. Several, at most so many, where they
    /// can go at once.
    pub(super) fn next(&mut self, lane: usize, most: usize) -> Vec<Task> {
        let has_own = self.ready.get(lane).is_some_and(|own| !own.is_empty());
        let lane = match has_own {
            true => Some(lane),
            false => {
                let first = |lane: &usize| self.ready[*lane].front().map(|task| task.member);
                let others = (0..self.ready.len()).filter(|lane| first(lane).is_some());
                others.min_by_key(first)
            }
        };
        if let Some(lane) = lane {
            let lane = &mut self.ready[lane];
            let at_once = lane.iter().take(most).take_while(|task| task.goes == Goes::AtOnce);
            let count = at_once.count().max(1);
            return lane.drain(..count).collect();
        }
        let first = (0..self.waiting.len()).min_by_key(|at| self.waiting[*at].0);
        let first = first.filter(|at| self.waiting[*at].0 <= Instant::now());
        first.map(|at| self.waiting.swap_remove(at).1).into_iter().collect()
    }

    /// How many do not wait.
    pub(super) fn ready(&self) -> usize {
        self.ready.iter().map(VecDeque::len).sum()
    }

    /// Has members of a lane come first again, and those that begin anew last: they may wait for a lock once more.
    pub(super) fn give_back(&mut self, lane: usize, tasks: Vec<Task>) {
        let lanes = self.ready.len();
        let lane = &mut self.ready[lane % lanes];
        for task in tasks.into_iter().rev() {
            match task.goes {
                Goes::Anew => lane.push_back(task),
                Goes::AtOnce | Goes::Alone => lane.push_front(task),
            }
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

    fn next(queue: &mut Queue, lane: usize) -> Option<usize> {
        queue.next(lane, 1).pop().map(|task| task.member)
    }

    #[test]
    fn who_waits_keeps_nobody_back() {
        let mut queue = Queue::new([3, 4, 5].map(|member| (member, true)), 1);
        let first = queue.next(0, 1).remove(0);
        queue.put_back(Task { tries: 1, ..first.clone() }, Duration::ZERO);
        let order: Vec<_> = std::iter::from_fn(|| next(&mut queue, 0)).collect();
        assert_eq!(order, [4, 5, 3]);
        queue.put_back(Task { member: 6, ..first }, Duration::from_secs(100));
        assert_eq!(next(&mut queue, 0), None);
        assert!(queue.pause().unwrap() > Duration::from_secs(90));
        assert_eq!(queue.rest().len(), 1);
    }

    #[test]
    fn a_lane_takes_its_own_first_and_then_what_is_left() {
        let mut queue = Queue::new((0..6).map(|member| (member, false)), 2);
        let mut next = |lane| next(&mut queue, lane);
        assert_eq!([next(1), next(1), next(0), next(7)], [1, 3, 0, 2].map(Some));
        assert_eq!([next(1), next(1), next(0)], [Some(5), Some(4), None]);
    }

    #[test]
    fn those_that_can_go_at_once() {
        let mut queue = Queue::new((0..8).map(|member| (member, member != 3)), 1);
        let members = |tasks: &[Task]| tasks.iter().map(|task| task.member).collect::<Vec<_>>();
        assert_eq!(members(&queue.next(0, 2)), [0, 1]);
        assert_eq!(members(&queue.next(0, 4)), [2]);
        assert_eq!(members(&queue.next(0, 4)), [3]);
        let mut rest = queue.next(0, 9);
        assert_eq!(members(&rest), [4, 5, 6, 7]);
        let behind = rest.split_off(2);
        queue.give_back(0, behind);
        rest[1].goes = Goes::Anew;
        queue.give_back(0, rest);
        assert_eq!(queue.ready(), 4);
        assert_eq!([1; 2].map(|_| members(&queue.next(0, 9))), [vec![4, 6, 7], vec![5]]);
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
