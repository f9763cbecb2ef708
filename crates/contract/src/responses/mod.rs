//! Single responses.

crate::catalogue::operations! {
    create_response :: CreateResponse,
    get_response :: GetResponse,
    delete_response :: DeleteResponse,
}
