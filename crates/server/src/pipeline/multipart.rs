//! `multipart/form-data`: the parts of a form.

use bytes::Bytes;
use contract::errors::codes;
use contract::{BodyStream, Part, Problem};
use futures_util::TryStreamExt;
use http::{HeaderMap, header};
use multer::{Error, Multipart, parse_boundary};

/// The parts, in order.
///
/// # Errors
/// 413 for too many parts, 400 for a malformed form, and whatever breaks the stream.
pub(crate) async fn parts(headers: &HeaderMap, arriving: BodyStream) -> Result<Vec<Part>, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = parse_boundary(sent).map_err(tell)?;
    let mut form = Multipart::new(arriving.map_err(Cut), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(tell)? {
        if parts.len() == PARTS {
            return Err(Problem::told(
                codes::TOO_LARGE,
                format!("The form has too many parts: at most {PARTS} are accepted."),
            ));
        }
        let name = field.name().map(str::to_owned);
        let name =
            name.ok_or_else(|| Problem::parameter("body", "every part of the form must have a name"))?;
        let file_name = field.file_name().map(str::to_owned);
        let media_type = field.content_type().map(|media_type| media_type.essence_str().to_owned());
        let data: Bytes = field.bytes().await.map_err(tell)?;
        parts.push(Part { name, file_name, media_type, data });
    }
    Ok(parts)
}

const PARTS: usize = model::limits::FORM_PARTS;

/// Carries a problem of the stream through the parser.
#[derive(Debug)]
struct Cut(Problem);

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Cut {}

fn tell(error: Error) -> Problem {
    if let Error::StreamReadFailed(cause) = &error
        && let Some(Cut(problem)) = cause.downcast_ref()
    {
        return problem.clone();
    }
    Problem::parameter("body", &format!("a well-formed multipart/form-data is expected ({error})"))
}

#[cfg(test)]
mod tests {
    use contract::outcome::stream_of;

    use super::*;

    async fn read(form: &str) -> Result<Vec<Part>, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap());
        parts(&headers, stream_of(form.to_owned().into())).await
    }

    #[tokio::test]
    async fn parts_come_with_name_file_name_and_type() {
        let form = "--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nA survey\r\n\
                    --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.qsf\"\r\n\
                    Content-Type: application/vnd.qualtrics.survey.qsf\r\n\r\n{}\r\n--XX--\r\n";
        let parts = read(form).await.unwrap();
        assert_eq!((parts[0].name.as_str(), parts[0].data.as_ref()), ("name", &b"A survey"[..]));
        assert_eq!(parts[1].file_name.as_deref(), Some("a.qsf"));
        assert_eq!(parts[1].media_type.as_deref(), Some("application/vnd.qualtrics.survey.qsf"));
    }

    #[tokio::test]
    async fn a_malformed_form_is_400_and_a_crowded_one_413() {
        let part = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
        assert_eq!(read(part).await.unwrap_err().code.status, 400, "it has no end");
        assert_eq!(read("").await.unwrap_err().code.status, 400);
        let nameless = "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--\r\n";
        assert!(read(nameless).await.unwrap_err().message.contains("name"));
        let crowded = format!("{}--XX--\r\n", part.repeat(PARTS + 1));
        assert_eq!(read(&crowded).await.unwrap_err().code.status, 413);
        let full = format!("{}--XX--\r\n", part.repeat(PARTS));
        assert_eq!(read(&full).await.unwrap().len(), PARTS);
    }

    #[tokio::test]
    async fn what_breaks_the_stream_is_told_as_it_is() {
        let broken = futures_util::stream::iter([Err(Problem::of(codes::TOO_LARGE))]);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=XX".parse().unwrap());
        assert_eq!(parts(&headers, Box::pin(broken)).await.unwrap_err().code.status, 413);
    }
}
