//! The cheapest way from one of some points to one of others, along the lines of the lattice (A*).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Point, Rect};

const STEP: u32 = 10;
const BEND: u32 = 40;
/// For each step of the rest of a way, which is not known yet: more than [`STEP`] where the window is large, because a
/// good way that is found soon is better than the best one.
const GUESS: u32 = 14;
const LARGE: i32 = 40_000;
/// For a point at which another arrow is.
const CROSSING: u32 = 30;
/// For a step that another arrow takes too.
const SHARED: u32 = 200;

/// What stands and runs on the lattice, and what it costs to pass.
pub(super) struct Field {
    width: i32,
    /// What entering a point costs; `None` where boxes are.
    tolls: Vec<Option<u32>>,
    /// To what the last arrow through a point leads, and the last along the line to the right of it, and below:
    /// the number of a target, or 0.
    used: Vec<[u32; 3]>,
    /// By point and direction.
    found: Vec<Found>,
    searches: u32,
    /// How many points all searches together may still look at.
    budget: usize,
}

/// What the last search that came to a point in a direction knows of it.
#[derive(Debug, Clone, Copy)]
struct Found {
    search: u32,
    cost: u32,
    /// The direction before.
    before: u8,
}

/// One end of an arrow: a point on the border of a box, and the direction in which the arrow runs there.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) point: Point,
    pub(super) direction: usize,
}

/// Right, left, down, up.
const DIRECTIONS: [(i32, i32); 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];
pub(super) const RIGHT: usize = 0;
pub(super) const LEFT: usize = 1;

impl Field {
    pub(super) fn new(width: i32, height: i32, budget: usize) -> Self {
        let points = ((width + 1) * (height + 1)) as usize;
        Self {
            width: width + 1,
            tolls: vec![Some(0); points],
            used: vec![[0; 3]; points],
            found: vec![Found { search: 0, cost: 0, before: 0 }; points * 4],
            searches: 0,
            budget,
        }
    }

    /// Closes what lies in a rectangle, border and all.
    pub(super) fn close(&mut self, rect: Rect) {
        for y in rect.y..=rect.bottom() {
            for x in rect.x..=rect.right() {
                let index = self.index(Point { x, y });
                self.tolls[index] = None;
            }
        }
    }

    /// Raises the cost of the points on a rectangle's border.
    pub(super) fn discourage(&mut self, rect: Rect, toll: u32) {
        let across = (rect.x..=rect.right()).flat_map(|x| [(x, rect.y), (x, rect.bottom())]);
        let down = (rect.y + 1..rect.bottom()).flat_map(|y| [(rect.x, y), (rect.right(), y)]);
        for (x, y) in across.chain(down) {
            let index = self.index(Point { x, y });
            self.tolls[index] = self.tolls[index].map(|before| before + toll);
        }
    }

    const fn index(&self, point: Point) -> usize {
        (point.y * self.width + point.x) as usize
    }

    const fn point(&self, index: usize) -> Point {
        let index = index as i32;
        Point { x: index % self.width, y: index / self.width }
    }

    /// What a step costs an arrow to `target`, apart from the toll of the point that it leads to.
    fn cost(&self, from: usize, to: usize, direction: usize, target: u32) -> u32 {
        let foreign = |user: u32| user != 0 && user != target;
        let [at, ..] = self.used[to];
        let line = self.used[from.min(to)][1 + direction / 2];
        let crossing = if foreign(at) { CROSSING } else { 0 };
        let shared = if foreign(line) { SHARED } else { 0 };
        STEP + crossing + shared
    }

    /// The corners of the cheapest way inside a window, the ends among them; ways to one `target` may join.
    pub(super) fn way(
        &mut self,
        window: Rect,
        starts: [End; 2],
        goals: [End; 2],
        target: u32,
    ) -> Option<Vec<Point>> {
        self.searches += 1;
        let search = self.searches;
        let guess = if window.width * window.height > LARGE { GUESS } else { STEP };
        let rest = |point: Point| {
            let far =
                goals.map(|goal| point.x.abs_diff(goal.point.x) + point.y.abs_diff(goal.point.y));
            guess * far[0].min(far[1])
        };
        let mut heap = BinaryHeap::new();
        for End { point, direction } in starts {
            let state = self.index(point) * 4 + direction;
            self.found[state] = Found { search, cost: 0, before: direction as u8 };
            heap.push(Reverse((rest(point), rest(point), state)));
        }
        // Of two that are equally good, the one that is nearer to its end.
        while let Some(Reverse((whole, rest_of_it, state))) = heap.pop() {
            let (index, direction, cost) = (state / 4, state % 4, whole - rest_of_it);
            if self.found[state].cost < cost {
                continue;
            }
            let at = self.point(index);
            if goals.iter().any(|goal| goal.point == at && goal.direction == direction) {
                return Some(self.walked(state, target));
            }
            self.budget = self.budget.checked_sub(1)?;
            for (turn, (dx, dy)) in DIRECTIONS.into_iter().enumerate() {
                let next = Point { x: at.x + dx, y: at.y + dy };
                let turns_back = turn != direction && turn / 2 == direction / 2;
                if turns_back || !window.contains(next) {
                    continue;
                }
                let to = self.index(next);
                let is_goal = |goal: &End| goal.point == next && goal.direction == turn;
                let open = if goals.iter().any(is_goal) { Some(0) } else { self.tolls[to] };
                let Some(toll) = open else { continue };
                let step = self.cost(index, to, turn, target);
                let cost = cost + toll + step + if turn == direction { 0 } else { BEND };
                let state = to * 4 + turn;
                let known = self.found[state];
                if known.search != search || cost < known.cost {
                    self.found[state] = Found { search, cost, before: direction as u8 };
                    heap.push(Reverse((cost + rest(next), rest(next), state)));
                }
            }
        }
        None
    }

    /// The corners of the way that was found, which is in use from now on.
    fn walked(&mut self, end: usize, target: u32) -> Vec<Point> {
        let (mut index, mut direction) = (end / 4, end % 4);
        let mut corners = vec![self.point(index)];
        loop {
            self.used[index][0] = target;
            let Found { cost, before, .. } = self.found[index * 4 + direction];
            if cost == 0 {
                corners.push(self.point(index));
                break;
            }
            let (dx, dy) = DIRECTIONS[direction];
            let Point { x, y } = self.point(index);
            let from = self.index(Point { x: x - dx, y: y - dy });
            self.used[from.min(index)][1 + direction / 2] = target;
            let before = usize::from(before);
            if before != direction {
                corners.push(self.point(from));
            }
            (index, direction) = (from, before);
        }
        corners.reverse();
        corners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Rect = Rect { x: 0, y: 0, width: 20, height: 10 };

    /// The way from the right side of a point to the left side of another, past a box between them.
    fn way(field: &mut Field, target: u32) -> Option<Vec<(i32, i32)>> {
        field.close(Rect { x: 8, y: 2, width: 4, height: 4 });
        let end = |x, y| End { point: Point { x, y }, direction: RIGHT };
        let way = field.way(WHOLE, [end(2, 5); 2], [end(18, 5); 2], target)?;
        Some(way.into_iter().map(|point| (point.x, point.y)).collect())
    }

    #[test]
    fn ways_lead_around_boxes() {
        let mut field = Field::new(20, 10, 1000);
        let way = way(&mut field, 1).unwrap();
        assert_eq!(way.len(), 6);
        assert_eq!((way[0], way[5]), ((2, 5), (18, 5)));
        assert_eq!((way[2].1, way[3].1), (7, 7));
    }

    #[test]
    fn ways_to_one_target_join() {
        let mut field = Field::new(20, 10, 10_000);
        let first = way(&mut field, 1).unwrap();
        assert_eq!(way(&mut field, 1).unwrap(), first);
        assert_ne!(way(&mut field, 2).unwrap(), first);
    }

    #[test]
    fn searches_end_with_the_budget() {
        assert_eq!(way(&mut Field::new(20, 10, 5), 1), None);
    }
}
