//! `Content-Encoding` of what arrives: gzip and deflate, taken out piece by piece.

use std::io::{self, Write};

use bytes::Bytes;
use contract::Problem;
use contract::errors::codes;
use flate2::write::{MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header};

/// How a body is encoded, and what was decoded of it so far.
pub(crate) enum Coding {
    /// As it is.
    Identity,
    /// In gzip.
    Gzip(MultiGzDecoder<Vec<u8>>),
    /// In what HTTP calls deflate: the format of zlib.
    Deflate(ZlibDecoder<Vec<u8>>),
}

impl Coding {
    /// The encoding that the headers tell.
    ///
    /// # Errors
    /// 415 for another, and for more than one.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut told = Vec::new();
        for line in headers.get_all(header::CONTENT_ENCODING) {
            let line = String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase();
            told.extend(line.split(',').map(|name| name.trim().to_owned()));
        }
        told.retain(|name| !name.is_empty() && name != "identity");
        match told.as_slice() {
            [] => Ok(Self::Identity),
            [one] if one == "gzip" || one == "x-gzip" => Ok(Self::Gzip(MultiGzDecoder::new(Vec::new()))),
            [one] if one == "deflate" => Ok(Self::Deflate(ZlibDecoder::new(Vec::new()))),
            others => Err(Problem::told(
                codes::BAD_CONTENT_TYPE,
                format!(
                    "The Content-Encoding {} is not supported: send gzip, deflate, or none.",
                    others.join(", ")
                ),
            )),
        }
    }

    /// Takes the next bytes out of `rest` and decodes them. So few at a time that not even the tightest packed ones become
    /// much; the caller compares with its limit in between.
    ///
    /// # Errors
    /// 400 when they are not of this encoding.
    pub(crate) fn decode(&mut self, rest: &mut Bytes) -> Result<Bytes, Problem> {
        match self {
            Self::Identity => Ok(std::mem::take(rest)),
            Self::Gzip(decoder) => {
                decoder.write_all(&next(rest)).map_err(|error| malformed("gzip", &error))?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
            Self::Deflate(decoder) => {
                decoder.write_all(&next(rest)).map_err(|error| malformed("deflate", &error))?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
        }
    }

    /// What was still inside when the last bytes were in.
    ///
    /// # Errors
    /// 400 when there should have been more.
    pub(crate) fn end(&mut self) -> Result<Bytes, Problem> {
        match self {
            Self::Identity => Ok(Bytes::new()),
            Self::Gzip(decoder) => {
                decoder.try_finish().map_err(|error| malformed("gzip", &error))?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
            Self::Deflate(decoder) => {
                decoder.try_finish().map_err(|error| malformed("deflate", &error))?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
        }
    }
}

/// A byte becomes 1,032 at the most.
const AT_ONCE: usize = 1 << 10;

fn next(rest: &mut Bytes) -> Bytes {
    rest.split_to(rest.len().min(AT_ONCE))
}

fn malformed(name: &str, error: &io::Error) -> Problem {
    Problem::parameter("body", &format!("well-formed {name} is expected ({error})"))
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    fn told(encoding: &str) -> Result<Coding, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
        Coding::of(&headers)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// All of it, and the largest piece.
    fn decoded(encoding: &str, bytes: Vec<u8>) -> Result<(Vec<u8>, usize), Problem> {
        let (mut coding, mut rest) = (told(encoding)?, Bytes::from(bytes));
        let (mut whole, mut largest) = (Vec::new(), 0);
        while !rest.is_empty() {
            let piece = coding.decode(&mut rest)?;
            largest = largest.max(piece.len());
            whole.extend_from_slice(&piece);
        }
        whole.extend_from_slice(&coding.end()?);
        Ok((whole, largest))
    }

    #[test]
    fn gzip_and_deflate_are_taken_and_others_refused() {
        let text = b"answers ".repeat(100);
        for name in ["gzip", "x-gzip", " GZip", "identity, gzip"] {
            assert_eq!(decoded(name, gzip(&text)).unwrap().0, text, "{name}");
        }
        let twice = [gzip(&text), gzip(&text)].concat();
        assert_eq!(decoded("gzip", twice).unwrap().0, text.repeat(2), "members follow each other");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&text).unwrap();
        assert_eq!(decoded("deflate", encoder.finish().unwrap()).unwrap().0, text);
        assert_eq!(decoded("identity", text.clone()).unwrap().0, text);
        for name in ["br", "gzip, gzip", "zstd", "gzip;q=1"] {
            let problem = told(name).err().unwrap();
            assert_eq!(
                (problem.code.status, problem.message.contains("gzip, deflate, or none")),
                (415, true)
            );
        }
    }

    #[test]
    fn what_is_packed_tightest_comes_out_in_small_pieces() {
        let (whole, largest) = decoded("gzip", gzip(&vec![0; 16 << 20])).unwrap();
        assert_eq!(whole.len(), 16 << 20);
        assert!(largest <= 2 << 20, "{largest}");
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_told() {
        let whole = gzip(&b"answers ".repeat(1000));
        for wrong in [whole[..whole.len() - 9].to_vec(), b"{\"no\":\"gzip\"}".to_vec()] {
            let problem = decoded("gzip", wrong).unwrap_err();
            assert_eq!(problem.code.status, 400);
            assert!(problem.message.contains("gzip"), "{}", problem.message);
        }
        assert!(decoded("deflate", b"no deflate at all".to_vec()).is_err());
    }
}
