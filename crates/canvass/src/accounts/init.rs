//! `canvass init`: a brand of one's own with its first administrator, in place of the example.

use clap::Args;
use model::BrandId;
use model::text::{ApiToken, Email, Name, PersonName, UserName};
use services::brands::{self, NewBrand};

use super::{address_of, ask, refused};
use crate::Failure;
use crate::config::{Settings, StoreOptions};
use crate::serve::open_app;

/// The options of `canvass init`. What is not given is asked for on a terminal.
#[derive(Debug, Args)]
pub struct InitOptions {
    /// The id of the organization: lower-case letters, digits, - and _
    #[arg(long, value_name = "ID")]
    pub brand: Option<BrandId>,
    /// The name of the organization for people
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub name: Option<Name>,
    /// The name that the administrator signs in with, an e-mail address
    #[arg(long, value_name = "NAME", value_parser = UserName::parse)]
    pub admin_username: Option<UserName>,
    /// Where mail to the administrator goes [default: the user name]
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    pub admin_email: Option<Email>,
    /// The administrator's first name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse)]
    pub first_name: Option<PersonName>,
    /// The administrator's last name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse)]
    pub last_name: Option<PersonName>,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreOptions,
}

/// Makes the brand and its administrator, and prints the administrator's token: that of `CANVASS_ADMIN_TOKEN`, else a
/// random one.
///
/// # Errors
/// When something is missing and there is no terminal to ask on; when the brand or the user name is there already.
pub async fn init(options: InitOptions) -> Result<(), Failure> {
    let settings = Settings::of(options.store.into())?;
    ask::can_be_known(&[
        ("--brand", options.brand.is_some()),
        ("--name", options.name.is_some()),
        ("--admin-username", options.admin_username.is_some()),
        ("--first-name", options.first_name.is_some()),
        ("--last-name", options.last_name.is_some()),
    ])?;
    let id = ask::unless_given(options.brand, "Id of the organization", BrandId::parse)?;
    let name = ask::unless_given(options.name, "Name of the organization", Name::parse)?;
    let username = "User name of its administrator, an e-mail address";
    let username = ask::unless_given(options.admin_username, username, UserName::parse)?;
    let first_name = ask::unless_given(options.first_name, "First name", PersonName::parse)?;
    let last_name = ask::unless_given(options.last_name, "Last name", PersonName::parse)?;
    let app = open_app(&settings).await?;
    let administrator = app.ids().id(app.now());
    let email = options.admin_email.unwrap_or_else(|| Email::stored(address_of(&username)));
    let name = name.as_str().to_owned();
    let new = NewBrand { id, name, administrator, username, email, first_name, last_name };
    let token = settings.admin_token.as_ref().map(ApiToken::as_str);
    let (caller, token) = brands::create(&app, new, token).await.map_err(refused)?;
    println!("{token}");
    eprintln!(
        "The organization {} is made, and its administrator {}, whose API token this is. It is shown this once; \
         canvass token new makes another.",
        caller.brand, caller.user
    );
    Ok(())
}
