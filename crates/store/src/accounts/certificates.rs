//! Certificates that programs of a brand show over TLS, and whether the brand asks for one with every request.

use model::{BrandId, CertificateId, Moment};

use crate::access::Guarded;
use crate::column::Column;
use crate::table::{sql, statements, table};
use crate::{Error, Transaction};

table! {
    /// A client certificate of a brand.
    pub struct ClientCertificate in "client_certificate" {
        /// Its id.
        id: CertificateId,
        /// The brand whose programs show it.
        brand: BrandId,
        /// By which it is known again; no two have the same.
        fingerprint: String,
        /// The certificate, in PEM.
        pem: String,
        /// When it was made.
        created: Moment = "created_ms",
        /// When it ends.
        expires: Moment = "expires_ms",
    }
}

impl Guarded for ClientCertificate {
    fn brand(&self) -> &BrandId {
        &self.brand
    }
}

const COUNT: &str = "
    SELECT COUNT(*)
    FROM client_certificate
    WHERE brand = $1";
const COUNT_GOOD: &str = "
    SELECT COUNT(*)
    FROM client_certificate
    WHERE brand = $1
      AND expires_ms > $2";
const SHOWN: &str = sql! { ClientCertificate, "
    SELECT {columns}
    FROM {table}
    WHERE fingerprint = $1" };
const ARE_REQUIRED: &str = "
    SELECT certificates_required
    FROM brand
    WHERE id = $1";
const REQUIRE: &str = "
    UPDATE brand
    SET certificates_required = $1
    WHERE id = $2";

pub(crate) const STATEMENTS: &[&str] =
    statements!(ClientCertificate: COUNT, COUNT_GOOD, SHOWN, ARE_REQUIRED, REQUIRE);

/// How many certificates the brand has, those that have ended among them.
pub async fn count(tx: &mut Transaction, brand: &BrandId) -> Result<i64, Error> {
    tx.number(COUNT, &[brand.param()]).await
}

/// How many certificates of the brand have not ended by now.
pub async fn count_good(tx: &mut Transaction, brand: &BrandId, now: Moment) -> Result<i64, Error> {
    tx.number(COUNT_GOOD, &[brand.param(), now.param()]).await
}

/// The certificate that is shown over a connection, whether it has ended or not. Asked without a brand: the answer says
/// which.
pub async fn shown(tx: &mut Transaction, fingerprint: &str) -> Result<Option<ClientCertificate>, Error> {
    tx.one(SHOWN, &[fingerprint.into()]).await
}

/// Whether the brand asks for a certificate with every request; one that is not there asks for nothing.
pub async fn are_required(tx: &mut Transaction, brand: &BrandId) -> Result<bool, Error> {
    let row = tx.optional(ARE_REQUIRED, &[brand.param()]).await?;
    Ok(row.map(|row| row.integer(0)).transpose()?.is_some_and(|required| required != 0))
}

/// Sets whether the brand asks for a certificate with every request. False when there is no such brand.
pub async fn require(tx: &mut Transaction, brand: &BrandId, required: bool) -> Result<bool, Error> {
    let required = i64::from(required);
    Ok(tx.execute(REQUIRE, &[required.into(), brand.param()]).await? == 1)
}
