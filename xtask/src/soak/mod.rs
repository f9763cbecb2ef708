//! `cargo xtask soak NAME`: what takes too long for the tests: a hundred kills, twenty stops of the database, half an hour of
//! mixed load, ten thousand guesses, ten minutes of files that nobody would write, every survey file fifty times. The tests run a
//! tenth of all but the load.

mod brute;
mod fuzz;
mod hostile;
pub(crate) mod kill;
mod ledger;
mod load;
mod respondent;
pub(crate) mod stops;
mod traffic;
pub(crate) mod walk;

use std::path::PathBuf;
use std::time::Duration;

use crate::process::Outcome;
use crate::product;

/// What the command line asks for.
struct Options {
    rounds: Option<usize>,
    minutes: Option<u64>,
    only: Option<String>,
    /// A program that is built already.
    binary: Option<PathBuf>,
}

/// Runs one of them to its end; a failure when anything did not hold.
pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    let Some((name, rest)) = arguments.split_first() else {
        return Err("which: kill, stops, load, brute, fuzz or walk?".into());
    };
    let options = options(rest)?;
    if name == "fuzz" {
        // It needs no program, only its tests.
        return fuzz::run(Duration::from_secs(60 * options.minutes.unwrap_or(10)), options.only.as_deref());
    }
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None if cfg!(debug_assertions) => return product::as_release("soak", arguments),
        None => product::binary(true),
    };
    let only = options.only.as_deref();
    let tally = match name.as_str() {
        "kill" => kill::everywhere(&binary, options.rounds.unwrap_or(100), only)?,
        "stops" => stops::run(&binary, options.rounds.unwrap_or(20))?,
        "load" => load::run(&binary, Duration::from_secs(60 * options.minutes.unwrap_or(30)), only)?,
        "brute" => brute::run(&binary, only)?,
        "walk" => walk::run(&binary, options.rounds.unwrap_or(50), only)?,
        other => {
            return Err(
                format!("there is no soak named {other}: kill, stops, load, brute, fuzz or walk?").into()
            );
        }
    };
    println!("{tally}");
    if tally.failed > 0 { Err("the server did not keep its word".into()) } else { Ok(()) }
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { rounds: None, minutes: None, only: None, binary: None };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--rounds" => options.rounds = Some(value.parse::<usize>()?.max(1)),
            "--minutes" => options.minutes = Some(value.parse::<u64>()?.max(1)),
            "--only" => options.only = Some(value.clone()),
            "--binary" => options.binary = Some(value.into()),
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(options)
}
