//! `canvass division`: who administers a division. No request of the API changes it once the division is made.

use clap::{Args, Subcommand};
use model::DivisionId;
use services::operator::{self, Who};

use super::{BrandOptions, opened, refused, who};
use crate::Failure;

/// The commands of `canvass division`.
#[derive(Debug, Subcommand)]
pub enum DivisionCommand {
    /// Add or remove administrators of a division, and print the id of each that it has then on a line.
    Administrators(AdministratorsOptions),
}

/// The options of `canvass division administrators`.
#[derive(Debug, Args)]
pub struct AdministratorsOptions {
    /// The division, whose id begins with DV_
    #[arg(long, value_name = "ID", value_parser = DivisionId::parse)]
    pub division: DivisionId,
    /// A user who is to administer it: the user name, or the id; may be given more than once
    #[arg(long, value_name = "NAME|ID", value_parser = who)]
    pub add: Vec<Who>,
    /// A user who is not to administer it any more; may be given more than once
    #[arg(long, value_name = "NAME|ID", value_parser = who)]
    pub remove: Vec<Who>,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// Carries out a command of `canvass division`.
///
/// # Errors
/// When there is no such division or user, or the data cannot be opened.
pub async fn division(command: DivisionCommand) -> Result<(), Failure> {
    let DivisionCommand::Administrators(options) = command;
    let (app, brand) = opened(options.of).await?;
    let (division, add, remove) = (&options.division, &options.add, &options.remove);
    let administrators = operator::division_administrators(&app, &brand, division, add, remove);
    for user in administrators.await.map_err(refused)? {
        println!("{user}");
    }
    Ok(())
}
