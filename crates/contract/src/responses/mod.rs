//! Single responses.

crate::catalogue::operations! {
    create_response :: CreateResponse { CreatedResponse, NewResponse },
    get_response :: GetResponse { ResponseView },
    delete_response :: DeleteResponse,
}
