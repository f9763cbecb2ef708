//! The engine without HTTP and without a database: the example `engine` of pages.

use std::process::Command;

use super::file;
use crate::bench::table::{Table, median_rate};
use crate::process::Outcome;
use crate::repository::{self, fresh_folder};

/// How long pages are counted.
const SECONDS: &str = "3";

/// Rows for a short survey, three questions on a page, and for one of ten thousand, twenty on a page.
pub(super) fn measure(rounds: usize, table: &mut Table) -> Outcome<()> {
    let folder = fresh_folder("bench-engine")?;
    for (questions, per_page) in [(20, 3), (10_000, 20)] {
        let path = folder.join(format!("{questions}.qsf"));
        std::fs::write(&path, file::file(questions, per_page))?;
        let mut all: Vec<Vec<(String, f64)>> = Vec::new();
        for _ in 0..rounds {
            all.push(figures(&path.to_string_lossy())?);
        }
        let names: Vec<&String> = all.iter().flatten().map(|(name, _)| name).take(all[0].len()).collect();
        for (place, name) in names.into_iter().enumerate() {
            let figure = median_rate(all.iter().filter_map(|round| Some(round.get(place)?.1)).collect());
            let (what, unit) = name.rsplit_once(", ").unwrap_or((name, ""));
            let told =
                if unit == "s" { format!("{:.3} ms", figure * 1e3) } else { format!("{figure:.0}{unit}") };
            table.add(&format!("engine alone, {questions} questions: {what}"), &told, "-", "-", "-");
        }
    }
    Ok(())
}

/// Name and figure of each line.
fn figures(path: &str) -> Outcome<Vec<(String, f64)>> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "-p", "pages", "--example", "engine", "--", SECONDS, path])
        .current_dir(repository::root())
        .output()?;
    if !output.status.success() {
        return Err(format!("engine: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut figures = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let (name, figure) = line.split_once('\t').ok_or("a line without a figure")?;
        figures.push((name.to_owned(), figure.parse()?));
    }
    Ok(figures)
}
