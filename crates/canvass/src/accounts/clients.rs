//! `canvass oauth client`: programs that act for users by OAuth 2.

use clap::{Args, Subcommand};
use model::scope::{Resource, Scope, Scopes};
use model::text::{ClientId, Name, RedirectUri};
use services::oauth::{self, ClientOptions};
use services::operator::Who;

use super::{BrandOptions, opened, refused, who};
use crate::Failure;

/// The commands of `canvass oauth`.
#[derive(Debug, Subcommand)]
pub enum OauthCommand {
    /// Make a client that acts for a user, and print its id and, on the second line, its secret.
    Client(NewClientOptions),
    /// List the clients: id, user, scopes, name, whether it has a secret (confidential) or none (public), and the addresses
    /// to lead people back to; a client on a line, with tabs between them and spaces between the addresses.
    Clients(BrandOptions),
    /// Remove a client: its credentials, its tokens and what people let it do end.
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
    /// Where people are led back to who let the client act for them, the same to the letter: https, or http on this machine,
    /// where the port may be any; may be given several times
    #[arg(long, value_name = "URI", value_parser = RedirectUri::parse)]
    pub redirect_uri: Vec<RedirectUri>,
    /// Make a client without a secret, which acts only for those who let it: for programs in browsers and on people's machines
    #[arg(long, requires = "redirect_uri")]
    pub public: bool,
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
    let new = ClientOptions { name: options.name, scopes: options.scopes, redirects: options.redirect_uri };
    if options.public {
        let made = oauth::make_public_client(&app, &brand, &options.user, &new).await;
        println!("{}", made.map_err(refused)?.as_str());
        eprintln!("This is the client's id. It has no secret, and sends a challenge of its own (PKCE).");
        return Ok(());
    }
    let client = oauth::make_client(&app, &brand, &options.user, &new).await.map_err(refused)?;
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
            let kind = if client.is_public { "public" } else { "confidential" };
            let (scopes, name, redirects) = (&client.scopes, client.name.as_str(), &client.redirects);
            println!("{id}\t{user}\t{scopes}\t{name}\t{kind}\t{redirects}");
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
