//! `canvass permissions`, `canvass types`: what users may do, at each level, and the types of users and groups.

use clap::{Args, Subcommand};
use model::permissions::Leaf;
use model::text::{Name, UserType};
use model::{DivisionId, GroupId, GroupTypeId};
use services::levels::{self, Holder};

use super::{BrandOptions, opened, refused, who};
use crate::Failure;

/// The commands of `canvass permissions`.
#[derive(Debug, Subcommand)]
pub enum PermissionsCommand {
    /// Print each permission on a line: its name, what is said of it there (on, off or -), and what comes of all levels.
    Show(ShowOptions),
    /// Switch permissions on or off.
    Set(SetOptions),
}

/// The options of `canvass permissions show`.
#[derive(Debug, Args)]
pub struct ShowOptions {
    /// Of what.
    #[command(flatten)]
    pub holder: HolderOptions,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// The options of `canvass permissions set`.
#[derive(Debug, Args)]
pub struct SetOptions {
    /// The permissions: accessApi=off for example
    #[arg(value_name = "NAME=on|off", value_parser = state, required = true)]
    pub states: Vec<(Leaf, bool)>,
    /// Of what.
    #[command(flatten)]
    pub holder: HolderOptions,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// At which level.
#[derive(Debug, Args)]
pub struct HolderOptions {
    /// The word organization; a division (DV_…), a user type (UT_…), a group type (GT_…), a group (GR_…); a user (UR_… or
    /// the user name)
    #[arg(long = "of", value_name = "WHAT", value_parser = holder)]
    pub holder: Holder,
}

/// The commands of `canvass types`.
#[derive(Debug, Subcommand)]
pub enum TypesCommand {
    /// List the types: id and name of each on a line, with a tab between them.
    List(BrandOptions),
    /// Add a type of users (UT_…) or of groups (GT_…), such as one that your scripts name, and print its id.
    Add(NewTypeOptions),
}

/// The options of `canvass types add`.
#[derive(Debug, Args)]
pub struct NewTypeOptions {
    /// Its id: UT_ or GT_ and letters and digits
    #[arg(long, value_name = "ID", value_parser = type_id)]
    pub id: String,
    /// What people call it
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub name: Name,
    /// Of which organization.
    #[command(flatten)]
    pub of: BrandOptions,
}

/// Carries out a command of `canvass permissions`.
///
/// # Errors
/// When there is nothing of that id, a permission cannot be switched so, or the data cannot be opened.
pub async fn permissions(command: PermissionsCommand) -> Result<(), Failure> {
    let (of, holder, states) = match command {
        PermissionsCommand::Show(options) => (options.of, options.holder.holder, Vec::new()),
        PermissionsCommand::Set(options) => (options.of, options.holder.holder, options.states),
    };
    if let Some((leaf, _)) = said_twice(&states) {
        return Err(Failure::Use(format!("the permission {} is given more than once", leaf.name())));
    }
    let (app, brand) = opened(of).await?;
    if !states.is_empty() {
        levels::set(&app, &brand, &holder, &states).await.map_err(refused)?;
    }
    let found = levels::get(&app, &brand, &holder).await.map_err(refused)?;
    let (own, calculated) = (found.own(), found.calculated());
    let word = |on| if on { "on" } else { "off" };
    for leaf in Leaf::ALL {
        let said = own.get(*leaf).map_or("-", word);
        println!("{}\t{said}\t{}", leaf.name(), word(calculated.contain(*leaf)));
    }
    Ok(())
}

/// Carries out a command of `canvass types`.
///
/// # Errors
/// When the id is taken, or the data cannot be opened.
pub async fn types(command: TypesCommand) -> Result<(), Failure> {
    match command {
        TypesCommand::List(of) => {
            let (app, brand) = opened(of).await?;
            for one in levels::types(&app, &brand).await.map_err(refused)? {
                println!("{}\t{}", one.id, one.name.as_str());
            }
        }
        TypesCommand::Add(options) => {
            let (app, brand) = opened(options.of).await?;
            levels::add_type(&app, &brand, &options.id, &options.name).await.map_err(refused)?;
            println!("{}", options.id);
        }
    }
    Ok(())
}

fn holder(text: &str) -> Result<Holder, String> {
    const EXPECTED: &str =
        "organization, a user name, or an id that begins with DV_, UT_, GT_, GR_ or UR_ is expected";
    let wrong = || EXPECTED.to_owned();
    match text.split_once('_').map(|(prefix, _)| prefix) {
        _ if text == "organization" => Ok(Holder::Organization),
        Some("DV") => DivisionId::parse(text).map(Holder::Division).map_err(|_| wrong()),
        Some("UT") => UserType::parse(text).map(Holder::UserType).map_err(|_| wrong()),
        Some("GT") => GroupTypeId::parse(text).map(Holder::GroupType).map_err(|_| wrong()),
        Some("GR") => GroupId::parse(text).map(Holder::Group).map_err(|_| wrong()),
        _ => who(text).map(Holder::User).map_err(|_| wrong()),
    }
}

/// What is said of one permission after something else was said of it.
fn said_twice(states: &[(Leaf, bool)]) -> Option<&(Leaf, bool)> {
    let before = |at: usize, leaf: Leaf| states[..at].iter().any(|(said, _)| *said == leaf);
    states.iter().enumerate().find(|(at, (leaf, _))| before(*at, *leaf)).map(|(_, said)| said)
}

fn state(text: &str) -> Result<(Leaf, bool), String> {
    let names = || Leaf::ALL.iter().map(|leaf| leaf.name()).collect::<Vec<_>>().join(", ");
    let (name, on) = match text.split_once('=') {
        Some((name, "on")) => (name, true),
        Some((name, "off")) => (name, false),
        _ => return Err("a permission with its state is expected, such as accessApi=off".to_owned()),
    };
    let leaf =
        Leaf::named(name).ok_or_else(|| format!("there is no permission {name}; there are {}", names()))?;
    Ok((leaf, on))
}

fn type_id(text: &str) -> Result<String, String> {
    let known = UserType::parse(text).is_ok() || GroupTypeId::parse(text).is_ok();
    known.then(|| text.to_owned()).ok_or_else(|| "UT_ or GT_ and letters and digits are expected".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_said_once() {
        let states = |texts: &[&str]| texts.iter().map(|text| state(text).unwrap()).collect::<Vec<_>>();
        assert_eq!(said_twice(&states(&["accessApi=on", "useBlocks=off", "createSurveys=on"])), None);
        let twice =
            states(&["accessApi=on", "useBlocks=off", "controlPanel.accountPermissions.accessApi=off"]);
        assert_eq!(said_twice(&twice), Some(&(Leaf::AccessApi, false)));
    }
}
