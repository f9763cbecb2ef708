//! What the export is measured against: DuckDB, PostgreSQL, cat, deflate.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::survey::{CHOICES, METADATA, MULTIPLE, SINGLE, TEXTS};
use crate::postgres::Postgres;
use crate::process::{Outcome, execute, execute_quietly, is_root};
use crate::setup;

/// The exported rows in a table of DuckDB, in a file of its own.
pub(super) struct DuckDb {
    python: PathBuf,
    database: PathBuf,
    target: PathBuf,
}

impl DuckDb {
    /// Loads a CSV export, with numbers as numbers and moments as moments.
    pub(super) fn load(file: &Path, folder: &Path) -> Outcome<Self> {
        let this = Self {
            python: setup::python(&setup::DUCKDB)?,
            database: folder.join("rows.duckdb"),
            target: folder.join("duckdb.csv"),
        };
        let columns: Vec<String> =
            columns().iter().map(|(name, kind)| format!("'{name}': '{}'", kind.to_uppercase())).collect();
        let sql = format!(
            "CREATE OR REPLACE TABLE rows AS SELECT * FROM read_csv('{}', auto_detect=false, \
             header=false, skip=3, delim=',', quote='\"', escape='\"', nullstr='', columns={{{}}})",
            file.display(),
            columns.join(", ")
        );
        this.python(&sql)?;
        Ok(this)
    }

    /// The time of `COPY … TO` a CSV file, as DuckDB itself takes it: without the start of Python.
    pub(super) fn copy(&self) -> Outcome<Duration> {
        let sql = format!("COPY rows TO '{}' (FORMAT csv, HEADER)", self.target.display());
        let said = self.python(&sql)?;
        Ok(Duration::from_secs_f64(said.trim().parse()?))
    }

    fn python(&self, sql: &str) -> Outcome<String> {
        // A long statement would draw a progress bar between the figures.
        let script = "import duckdb, sys, time\nc = duckdb.connect(sys.argv[1])\n\
                      c.execute('SET enable_progress_bar = false')\nt = time.perf_counter()\n\
                      c.execute(sys.argv[2])\nprint(time.perf_counter() - t)";
        let output = Command::new(&self.python).args(["-c", script]).arg(&self.database).arg(sql).output()?;
        if !output.status.success() {
            return Err(format!("DuckDB: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The exported rows in a PostgreSQL table with a column for each.
pub(super) struct WideTable<'a> {
    given: Option<&'a Postgres>,
    own: Option<Postgres>,
    folder: PathBuf,
}

impl<'a> WideTable<'a> {
    /// Loads a CSV export into the cluster, or into one of its own.
    pub(super) fn load(file: &Path, cluster: Option<&'a Postgres>) -> Outcome<Self> {
        let own = if cluster.is_none() { Some(Postgres::start()?) } else { None };
        // A folder that the server's user can write in.
        let folder = std::env::temp_dir().join(format!("canvass-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        if is_root() {
            execute_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let this = Self { given: cluster, own, folder };
        // COPY takes one header row; the file has three, of which none holds a line break.
        let rows = this.folder.join("rows.csv");
        execute(
            Command::new("sh")
                .args(["-c", "tail -n +4 \"$0\" > \"$1\" && chmod 644 \"$1\""])
                .arg(file)
                .arg(&rows),
        )?;
        let columns: Vec<String> = columns().iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        this.sql("DROP TABLE IF EXISTS wide")?;
        this.sql(&format!("CREATE TABLE wide ({})", columns.join(", ")))?;
        this.sql(&format!("COPY wide FROM '{}' (FORMAT csv)", rows.display()))?;
        this.sql("VACUUM ANALYZE wide")?;
        Ok(this)
    }

    /// The time of `COPY … TO` a CSV file on the server.
    pub(super) fn copy(&self) -> Outcome<Duration> {
        let begin = Instant::now();
        self.sql(&format!("COPY wide TO '{}' (FORMAT csv, HEADER)", self.folder.join("wide.csv").display()))?;
        Ok(begin.elapsed())
    }

    fn sql(&self, sql: &str) -> Outcome<String> {
        let cluster = self.given.or(self.own.as_ref()).ok_or("no PostgreSQL")?;
        cluster.sql("postgres", sql)
    }
}

impl Drop for WideTable<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Name and SQL type of each column, in the order of the export.
fn columns() -> Vec<(String, &'static str)> {
    let metadata = (0..METADATA).map(|index| {
        let kind = match index {
            0 | 1 | 7 => "timestamp",
            2 | 4..=6 => "integer",
            13 | 14 => "double precision",
            _ => "text",
        };
        (format!("m{index}"), kind)
    });
    let codes = (0..SINGLE + MULTIPLE * CHOICES).map(|index| (format!("c{index}"), "smallint"));
    let texts = (0..TEXTS).map(|index| (format!("t{index}"), "text"));
    metadata.chain(codes).chain(texts).collect()
}

/// The time of copying the bytes with `cat`.
pub(super) fn cat(file: &Path, target: &Path) -> Outcome<Duration> {
    let begin = Instant::now();
    execute(Command::new("sh").args(["-c", "cat \"$0\" > \"$1\""]).arg(file).arg(target))?;
    Ok(begin.elapsed())
}

/// The time of raw deflate at level 1 from memory, pieces of 256 KiB on two threads, the result thrown away.
pub(super) fn deflate(bytes: &[u8]) -> Outcome<Duration> {
    let begin = Instant::now();
    let pieces: Vec<&[u8]> = bytes.chunks(256 << 10).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = pieces
            .chunks(pieces.len().div_ceil(2).max(1))
            .map(|half| {
                scope.spawn(move || -> std::io::Result<()> {
                    let mut encoder = DeflateEncoder::new(std::io::sink(), Compression::fast());
                    for piece in half {
                        encoder.write_all(piece)?;
                        encoder.flush()?;
                    }
                    encoder.finish().map(|_| ())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| Ok(thread.join().map_err(|_| "a thread panicked")??))
    })
    .map(|()| begin.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_for_each_of_the_export() {
        assert_eq!(columns().len(), 101);
    }
}
