//! What the running server holds: what all requests share.

use http::header;
use http::request::Parts;
use portal::Site;
use services::App;
use tokio::sync::Semaphore;

use crate::bounds::Bounds;
use crate::documentation::exchanges::Exchanges;
use crate::documentation::page_cache::PageCache;
use crate::documentation::theme::theme;
use crate::monitoring::metrics::Metrics;
use crate::pipeline::arriving::Bodies;
use crate::pipeline::paging;
use crate::pipeline::random::RequestId;
use crate::pipeline::route::Route;
use crate::pipeline::table::Table;
use crate::protection::limits::Limiter;
use crate::protection::per_address::PerAddress;
use crate::protection::respondents::Respondents;
use crate::settings::{Hsts, Settings};

/// So often a minute may an address ask for an access token: a program needs one an hour.
const TOKEN_REQUESTS: u32 = 120;
/// So often a minute may an address ask for the page that people sign in on, or answer it.
const SIGN_INS: u32 = 120;
/// So many passwords are compared or wait for it at once, so that other slow work does not wait behind strangers.
const SIGNING_IN: usize = 4;

/// What all requests share.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    pub(crate) routes: Vec<Route>,
    pub(crate) table: Table,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Metrics,
    pub(crate) pages: PageCache,
    /// The history of calls; `None` where it is off.
    pub(crate) exchanges: Option<Exchanges>,
    /// How often each address has asked for an access token.
    pub(crate) token_requests: PerAddress,
    /// How often each address has asked for the page that people sign in on, or answered it.
    pub(crate) sign_ins: PerAddress,
    /// Turns to have a password compared.
    pub(crate) signing_in: Semaphore,
    /// How often each address has sent feedback.
    pub(crate) feedback: PerAddress,
    /// What bodies may take while they arrive.
    pub(crate) bodies: Bodies,
    /// What respondents may take.
    pub(crate) respondents: Respondents,
    /// Tells this run of the server from others, for those who report a fault.
    pub(crate) instance: String,
}

impl Server {
    /// The server of these routes, within these bounds.
    pub(crate) fn new(app: App, settings: Settings, bounds: &Bounds, routes: Vec<Route>) -> Self {
        Self {
            table: Table::of(&routes),
            limiter: Limiter::new(&settings.limits, bounds.at_once, &routes),
            metrics: Metrics::new(&routes),
            pages: PageCache::new(),
            exchanges: Exchanges::keeping(settings.history, &routes),
            token_requests: PerAddress::a_minute(TOKEN_REQUESTS),
            sign_ins: PerAddress::a_minute(SIGN_INS),
            signing_in: Semaphore::new(SIGNING_IN),
            feedback: PerAddress::an_hour(portal::AN_HOUR),
            bodies: Bodies::within(bounds),
            respondents: Respondents::within(&bounds.pages),
            instance: RequestId::new().as_str().to_owned(),
            app,
            settings,
            routes,
        }
    }

    /// The scheme and host that addresses for this caller begin with.
    pub(crate) fn origin(&self, head: &Parts) -> String {
        paging::origin(&self.settings, head.extensions.get(), &head.uri, &head.headers)
    }

    /// What the documentation tells this caller of the server.
    pub(crate) fn site(&self, head: &Parts) -> Site {
        Site {
            origin: self.origin(head),
            path: String::new(),
            theme: theme(&head.headers),
            datacenter: self.app.settings().datacenter.clone(),
            example: self.settings.example,
            rates: self.limiter.rates(&self.routes),
            history: self.settings.history,
            catalogue: portal::Catalogue::served(),
        }
    }

    /// What the caller's browser is told of TLS: nothing for `localhost`, where that would lock it out of everything else a
    /// developer runs there.
    pub(crate) fn hsts(&self, head: &Parts) -> Hsts {
        let host = head.headers.get(header::HOST).map_or(&b""[..], |host| host.as_bytes());
        let strict = paging::is_tls(head.extensions.get()) && !host.starts_with(b"localhost");
        if strict { self.settings.hsts } else { Hsts::Off }
    }
}
