//! Elements of the flow that call a web service.

/// What a web service is asked, and what becomes of its answer (api/surveys.md section 6.5). All texts of the request may hold
/// piped text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebService {
    /// Where it is.
    pub url: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; another is taken as `GET`.
    pub method: String,
    /// Names and values that are added to the address.
    pub parameters: Vec<(String, String)>,
    /// Names and values of the body; a `GET` has none.
    pub body: Vec<(String, String)>,
    /// The body is one JSON object; otherwise it is a form.
    pub is_json: bool,
    /// Values of a JSON body that read as JSON (`5`, `true`, `[1]`) stand there as that; otherwise all are texts.
    pub keeps_types: bool,
    /// Names and values of headers.
    pub headers: Vec<(String, String)>,
    /// The embedded data that the answer sets: the field, and the path of its value in the answer (`results.0.name`). As
    /// with what a link brings along, a field is recorded where an element of embedded data declares it.
    pub fields: Vec<(String, String)>,
    /// Whether what it answers matters.
    pub is_asked: bool,
}
