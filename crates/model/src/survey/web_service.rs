//! Elements of the flow that call a web service.

/// What a web service is asked, and what becomes of its answer (api/surveys.md section 6.5). All texts of the request may hold
/// piped text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebService {
    /// Where it is.
    pub url: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; another is taken as `GET`.
    pub method: String,
    /// Names and values that are added to the address.
    pub parameters: Vec<(String, String)>,
    /// What is sent; a `GET` sends nothing.
    pub body: WebBody,
    /// The media type of the body, as the author chose it; empty for the usual one, which is that of a form.
    pub content_type: String,
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

/// What is sent to a web service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebBody {
    /// Names and values: one JSON object where the media type says so, otherwise a form.
    Pairs(Vec<(String, String)>),
    /// A text as the author wrote it.
    Text(String),
}

impl Default for WebBody {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

impl WebBody {
    /// Whether nothing is sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Pairs(pairs) => pairs.is_empty(),
            Self::Text(text) => text.is_empty(),
        }
    }
}
