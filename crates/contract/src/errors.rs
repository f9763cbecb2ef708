//! The errors a caller can see: one line per code (api/conventions.md section 8).

use serde::Serialize;

/// One public error. The codes with a recording behind them are the original's; the others follow its pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCode {
    /// The HTTP status.
    pub status: u16,
    /// The stable code; the unknown route has none.
    pub code: &'static str,
    /// The message, where nothing more particular is known.
    pub message: &'static str,
    /// When it happens, in a sentence for the reference.
    pub reason: &'static str,
}

const fn code(status: u16, code: &'static str, message: &'static str, reason: &'static str) -> ErrorCode {
    ErrorCode { status, code, message, reason }
}

/// The public table.
#[rustfmt::skip]
#[allow(missing_docs)] // Each line says it.
pub mod codes {
    use super::{ErrorCode, code};

    pub const NO_CREDENTIAL: ErrorCode = code(400, "ATP_2", "Expected authorization in headers, but none provided.", "No X-API-TOKEN and no Authorization header was sent.");
    pub const BAD_PARAMETER: ErrorCode = code(400, "QVAL_1", "Invalid request. Missing or invalid parameter.", "A parameter or the body is missing, malformed or out of range; the message names it and says what is accepted.");
    pub const EMPTY_PARAMETER: ErrorCode = code(400, "QVAL_5", "A parameter should not be empty.", "A query parameter was sent without a value.");
    pub const BAD_SURVEY_FILE: ErrorCode = code(400, "SVI_1", "The survey file cannot be read.", "The uploaded survey file is not valid; the message says what is wrong and where.");
    pub const NO_API_TOKEN: ErrorCode = code(400, "UAT_1", "The user has no API token.", "The user has no API token yet, or one that this server did not make and therefore cannot show.");
    pub const BAD_TOKEN: ErrorCode = code(401, "DCD_7", "Unrecognized X-API-TOKEN.", "The token is not known, was replaced, or its user is disabled.");
    pub const BAD_BEARER: ErrorCode = code(401, "AUTH_6.0", "The access token is expired or not valid.", "The bearer token is not known or has expired.");
    pub const FORBIDDEN: ErrorCode = code(403, "AUTH_3", "The operation is forbidden.", "The operation needs a brand administrator, or the object belongs to somebody else.");
    pub const SURVEY_FORBIDDEN: ErrorCode = code(403, "QMST_2.1", "The operation is forbidden.", "The survey belongs to another user of the brand.");
    pub const NO_ROUTE: ErrorCode = code(404, "", "The requested resource does not exist.", "The path or the verb is not part of the API.");
    pub const NOT_FOUND: ErrorCode = code(404, "GEN_4", "The requested resource does not exist.", "Nothing has this id.");
    pub const SURVEY_NOT_FOUND: ErrorCode = code(404, "GSI_2", "Survey not found.", "No survey of the brand has this id.");
    pub const RESPONSE_NOT_FOUND: ErrorCode = code(404, "RSP_4", "Response not found.", "No response of the survey has this id.");
    pub const EXPORT_NOT_FOUND: ErrorCode = code(404, "EXP_4", "Export not found.", "No export of the survey has this progress id or file id, or its file has expired.");
    pub const IMPORT_NOT_FOUND: ErrorCode = code(404, "IMP_4", "Import not found.", "No import of the survey has this progress id.");
    pub const USER_NOT_FOUND: ErrorCode = code(404, "USR_4", "User not found.", "No user of the brand has this id.");
    pub const ORGANIZATION_NOT_FOUND: ErrorCode = code(404, "ORG_4", "Organization not found.", "The id is not that of the caller's organization.");
    pub const CONFLICT: ErrorCode = code(409, "GEN_9", "The request conflicts with the state of the resource.", "The name is taken, or something still depends on what is to be removed.");
    pub const TOO_LARGE: ErrorCode = code(413, "GEN_13", "The request body is too large.", "The body, or one part of it, is beyond the limit that the message names.");
    pub const URI_TOO_LONG: ErrorCode = code(414, "GEN_14", "The URI is too long.", "Path and query are longer than 8 KiB.");
    pub const BAD_CONTENT_TYPE: ErrorCode = code(415, "GEN_15", "The Content-Type is not supported.", "The body's Content-Type is none of those the operation reads.");
    pub const TOO_MANY: ErrorCode = code(429, "GEN_29", "Too many requests.", "The limit of the endpoint or of the brand is reached; Retry-After says when to come back.");
    pub const INTERNAL: ErrorCode = code(500, "GEN_50", "An internal error occurred.", "Something went wrong on the server; its log tells it under the requestId.");
    pub const UNAVAILABLE: ErrorCode = code(503, "GEN_53", "The service is temporarily unavailable.", "The server is starting, stopping, or cannot reach its storage; try again.");
    pub const TIMEOUT: ErrorCode = code(504, "GEN_54", "The request took too long.", "The answer was not ready within the operation's time.");

    /// All of them, in the order of the errors page.
    pub const ALL: &[ErrorCode] = &[
        NO_CREDENTIAL, BAD_PARAMETER, EMPTY_PARAMETER, BAD_SURVEY_FILE, NO_API_TOKEN, BAD_TOKEN, BAD_BEARER, FORBIDDEN,
        SURVEY_FORBIDDEN, NO_ROUTE, NOT_FOUND, SURVEY_NOT_FOUND, RESPONSE_NOT_FOUND, EXPORT_NOT_FOUND, IMPORT_NOT_FOUND,
        USER_NOT_FOUND, ORGANIZATION_NOT_FOUND, CONFLICT, TOO_LARGE, URI_TOO_LONG, BAD_CONTENT_TYPE, TOO_MANY, INTERNAL,
        UNAVAILABLE, TIMEOUT,
    ];

    /// Those that every operation can answer with.
    pub const COMMON: &[ErrorCode] = &[NO_CREDENTIAL, BAD_PARAMETER, BAD_TOKEN, TOO_MANY, INTERNAL, UNAVAILABLE, TIMEOUT];
}

/// An error on its way to the caller: the public code and the message for this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which error.
    pub code: ErrorCode,
    /// What is told; names the parameter and what is accepted where there is one.
    pub message: String,
}

impl Problem {
    /// The error with its usual message.
    #[must_use]
    pub fn of(code: ErrorCode) -> Self {
        Self { code, message: code.message.to_owned() }
    }

    /// The error with a message of its own.
    #[must_use]
    pub fn told(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A missing or invalid parameter: its name, and what is accepted.
    #[must_use]
    pub fn parameter(name: &str, accepted: &str) -> Self {
        Self::told(
            codes::BAD_PARAMETER,
            format!("Invalid request. Missing or invalid parameter {name}: {accepted}."),
        )
    }
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self::of(code)
    }
}
