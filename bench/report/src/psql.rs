//! `psql`, whose `\copy` is what copying is compared with: between the table and a file.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::contender::{Contender, Running};
use crate::count::collected;
use crate::program::run;
use crate::{COPY_IN, COPY_OUT, Workload};

/// Neither the user's settings nor questions, values alone, and an end at the first fault.
const OPTIONS: [&str; 6] = [
    "--no-psqlrc",
    "--no-password",
    "--quiet",
    "--no-align",
    "--tuples-only",
    "--set=ON_ERROR_STOP=1",
];

/// The rows that are copied in: those that the clients copy.
const ADDED: &str = "SELECT city_id + 999999 AS city_id, region, country_iso, name, population, latitude, longitude, \
    timezone, is_large, top_ten FROM bench.cities WHERE city_id < 1000000";

const REMOVE: [&str; 2] =
    ["DELETE FROM bench.cities WHERE city_id >= 1000000", "VACUUM bench.cities"];

/// `psql` with files in one of PostgreSQL's formats.
pub(crate) struct Psql {
    name: &'static str,
    url: String,
    copy_in: String,
    copy_out: String,
    /// Copies what [`Self::copy_in`] does into a table that takes it again and again.
    copy_again: String,
}

impl Psql {
    /// Makes the file that is copied in, and has what is copied compared with the tables.
    pub(crate) fn check(
        name: &'static str,
        format: &'static str,
        url: &str,
        folder: &Path,
    ) -> Result<Self> {
        let file = |way: &str| quoted(&folder.join(format!("copied-{way}.{format}")));
        let (input, output) = (file("in"), file("out"));
        let copy = |what: &str| format!("\\copy {what} WITH (FORMAT {format})");
        let psql = Self {
            name,
            url: url.to_owned(),
            copy_in: copy(&format!("bench.cities FROM {input}")),
            copy_out: copy(&format!("bench.cities TO {output}")),
            copy_again: copy(&format!("copied FROM {input}")),
        };
        let differences = psql.says(&[
            &copy(&format!("({ADDED} ORDER BY 1) TO {input}")),
            &psql.copy_in,
            &differences(ADDED, "SELECT * FROM bench.cities WHERE city_id >= 1000000"),
            REMOVE[0],
            &psql.copy_out,
            TABLE,
            &copy(&format!("copied FROM {output}")),
            &differences("TABLE copied", "TABLE bench.cities"),
        ])?;
        ensure!(differences == "0\n0\n", "{name}: other rows: {differences}");
        println!("{name}: checked");
        Ok(psql)
    }

    /// What the commands print, run by a process of their own.
    fn says(&self, commands: &[&str]) -> Result<String> {
        run(self
            .command(&["psql"])
            .args(commands.iter().map(|command| format!("--command={command}"))))
    }

    /// The program, or another one that runs it.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(OPTIONS).arg(&self.url);
        command
    }

    /// Instructions of a process that copies so often.
    fn process(&self, copy: &str, times: u32) -> Result<f64> {
        let mut command = self.command(&[
            "valgrind",
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "psql",
        ]);
        command.arg(format!("--command={TABLE}"));
        command.args((0..times).map(|_| format!("--command={copy}")));
        collected(&mut command)
    }
}

const TABLE: &str = "CREATE TEMPORARY TABLE copied (LIKE bench.cities)";

/// Counts the rows that only one of two queries has.
fn differences(one: &str, other: &str) -> String {
    format!(
        "SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})) AS others"
    )
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "''"))
}

impl Contender for Psql {
    fn name(&self) -> &str {
        self.name
    }

    fn can(&self, workload: &Workload) -> bool {
        [COPY_IN, COPY_OUT].contains(&workload.name)
    }

    /// The difference between two processes that copy once, and more often: `psql` has no function to count in.
    fn count(&self, workload: &Workload) -> Result<f64> {
        let copy = if workload.name == COPY_IN { &self.copy_again } else { &self.copy_out };
        let (once, more) = (self.process(copy, 1)?, self.process(copy, 1 + workload.counted)?);
        Ok((more - once) / f64::from(workload.counted))
    }

    fn start(&self) -> Result<Box<dyn Running>> {
        let mut process =
            self.command(&["psql"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?);
        let (copy_in, copy_out) = (self.copy_in.clone(), self.copy_out.clone());
        let mut session = Session { process, orders, answers, copy_in, copy_out };
        writeln!(session.orders, "\\timing on")?;
        Ok(Box::new(session))
    }
}

/// A process that takes commands, and says how long each took.
struct Session {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    copy_in: String,
    copy_out: String,
}

impl Session {
    /// Runs a command; in how many nanoseconds. It answers `Time: 16.370 ms`.
    fn time(&mut self, command: &str) -> Result<f64> {
        writeln!(self.orders, "{command}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let milliseconds = answer.split_whitespace().nth(1).context("no time");
        let milliseconds: f64 =
            milliseconds?.parse().with_context(|| format!("not a time: {answer}"))?;
        Ok(milliseconds * 1e6)
    }
}

impl Running for Session {
    fn run(&mut self, workload: &Workload) -> Result<f64> {
        let mut nanoseconds = 0.0;
        for _ in 0..workload.timed {
            match workload.name {
                COPY_IN => {
                    nanoseconds += self.time(&self.copy_in.clone())?;
                    for statement in REMOVE {
                        self.time(&format!("{statement};"))?;
                    }
                }
                COPY_OUT => nanoseconds += self.time(&self.copy_out.clone())?,
                other => bail!("psql has no workload `{other}`"),
            }
        }
        Ok(nanoseconds)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
