//! The ways of the arrows: past the boxes, and past each other where they can.

use super::layout::Layout;
use super::search::{End, Field, LEFT, RIGHT};
use super::{Point, Rect};
use crate::draw::Diagram;
use crate::draw::diagram::{Arrow, Mark};

/// The corners of an arrow, from the referencing table to the referenced one.
pub(super) type Route = Vec<Point>;

const NEAR_A_BOX: u32 = 12;
const ON_A_BORDER: u32 = 60;
/// How many points all searches together may look at: on huge diagrams the last arrows go straight.
const BUDGET: usize = 20_000_000;

/// The ways of all arrows, in their order; those inside of one cluster stay in it. Arrows to one
/// column join, where one thing became of them.
pub(super) fn routes(diagram: &Diagram, layout: &Layout) -> Vec<Route> {
    let mut field = field(layout);
    let mut targets: Vec<(usize, i32, Mark)> = Vec::new();
    let mut routes = vec![Route::new(); diagram.arrows.len()];
    let mut order: Vec<usize> = (0..routes.len()).collect();
    let is_far = |arrow: &Arrow| {
        diagram.tables[arrow.referencing].cluster != diagram.tables[arrow.referenced].cluster
    };
    order.sort_by_key(|&position| is_far(&diagram.arrows[position]));
    for position in order {
        let arrow = &diagram.arrows[position];
        let (from, to) = ports(diagram, layout, arrow);
        let target = (arrow.referenced, to, arrow.mark);
        let target = targets.iter().position(|known| *known == target).unwrap_or_else(|| {
            targets.push(target);
            targets.len() - 1
        });
        let target = target as u32 + 1;
        let boxes = [layout.tables[arrow.referencing], layout.tables[arrow.referenced]];
        let window = if is_far(arrow) {
            Rect { x: 0, y: 0, width: layout.width, height: layout.height }.grown(-1)
        } else {
            layout.clusters[diagram.tables[arrow.referencing].cluster].grown(-1)
        };
        let starts = sides(boxes[0], from, [RIGHT, LEFT]);
        let goals = sides(boxes[1], to, [LEFT, RIGHT]);
        routes[position] =
            field.way(window, starts, goals, target).unwrap_or_else(|| straight(starts, goals));
    }
    routes
}

fn field(layout: &Layout) -> Field {
    let mut field = Field::new(layout.width, layout.height, BUDGET);
    for cluster in &layout.clusters {
        field.discourage(*cluster, ON_A_BORDER);
    }
    for table in &layout.tables {
        field.discourage(table.grown(1), NEAR_A_BOX);
    }
    for closed in layout.tables.iter().chain(&layout.titles) {
        field.close(*closed);
    }
    field
}

/// The heights at which an arrow leaves a table and reaches the other one.
fn ports(diagram: &Diagram, layout: &Layout, arrow: &Arrow) -> (i32, i32) {
    let port = |position: usize, column: Option<&String>| {
        layout.port(position, &diagram.tables[position], column)
    };
    let from = port(arrow.referencing, arrow.columns.first());
    let to = port(arrow.referenced, arrow.referenced_columns.first());
    let is_loop = (arrow.referencing, from) == (arrow.referenced, to);
    (from, if is_loop { port(arrow.referenced, None) } else { to })
}

/// Both sides of a box, right one first, with the directions of the arrow there.
const fn sides(rect: Rect, y: i32, directions: [usize; 2]) -> [End; 2] {
    [
        End { point: Point { x: rect.right(), y }, direction: directions[0] },
        End { point: Point { x: rect.x, y }, direction: directions[1] },
    ]
}

/// The shortest line between two boxes, over whatever is there.
fn straight(starts: [End; 2], goals: [End; 2]) -> Route {
    let far = |(start, goal): &(Point, Point)| start.x.abs_diff(goal.x);
    let pairs = starts.iter().flat_map(|start| goals.iter().map(|goal| (start.point, goal.point)));
    pairs.min_by_key(far).map_or_else(Route::new, |(start, goal)| vec![start, goal])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_joins_the_near_sides() {
        let left = Rect { x: 0, y: 0, width: 10, height: 5 };
        let right = Rect { x: 30, y: 10, width: 10, height: 5 };
        let line = straight(sides(left, 3, [RIGHT, LEFT]), sides(right, 11, [LEFT, RIGHT]));
        assert_eq!(line, [Point { x: 10, y: 3 }, Point { x: 30, y: 11 }]);
    }
}
