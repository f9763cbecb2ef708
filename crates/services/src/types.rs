//! The types of users and groups that a request names.

use crate::context::Context;
use crate::error::Error;

/// So many types are named at the most where none of them was given.
const NAMED: usize = 10;

/// Holds that a body names a type that the caller's brand has.
///
/// # Errors
/// When it has none, naming the parameter and what it has.
pub(crate) async fn holds(cx: &mut Context, parameter: &str, id: &str) -> Result<(), Error> {
    let brand = cx.caller.brand.clone();
    if store::types::get(&mut cx.tx, &brand, id).await?.is_some() {
        return Ok(());
    }
    let alike = id.split_once('_').map_or("", |(prefix, _)| prefix);
    let there = store::types::list(&mut cx.tx, &brand).await?;
    let there = there.iter().filter(|one| one.id.split_once('_').is_some_and(|(prefix, _)| prefix == alike));
    let there: Vec<&str> = there.map(|one| one.id.as_str()).take(NAMED).collect();
    let accepted = format!("one of your organization is expected, such as {}", there.join(", "));
    Err(Error::invalid(parameter, &accepted))
}
