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

/// The request id of the examples.
pub const EXAMPLE_REQUEST: &str = "0d5f0c1e-7a51-4c55-9a0b-0f4c8f0a2f11";

const fn code(status: u16, code: &'static str, message: &'static str, reason: &'static str) -> ErrorCode {
    ErrorCode { status, code, message, reason }
}

/// The public table: a line an error.
macro_rules! codes {
    ($($name:ident = $status:literal $code:literal $message:literal $reason:literal;)+) => {
        /// Every public error by name, but for those of kinds of ids that answer a code of their own.
        #[allow(missing_docs)] // Each line of the table says it.
        pub mod codes {
            use super::{ErrorCode, code};

            $(pub const $name: ErrorCode = code($status, $code, $message, $reason);)+

            /// All of these, in the order of the errors page; [`crate::errors::all`] has every one.
            pub const ALL: &[ErrorCode] = &[$($name),+];
            /// Those that every operation can answer with.
            pub const COMMON: &[ErrorCode] = &[
                NO_CREDENTIAL, BAD_PARAMETER, EMPTY_PARAMETER, BAD_TOKEN, BAD_BEARER, NO_CERTIFICATE, URI_TOO_LONG, TOO_MANY, INTERNAL, UNAVAILABLE, TIMEOUT,
            ];
        }
    };
}

#[rustfmt::skip]
codes! {
    NO_CREDENTIAL = 400 "ATP_2" "Expected authorization in headers, but none provided." "No X-API-TOKEN and no Authorization header was sent.";
    BAD_PARAMETER = 400 "QVAL_1" "Invalid request. Missing or invalid parameter." "A parameter or the body is missing, malformed or out of range; the message names it and says what is accepted.";
    EMPTY_PARAMETER = 400 "QVAL_5" "A parameter should not be empty." "A query parameter was sent without a value.";
    BAD_SURVEY_FILE = 400 "SVI_1" "The survey file cannot be read." "The uploaded survey file is not valid; the message says what is wrong and where.";
    NO_API_TOKEN = 400 "UAT_1" "The user has no API token." "The user has no API token yet, or one that this server did not make and therefore cannot show.";
    BAD_TOKEN = 401 "DCD_7" "Unrecognized X-API-TOKEN." "The token is not known, was replaced, or its user is disabled.";
    BAD_BEARER = 401 "AUTH_6.0" "The access token is expired or not valid." "The bearer token is not known or has expired.";
    NO_CERTIFICATE = 401 "CRT_1" "The request needs a client certificate of your organization." "The organization demands a client certificate, and no good one was shown.";
    FORBIDDEN = 403 "AUTH_3" "The operation is forbidden." "The operation needs a brand administrator, or the object belongs to somebody else.";
    MISSING_SCOPE = 403 "AUTH_3.1" "The operation is forbidden." "The operation needs a scope that the token lacks.";
    SURVEY_FORBIDDEN = 403 "QMST_2.1" "The operation is forbidden." "The survey belongs to another user of the brand.";
    NO_ROUTE = 404 "" "The requested resource does not exist." "The path or the verb is not part of the API.";
    NOT_FOUND = 404 "GEN_4" "The requested resource does not exist." "Nothing has this id.";
    SURVEY_NOT_FOUND = 404 "GSI_2" "Survey not found." "No survey of the brand has this id.";
    LANGUAGE_NOT_FOUND = 404 "LNG_4" "Language not found." "The survey has no language with this code.";
    VERSION_NOT_FOUND = 404 "VER_4" "Version not found." "The survey has no version with this id.";
    RESPONSE_NOT_FOUND = 404 "RSP_4" "Response not found." "No response of the survey has this id.";
    EXPORT_NOT_FOUND = 404 "EXP_4" "Export not found." "No export of the survey has this progress id or file id, or its file has expired.";
    IMPORT_NOT_FOUND = 404 "IMP_4" "Import not found." "No import of the survey has this progress id.";
    USER_NOT_FOUND = 404 "USR_4" "User not found." "No user of the brand has this id.";
    ORGANIZATION_NOT_FOUND = 404 "ORG_4" "Organization not found." "The id is not that of the caller's organization.";
    CONFLICT = 409 "GEN_9" "The request conflicts with the state of the resource." "The name is taken, or something still depends on what is to be removed.";
    TOO_LARGE = 413 "GEN_13" "The request body is too large." "The body, or one part of it, is beyond the limit that the message names.";
    URI_TOO_LONG = 414 "GEN_14" "The URI is too long." "Path and query are longer than 8 KiB.";
    BAD_CONTENT_TYPE = 415 "GEN_15" "The Content-Type is not supported." "The body's Content-Type is none of those the operation reads.";
    TOO_MANY = 429 "GEN_29" "Too many requests." "The limit of the endpoint or of the brand is reached; Retry-After says when to come back.";
    INTERNAL = 500 "GEN_50" "An internal error occurred." "Something went wrong on the server; its log tells it under the requestId.";
    UNAVAILABLE = 503 "GEN_53" "The service is temporarily unavailable." "The server is starting, stopping, or cannot reach its storage; try again.";
    TIMEOUT = 504 "GEN_54" "The request took too long." "The answer was not ready within the operation's time.";
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

impl ErrorCode {
    /// The envelope of this error with its usual message, as a caller sees it.
    #[must_use]
    pub fn example_envelope(&self) -> serde_json::Value {
        let mut error = serde_json::json!({ "errorMessage": self.message });
        if !self.code.is_empty() {
            error["errorCode"] = self.code.into();
        }
        if self.status >= 500 {
            error["instanceId"] = "5b8f2d60-3c1e-4a7b-9d24-6f0e8c5a1b37".into();
        }
        let text = status_text(self.status);
        serde_json::json!({ "meta": { "error": error, "httpStatus": text, "requestId": EXAMPLE_REQUEST } })
    }
}

/// The text of `meta.httpStatus` (api/conventions.md section 7).
#[must_use]
pub fn status_text(status: u16) -> &'static str {
    match status {
        200 => "200 - OK",
        201 => "201 - Created",
        202 => "202 - Accepted",
        207 => "207 - Multi-Status",
        400 => "400 - Bad Request",
        401 => "401 - Unauthorized",
        403 => "403 - Forbidden",
        404 => "404 - Not Found",
        409 => "409 - Conflict",
        413 => "413 - Request Entity Too Large",
        414 => "414 - URI Too Long",
        415 => "415 - Unsupported Media Type",
        429 => "429 - Too Many Requests",
        503 => "503 - Temporary Internal Server Error",
        504 => "504 - Gateway Timeout",
        _ => "500 - Internal Server Error",
    }
}
