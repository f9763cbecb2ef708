//! List Client Certificates.

use crate::prelude::*;

/// A client certificate as the list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedCertificate {
    /// The certificate's id.
    pub id: CertificateId,
    /// When it was made.
    pub creation_date: Moment,
    /// When it ends; from then on it is refused.
    pub expiration_date: Moment,
}

/// List Client Certificates.
pub struct ListClientCertificates;

impl Endpoint for ListClientCertificates {
    const OPERATION: Operation = Operation {
        id: "listClientCertificates",
        name: "List Client Certificates",
        category: Category::Organizations,
        path: "/API/v3/organizations/{organizationId}/clientcertificates",
        description: "Lists the client certificates of your organization, also those that have ended: \
                      each of them counts until it is deleted.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 120,
        ..Operation::near("What the original lists besides id and end is not known; creationDate is ours.")
    };
    type Call = Call<BrandId, Nothing, ByOffset>;
    type Result = Page<ListedCertificate>;

    fn example() -> Example<Self> {
        let listed = ListedCertificate {
            id: sample::certificate(),
            creation_date: sample::moment(),
            expiration_date: sample::moment().plus(365 * 86_400_000),
        };
        Example::of_path(sample::organization(), vec![listed])
    }
}
