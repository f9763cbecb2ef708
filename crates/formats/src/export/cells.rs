//! The bytes of single cells: quoting, line breaks, numbers.

/// How text becomes a cell of one file.
#[derive(Debug, Clone)]
pub(super) struct CellStyle {
    /// Stands between two cells.
    pub(super) delimiter: u8,
    /// Stands for a line break inside a cell; `None` leaves it a line feed.
    newline: Option<Box<[u8]>>,
    /// A comma in decimal numbers.
    pub(super) decimal_comma: bool,
}

impl CellStyle {
    pub(super) fn new(delimiter: u8, newline: Option<&str>, decimal_comma: bool) -> Self {
        Self { delimiter, newline: newline.map(|text| text.as_bytes().into()), decimal_comma }
    }

    /// Appends a cell of text: copied where nothing in it is special, which is nearly always.
    #[inline]
    pub(super) fn put(&self, text: &[u8], out: &mut Vec<u8>) {
        if !self.has_special(text) {
            out.extend_from_slice(text);
        } else if text.iter().fold(false, |found, byte| found | matches!(byte, b'"' | b'\r' | b'\n')) {
            self.put_special(text, out);
        } else {
            out.push(b'"');
            out.extend_from_slice(text);
            out.push(b'"');
        }
    }

    /// Looked at as a whole instead of up to the first find, so that the compiler compares many bytes at once.
    #[inline]
    fn has_special(&self, text: &[u8]) -> bool {
        let delimiter = self.delimiter;
        text.iter().fold(false, |found, &byte| {
            found | (byte == delimiter) | (byte == b'"') | (byte == b'\r') | (byte == b'\n')
        })
    }

    fn is_special(&self, byte: u8) -> bool {
        byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n')
    }

    /// The cell as bytes of its own, for what is compiled once.
    pub(super) fn written(&self, text: &str) -> Box<[u8]> {
        let mut out = Vec::with_capacity(text.len());
        self.put(text.as_bytes(), &mut out);
        out.into()
    }

    /// Appends a number, with a decimal comma where that was asked for.
    pub(super) fn put_number(&self, text: &str, out: &mut Vec<u8>) {
        if !self.decimal_comma || !text.contains('.') {
            return self.put(text.as_bytes(), out);
        }
        let quoted = self.delimiter == b',';
        if quoted {
            out.push(b'"');
        }
        out.extend(text.bytes().map(|byte| if byte == b'.' { b',' } else { byte }));
        if quoted {
            out.push(b'"');
        }
    }

    #[cold]
    fn put_special(&self, text: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        let mut quoted = false;
        out.push(b'"');
        let mut bytes = text.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\r' | b'\n' => {
                    // A carriage return with a line feed is one line break, and a line feed in the file.
                    let byte = if byte == b'\r' && bytes.next_if_eq(&b'\n').is_some() { b'\n' } else { byte };
                    match &self.newline {
                        None => {
                            quoted = true;
                            out.push(byte);
                        }
                        Some(newline) => {
                            for &byte in newline.iter() {
                                quoted |= self.is_special(byte);
                                if byte == b'"' {
                                    out.push(b'"');
                                }
                                out.push(byte);
                            }
                        }
                    }
                }
                b'"' => {
                    quoted = true;
                    out.extend_from_slice(b"\"\"");
                }
                byte => {
                    quoted |= self.is_special(byte);
                    out.push(byte);
                }
            }
        }
        if quoted {
            out.push(b'"');
        } else {
            // The line breaks were all replaced by plain text: no quotes needed after all.
            out.remove(start);
        }
    }
}

/// Appends an integer in decimal.
#[inline]
pub(super) fn put_integer(number: i64, out: &mut Vec<u8>) {
    if (0..10).contains(&number) {
        out.push(b'0' + number as u8);
        return;
    }
    let mut digits = [0_u8; 20];
    let mut place = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        place -= 1;
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[place..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(style: &CellStyle, text: &str) -> String {
        String::from_utf8(style.written(text).into()).unwrap()
    }

    #[test]
    fn quotes_only_what_must_be_quoted() {
        let csv = CellStyle::new(b',', None, false);
        for (text, cell) in [
            ("plain text\t;", "plain text\t;"),
            ("a,b", "\"a,b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("two\r\nlines", "\"two\nlines\""),
            ("two\nlines", "\"two\nlines\""),
            ("lone\rreturn", "\"lone\rreturn\""),
            ("", ""),
        ] {
            assert_eq!(put(&csv, text), cell);
        }
        let tsv = CellStyle::new(b'\t', None, false);
        assert_eq!(put(&tsv, "a,b"), "a,b");
        assert_eq!(put(&tsv, "a\tb"), "\"a\tb\"");
    }

    #[test]
    fn line_breaks_are_replaced_and_quotes_follow_what_is_left() {
        let blank = CellStyle::new(b',', Some(" "), false);
        assert_eq!(put(&blank, "a\r\nb\nc\rd"), "a b c d");
        assert_eq!(put(&blank, "a\nb,c"), "\"a b,c\"");
        assert_eq!(put(&CellStyle::new(b',', Some("\", "), false), "a\nb"), "\"a\"\", b\"");
    }

    #[test]
    fn numbers_take_a_comma_when_asked() {
        let number = |style: &CellStyle, text: &str| {
            let mut out = Vec::new();
            style.put_number(text, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(number(&CellStyle::new(b',', None, true), "1.5"), "\"1,5\"");
        assert_eq!(number(&CellStyle::new(b'\t', None, true), "1.5"), "1,5");
        assert_eq!(number(&CellStyle::new(b',', None, false), "1.5"), "1.5");
    }

    #[test]
    fn integers_are_those_of_the_standard_library() {
        for number in [0, 7, 10, -1, -10, 999, i64::MAX, i64::MIN, 1_234_567_890] {
            let mut out = Vec::new();
            put_integer(number, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
