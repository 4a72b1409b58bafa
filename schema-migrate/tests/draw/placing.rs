//! Reads a drawing back and checks where things are.

use roxmltree::{Document, Node};

#[derive(Debug, Clone, Copy)]
struct Rect {
    x: f64,
    y: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right
            && other.x < self.right
            && self.y < other.bottom
            && other.y < self.bottom
    }

    fn lies_in(&self, other: &Self) -> bool {
        self.x > other.x
            && self.right < other.right
            && self.y > other.y
            && self.bottom < other.bottom
    }
}

/// Checks that the drawing is XML, that boxes lie apart and in their clusters, and that no arrow runs
/// through a box or a title.
#[track_caller]
pub fn check(svg: &str) {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    let view = ["width", "height"].map(|side| number(&root, side));
    let view = Rect { x: 0.0, y: 0.0, right: view[0], bottom: view[1] };
    let rects = |group: &str, class: &str| -> Vec<(String, Rect)> {
        let groups = root.children().filter(|node| has_class(node, group));
        groups.map(|node| (said(&node, "data-name"), rect(&child(&node, class)))).collect()
    };
    let (clusters, tables) = (rects("schema", "area"), rects("table", "box"));
    apart(&clusters);
    apart(&tables);
    for (name, cluster) in &clusters {
        assert!(cluster.lies_in(&view), "{name}");
    }
    for (name, table) in &tables {
        let home = clusters.iter().filter(|(_, cluster)| table.lies_in(cluster));
        let home: Vec<_> =
            home.map(|(schema, _)| polyschema_core::ident::Ident::new(schema).unwrap()).collect();
        let name: polyschema_core::QualifiedName = name.parse().unwrap();
        assert_eq!(home, [name.schema]);
    }
    for arrow in root.children().filter(|node| has_class(node, "arrow")) {
        let points = points(&said(&child(&arrow, "line"), "d"));
        let ends = [points[0], points[points.len() - 1]];
        for (end, name) in ends.into_iter().zip(["data-from", "data-to"]) {
            let name = said(&arrow, name);
            let (_, table) = tables.iter().find(|table| table.0 == name).unwrap();
            assert!(end.0 == table.x || end.0 == table.right, "{name}");
            assert!(end.1 > table.y && end.1 < table.bottom, "{name}");
        }
        for step in points.windows(2) {
            let [from, to] = [step[0], step[1]];
            let line = Rect {
                x: from.0.min(to.0) - 0.1,
                y: from.1.min(to.1) - 0.1,
                right: from.0.max(to.0) + 0.1,
                bottom: from.1.max(to.1) + 0.1,
            };
            assert!(line.lies_in(&view));
            for (name, table) in &tables {
                let inside = Rect {
                    x: table.x + 1.0,
                    y: table.y + 1.0,
                    right: table.right - 1.0,
                    bottom: table.bottom - 1.0,
                };
                assert!(!line.overlaps(&inside), "{from:?} to {to:?} through `{name}`");
            }
        }
    }
}

fn apart(rects: &[(String, Rect)]) {
    for (position, (name, one)) in rects.iter().enumerate() {
        for (other_name, other) in &rects[position + 1..] {
            assert!(!one.overlaps(other), "{name} and {other_name}");
        }
    }
}

/// The points of a path: each corner, where it is rounded, as a point too.
fn points(path: &str) -> Vec<(f64, f64)> {
    let numbers: Vec<f64> = path
        .split(|character: char| character.is_alphabetic() || character == ' ')
        .filter(|text| !text.is_empty())
        .map(|text| text.parse().unwrap())
        .collect();
    numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

fn said(node: &Node<'_, '_>, attribute: &str) -> String {
    node.attribute(attribute).unwrap().to_owned()
}

fn number(node: &Node<'_, '_>, attribute: &str) -> f64 {
    said(node, attribute).parse().unwrap()
}

fn rect(node: &Node<'_, '_>) -> Rect {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|side| number(node, side));
    Rect { x, y, right: x + width, bottom: y + height }
}

fn has_class(node: &Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

fn child<'a, 'input>(node: &Node<'a, 'input>, class: &str) -> Node<'a, 'input> {
    node.children().find(|child| has_class(child, class)).unwrap()
}
