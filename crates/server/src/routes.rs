//! Every operation that is served: one line each, in the order of the reference.

use services::edits::{
    blocks, created, fields, flow, languages, metadata, options, questions, quota_groups, quotas,
};
use services::{
    certificates, divisions, exports, groups, imports, oauth_tokens, organizations, respond::preview,
    responses, surveys, users, versions,
};

use crate::pipeline::route::{Route, route};

/// The routes: each is the function that serves the operation.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route(organizations::get),
        route(certificates::list),
        route(certificates::create),
        route(certificates::get),
        route(certificates::delete),
        route(divisions::create),
        route(divisions::get),
        route(divisions::update),
        route(groups::list),
        route(groups::create),
        route(groups::get),
        route(groups::update),
        route(groups::delete),
        route(groups::list_users),
        route(groups::add_user),
        route(groups::remove_user),
        route(users::who_am_i),
        route(users::list),
        route(users::create),
        route(users::get),
        route(users::update),
        route(users::delete),
        route(users::get_token),
        route(users::create_token),
        route(oauth_tokens::list),
        route(oauth_tokens::delete),
        route(surveys::list),
        route(surveys::import),
        route(surveys::overview),
        route(surveys::update),
        route(surveys::share),
        route(surveys::delete),
        route(created::create),
        route(preview::link),
        route(surveys::definition),
        route(versions::list),
        route(versions::create),
        route(versions::get),
        route(surveys::delete_definition),
        route(metadata::get),
        route(metadata::update),
        route(blocks::create),
        route(blocks::get),
        route(blocks::update),
        route(blocks::delete),
        route(questions::list),
        route(questions::create),
        route(questions::get),
        route(questions::update),
        route(questions::delete),
        route(flow::get),
        route(flow::update),
        route(flow::update_element),
        route(options::get),
        route(options::update),
        route(quotas::list),
        route(quotas::create),
        route(quotas::get),
        route(quotas::update),
        route(quotas::delete),
        route(quota_groups::list),
        route(quota_groups::create),
        route(quota_groups::get),
        route(quota_groups::update),
        route(quota_groups::delete),
        route(quotas::list_counted),
        route(languages::get),
        route(languages::update),
        route(languages::texts),
        route(languages::translate),
        route(fields::insert),
        route(exports::start),
        route(exports::progress),
        route(exports::file),
        route(responses::create),
        route(responses::get),
        route(responses::delete),
        route(imports::start),
        route(imports::progress),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everything_in_the_catalogue_is_served_and_nothing_else() {
        let served: Vec<&str> = routes().iter().map(|route| route.description.operation.id).collect();
        let known: BTreeSet<&str> = contract::catalogue().iter().map(|told| told.operation.id).collect();
        let missing: Vec<_> = known.iter().filter(|id| !served.contains(id)).collect();
        assert!(missing.is_empty(), "without a line in routes.rs: {missing:?}");
        let strange: Vec<_> = served.iter().filter(|id| !known.contains(*id)).collect();
        assert!(strange.is_empty(), "without a line in the contract: {strange:?}");
        assert_eq!(served.len(), known.len(), "an operation is there twice");
    }
}
