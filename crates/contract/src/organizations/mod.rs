//! The caller's organization (brand).

crate::category::operations! {
    get_organization :: GetOrganization {
        AlwaysActive, LoginActivity, NeverEnds, OrganizationStats, OrganizationView, SelfHosted, SurveyCounts,
    },
}
