//! Delete Client Certificate.

use crate::prelude::*;

/// Delete Client Certificate.
pub struct DeleteClientCertificate;

impl Endpoint for DeleteClientCertificate {
    const OPERATION: Operation = Operation {
        id: "deleteClientCertificate",
        name: "Delete Client Certificate",
        category: Category::Organizations,
        verb: Verb::Delete,
        path: "/API/v3/organizations/{organizationId}/clientcertificates/{certificateId}",
        description: "Deletes a client certificate, which is refused from then on. The last good one of an organization that \
                      demands certificates stays, so that its programs are not shut out.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 120,
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "Whether the original deletes the last certificate while one is demanded is not known.",
        )
    };
    type Call = Call<(BrandId, CertificateId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::organization(), sample::certificate()), Nothing {})
    }
}
