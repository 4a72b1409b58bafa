//! Time as the user has it: all clients connected at once, taking turns.

use anyhow::{Context, Result};

use crate::WORKLOADS;
use crate::contender::{Contender, Running};

/// Time for one operation as a multiple of the base's, by client and workload: the median over the rounds.
pub(crate) fn all(contenders: &[Box<dyn Contender>]) -> Result<Vec<Vec<Option<f64>>>> {
    let mut clients: Vec<Box<dyn Running>> =
        contenders.iter().map(|contender| contender.start()).collect::<Result<_>>()?;
    let mut times = vec![Vec::new(); contenders.len()];
    for workload in &WORKLOADS {
        let able: Vec<usize> =
            (0..contenders.len()).filter(|at| contenders[*at].can(workload)).collect();
        let mut rounds = vec![Vec::new(); contenders.len()];
        for round in 0..workload.rounds as usize {
            // Nobody is always first.
            for turn in 0..able.len() {
                let at = able[(round + turn) % able.len()];
                rounds[at].push(clients[at].run(workload)?);
            }
        }
        let base = contenders.iter().position(|contender| contender.name() == workload.base);
        let base = base.context(workload.base)?;
        for at in 0..contenders.len() {
            let ratios = rounds[at].iter().zip(&rounds[base]).map(|(own, base)| own / base);
            times[at].push(median(ratios.collect()));
        }
        println!("{}: timed", workload.title);
    }
    Ok(times)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
