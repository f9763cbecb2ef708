//! `canvass qsf`: what of a survey file is not run, what differs between two, and a file to show to others. No server is needed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use engine::run::{PreparedSurvey, ReportLine, findings, report};
use formats::survey_files::{self, Kind};
use model::survey::SurveyFile;

use crate::Failure;

/// What can be asked of survey files: QSF, and TXT and DOCX as Import Survey reads them.
#[derive(Debug, Subcommand)]
pub enum QsfCommand {
    /// Print what a survey uses and this version does not run; exit code 1 where the file would be refused.
    Check {
        /// The survey file.
        file: PathBuf,
    },
    /// Print what differs between two survey files, a line each: exit code 1, or 0 and nothing where they mean the same.
    Diff {
        /// The survey file before.
        before: PathBuf,
        /// The survey file after.
        after: PathBuf,
    },
    /// Write a copy that can be shown to others: without texts, names, e-mail addresses, ids, tokens and passwords.
    Scrub {
        /// The survey file.
        file: PathBuf,
        /// Where the copy goes, which must not be there yet; without it the copy is printed.
        to: Option<PathBuf>,
    },
}

/// Does it, and gives the exit code.
///
/// # Errors
/// When a file cannot be read or written, or is no survey file.
pub fn qsf(command: QsfCommand) -> Result<u8, Failure> {
    match command {
        QsfCommand::Check { file } => check(&file),
        QsfCommand::Diff { before, after } => diff(&before, &after),
        QsfCommand::Scrub { file, to } => scrub(&file, to.as_deref()),
    }
}

fn check(path: &Path) -> Result<u8, Failure> {
    let file = read(path)?;
    let survey = PreparedSurvey::new(formats::qsf::survey(&file));
    let found = findings(&survey);
    let lines = report(&survey, &file, found);
    print(lines.iter().map(told).chain([summary(&survey, &lines)]))?;
    Ok(0)
}

fn told(line: &ReportLine) -> String {
    let ReportLine { what, instead, times, places } = line;
    let more = if *times > places.len() { ", …" } else { "" };
    let times = if *times == 1 { String::new() } else { format!(" ({times} times)") };
    format!("{what}{times}: {instead}\n    {}{more}", places.join(", "))
}

fn summary(survey: &PreparedSurvey, lines: &[ReportLine]) -> String {
    let questions = survey.questions.len();
    match lines.len() {
        0 => format!("{questions} questions; everything is run"),
        1 => format!("{questions} questions; one kind of thing is not run as it was meant"),
        kinds => format!("{questions} questions; {kinds} kinds of things are not run as they were meant"),
    }
}

fn diff(before: &Path, after: &Path) -> Result<u8, Failure> {
    let lines = formats::difference::differences(&read(before)?, &read(after)?);
    let differs = !lines.is_empty();
    print(lines)?;
    Ok(u8::from(differs))
}

fn scrub(path: &Path, to: Option<&Path>) -> Result<u8, Failure> {
    let scrubbed = formats::scrubbing::scrubbed(&read(path)?).to_value().to_string();
    match to {
        None => print([scrubbed])?,
        Some(to) => {
            let failed = |why| Failure::failed(to.display(), why);
            let mut file = File::create_new(to).map_err(failed)?;
            file.write_all(scrubbed.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        }
    }
    Ok(0)
}

fn read(path: &Path) -> Result<SurveyFile, Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::failed(path.display(), why);
    let bytes = fs::read(path).map_err(|why| failed(&why))?;
    survey_files::read(Kind::of(&bytes), &bytes).map_err(|why| failed(&why))
}

/// Prints lines; whoever reads them may have enough before the last one.
fn print(lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for line in lines {
        match writeln!(out, "{line}") {
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            other => other.map_err(|why| Failure::failed("the output cannot be written", why))?,
        }
    }
    Ok(())
}
