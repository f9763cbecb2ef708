//! The caller's organization (brand).

crate::catalogue::operations! {
    get_organization :: GetOrganization {
        AlwaysActive, LoginActivity, NeverEnds, OrganizationStats, OrganizationView, SelfHosted, SurveyCounts,
    },
}
