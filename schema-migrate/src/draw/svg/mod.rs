//! The form of SVG: texts are measured, boxes placed, arrows routed, and all of it written.
//!
//! All places are points of a lattice of [`UNIT`] pixels, so that arrows can run along its lines.

mod layers;
mod layout;
mod paint;
mod route;
mod search;
mod text;

use super::Diagram;
use layout::Layout;

/// Pixels from one point of the lattice to the next.
const UNIT: i32 = 10;

pub(super) fn write(diagram: &Diagram) -> String {
    let layout = Layout::of(diagram);
    let routes = route::routes(diagram, &layout);
    paint::paint(diagram, &layout, &routes)
}

/// In points of the lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    x: i32,
    y: i32,
}

/// In points of the lattice; its border is part of it.
#[derive(Debug, Clone, Copy, Default)]
struct Rect {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Rect {
    const fn right(&self) -> i32 {
        self.x + self.width
    }

    const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    const fn contains(&self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// So much larger on every side.
    const fn grown(&self, by: i32) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            width: self.width + 2 * by,
            height: self.height + 2 * by,
        }
    }
}
