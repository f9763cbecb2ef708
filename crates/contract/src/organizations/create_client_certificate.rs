//! Create Client Certificate.

use crate::prelude::*;

/// What a certificate is made of.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewClientCertificate {
    /// A certificate signing request in PEM, with line breaks written as JSON has them. Its key is one of RSA with 2,048 to 8,192
    /// bits, of P-256, of P-384 or of Ed25519. Of the request only the key counts: names and extensions are the
    /// organization's.
    pub certificate_request: CertificateRequest,
}

/// The certificate that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedCertificate {
    /// The certificate's id.
    pub id: CertificateId,
    /// The certificate, in PEM. It belongs to the private key that the request was signed with.
    pub certificate: String,
}

/// Create Client Certificate.
pub struct CreateClientCertificate;

impl Endpoint for CreateClientCertificate {
    const OPERATION: Operation = Operation {
        id: "createClientCertificate",
        name: "Create Client Certificate",
        category: Category::Organizations,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/organizations/{organizationId}/clientcertificates",
        description: "Makes a certificate with which your programs show, over TLS, that they are your organization's. You keep \
                      the private key and send a signing request that holds the public one. It is good for one year. An \
                      organization has 10 at the most, and those that have ended count until they are deleted.",
        permission: Permission::BrandAdministrator,
        calls_per_minute: 120,
        errors: &[codes::CONFLICT],
        leads: &[Lead::with("getClientCertificate", "certificateId", "id")],
        ..Operation::near(
            "The original answers 500 to a request that is badly escaped; here that is 400, as with any other parameter.",
        )
    };
    type Call = Call<BrandId, Json<NewClientCertificate>>;
    type Result = Json<IssuedCertificate>;

    #[allow(clippy::expect_used)] // A constant that is no request is found by every test.
    fn example() -> Example<Self> {
        let certificate_request =
            CertificateRequest::parse(sample::CERTIFICATE_REQUEST).expect("the example is a request");
        let issued = IssuedCertificate { id: sample::certificate(), certificate: CERTIFICATE.to_owned() };
        Example::of_body(sample::organization(), NewClientCertificate { certificate_request }, issued)
    }
}

/// What was made of it.
pub(super) const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBujCCAWGgAwIBAgIQWx8MLT5KWWh3hqW0w9Lh8DAKBggqhkjOPQQDAjA4MRAw\n\
DgYDVQQKDAdDYW52YXNzMSQwIgYDVQQDDBtDYW52YXNzIGNsaWVudCBjZXJ0aWZp\n\
Y2F0ZXMwHhcNMjYxMjAxMDEyNDEyWhcNMjcxMjAxMDEyNDEyWjAvMRswGQYDVQQD\n\
DBJDQ18zZXhhbXBsZUNlcnRpZjAxEDAOBgNVBAoMB2V4YW1wbGUwWTATBgcqhkjO\n\
PQIBBggqhkjOPQMBBwNCAARilppg6S/de4d6OOJz5Pd86SHkRdAzZ9RgpPUCqvK0\n\
5YS3eiQxe2XzqxF3i+gN3Ons7g1W0CHhmYzgBR2tfLpjo1YwVDAMBgNVHRMBAf8E\n\
AjAAMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDAjAfBgNVHSME\n\
GDAWgBRMh6BomoIsJ9yHTdqaH7Q1ewlcBzAKBggqhkjOPQQDAgNHADBEAiAy7g5S\n\
jMvDjRipdFdRbBGT7K652P8v/L8V5qhtmFbsLQIgbAe/eiTdizKCezNijSALX3EJ\n\
j8hJcdPmT833rO0TOtw=\n\
-----END CERTIFICATE-----\n";
