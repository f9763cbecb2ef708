//! Organizations (brands).

crate::catalogue::operations! {
    get_organization :: GetOrganization,
}
