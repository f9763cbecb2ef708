//! Single responses.

crate::category::operations! {
    create_response :: CreateResponse { CreatedResponse, NewResponse },
    get_response :: GetResponse { ResponseView },
    delete_response :: DeleteResponse,
}
