//! HTML to plain text, and piped text to its short form in brackets, as export headers and labels write them.
//!
//! The rule is read off recorded exports: every tag vanishes, `<br>` becomes a line break, a hard blank becomes a
//! blank, nothing is trimmed and no white space is folded.

mod entities;
pub mod markup;

/// The text without HTML: tags dropped (`<br>` becomes a line break), entities decoded, `&nbsp;` a plain blank.
#[must_use]
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&', '\u{a0}']) {
        return html.to_owned();
    }
    // Behind the last `>` nothing can be a tag; knowing it keeps a text of many `<` from being searched many times.
    let last = html.rfind('>').unwrap_or(0);
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&', '\u{a0}']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'<' if html.len() - rest.len() < last => tag(rest, &mut text),
            b'<' => {
                text.push('<');
                1
            }
            b'&' => entity(rest, &mut text),
            _ => {
                text.push(' ');
                '\u{a0}'.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    text.push_str(rest);
    text
}

/// Piped text as header labels show it: `${q://QID7/ChoiceGroup/SelectedChoices}` becomes
/// `[QID7-ChoiceGroup-SelectedChoices]`, `${lm://Field/1}` becomes `[Field-1]` (api/responses.md section 3).
#[must_use]
pub fn piped(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        short.push_str(&rest[..at]);
        let token = &rest[at + 2..end];
        match token.split_once("://") {
            Some((_, path)) => {
                short.push('[');
                short.push_str(&path.replace('/', "-"));
                short.push(']');
            }
            None => short.push_str(&rest[at..=end]),
        }
        rest = &rest[end + 1..];
    }
    short.push_str(rest);
    short
}

/// Reads what begins with `<`; gives how many bytes it took. A `<` that opens no tag stays as it is.
fn tag(rest: &str, text: &mut String) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |end| end + 3);
    }
    let after = rest[1..].trim_start_matches('/');
    let name: String =
        after.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic()) || rest[1..].starts_with(['!', '?']);
    let Some(end) = is_tag.then(|| tag_end(rest)).flatten() else {
        text.push('<');
        return 1;
    };
    if name == "br" {
        text.push('\n');
    }
    if matches!(name.as_str(), "script" | "style") && !rest[1..].starts_with('/') {
        let close = format!("</{name}");
        let at =
            rest.as_bytes().windows(close.len()).position(|part| part.eq_ignore_ascii_case(close.as_bytes()));
        return at.and_then(|at| rest[at..].find('>').map(|end| at + end + 1)).unwrap_or(rest.len());
    }
    end
}

/// Where the tag at the beginning of `rest` ends; a `>` inside a quoted attribute does not end it.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().take(LONGEST_QUOTED).enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // An apostrophe that quotes nothing, or a picture written into the tag: end at the first `>` after all.
    rest.find('>').map(|at| at + 1)
}

/// How far the end of a tag is looked for with quotation marks in mind.
const LONGEST_QUOTED: usize = 8192;

/// Reads what begins with `&`; gives how many bytes it took. What is no entity stays as it is.
fn entity(rest: &str, text: &mut String) -> usize {
    let end = rest.bytes().take(12).position(|byte| byte == b';');
    let decoded = end.and_then(|end| entities::decode(&rest[1..end]).map(|character| (character, end)));
    if let Some((character, end)) = decoded {
        text.push(character);
        return end + 1;
    }
    text.push('&');
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_vanish_and_their_surroundings_stay() {
        assert_eq!(plain("a <b>bold</b> word"), "a bold word");
        assert_eq!(
            plain("by the tribe \n<video width=\"2\"><source src=\"x\"/></video>\n"),
            "by the tribe \n\n"
        );
        assert_eq!(plain("know?<br />\n<em>Note</em>"), "know?\n\nNote");
        assert_eq!(plain("<ul>\n\t<li>One</li>\n</ul>"), "\n\tOne\n");
    }

    #[test]
    fn entities_are_decoded_and_hard_blanks_become_blanks() {
        assert_eq!(
            plain("1?&nbsp; In ___ &gt;80% &amp;amp; &#8217;x&#x27;\u{a0}y"),
            "1?  In ___ >80% &amp; ’x' y"
        );
        assert_eq!(plain("R&D & more &unknown; &;"), "R&D & more &unknown; &;");
    }

    #[test]
    fn a_less_than_sign_is_not_a_tag() {
        assert_eq!(plain("a < b and 3<4 <"), "a < b and 3<4 <");
        assert_eq!(plain("<img alt=\"a > b\">x<!-- no -->y<script>var a = '<p>';</script>z"), "xyz");
        assert_eq!(plain("ends <b"), "ends <b");
    }

    #[test]
    fn piped_text_is_shortened_to_brackets() {
        assert_eq!(
            piped("Why ${q://QID70/ChoiceGroup/SelectedChoices} of ${lm://Field/1}, ${e://Field/name}?"),
            "Why [QID70-ChoiceGroup-SelectedChoices] of [Field-1], [Field-name]?"
        );
        assert_eq!(piped("costs ${5} and ${open"), "costs ${5} and ${open");
    }
}
