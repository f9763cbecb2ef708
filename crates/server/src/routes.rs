//! Every operation that is served: one line each, in the order of the reference.

use contract::{exporting, importing, organizations, responses, surveys, users};

use crate::pipeline::route::{Route, route};

/// The routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route::<organizations::GetOrganization>(),
        route::<users::WhoAmI>(),
        route::<users::ListUsers>(),
        route::<users::CreateUser>(),
        route::<users::GetUser>(),
        route::<users::UpdateUser>(),
        route::<users::DeleteUser>(),
        route::<users::GetUserApiToken>(),
        route::<users::CreateUserApiToken>(),
        route::<surveys::ListSurveys>(),
        route::<surveys::ImportSurvey>(),
        route::<surveys::GetSurvey>(),
        route::<surveys::UpdateSurvey>(),
        route::<surveys::DeleteSurvey>(),
        route::<surveys::GetSurveyDefinition>(),
        route::<surveys::DeleteSurveyDefinition>(),
        route::<exporting::StartResponseExport>(),
        route::<exporting::GetResponseExportProgress>(),
        route::<exporting::GetResponseExportFile>(),
        route::<responses::CreateResponse>(),
        route::<responses::GetResponse>(),
        route::<responses::DeleteResponse>(),
        route::<importing::StartResponseImport>(),
        route::<importing::GetResponseImportProgress>(),
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
