//! The project's own tasks: `cargo xtask check | tidy | test | evidence | secrets | soak | document | bench`.
//!
//! Plain Rust on the standard library, so that it builds in seconds and on a machine that has nothing else.

mod acceptance;
mod bench;
mod check;
mod document;
mod evidence;
mod fixtures;
mod http;
mod http_load;
mod postgres;
mod process;
mod product;
mod repository;
mod secrets;
mod setup;
mod soak;
mod suite;
mod tally;
mod test;
mod tidy;

use process::Outcome;

const USAGE: &str = "cargo xtask COMMAND

  check    the quick look before a commit: format, the rules of the house, lints, also with
           the feature s3, and the licences and sources of the dependencies
  tidy     the rules of the house alone
  tidy circles  every circle of files that use each other, and by what
  tidy REV..REV  the lines that a range of commits adds, by kind and crate, and for each operation that it adds
  tidy --resource NAME  the product code of a resource, such as users
  setup    installs what the tests need; after it nothing needs a network
  test     sets up what it needs, then runs everything; CI runs this
  evidence runs the server's tests and writes which of them called which operation, for the compatibility ledger
  clients  the real clients and the browser alone (needs `setup`)
  secrets  uses secrets of every kind on both databases and looks for them in everything that is kept and shown
  soak NAME  what takes too long for the tests (builds a release `canvass`)
           kill      kills the server in the midst of its work: --rounds N (100), --only sqlite|postgres
           stops     stops PostgreSQL itself likewise: --rounds N (20)
           load      mixed load of 64 clients, hostile ones among them: --minutes N (30), --only sqlite|postgres (sqlite)
           brute     guesses tokens and secrets by thousands: --only sqlite|postgres
           walk      answers every survey file of the corpus and generated ones: --rounds N (50), --only sqlite|postgres
           fuzz      reads files that nobody would write: --minutes N (10) each, --only NAME of a test
           all but fuzz: --binary FILE: a program that is built already
  pictures FOLDER [NAME]  draws the portal's pages, or those whose name begins so, at three widths, light and dark
  document saves the OpenAPI document of this version for the changelog (when it is released)
  bench    measures the figures of docs/benchmarks.md (builds a release `canvass`)
           options: --rows N[,N...] (200000), --rounds N (3), --only sqlite|postgres
  bench portal  measures the portal beside other renderers (needs Chromium and Node)
           options: --rounds N (5), --alone: without the others
  bench lists   measures a list that is read to its end by pages
           options: --rows N (5000000), --only sqlite|postgres
  bench accounts  measures what accounts cost, with many users and tokens in the data
           options: --users N (100000), --rounds N (3), --only sqlite|postgres,
           --figure foreign|callers|pages|creating
  bench siamang  what of the corpus's survey files comes through, beside another importer (needs Python and a network once)
  bench builds  measures a release build from nothing, and the time from a changed line to a test that ran
           options: --rounds N (3), --only release|change|copies";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("check") => check::run(),
        Some("tidy") => tidy::command(arguments.get(1..).unwrap_or_default()),
        Some("setup") => set_up(),
        Some("test") => test::run(),
        Some("evidence") => evidence::run(),
        Some("clients") => acceptance::run_alone(),
        Some("secrets") => secrets::run(),
        Some("soak") => soak::run(arguments.get(1..).unwrap_or_default()),
        Some("pictures") => acceptance::pictures(arguments.get(1..).unwrap_or_default()),
        Some("document") => document::run(),
        Some("bench") => bench::run(arguments.get(1..).unwrap_or_default()),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2);
        }
    };
    finish(outcome);
}

/// Everything, so that nothing needs a network afterwards.
fn set_up() -> Outcome<()> {
    setup::packages()?;
    acceptance::install()?;
    setup::cargo_deny().map(|_| ())
}

fn finish(outcome: Outcome<()>) {
    if let Err(why) = outcome {
        eprintln!("xtask: {why}");
        std::process::exit(1);
    }
}
