//! `canvass oauth client`: programs that act for users by OAuth 2.

use clap::{Args, Subcommand};
use model::scope::{Resource, Scope, Scopes};
use model::text::{ClientId, Name};
use services::oauth;
use services::operator::Who;

use super::{BrandOptions, opened, refused, who};
use crate::Failure;

/// The commands of `canvass oauth`.
#[derive(Debug, Subcommand)]
pub enum OauthCommand {
    /// Make a client that acts for a user, and print its id and, on the second line, its secret.
    Client(NewClientOptions),
    /// List the clients: id, user, scopes and name of each on a line, with tabs between them.
    Clients(BrandOptions),
    /// Remove a client: its credentials and its tokens are refused from then on.
    Remove(ChosenClient),
}

/// Which client is meant.
#[derive(Debug, Args)]
pub struct ChosenClient {
    /// The client's id
    #[arg(long, value_name = "ID", value_parser = ClientId::parse)]
    pub client: ClientId,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// The options of `canvass oauth client`.
#[derive(Debug, Args)]
pub struct NewClientOptions {
    /// Whom the client acts for: the user name, or the id, which begins with UR_
    #[arg(long, value_name = "NAME|ID", value_parser = who)]
    pub user: Who,
    /// What people call the client
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub name: Name,
    /// What the client may do at the most: scopes with spaces between them, such as "read:surveys write:surveys"
    #[arg(long, value_name = "SCOPES", value_parser = scopes)]
    pub scopes: Scopes,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// Carries out a command of `canvass oauth`.
///
/// # Errors
/// When there is no such organization or user, or the data cannot be opened.
pub async fn run(command: OauthCommand) -> Result<(), Failure> {
    match command {
        OauthCommand::Client(options) => make(options).await,
        OauthCommand::Clients(options) => list(options).await,
        OauthCommand::Remove(options) => {
            let (app, brand) = opened(options.of).await?;
            oauth::remove_client(&app, &brand, &options.client).await.map_err(refused)?;
            println!("{}", options.client.as_str());
            Ok(())
        }
    }
}

async fn make(options: NewClientOptions) -> Result<(), Failure> {
    let (app, brand) = opened(options.of).await?;
    let made = oauth::make_client(&app, &brand, &options.user, &options.name, options.scopes);
    let client = made.await.map_err(refused)?;
    println!("{}\n{}", client.id.as_str(), client.secret.as_str());
    eprintln!("The first line is the client's id, the second its secret, which is shown this once.");
    Ok(())
}

async fn list(options: BrandOptions) -> Result<(), Failure> {
    let (app, brand) = opened(options).await?;
    let mut after = None;
    loop {
        let clients = oauth::clients(&app, &brand, after.as_ref()).await.map_err(refused)?;
        let Some(last) = clients.last() else { return Ok(()) };
        after = Some(last.id.clone());
        for client in &clients {
            let (id, user) = (client.id.as_str(), client.user.as_str());
            println!("{id}\t{user}\t{}\t{}", client.scopes, client.name.as_str());
        }
    }
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
