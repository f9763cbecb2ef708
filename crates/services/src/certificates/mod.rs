//! Client certificates of an organization: made for its programs, and demanded of them where it wants that.

mod authority;
mod demand;
mod request;

use contract::organizations::{
    ClientCertificateView, CreateClientCertificate, DeleteClientCertificate, GetClientCertificate,
    IssuedCertificate, ListClientCertificates, ListedCertificate,
};
use contract::{Json, MetaOnly};
use model::account::Caller;
use model::error::codes;
use model::{BrandId, CertificateId, CertificateRequest, limits};
use store::Allowed;
use store::access::Scope;
use store::access::action::{Delete, View};
use store::certificates::ClientCertificate;

use crate::app::App;
use crate::context::{Answer, Call, Context, Forget};
use crate::error::Error;
use crate::operator;
use crate::paging::Part;
use authority::ClientAuthority;

pub use authority::issuer_name;
pub use demand::Lack;

/// List Client Certificates.
pub async fn list(cx: &mut Context, call: Call<ListClientCertificates>) -> Answer<ListClientCertificates> {
    own(cx, &call.path)?;
    let part = Part::by_offset::<CertificateId>(&call.query)?;
    let scope = Scope::of(&cx.caller).ok_or(codes::FORBIDDEN)?;
    let kept = cx.tx.page::<ClientCertificate>(&scope, part.window()).await?;
    Ok(part.page(
        kept,
        |certificate| certificate.id.as_str(),
        |certificate| ListedCertificate {
            id: certificate.id,
            creation_date: certificate.created,
            expiration_date: certificate.expires,
        },
    ))
}

/// Create Client Certificate. It is signed before the transaction.
pub async fn create(
    cx: &mut Context,
    call: Call<CreateClientCertificate>,
) -> Answer<CreateClientCertificate> {
    own(cx, &call.path)?;
    let id = cx.app.ids().id(cx.now);
    let certificate = issue(&cx.app, &cx.caller, id, &call.body.0.certificate_request).await?;
    Ok(Json(IssuedCertificate { id: certificate.id, certificate: certificate.pem }))
}

/// Signs a certificate of the caller's organization under this id, and keeps it in a transaction of its own.
pub(crate) async fn issue(
    app: &App,
    caller: &Caller,
    id: CertificateId,
    request: &CertificateRequest,
) -> Result<ClientCertificate, Error> {
    let (now, brand) = (app.now(), &caller.brand);
    let key = request::key_of(request)?;
    let authority = ClientAuthority::open(app, now).await?;
    let signed = authority.sign(&key, &id, brand, app.ids().bytes(), now)?;
    let certificate = ClientCertificate {
        id,
        brand: brand.clone(),
        fingerprint: signed.fingerprint.to_string(),
        pem: signed.pem,
        created: now,
        expires: signed.expires,
    };
    app.change(caller, |cx, _| Box::pin(keep(cx, certificate.clone()))).await?;
    Ok(certificate)
}

async fn keep(cx: &mut Context, certificate: ClientCertificate) -> Result<(), Error> {
    let certificate = cx.may_create(certificate).await?;
    if store::certificates::count(&mut cx.tx, &certificate.brand).await? >= limits::CLIENT_CERTIFICATES {
        let message = format!(
            "Your organization has {} client certificates already, which is the most: delete one first. Those that have \
             ended count too.",
            limits::CLIENT_CERTIFICATES
        );
        return Err(Error::refused(codes::CONFLICT, message));
    }
    Ok(cx.tx.insert(&certificate).await?)
}

/// Get Client Certificate.
pub async fn get(cx: &mut Context, call: Call<GetClientCertificate>) -> Answer<GetClientCertificate> {
    let (organization, id) = call.path;
    own(cx, &organization)?;
    let kept = cx.allowed(View, &id).await?.into_inner();
    Ok(Json(ClientCertificateView {
        id: kept.id,
        certificate: kept.pem,
        creation_date: kept.created,
        expiration_date: kept.expires,
    }))
}

/// Delete Client Certificate: it is refused from then on, by every process.
pub async fn delete(
    cx: &mut Context,
    call: Call<DeleteClientCertificate>,
) -> Answer<DeleteClientCertificate> {
    let (organization, id) = call.path;
    own(cx, &organization)?;
    let kept: Allowed<ClientCertificate, Delete> = cx.allowed(Delete, &id).await?;
    let brand = kept.brand.clone();
    if kept.expires > cx.now
        && store::certificates::are_required(&mut cx.tx, &brand).await?
        && store::certificates::count_good(&mut cx.tx, &brand, cx.now).await? == 1
    {
        let message = "It is the last good client certificate of your organization, which demands one with every request: \
                       make another one first.";
        return Err(Error::refused(codes::CONFLICT, message));
    }
    cx.tx.delete(kept).await?;
    cx.forget(Forget::Callers(brand));
    Ok(MetaOnly)
}

/// Lets a brand demand a client certificate with every request, or demand none any more.
///
/// # Errors
/// When there is no such brand, or it has no certificate that its programs could show.
pub async fn require(app: &App, brand: &BrandId, required: bool) -> Result<(), Error> {
    app.change(&operator::server(brand), |cx, _| Box::pin(set_required(cx, required))).await
}

async fn set_required(cx: &mut Context, required: bool) -> Result<(), Error> {
    let brand = cx.caller.brand.clone();
    if required && store::certificates::count_good(&mut cx.tx, &brand, cx.now).await? == 0 {
        let message = format!(
            "{brand} has no client certificate that has not ended, so that all its programs would be shut out: make one \
             first, with Create Client Certificate."
        );
        return Err(Error::refused(codes::CONFLICT, message));
    }
    if !store::certificates::require(&mut cx.tx, &brand, required).await? {
        return Err(Error::refused(codes::NOT_FOUND, format!("There is no organization {brand}.")));
    }
    cx.forget(Forget::Callers(brand));
    Ok(())
}

/// Holds that an organization is the caller's own, by its id or as `current`.
fn own(cx: &Context, organization: &BrandId) -> Result<(), Error> {
    let is_own = organization.as_str() == "current" || *organization == cx.caller.brand;
    if is_own { Ok(()) } else { Err(codes::ORGANIZATION_NOT_FOUND.into()) }
}
