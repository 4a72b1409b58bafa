//! The order inside a cluster: what is referenced stands left of what references it.

/// Tables that stand above each other, by their positions.
pub(super) type Column = Vec<usize>;

/// The tables of a cluster in columns: no column is much taller than the whole is wide.
///
/// `tall` is the height of each table with the gap below it; `keys` are the foreign keys inside of the cluster,
/// as pairs of referencing and referenced table, none to itself.
pub(super) fn columns(tall: &[i32], keys: &[(usize, usize)], most: i32) -> Vec<Column> {
    let count = tall.len();
    let is_alone = |table: usize| !keys.iter().any(|&(from, to)| from == table || to == table);
    let layer = layer_of_each(count, keys);
    let deepest = layer.iter().max().map_or(0, |deepest| deepest + 1);
    let mut layers: Vec<Column> = vec![Vec::new(); deepest];
    for table in (0..count).filter(|&table| !is_alone(table)) {
        layers[layer[table]].push(table);
    }
    sort(&mut layers, keys, count);
    let mut columns: Vec<Column> = Vec::new();
    for layer in layers.into_iter().filter(|layer| !layer.is_empty()) {
        split(&mut columns, layer, tall, most);
    }
    let height = |column: &Column| column.iter().map(|&table| tall[table]).sum::<i32>();
    let most = columns.iter().map(height).max().unwrap_or(0).max(most);
    for table in (0..count).filter(|&table| is_alone(table)) {
        match columns.iter_mut().min_by_key(|column| height(column)) {
            Some(column) if height(column) + tall[table] <= most => column.push(table),
            _ => columns.push(vec![table]),
        }
    }
    columns
}

/// How far each table is from those that reference nothing. A cycle is cut at the table of which the fewest
/// foreign keys are left.
fn layer_of_each(count: usize, keys: &[(usize, usize)]) -> Vec<usize> {
    let mut layer: Vec<Option<usize>> = vec![None; count];
    for _ in 0..count {
        let left = |table: usize, layer: &[Option<usize>]| {
            keys.iter().filter(|&&(from, to)| from == table && layer[to].is_none()).count()
        };
        let open = (0..count).filter(|&table| layer[table].is_none());
        let Some(next) = open.min_by_key(|&table| left(table, &layer)) else { break };
        let referenced = keys.iter().filter(|&&(from, _)| from == next);
        let deepest = referenced.filter_map(|&(_, to)| layer[to]).max();
        layer[next] = Some(deepest.map_or(0, |deepest| deepest + 1));
    }
    layer.into_iter().map(|layer| layer.unwrap_or(0)).collect()
}

/// Sorts each layer by where the tables beside it stand, forth and back, so that fewer arrows cross.
fn sort(layers: &mut [Column], keys: &[(usize, usize)], count: usize) {
    let mut place = vec![0.0; count];
    let number = |layer: &Column, place: &mut [f64]| {
        for (index, &table) in layer.iter().enumerate() {
            place[table] = (index as f64 + 0.5) / layer.len() as f64;
        }
    };
    for layer in layers.iter() {
        number(layer, &mut place);
    }
    for sweep in 0..4 {
        for step in 0..layers.len() {
            let forth = sweep % 2 == 0;
            let position = if forth { step } else { layers.len() - 1 - step };
            let mean = |table: usize, place: &[f64]| {
                let beside: Vec<f64> = keys
                    .iter()
                    .filter_map(|&(from, to)| match forth {
                        true if from == table => Some(place[to]),
                        false if to == table => Some(place[from]),
                        _ => None,
                    })
                    .collect();
                let sum: f64 = beside.iter().sum();
                if beside.is_empty() { place[table] } else { sum / beside.len() as f64 }
            };
            let layer = &mut layers[position];
            layer.sort_by(|&a, &b| mean(a, &place).total_cmp(&mean(b, &place)));
            number(layer, &mut place);
        }
    }
}

/// Adds a layer as one column, or as several that are not too tall.
fn split(columns: &mut Vec<Column>, layer: Column, tall: &[i32], most: i32) {
    let all: i32 = layer.iter().map(|&table| tall[table]).sum();
    let parts = (all + most - 1) / most.max(1);
    let each = all / parts.max(1);
    let (mut column, mut height) = (Vec::new(), 0);
    for table in layer {
        if !column.is_empty() && height + tall[table] / 2 > each {
            columns.push(std::mem::take(&mut column));
            height = 0;
        }
        height += tall[table];
        column.push(table);
    }
    columns.push(column);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn referenced_tables_stand_left() {
        assert_eq!(columns(&[1; 3], &[(0, 1), (1, 2)], 100), [[2], [1], [0]]);
        assert_eq!(columns(&[1; 3], &[(0, 2), (1, 2)], 100), [vec![2], vec![0, 1]]);
    }

    #[test]
    fn cycles_are_cut() {
        assert_eq!(columns(&[1; 3], &[(0, 1), (1, 0), (2, 0)], 100), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn tall_columns_are_split() {
        let keys = [(1, 0), (2, 0), (3, 0), (4, 0)];
        assert_eq!(columns(&[5; 5], &keys, 10), [vec![0], vec![1, 2], vec![3, 4]]);
        assert_eq!(columns(&[5; 4], &[], 10), [vec![0, 1], vec![2, 3]]);
    }
}
