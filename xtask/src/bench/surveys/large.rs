//! A survey of ten thousand questions: how long it takes to be put in, and to show its first page.

use std::path::Path;

use super::table::Table;
use crate::process::Outcome;
use crate::product::Server;
use crate::soak::walk;

const QUESTIONS: usize = 10_000;
const ASKED: [(&str, &str); 2] = [("import", "under 3 s"), ("first page", "under 0.1 s")];

/// Measures on a server of its own, which believes this machine when it says whom it asks for.
pub(super) fn measure(
    binary: &Path,
    folder: &Path,
    url: Option<&str>,
    database: &str,
    table: &mut Table,
) -> Outcome<()> {
    let server =
        Server::start_with(binary, &folder.join("large"), url, &["--trusted-proxies", "127.0.0.0/8"])?;
    let output = walk::example()
        .args([server.address(), server.fact("token"), "large", &QUESTIONS.to_string()])
        .output()?;
    if !output.status.success() {
        return Err(format!("walk: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    for line in String::from_utf8(output.stdout)?.lines() {
        let Some((name, seconds)) = line.split_once('\t') else { continue };
        let asked = ASKED.iter().find(|(start, _)| name.starts_with(start)).map_or("-", |(_, asked)| asked);
        let seconds: f64 = seconds.parse()?;
        table.add(&format!("{name}, {database}"), &format!("{seconds:.3} s"), "-", "-", asked);
    }
    Ok(())
}
