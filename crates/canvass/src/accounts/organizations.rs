//! `canvass organization`: what an organization demands of its programs.

use clap::{Args, Subcommand, ValueEnum};
use services::certificates;

use super::{BrandOptions, opened, refused};
use crate::Failure;

/// The commands of `canvass organization`.
#[derive(Debug, Subcommand)]
pub enum OrganizationCommand {
    /// Demand a client certificate with every request to the API, or demand none, and print the organization's id.
    Certificates(CertificateOptions),
}

/// The options of `canvass organization certificates`.
#[derive(Debug, Args)]
pub struct CertificateOptions {
    /// Whether requests without a certificate of the organization are refused
    #[arg(value_enum)]
    pub demand: Demand,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// Whether client certificates are demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Demand {
    /// A request without one is refused.
    Required,
    /// A request needs none.
    Optional,
}

/// Carries out a command of `canvass organization`.
///
/// # Errors
/// When there is no such organization, it has no certificate to show, or the data cannot be opened.
pub async fn run(command: OrganizationCommand) -> Result<(), Failure> {
    let OrganizationCommand::Certificates(options) = command;
    let (app, brand) = opened(options.of).await?;
    let required = options.demand == Demand::Required;
    certificates::require(&app, &brand, required).await.map_err(refused)?;
    println!("{brand}");
    if required {
        eprintln!(
            "From now on requests are refused that come without TLS or show no client certificate of {brand}."
        );
    }
    Ok(())
}
