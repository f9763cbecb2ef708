//! Authenticators and what is known of contacts: who is let in, and what follows from who it is.

use model::contact::Contact;
use model::limits::surveys::{AUTHENTICATOR_TRIES, AUTHENTICATOR_TRIES_MOST};
use model::survey::{Authenticator, AuthenticatorField};

use super::*;

fn field(name: &str) -> AuthenticatorField {
    AuthenticatorField { name: name.into(), label: String::new(), is_hidden: false, filled_from: None }
}

pub(super) fn by_email() -> Authenticator {
    Authenticator {
        list: "CG_1".into(),
        fields: vec![field("RecipientEmail")],
        attempts: Some(2),
        is_automatic: false,
        asks_elsewhere: false,
    }
}

fn ada() -> Contact {
    let embedded = [("Dept", "Mathematics"), ("Secret", "not declared"), ("age", "36")];
    Contact {
        id: "CID_1".into(),
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        email: "ada@example.org".into(),
        external_reference: "A-1815".into(),
        language: "DE".into(),
        embedded: embedded.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
    }
}

/// A page, an authenticator around a second page, and a third; the fields `dept` and `Age` are declared.
fn guarded(authenticator: Authenticator) -> Survey {
    let questions = ["QID1", "QID2", "QID3"].map(text).to_vec();
    let blocks =
        ["1", "2", "3"].map(|number| block(&format!("BL_{number}"), &[&[&format!("QID{number}")]])).to_vec();
    let declared = ["dept", "Age"].map(|name| EmbeddedField { name: name.into(), value: None }).to_vec();
    let fields = FlowElement::EmbeddedData { flow: "FL_8".into(), fields: declared };
    let children = vec![fields, shows("BL_2")];
    let authenticator = Box::new(authenticator);
    let guard = FlowElement::Authenticator { flow: "FL_9".into(), authenticator, children };
    survey(questions, blocks, vec![shows("BL_1"), guard, shows("BL_3")])
}

/// Sends a page and looks up who is asked for among the contacts, as the services do.
fn send(respondent: &mut Respondent, fields: &[(&str, &str)], contacts: &[Contact]) -> SubmitOutcome {
    loop {
        let before = respondent.state.clone();
        match respondent.send(fields) {
            SubmitOutcome::Asks(Ask::Contact(lookup)) => {
                assert_eq!((lookup.list.as_str(), lookup.flow.as_str()), ("CG_1", "FL_9"));
                assert!(!format!("{lookup:?}").contains("example.org"), "{lookup:?}");
                let found = contacts.iter().find(|contact| contact.has(&lookup.typed));
                respondent.state = before;
                let met = found.map_or(Met::Nobody, |found| Met::Somebody(Box::new(found.clone())));
                respondent.state.known.meet(&lookup, met);
            }
            other => return other,
        }
    }
}

/// A respondent at the authenticator.
fn at(authenticator: Authenticator) -> Respondent {
    let mut respondent = Respondent::of(guarded(authenticator));
    send(&mut respondent, &[("QID1_TEXT", "one")], &[]);
    assert_eq!(respondent.keys(), ["~contact"]);
    respondent
}

fn asked(respondent: &Respondent) -> view::ContactView {
    let page = page(&respondent.survey, &respondent.state).unwrap();
    match page.questions.into_iter().next().map(|question| question.input) {
        Some(Input::Contact(asked)) => asked,
        other => panic!("{other:?}"),
    }
}

const RIGHT: (&str, &str) = ("~contact.0", " ADA@example.org ");
const WRONG: (&str, &str) = ("~contact.0", "eve@example.org");

#[test]
fn whoever_is_on_the_list_is_let_in_and_known_from_there_on() {
    let mut respondent = at(by_email());
    assert_eq!(send(&mut respondent, &[RIGHT], &[ada()]), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID2"]);
    let known = |name: &str| respondent.state.embedded.get(name).map(String::as_str);
    assert_eq!(
        (known("RecipientFirstName"), known("RecipientEmail")),
        (Some("Ada"), Some("ada@example.org"))
    );
    assert_eq!((known("dept"), known("Age")), (Some("Mathematics"), Some("36")), "as the flow spells them");
    assert_eq!((known("Secret"), known("Dept")), (None, None));
    assert_eq!(respondent.state.language, "DE");
    let kept = serde_json::to_string(&respondent.state).unwrap();
    assert!(!kept.contains("ADA@") && !kept.contains("Secret"), "{kept}");
    let meta = recorded(&respondent.survey, &respondent.state, 9_000).meta;
    let told = [meta.recipient_first_name, meta.recipient_last_name, meta.external_reference];
    assert_eq!(told, ["Ada", "Lovelace", "A-1815"]);
}

#[test]
fn going_back_over_an_authenticator_forgets_who_it_was() {
    let mut respondent = at(by_email());
    let before = respondent.state.embedded.clone();
    send(&mut respondent, &[RIGHT], &[ada()]);
    submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 4_000);
    assert_eq!(respondent.keys(), ["~contact"]);
    for name in ["RecipientFirstName", "RecipientEmail", "dept", "Age"] {
        assert_eq!(respondent.state.embedded.get(name), before.get(name), "{name}");
    }
    assert_eq!(asked(&respondent).fields[0].0.value, "", "what was typed is not shown again");
    let bob = Contact { first_name: "Bob".into(), email: "bob@example.org".into(), ..Contact::default() };
    send(&mut respondent, &[("~contact.0", "bob@example.org")], &[ada(), bob]);
    assert_eq!(respondent.keys(), ["QID2"]);
    assert_eq!(respondent.state.embedded["RecipientFirstName"], "Bob");
    assert_eq!(respondent.state.embedded["RecipientLastName"], "", "nothing of the other is left");
}

#[test]
fn whoever_fails_too_often_goes_on_without() {
    let mut respondent = at(by_email());
    let outcome = send(&mut respondent, &[("~contact.0", "  ")], &[ada()]);
    let problem = |fault| AnswerProblem { question: "~contact".into(), field: "~contact.0".into(), fault };
    assert_eq!(outcome, SubmitOutcome::Invalid(vec![problem(Fault::Required)]), "an empty field is no try");
    let outcome = send(&mut respondent, &[WRONG], &[ada()]);
    assert_eq!(outcome, SubmitOutcome::Invalid(vec![problem(Fault::NotOnTheList)]));
    assert!(!asked(&respondent).is_over);
    // Neither going back nor another language gives further tries.
    submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 4_000);
    send(&mut respondent, &[("QID1_TEXT", "one")], &[]);
    submit(&respondent.survey, &mut respondent.state, &form(&[RIGHT]), Direction::Stay, 4_000);
    assert_eq!(send(&mut respondent, &[WRONG], &[ada()]), SubmitOutcome::Page);
    let told = asked(&respondent);
    assert!(told.is_over && told.fields.is_empty());
    assert_eq!(send(&mut respondent, &[RIGHT], &[ada()]), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID3"], "what the authenticator holds is passed over");
    assert!(!respondent.state.embedded.contains_key("RecipientEmail"));
}

#[test]
fn where_a_run_waits_it_loses_no_try() {
    let mut respondent = at(by_email());
    for _ in 0..5 {
        let before = respondent.state.clone();
        let SubmitOutcome::Asks(Ask::Contact(lookup)) = respondent.send(&[WRONG]) else { panic!() };
        respondent.state = before;
        respondent.state.known.meet(&lookup, Met::Wait(7));
        let outcome = respondent.send(&[WRONG]);
        assert!(matches!(&outcome, SubmitOutcome::Invalid(problems) if problems[0].fault == Fault::Wait(7)));
    }
    send(&mut respondent, &[RIGHT], &[ada()]);
    assert_eq!(respondent.keys(), ["QID2"]);
}

#[test]
fn one_that_can_let_nobody_in_says_so_at_once() {
    for authenticator in [
        Authenticator { list: String::new(), ..by_email() },
        Authenticator { fields: Vec::new(), ..by_email() },
        Authenticator { asks_elsewhere: true, ..by_email() },
    ] {
        let mut respondent = at(authenticator);
        assert!(asked(&respondent).is_over);
        send(&mut respondent, &[RIGHT], &[ada()]);
        assert_eq!(respondent.keys(), ["QID3"]);
    }
}

#[test]
fn tries_are_bounded_whatever_the_file_says() {
    for (attempts, expected) in
        [(None, AUTHENTICATOR_TRIES), (Some(1), 1), (Some(1_000_000), AUTHENTICATOR_TRIES_MOST)]
    {
        let mut respondent = at(Authenticator { attempts, ..by_email() });
        let mut tries = 0;
        while !asked(&respondent).is_over {
            send(&mut respondent, &[WRONG], &[ada()]);
            tries += 1;
        }
        assert_eq!(tries, expected, "{attempts:?}");
    }
}

#[test]
fn one_that_is_tried_by_itself_asks_only_whom_it_does_not_know() {
    let filled = AuthenticatorField { filled_from: Some("who".into()), ..field("ExternalDataReference") };
    let authenticator = Authenticator { fields: vec![filled], is_automatic: true, ..by_email() };
    for (brought, shown) in [("A-1815", "QID2"), ("A-0", "~contact"), ("", "~contact")] {
        let mut respondent = Respondent::of(guarded(authenticator.clone()));
        respondent.state.embedded.insert("who".into(), brought.into());
        send(&mut respondent, &[("QID1_TEXT", "one")], &[ada()]);
        assert_eq!(respondent.keys(), [shown], "{brought}");
        if shown == "~contact" {
            assert_eq!(asked(&respondent).fields[0].0.value, brought, "it is filled in");
            send(&mut respondent, &[("~contact.0", "A-1815")], &[ada()]);
            assert_eq!(respondent.keys(), ["QID2"]);
        }
    }
}

#[test]
fn every_operator_is_asked_of_a_contact_and_every_field_is_piped() {
    let mut respondent = at(by_email());
    send(&mut respondent, &[RIGHT], &[ada()]);
    let work = super::super::work::Work::of_a_page();
    let here = super::super::flow::scope(&respondent.survey, &respondent.state, &work, None);
    for (left, operator, right, expected) in [
        ("m://FirstName", "EqualTo", "Ada", true),
        ("m://FirstName", "EqualTo", "Bob", false),
        ("m://FirstName", "NotEqualTo", "Bob", true),
        ("m://FirstName", "Is", "Ada", true),
        ("m://FirstName", "IsNot", "Ada", false),
        ("m://LastName", "Contains", "Love", true),
        ("m://LastName", "DoesNotContain", "Byron", true),
        ("m://LastName", "MatchesRegex", "^Love.*e$", true),
        ("m://Email1", "NotEmpty", "", true),
        ("m://Email", "Empty", "", false),
        ("m://Phone", "Empty", "", true),
        ("m://age", "GreaterThan", "35", true),
        ("m://age", "GreaterThanOrEqual", "36", true),
        ("m://age", "LessThan", "36", false),
        ("m://age", "LessThanOrEqual", "36", true),
        ("FirstName", "EqualTo", "Ada", true),
        ("m://ExternalDataReference", "EqualTo", "A-1815", true),
    ] {
        let expression = when("PanelData", left, operator, right);
        assert_eq!(super::super::logic::holds(here, &expression), expected, "{left} {operator} {right}");
    }
    for (token, value) in [
        ("m://FirstName", "Ada"),
        ("m://LastName", "Lovelace"),
        ("m://Email1", "ada@example.org"),
        ("m://Email", "ada@example.org"),
        ("m://ExternalDataReference", "A-1815"),
        ("m://dept", "Mathematics"),
        ("e://Field/Dept", "Mathematics"),
        ("e://Field/RecipientFirstName", "Ada"),
        ("m://Secret", ""),
        ("m://Phone", ""),
    ] {
        let text =
            super::super::logic::text(here, &format!("${{{token}}}"), super::super::logic::Usage::Text, "t");
        assert_eq!(text, value, "{token}");
    }
}
