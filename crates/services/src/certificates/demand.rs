//! Holds callers to the client certificate that their organization demands.

use model::account::Caller;
use model::error::codes;
use model::{BrandId, Moment, limits};

use crate::app::App;
use crate::error::Error;
use crate::fingerprint::{KnownCertificate, Shown};

/// Why a request is refused for want of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It was made by a page, which shows none.
    Within,
    /// It came without TLS.
    Plain,
    /// None was shown.
    None,
    /// The one that was shown is none of the organization's.
    Unknown,
    /// The one that was shown has ended.
    Ended,
}

impl Lack {
    /// What is told.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Within => {
                "Your organization demands a client certificate with every request, and Try It shows none: make the \
                 request with cURL, which takes one by --cert and --key."
            }
            Self::Plain => {
                "Your organization demands a client certificate with every request, and this one came without TLS: call \
                 the server's https address, and show a certificate of Create Client Certificate there."
            }
            Self::None => {
                "Your organization demands a client certificate with every request, and none was shown: show one of \
                 Create Client Certificate, which cURL takes by --cert and --key."
            }
            Self::Unknown => {
                "Your organization demands a client certificate with every request, and the one that was shown is none \
                 of its own, or was deleted."
            }
            Self::Ended => {
                "Your organization demands a client certificate with every request, and the one that was shown has \
                 ended: show one that was made later."
            }
        }
    }
}

impl From<Lack> for Error {
    fn from(lack: Lack) -> Self {
        Self::refused(codes::NO_CERTIFICATE, lack.words())
    }
}

impl App {
    /// Holds a caller to the certificate that the organization demands, where it does. Gives what each answer tells as long as
    /// a good one that was shown is near its end.
    ///
    /// # Errors
    /// What is missing; when the store fails.
    pub async fn demand_certificate(&self, caller: &Caller, shown: Shown) -> Result<Option<String>, Error> {
        let now = self.now();
        match self.good_certificate(&caller.brand, shown, now).await? {
            Ok(good) => Ok(notice(&good, now)),
            Err(lack) if caller.needs_certificate => Err(lack.into()),
            Err(_) => Ok(None),
        }
    }

    /// What of a certificate a program lacks that shows its credentials for a brand; `None` where nothing is missing or the brand
    /// demands none.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn lacks_certificate(
        &self,
        brand: &BrandId,
        shown: Shown,
    ) -> Result<Option<Lack>, Error> {
        if !store::certificates::are_required(&mut self.store().read(), brand).await? {
            return Ok(None);
        }
        Ok(self.good_certificate(brand, shown, self.now()).await?.err())
    }

    async fn good_certificate(
        &self,
        brand: &BrandId,
        shown: Shown,
        now: Moment,
    ) -> Result<Result<KnownCertificate, Lack>, Error> {
        let fingerprint = match shown {
            Shown::Certificate(fingerprint) => fingerprint,
            Shown::Within => return Ok(Err(Lack::Within)),
            Shown::Plain => return Ok(Err(Lack::Plain)),
            Shown::None => return Ok(Err(Lack::None)),
        };
        Ok(match self.certificate(fingerprint).await? {
            // Another organization's is as good as unknown, and told as such.
            Some(known) if known.brand != *brand => Err(Lack::Unknown),
            Some(known) if known.expires <= now => Err(Lack::Ended),
            Some(known) => Ok(known),
            None => Err(Lack::Unknown),
        })
    }
}

/// What is told of a certificate that is near its end.
fn notice(good: &KnownCertificate, now: Moment) -> Option<String> {
    let from = good.expires.plus(-limits::CLIENT_CERTIFICATE_NOTICE_DAYS * 86_400_000);
    (from <= now).then(|| {
        format!(
            "The client certificate {} ends at {}: make another one before, with Create Client Certificate.",
            good.id,
            good.expires.iso()
        )
    })
}
