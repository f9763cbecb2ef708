//! `canvass init`, `canvass user`, `canvass token`, `canvass organization`, `canvass division`, `canvass permissions`,
//! `canvass types`, `canvass oauth`: who may use the server, from its shell. They work on the data themselves, whether a server runs on them or not. Standard output holds what a script wants, the id or the token alone.

mod ask;
mod clients;
mod divisions;
mod init;
mod organizations;
mod permissions;

use clap::{Args, Subcommand};
use model::account::Role;
use model::text::{Email, PersonName, UserName};
use model::{BrandId, UserId};
use services::operator::{self, NewUser, Who};
use services::{App, Error};

use crate::Failure;
use crate::config::{Settings, StoreOptions};
use crate::serve::open_app;

pub use clients::{OauthCommand, run as oauth};
pub use divisions::{DivisionCommand, division};
pub use init::{InitOptions, init};
pub use organizations::{OrganizationCommand, run as organization};
pub use permissions::{PermissionsCommand, TypesCommand, permissions, types};

/// The commands of `canvass user`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user and print the id; `canvass token new` gives the user a token.
    Add(NewUserOptions),
    /// Disable a user, whose token is refused from then on. The last administrator stays.
    Disable(ChosenUser),
}

/// The commands of `canvass token`.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Give a user a new token and print it; the former one is refused from then on.
    New(ChosenUser),
}

/// Which organization is meant.
#[derive(Debug, Args)]
pub struct BrandOptions {
    /// The organization [default: the only one there is]
    #[arg(long, value_name = "ID")]
    pub brand: Option<BrandId>,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// The options of `canvass user add`.
#[derive(Debug, Args)]
pub struct NewUserOptions {
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
    /// The name to sign in with, an e-mail address
    #[arg(long, value_name = "NAME", value_parser = UserName::parse)]
    pub username: UserName,
    /// Where mail goes [default: the user name]
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    pub email: Option<Email>,
    /// The first name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse, default_value = "")]
    pub first_name: PersonName,
    /// The last name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse, default_value = "")]
    pub last_name: PersonName,
    /// Let the user administer the organization
    #[arg(long)]
    pub administrator: bool,
}

/// Which user is meant.
#[derive(Debug, Args)]
pub struct ChosenUser {
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
    /// The user: the user name, or the id, which begins with UR_
    #[arg(long, value_name = "NAME|ID", value_parser = who)]
    pub user: Who,
}

/// Carries out a command of `canvass user`.
///
/// # Errors
/// When there is no such organization or user, the name is taken, or the data cannot be opened.
pub async fn user(command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::Add(options) => {
            let (app, brand) = opened(options.of).await?;
            let new = NewUser {
                email: options.email.unwrap_or_else(|| Email::stored(address_of(&options.username))),
                username: options.username,
                first_name: options.first_name,
                last_name: options.last_name,
                role: if options.administrator { Role::BrandAdministrator } else { Role::User },
            };
            println!("{}", operator::add_user(&app, &brand, &new).await.map_err(refused)?);
            eprintln!("The user has no token yet: canvass token new --user {}", new.username.as_str());
        }
        UserCommand::Disable(chosen) => {
            let (app, brand) = opened(chosen.of).await?;
            println!("{}", operator::disable_user(&app, &brand, &chosen.user).await.map_err(refused)?);
        }
    }
    Ok(())
}

/// Carries out a command of `canvass token`.
///
/// # Errors
/// As [`user`].
pub async fn token(command: TokenCommand) -> Result<(), Failure> {
    let TokenCommand::New(chosen) = command;
    let (app, brand) = opened(chosen.of).await?;
    let token = operator::new_token(&app, &brand, &chosen.user).await.map_err(refused)?;
    println!("{}", token.as_str());
    Ok(())
}

/// A user name may have the organization behind a `#`, which is no part of the address.
fn address_of(username: &UserName) -> &str {
    username.as_str().split('#').next().unwrap_or_default()
}

/// Opens the data, and finds the brand that is meant.
async fn opened(options: BrandOptions) -> Result<(App, BrandId), Failure> {
    let app = open_app(&Settings::of(options.store.into())?).await?;
    let brand = brand(&app, options.brand).await?;
    Ok((app, brand))
}

/// The brand that was named, else the only one.
async fn brand(app: &App, named: Option<BrandId>) -> Result<BrandId, Failure> {
    let brands = operator::brands(app).await.map_err(refused)?;
    let mut ids: Vec<BrandId> = brands.into_iter().map(|brand| brand.id).collect();
    if ids.is_empty() {
        return Err(Failure::Failed("there is no organization yet: canvass init makes one".to_owned()));
    }
    let known = || ids.iter().map(BrandId::as_str).collect::<Vec<_>>().join(", ");
    match named {
        Some(brand) if ids.contains(&brand) => Ok(brand),
        Some(brand) => {
            Err(Failure::Failed(format!("there is no organization {brand}; there are {}", known())))
        }
        None if ids.len() > 1 => {
            Err(Failure::Use(format!("--brand says which organization is meant: {}", known())))
        }
        None => Ok(ids.remove(0)),
    }
}

fn who(text: &str) -> Result<Who, String> {
    if let Ok(id) = UserId::parse(text) {
        return Ok(Who::Id(id));
    }
    let name = UserName::parse(text)
        .map_err(|_| "a user name, which is an e-mail address, or an id UR_… is expected");
    Ok(Who::Name(name?))
}

/// What is refused is told as it stands; a fault comes with its cause, since the operator is who must mend it.
fn refused(why: Error) -> Failure {
    Failure::Failed(why.to_string())
}
