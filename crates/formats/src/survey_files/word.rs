//! The text of a document of Word (DOCX): its paragraphs as lines.
//!
//! A document is a zip file; what it says stands in `word/document.xml`. Only that member is read, within a bound, and of its
//! XML only paragraphs, texts, tabs and breaks; entities other than XML's own five and references to characters are refused, so
//! that none can grow.

use std::io::{Cursor, Read};

use model::limits::surveys::{DOCUMENT_FILES, DOCUMENT_TEXT};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use super::SurveyFileError;

/// The first bytes of a zip file.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
/// The first bytes of a document of the old binary kind (DOC).
pub(super) const OLD: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What begins each entry of a zip file's list.
const LISTED: &[u8] = b"PK\x01\x02";
/// The deepest nesting that is read; documents of Word have a few dozen levels.
const DEPTH: usize = 256;

/// The paragraphs of a document, one to a line.
///
/// # Errors
/// When it is no document of Word, one of the old kind, or too large.
pub(super) fn text(bytes: &[u8]) -> Result<String, SurveyFileError> {
    if bytes.starts_with(OLD) {
        return Err(wrong(
            "it is a Word file of the old binary kind (DOC); save it as DOCX or as text (TXT)",
        ));
    }
    let xml = member(bytes)?;
    paragraphs(&xml)
}

fn wrong(fault: impl Into<String>) -> SurveyFileError {
    SurveyFileError::Document(fault.into())
}

/// `word/document.xml`, unpacked.
fn member(bytes: &[u8]) -> Result<Vec<u8>, SurveyFileError> {
    // The list of them is read whole, so they are counted first; by chance no document has their mark so often.
    if bytes.windows(LISTED.len()).filter(|part| *part == LISTED).count() > DOCUMENT_FILES {
        return Err(wrong(format!("it holds more than {DOCUMENT_FILES} files")));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| wrong("it is no document of Word (DOCX), which is a zip file"))?;
    let member = archive.by_name("word/document.xml");
    let member = member.map_err(|_| wrong("it holds no word/document.xml that can be opened"))?;
    let mut xml = Vec::new();
    let most = u64::try_from(DOCUMENT_TEXT).unwrap_or(u64::MAX);
    member.take(most + 1).read_to_end(&mut xml).map_err(|_| wrong("word/document.xml is damaged"))?;
    if xml.len() > DOCUMENT_TEXT {
        return Err(wrong(format!("word/document.xml is larger than {} MB", DOCUMENT_TEXT >> 20)));
    }
    Ok(xml)
}

fn paragraphs(xml: &[u8]) -> Result<String, SurveyFileError> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = true;
    let (mut text, mut depth, mut in_text) = (String::new(), 0_usize, false);
    loop {
        let event = reader.read_event().map_err(|error| wrong(format!("word/document.xml: {error}")))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(wrong(format!("word/document.xml is nested deeper than {DEPTH} levels")));
                }
                in_text = start.local_name().as_ref() == b"t";
            }
            Event::Empty(one) => match one.local_name().as_ref() {
                b"br" | b"cr" => text.push('\n'),
                b"tab" => text.push('\t'),
                b"p" => text.push('\n'),
                _ => {}
            },
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                in_text = false;
                if end.local_name().as_ref() == b"p" {
                    text.push('\n');
                }
            }
            Event::Text(part) if in_text => {
                text.push_str(&part.decode().map_err(|error| wrong(format!("word/document.xml: {error}")))?);
            }
            Event::CData(part) if in_text => {
                text.push_str(&part.decode().map_err(|error| wrong(format!("word/document.xml: {error}")))?);
            }
            Event::GeneralRef(reference) if in_text => text.push_str(&referred(&reference)?),
            Event::DocType(_) => {
                return Err(wrong("word/document.xml declares a document type, which none does"));
            }
            Event::Eof if depth > 0 => return Err(wrong("word/document.xml is cut off")),
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

/// The character that a reference in a text stands for.
fn referred(reference: &BytesRef<'_>) -> Result<String, SurveyFileError> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|error| wrong(format!("word/document.xml: {error}")))?;
    resolve_xml_entity(&name).map(str::to_owned).ok_or_else(|| {
        let name: String = name.chars().take(40).collect();
        wrong(format!("word/document.xml refers to &{name};, which is nothing of XML's own"))
    })
}
