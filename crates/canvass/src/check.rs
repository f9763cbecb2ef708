//! `canvass check`: whether what is kept can be read, while a server works on it or not. Nothing is changed.

use clap::Args;
use services::inspection::{self, Inspected};
use store::{Store, installation};

use crate::Failure;
use crate::config::{Settings, StoreOptions};
use crate::progress::Progress;
use crate::serve::{database_file, store_settings};

/// The options of `canvass check`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Read every response, not only the first of each survey
    #[arg(long)]
    pub all: bool,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// Looks at everything, prints what was looked at and each problem on a line of its own, and gives the exit code: 0 where
/// there is no problem, else 1.
///
/// # Errors
/// When it cannot be opened at all.
pub async fn check(options: CheckOptions) -> Result<u8, Failure> {
    let settings = Settings::of(options.store.into())?;
    let mut problems = Vec::new();
    if settings.database.is_none() {
        problems.extend(embedded(&settings).await?);
    }
    // Rows of a damaged file are not worth reading.
    if problems.is_empty() {
        problems.extend(rows(&settings, options.all).await?);
    }
    for problem in &problems {
        println!("problem: {problem}");
    }
    println!("{}", if problems.is_empty() { "no problem was found" } else { "problems were found" });
    Ok(u8::from(!problems.is_empty()))
}

/// The file of the database, page by page.
async fn embedded(settings: &Settings) -> Result<Vec<String>, Failure> {
    let file = database_file(settings)?;
    let shown = file.display().to_string();
    let progress = Progress::begin("reading the database");
    let found = tokio::task::spawn_blocking(move || store::maintenance::soundness::embedded(&file)).await;
    drop(progress);
    let found = found.map_err(|why| Failure::failed("the database could not be read", why))?;
    println!("database: {shown}");
    // What cannot be read at all is the worst of problems, not a failure to look.
    Ok(found.unwrap_or_else(|why| vec![why.to_string()]))
}

async fn rows(settings: &Settings, all: bool) -> Result<Vec<String>, Failure> {
    let store = match Store::open_to_look(&store_settings(settings)).await {
        Ok(store) => store,
        Err(why) => return Ok(vec![why.to_string()]),
    };
    let failed = |why: &dyn std::fmt::Display| Failure::failed("the store cannot be read", why);
    let mut problems = Vec::new();
    let known = installation::id(&mut store.read()).await.map_err(|why| failed(&why))?;
    let mark = installation::mark(store.files()).await.map_err(|why| failed(&why))?;
    if known != mark.map(|mark| mark.id) {
        problems.push("the file store is not that of the database".to_owned());
    }
    let progress = Progress::begin("reading surveys and responses");
    let on = |so_far: &Inspected| progress.at(so_far.surveys, so_far.surveys_of);
    let Inspected { surveys, responses, of, problems: found, .. } =
        inspection::inspect(&store, all, on).await.map_err(|why| failed(&why))?;
    drop(progress);
    println!("surveys: {surveys} read");
    println!("responses: {responses} of {of} read");
    problems.extend(found);
    Ok(problems)
}
