//! Get Client Certificate.

use super::create_client_certificate::CERTIFICATE;
use crate::prelude::*;

/// A client certificate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientCertificateView {
    /// The certificate's id.
    pub id: CertificateId,
    /// The certificate, in PEM.
    pub certificate: String,
    /// When it was made.
    pub creation_date: Moment,
    /// When it ends; from then on it is refused.
    pub expiration_date: Moment,
}

/// Get Client Certificate.
pub struct GetClientCertificate;

impl Endpoint for GetClientCertificate {
    const OPERATION: Operation = Operation {
        id: "getClientCertificate",
        name: "Get Client Certificate",
        category: Category::Organizations,
        path: "/API/v3/organizations/{organizationId}/clientcertificates/{certificateId}",
        description: "Reads a client certificate of your organization. Its private key is with whoever asked for it.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 120,
        ..Operation::near(
            "What the original tells besides id and certificate is not known; the dates are ours.",
        )
    };
    type Call = Call<(BrandId, CertificateId)>;
    type Result = Json<ClientCertificateView>;

    fn example() -> Example<Self> {
        let view = ClientCertificateView {
            id: sample::certificate(),
            certificate: CERTIFICATE.to_owned(),
            creation_date: sample::moment(),
            expiration_date: sample::moment().plus(365 * 86_400_000),
        };
        Example::of_path((sample::organization(), sample::certificate()), view)
    }
}
