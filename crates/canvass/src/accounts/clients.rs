//! `canvass oauth client`: programs that act for users by OAuth 2.

use clap::{Args, Subcommand};
use model::BrandId;
use model::scope::{Resource, Scope, Scopes};
use model::text::Name;
use services::operator::Who;

use super::{brand, refused, who};
use crate::Failure;
use crate::config::{Settings, StoreOptions};
use crate::serve::open_app;

/// The commands of `canvass oauth`.
#[derive(Debug, Subcommand)]
pub enum OauthCommand {
    /// Make a client that acts for a user, and print its id and, on the second line, its secret.
    Client(NewClientOptions),
}

/// The options of `canvass oauth client`.
#[derive(Debug, Args)]
pub struct NewClientOptions {
    /// The organization [default: the only one there is]
    #[arg(long, value_name = "ID")]
    pub brand: Option<BrandId>,
    /// Whom the client acts for: the user name, or the id, which begins with UR_
    #[arg(long, value_name = "NAME|ID", value_parser = who)]
    pub user: Who,
    /// What people call the client
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub name: Name,
    /// What the client may do at the most: scopes with spaces between them, such as "read:surveys write:surveys"
    #[arg(long, value_name = "SCOPES", value_parser = scopes)]
    pub scopes: Scopes,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// Carries out a command of `canvass oauth`.
///
/// # Errors
/// When there is no such organization or user, or the data cannot be opened.
pub async fn oauth(command: OauthCommand) -> Result<(), Failure> {
    let OauthCommand::Client(options) = command;
    let app = open_app(&Settings::of(options.store.into())?).await?;
    let brand = brand(&app, options.brand).await?;
    let made = services::oauth::make_client(&app, &brand, &options.user, &options.name, options.scopes);
    let client = made.await.map_err(refused)?;
    println!("{}\n{}", client.id.as_str(), client.secret.as_str());
    eprintln!("The first line is the client's id, the second its secret, which is shown this once.");
    Ok(())
}

fn scopes(text: &str) -> Result<Scopes, String> {
    let example =
        || [Scope::read(Resource::Surveys), Scope::manage(Resource::All)].map(|scope| scope.to_string());
    let accepted = |what: String| format!("{what}; a scope is {} for example", example().join(" or "));
    match Scopes::parse(text) {
        Ok(scopes) if scopes.is_empty() => Err(accepted("at least one scope is expected".to_owned())),
        Ok(scopes) => Ok(scopes),
        Err(name) => Err(accepted(format!("there is no scope {name}"))),
    }
}
