//! Who may do what, asked of every operation: of each in every role, with ids in path, query, headers and body. What is
//! right is taken from the declaration alone; no operation is named and none left out.

mod declared;
mod foreign;
mod matrix;
mod roles;

use contract::{Description, Effect};
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Fixtures, Request, TestServer};

/// The request as it is and, once for each place that the example leaves empty and where an id can stand, with one of the
/// set's there.
async fn with_every_id<'d>(request: Request<'d>, fixtures: &mut Fixtures<'_>) -> Vec<Request<'d>> {
    let mut requests = vec![request.clone()];
    for slot in request.slots() {
        for kind in slot.kinds() {
            if !request.holds(&slot.at) {
                requests.push(request.clone().set(&slot.at, fixtures.id(kind).await.into()));
            }
        }
    }
    requests
}
