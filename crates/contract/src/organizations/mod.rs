//! The caller's organization (brand).

crate::category::operations! {
    get_organization :: GetOrganization {
        AlwaysActive, LoginActivity, NeverEnds, OrganizationStats, OrganizationView, SelfHosted, SurveyCounts,
    },
    list_client_certificates :: ListClientCertificates { ListedCertificate },
    create_client_certificate :: CreateClientCertificate { IssuedCertificate, NewClientCertificate },
    get_client_certificate :: GetClientCertificate { ClientCertificateView },
    delete_client_certificate :: DeleteClientCertificate,
}
