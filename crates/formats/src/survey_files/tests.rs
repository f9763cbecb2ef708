//! A row for each tag, and for each thing that is refused.

use std::io::Write;

use model::survey::{BlockElement, FlowElement, Question, Survey};

use super::*;

fn survey(text: &str) -> Survey {
    crate::qsf::survey(&read(Kind::Text, text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}")))
}

/// A question in a line: its kind, its choices and its scale, with their codes.
fn told(question: &Question) -> String {
    let items = |choices: &[model::survey::Choice]| {
        let items = choices.iter().map(|one| match one.recode == one.id {
            true => one.text.clone(),
            false => format!("{}={}", one.recode, one.text),
        });
        items.collect::<Vec<_>>().join("|")
    };
    let kind = question.raw["QuestionType"].as_str().unwrap();
    let form = [kind, &question.selector, &question.sub_selector];
    let form = form.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(".");
    let lists = [items(&question.choices), items(&question.answers)];
    let lists = lists.into_iter().filter(|list| !list.is_empty());
    std::iter::once(format!("{}:{} {}", question.tag, form, question.text))
        .chain(lists)
        .collect::<Vec<_>>()
        .join(" / ")
}

fn questions(text: &str) -> String {
    survey(text).questions.values().map(told).collect::<Vec<_>>().join("; ")
}

/// The flow in a line: blocks with what they show, and fields.
fn flow(text: &str) -> String {
    let survey = survey(text);
    let block = |id: &str| {
        let block = &survey.blocks[id];
        let shown = block.elements.iter().map(|element| match element {
            BlockElement::Question { id, .. } => id.to_string(),
            BlockElement::PageBreak => "-".to_owned(),
        });
        format!("{}({})", block.description, shown.collect::<Vec<_>>().join(" "))
    };
    let step = |element: &FlowElement| match element {
        FlowElement::Block { block: id, .. } => block(id),
        FlowElement::EmbeddedData { fields, .. } => {
            let fields = fields.iter().map(|field| match &field.value {
                Some(value) => format!("{}={value}", field.name),
                None => field.name.clone(),
            });
            format!("[{}]", fields.collect::<Vec<_>>().join(" "))
        }
        other => panic!("{other:?}"),
    };
    survey.flow.iter().map(step).collect::<Vec<_>>().join(", ")
}

#[test]
fn each_tag_of_a_question_says_what_it_is() {
    let choice = |words: &str| format!("[[AdvancedFormat]]\n[[Question:{words}]]\nHow?\n[[Choices]]\na\nb");
    let bare = |words: &str| format!("[[AdvancedFormat]]\n[[Question:{words}]]\nHow?");
    let matrix = |words: &str| format!("{}\n[[Answers]]\n1\n2", choice(words));
    let behind = |rest: &str| format!("[[AdvancedFormat]]\n[[Question:MC]]\n{rest}");
    let rows = [
        (choice("MC"), "Q1:MC.SAVR.TX How? / a|b"),
        (choice("MC:SingleAnswer"), "Q1:MC.SAVR.TX How? / a|b"),
        (choice("MC:SingleAnswer:Vertical"), "Q1:MC.SAVR.TX How? / a|b"),
        (choice("MC:SingleAnswer:Horizontal"), "Q1:MC.SAHR.TX How? / a|b"),
        (choice("MC:MultipleAnswer"), "Q1:MC.MAVR.TX How? / a|b"),
        (choice("MC:MultipleAnswer:Vertical"), "Q1:MC.MAVR.TX How? / a|b"),
        (choice("MC:MultipleAnswer:Horizontal"), "Q1:MC.MAHR.TX How? / a|b"),
        (choice("MC:Select"), "Q1:MC.SB How? / a|b"),
        (choice("MC:MultiSelect"), "Q1:MC.MSB How? / a|b"),
        (choice("MC:Dropdown"), "Q1:MC.DL How? / a|b"),
        (choice("mc:DropDown"), "Q1:MC.DL How? / a|b"),
        (choice(" MC : SingleAnswer "), "Q1:MC.SAVR.TX How? / a|b"),
        (matrix("Matrix"), "Q1:Matrix.Likert.SingleAnswer How? / a|b / 1|2"),
        (matrix("Matrix:SingleAnswer"), "Q1:Matrix.Likert.SingleAnswer How? / a|b / 1|2"),
        (matrix("Matrix:MultipleAnswer"), "Q1:Matrix.Likert.MultipleAnswer How? / a|b / 1|2"),
        (bare("TE"), "Q1:TE.SL How?"),
        (bare("TextEntry"), "Q1:TE.SL How?"),
        (bare("TE:SingleLine"), "Q1:TE.SL How?"),
        (bare("TextEntry:MultiLine"), "Q1:TE.ML How?"),
        (bare("TextEntry:Essay"), "Q1:TE.ESTB How?"),
        (bare("TE:Password"), "Q1:TE.PW How?"),
        (choice("TE:Form"), "Q1:TE.FORM How? / a|b"),
        (bare("DB"), "Q1:DB.TB How?"),
        (bare("Text"), "Q1:DB.TB How?"),
        (choice("ConstantSum"), "Q1:CS.VRTL.TX How? / a|b"),
        (choice("CS"), "Q1:CS.VRTL.TX How? / a|b"),
        (choice("RankOrder"), "Q1:RO.DND.TX How? / a|b"),
        (choice("RO"), "Q1:RO.DND.TX How? / a|b"),
        (behind("[[ID:likes]]\nHow?\n[[Choices]]\na"), "likes:MC.SAVR.TX How? / a"),
        (behind("[[MultipleAnswer]]\nHow?\n[[Choices]]\na"), "Q1:MC.MAVR.TX How? / a"),
        (behind("How?\n[[Choices]]\n\na\n\n b \n"), "Q1:MC.SAVR.TX How? / a|b"),
        (behind("How?\n[[Choices]]a\nb"), "Q1:MC.SAVR.TX How? / a|b"),
        (
            behind("How?\n[[AdvancedChoices]]\n[[Choice]]\na\n[[Choice:9]]\nb\nc\n\n[[Choice:0]]d"),
            "Q1:MC.SAVR.TX How? / a|9=b<br>\nc|0=d",
        ),
        (behind("How\nare\n\nyou?\n\n[[Choices]]\na"), "Q1:MC.SAVR.TX How<br>\nare<br><br>\nyou? / a"),
        (behind("<b>How</b> &amp; why?\n[[Choices]]\na"), "Q1:MC.SAVR.TX <b>How</b> &amp; why? / a"),
        (
            "\n[[advancedformat]]\n[[question:matrix]]\nHow?\n[[AdvancedChoices]]\n[[Choice]]\na\n[[AdvancedAnswers]]\n\
             [[Answer:5]]\ngood\n[[Answer:-1]]\nbad"
                .to_owned(),
            "Q1:Matrix.Likert.SingleAnswer How? / a / 5=good|-1=bad",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(questions(&text), expected, "{text}");
    }
}

#[test]
fn the_simple_format_goes_by_numbers_and_blank_lines() {
    let rows = [
        ("1. How?\n\na\nb\n", "Q1:MC.SAVR.TX How? / a|b"),
        (
            "1. How\nare you?\n\na\n\n2. And?\n\nb",
            "Q1:MC.SAVR.TX How<br>\nare you? / a; Q2:MC.SAVR.TX And? / b",
        ),
        ("1. How?\n[[MultipleAnswer]]\n\na\nb", "Q1:MC.MAVR.TX How? / a|b"),
        ("1. How?\n[[MultipleAnswer]]\na\nb", "Q1:MC.MAVR.TX How? / a|b"),
        ("1. How?\n\n[[MultipleAnswer]]\n\na\nb", "Q1:MC.MAVR.TX How? / a|b"),
        ("1. How?\n\na\nb\n\n1\n2", "Q1:Matrix.Likert.SingleAnswer How? / a|b / 1|2"),
        ("1. How?\n[[MultipleAnswer]]\n\na\n\n1\n2", "Q1:Matrix.Likert.MultipleAnswer How? / a / 1|2"),
        ("1. How?\n[[ID:likes]]\n\na", "likes:MC.SAVR.TX How? / a"),
        ("1. How?", "Q1:TE.SL How?"),
        ("\u{feff}1. How?\r\n\r\n1.5 litres\r\nä\r\n", "Q1:MC.SAVR.TX How? / 1.5 litres|ä"),
    ];
    for (text, expected) in rows {
        assert_eq!(questions(text), expected, "{text}");
    }
}

#[test]
fn blocks_pages_and_fields_stand_in_the_flow() {
    let rows = [
        ("1. a\n\n2. b", "Default Question Block(QID1 QID2)"),
        ("[[Block:Food]]\n1. a\n[[PageBreak]]\n2. b\n[[Block]]\n3. c", "Food(QID1 - QID2), Block 2(QID3)"),
        ("1. a\n[[Block: Food : hot ]]\n2. b", "Default Question Block(QID1), Food : hot(QID2)"),
        ("[[ED:wave:2]]\n[[ED:panel]]\n1. a", "[wave=2 panel], Default Question Block(QID1)"),
        (
            "[[ED:link:https://x.example/?a=1:2]]\n1. a",
            "[link=https://x.example/?a=1:2], Default Question Block(QID1)",
        ),
        ("[[Block:Food]]\n[[ED:wave:2]]\n1. a", "[wave=2], Food(QID1)"),
        ("1. a\n[[ED:wave:2]]\n2. b", "Default Question Block(QID1), [wave=2], Block 2(QID2)"),
    ];
    for (text, expected) in rows {
        assert_eq!(flow(text), expected, "{text}");
        if text.contains("Food") {
            let advanced =
                text.replace(". ", "]]").replace("\n1", "\n[[Question:TE").replace("\n2", "\n[[Question:TE");
            let advanced = advanced.replace("\n3", "\n[[Question:TE").replace("1]]", "[[Question:TE]]");
            assert_eq!(flow(&format!("[[AdvancedFormat]]\n{advanced}")), expected, "{advanced}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_tag() {
    let advanced = |rest: &str| format!("[[AdvancedFormat]]\n{rest}");
    let rows = [
        (String::new(), "line 1: there is no question"),
        ("[[Block:a]]\n[[PageBreak]]\n[[ED:b]]".to_owned(), "line 1: there is no question"),
        ("How?".to_owned(), "line 1: a question is expected"),
        ("1. a\n\nb\n\nc\n\nd".to_owned(), "line 7: a third list"),
        (
            "1. a\n\nb\n[[Choices]]\nc".to_owned(),
            "line 4, tag [[Choices]]: this tag needs [[AdvancedFormat]]",
        ),
        ("[[MultipleAnswer]]".to_owned(), "line 1, tag [[MultipleAnswer]]: it belongs behind the text"),
        ("1. a\n[[MultipleAnswer]]".to_owned(), "line 1: [[MultipleAnswer]] is said of a question without"),
        (
            "1. a\n[[PageBrake]]".to_owned(),
            "line 2, tag [[PageBrake]]: there is no such tag; there are Advanced",
        ),
        ("1. a\n[[Block:b".to_owned(), "line 2, tag [[Block:b: it is not closed by ]]"),
        ("[[PageBreak:2]]".to_owned(), "line 1, tag [[PageBreak:2]]: nothing can follow"),
        ("[[ED]]".to_owned(), "line 1, tag [[ED]]: the name of a field"),
        ("[[ED::x]]".to_owned(), "line 1, tag [[ED::x]]: the name of a field"),
        ("1. a\n[[ID:]]".to_owned(), "line 2, tag [[ID:]]: a name is expected"),
        (advanced("How?"), "line 2: a question is expected before any text"),
        (advanced("[[Choices]]"), "line 2, tag [[Choices]]: a question is expected first"),
        (advanced("[[AdvancedFormat]]"), "line 2, tag [[AdvancedFormat]]: it belongs into the first line"),
        (advanced("[[Question]]"), "line 2, tag [[Question]]: the kind of question is expected: MC, Matrix"),
        (advanced("[[Question:Slider]]"), "line 2, tag [[Question:Slider]]: the kind of question"),
        (advanced("[[Question:MC:Round]]"), "tag [[Question:MC:Round]]: `Round` is none of SingleAnswer"),
        (advanced("[[Question:MC:Dropdown:Horizontal]]"), "`Horizontal` is none of SingleAnswer"),
        (advanced("[[Question:DB:Big]]"), "nothing can follow the kind of this question, and `Big` does"),
        (advanced("[[Question:MC]]\nHow?"), "line 2: the question has no choices"),
        (advanced("[[Question:TE]]\nHow?\n[[Choices]]\na"), "line 2: a question of this kind has no choices"),
        (
            advanced("[[Question:MC]]\n[[Choices]]\na\n[[Answers]]\n1"),
            "line 2: a question of this kind has no answers",
        ),
        (advanced("[[Question:Matrix]]\n[[Choices]]\na"), "line 2: the matrix has no answers"),
        (advanced("[[Question:Matrix]]\n[[Answers]]\na"), "line 2: the matrix has no choices"),
        (
            advanced("[[Question:TE]]\n[[MultipleAnswer]]"),
            "line 3, tag [[MultipleAnswer]]: several answers mean",
        ),
        (
            advanced("[[Question:MC]]\n[[Choices]]\n[[Choice:1]]"),
            "line 4, tag [[Choice:1]]: it belongs behind [[Adv",
        ),
        (
            advanced("[[Question:Matrix]]\n[[Answer]]"),
            "line 3, tag [[Answer]]: it belongs behind [[AdvancedAns",
        ),
        (
            advanced("[[Question:MC]]\n[[AdvancedChoices]]\na"),
            "line 4: [[Choice]] is expected before the text",
        ),
    ];
    for (text, expected) in rows {
        let error = read(Kind::Text, text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let error = read(Kind::Text, b"1. a\n\n\xe9").unwrap_err().to_string();
    assert!(error.contains("line 3: text in UTF-8"), "{error}");
}

#[test]
fn a_text_beyond_the_bounds_is_refused() {
    let questions = "1. a\n".repeat(model::limits::surveys::TEXT_QUESTIONS + 1);
    let choices = format!("1. a\n\n{}", "b\n".repeat(model::limits::surveys::TEXT_ITEMS + 1));
    let blocks = "[[Block]]\n".repeat(model::limits::surveys::FLOW_ELEMENTS + 1);
    let lines = "\n".repeat(model::limits::surveys::TEXT_LINES + 1);
    for (text, most) in
        [(questions, "20000 q"), (choices, "200000 c"), (blocks, "20000 b"), (lines, "1000000 l")]
    {
        let error = read(Kind::Text, text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(most), "{error}");
    }
}

#[test]
fn a_text_in_utf_16_is_read_by_its_mark() {
    let text = "\u{feff}1. Größe?\r\n\r\nä\r\n🙂";
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
        let file = read(Kind::Text, &bytes).unwrap();
        assert_eq!(told(&crate::qsf::survey(&file).questions[0]), "Q1:MC.SAVR.TX Größe? / ä|🙂");
    }
    assert!(read(Kind::Text, b"\xff\xfe1").is_err());
}

#[test]
fn the_first_bytes_tell_the_kind() {
    for (bytes, kind) in [
        (&b"\xef\xbb\xbf \n{"[..], Kind::Qsf),
        (b"[1]", Kind::Qsf),
        (b"PK\x03\x04", Kind::Word),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Word),
        (b"[[AdvancedFormat]]", Kind::Text),
        (b"1. a", Kind::Text),
        (b"", Kind::Text),
    ] {
        assert_eq!(Kind::of(bytes), kind, "{bytes:?}");
    }
}

/// A document of Word with this XML in it.
fn document(xml: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn body(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"w\"><w:body>{inner}\
         <w:sectPr/></w:body></w:document>"
    )
}

/// A paragraph whose runs hold this.
fn paragraph(text: &str) -> String {
    format!("<w:p><w:pPr><w:tabs/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn a_document_of_word_is_read_as_its_paragraphs() {
    let lines =
        ["[[AdvancedFormat]]", "[[Question:MC]]", "Tea &amp; &lt;i&gt;cake&lt;/i&gt;&#33;", "[[Choices]]"];
    let mut inner: String = lines.iter().map(|line| paragraph(line)).collect();
    // A word that was edited is in several runs, and a line may end without a paragraph.
    inner += "<w:p><w:r><w:t>Ye</w:t></w:r><w:r><w:t>s</w:t><w:br/><w:t>No</w:t></w:r></w:p><w:p/>";
    inner += "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Perhaps</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let file = read(Kind::Word, &document(&body(&inner))).unwrap();
    let survey = crate::qsf::survey(&file);
    assert_eq!(told(&survey.questions[0]), "Q1:MC.SAVR.TX Tea &amp; <i>cake</i>! / Yes|No|Perhaps");
}

#[test]
fn a_document_that_cannot_be_opened_is_refused_with_what_to_do() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:t>&b;</w:t>".to_owned();
    let deep = format!("{}x", "<a>".repeat(100_000));
    let rows = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".to_vec(), "old binary kind (DOC); save it as DOCX"),
        (b"1. How?".to_vec(), "no document of Word"),
        (b"PK\x03\x04".to_vec(), "no document of Word"),
        (document(&laughs), "document type"),
        (document(&body("<w:p><w:t>&b;</w:t></w:p>")), "refers to &b;"),
        (document(&deep), "deeper than 256"),
        (document("<w:p><w:t>1. How?"), "cut off"),
        (document("<w:p></w:t>"), "word/document.xml"),
        (document(&" ".repeat(model::limits::surveys::DOCUMENT_TEXT + 1)), "larger than 32 MB"),
    ];
    for (bytes, expected) in rows {
        let error = read(Kind::Word, &bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
    let mut crowded = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..=model::limits::surveys::DOCUMENT_FILES {
        crowded.start_file(number.to_string(), zip::write::SimpleFileOptions::default()).unwrap();
    }
    let error = read(Kind::Word, &crowded.finish().unwrap().into_inner()).unwrap_err().to_string();
    assert!(error.contains("more than 10000 files"), "{error}");
    let mut other = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    other.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let error = read(Kind::Word, &other.finish().unwrap().into_inner()).unwrap_err().to_string();
    assert!(error.contains("holds no word/document.xml"), "{error}");
    let error = read(Kind::Word, &document(&body(&paragraph("Hello")))).unwrap_err().to_string();
    assert!(error.contains("line 1: a question is expected"), "{error}");
}
