//! What a run is told of the world outside: draws, quotas, devices; and what going back takes back.

use model::limits::surveys::{EVEN_PARTS, EVEN_RANDOMIZERS};
use model::survey::{Placing, Quota, QuotaAction, QuotaCell, QuotaGroup, QuotaSchedule, WebService};

use super::*;

/// A randomizer that gives one of two blocks to each respondent, evenly, behind a first page.
fn even() -> Survey {
    let questions = vec![single("QID1"), text("QID2"), text("QID3"), text("QID4")];
    let blocks = vec![
        block("BL_1", &[&["QID1"]]),
        block("BL_2", &[&["QID2"]]),
        block("BL_3", &[&["QID3"]]),
        block("BL_4", &[&["QID4"]]),
    ];
    let children = vec![shows("BL_2"), shows("BL_3")];
    let randomizer = FlowElement::Randomizer { flow: "FL_9".into(), subset: 1, even: true, children };
    survey(questions, blocks, vec![shows("BL_1"), randomizer, shows("BL_4")])
}

/// Sends a page and answers what is asked, as the services do.
fn send(respondent: &mut Respondent, fields: &[(&str, &str)], drawn: &mut [i64]) -> SubmitOutcome {
    loop {
        let before = respondent.state.clone();
        match respondent.send(fields) {
            SubmitOutcome::Asks(Ask::Draw(draws)) => {
                respondent.state = before;
                for draw in draws {
                    let picked = draw.pick(drawn);
                    picked.iter().for_each(|place| drawn[*place] += 1);
                    respondent.state.known.learn(&draw, picked);
                }
            }
            other => return other,
        }
    }
}

#[test]
fn an_evenly_presented_randomizer_asks_once_and_shares_its_children_out() {
    let survey = even();
    let mut drawn = [0, 0];
    let mut shown = Vec::new();
    for seed in 0..10 {
        let mut respondent = Respondent::of(survey.clone());
        respondent.state.seed = seed;
        send(&mut respondent, &[("QID1", "1")], &mut drawn);
        let first = respondent.keys();
        assert!((drawn[0] - drawn[1]).abs() <= 1, "{drawn:?}");
        // Back and forth draws nothing anew.
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
        assert_eq!(respondent.keys(), ["QID1"]);
        send(&mut respondent, &[("QID1", "2")], &mut drawn);
        assert_eq!(respondent.keys(), first);
        send(&mut respondent, &[], &mut drawn);
        assert_eq!(respondent.keys(), ["QID4"]);
        send(&mut respondent, &[], &mut drawn);
        let order = respondent.answers()["FL_9_DO"].clone();
        assert_eq!(order, Answer::Text(format!("FL_BL_{}", &first[0][3..])));
        shown.extend(first);
    }
    assert_eq!(drawn, [5, 5]);
    assert_eq!(shown.iter().filter(|key| *key == "QID2").count(), 5);
}

/// A survey whose second page is behind `quotas`.
fn limited(quotas: Vec<Quota>) -> Survey {
    let questions = vec![single("QID1"), text("QID2")];
    let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
    Survey { quotas, ..survey(questions, blocks, vec![shows("BL_1"), shows("BL_2")]) }
}

fn quota(id: &str, limit: i64, choice: &str, action: QuotaAction) -> Quota {
    let cell = QuotaCell { key: id.into(), limit, logic: Some(picked("QID1", choice)), schedule: None };
    Quota { id: id.into(), name: id.into(), cells: vec![cell], action, end: Map::new() }
}

fn counts(counts: &[(&str, i64)]) -> Vec<(String, i64)> {
    counts.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
}

#[test]
fn a_full_quota_ends_the_survey_for_those_who_belong_to_it() {
    let survey = limited(vec![quota("QO_1", 2, "1", QuotaAction::EndSurvey)]);
    for (choice, counted, ends) in [("1", 1, false), ("1", 2, true), ("1", 3, true), ("2", 2, false)] {
        let mut respondent = Respondent::of(survey.clone());
        respondent.state.known.count(counts(&[("QO_1", counted)]), 0);
        let outcome = respondent.send(&[("QID1", choice)]);
        let SubmitOutcome::Ended(end) = outcome else {
            assert!(!ends, "{choice} at {counted}");
            respondent.send(&[("QID2_TEXT", "so")]);
            let expected = if choice == "1" { 1 } else { 0 };
            assert_eq!(super::counted(&respondent.survey, &respondent.state).len(), expected);
            continue;
        };
        assert!(ends, "{choice} at {counted}");
        assert_eq!((end.flag.as_str(), end.recorded, end.counts), ("QuotaMet", true, false));
        assert_eq!(respondent.answers()["Q_TerminateFlag"], Answer::Text("QuotaMet".into()));
        assert_eq!(super::counted(&respondent.survey, &respondent.state), []);
    }
}

#[test]
fn a_full_quota_hides_what_it_says() {
    let hides = [
        (QuotaAction::HideQuestion("QID2".into()), true),
        (QuotaAction::HideBlock("BL_2".into()), true),
        (QuotaAction::Nothing, false),
    ];
    for (action, is_hidden) in hides {
        for (counted, is_full) in [(1, false), (2, true)] {
            let mut respondent = Respondent::of(limited(vec![quota("QO_1", 2, "1", action.clone())]));
            respondent.state.known.count(counts(&[("QO_1", counted)]), 0);
            respondent.send(&[("QID1", "1")]);
            assert_eq!(respondent.state.end.is_some(), is_hidden && is_full, "{action:?} at {counted}");
        }
    }
    let prevents = PreparedSurvey::new(limited(vec![quota("QO_1", 2, "1", QuotaAction::PreventSurvey)]));
    let mut known = Known::default();
    known.count(counts(&[("QO_1", 2)]), 0);
    let ended = start(&prevents, 1, Vec::new(), known, 0).end.map(|end| end.flag);
    assert_eq!(ended.as_deref(), Some("QuotaMet"));
    assert!(start(&prevents, 1, Vec::new(), Known::default(), 0).end.is_none());
}

#[test]
fn conditions_and_texts_know_how_often_a_quota_was_counted() {
    let branch = |operator: &str, right: &str, word: &str| FlowElement::Branch {
        flow: format!("FL_{word}"),
        condition: Some(when("Quota", "qo://QO_1/QuotaCount", operator, right)),
        children: vec![FlowElement::EmbeddedData {
            flow: format!("FL_{word}E"),
            fields: vec![EmbeddedField { name: word.into(), value: Some("${qo://QO_1/QuotaCount}".into()) }],
        }],
    };
    let mut survey = limited(vec![quota("QO_1", 2, "1", QuotaAction::Nothing)]);
    survey.flow.insert(0, branch("QuotaMet", "", "met"));
    survey.flow.insert(1, branch("QuotaNotMet", "", "open"));
    survey.flow.insert(2, branch("GreaterThan", "0", "some"));
    let survey = PreparedSurvey::new(survey);
    for (counted, set) in [(0, "open=0"), (1, "open=1 some=1"), (2, "met=2 some=2")] {
        let mut known = Known::default();
        known.count(counts(&[("QO_1", counted)]), 0);
        let state = start(&survey, 1, Vec::new(), known, 0);
        let fields: Vec<_> = state.embedded.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields.join(" "), set);
    }
}

#[test]
fn who_belongs_to_several_quotas_of_a_group_is_counted_as_the_group_says() {
    let cases = [
        (Placing::All, vec!["QO_1", "QO_2", "QO_3"]),
        (Placing::LeastFilled, vec!["QO_1", "QO_3"]),
        (Placing::MostFilled, vec!["QO_2", "QO_3"]),
        (Placing::LeastFilledPercent, vec!["QO_2", "QO_3"]),
        (Placing::MostFilledPercent, vec!["QO_1", "QO_3"]),
        (Placing::First, vec!["QO_1", "QO_3"]),
        (Placing::Last, vec!["QO_2", "QO_3"]),
    ];
    for (placing, expected) in cases {
        let quotas = [("QO_1", 10), ("QO_2", 100), ("QO_3", 5)]
            .map(|(id, limit)| quota(id, limit, "1", QuotaAction::Nothing));
        let group = QuotaGroup { quotas: vec!["QO_1".into(), "QO_2".into()], placing };
        let survey = Survey { quota_groups: vec![group], ..limited(quotas.to_vec()) };
        let mut respondent = Respondent::of(survey);
        respondent.state.known.count(counts(&[("QO_1", 4), ("QO_2", 8)]), 0);
        respondent.send(&[("QID1", "1")]);
        respondent.send(&[]);
        let counted = super::counted(&respondent.survey, &respondent.state);
        let keys: Vec<&str> = counted.iter().map(|count| count.key.as_str()).collect();
        assert_eq!(keys, expected, "{placing:?}");
    }
}

#[test]
fn only_the_quota_of_a_group_that_counts_somebody_ends_the_survey_for_them() {
    // The first is full and has most, the second has room.
    let cases = [
        (Placing::All, true),
        (Placing::LeastFilled, false),
        (Placing::LeastFilledPercent, false),
        (Placing::MostFilled, true),
        (Placing::MostFilledPercent, true),
        (Placing::First, true),
        (Placing::Last, false),
    ];
    for (placing, ends) in cases {
        let quotas =
            [("QO_1", 4), ("QO_2", 100)].map(|(id, limit)| quota(id, limit, "1", QuotaAction::EndSurvey));
        let group = QuotaGroup { quotas: vec!["QO_1".into(), "QO_2".into()], placing };
        let mut respondent = Respondent::of(Survey { quota_groups: vec![group], ..limited(quotas.to_vec()) });
        respondent.state.known.count(counts(&[("QO_1", 4), ("QO_2", 3)]), 0);
        respondent.send(&[("QID1", "1")]);
        assert_eq!(respondent.state.end.is_some(), ends, "{placing:?}");
        if ends {
            continue;
        }
        // Nor does it when the quotas are counted anew, though another one of the group is full.
        respondent.send(&[]);
        settle_end(&respondent.survey, &mut respondent.state);
        assert!(respondent.state.end.as_ref().is_some_and(|end| end.flag.is_empty()), "{placing:?}");
        assert_eq!(super::counted(&respondent.survey, &respondent.state)[0].key, "QO_2", "{placing:?}");
    }
}

#[test]
fn nobody_belongs_to_a_quota_before_they_were_asked() {
    let not_first = when("Question", "q://QID2/ChoiceTextEntryValue", "NotEqualTo", "x");
    let cell = QuotaCell { key: "QO_1".into(), limit: 0, logic: Some(not_first), schedule: None };
    let quota = Quota {
        id: "QO_1".into(),
        name: String::new(),
        cells: vec![cell],
        action: QuotaAction::EndSurvey,
        end: Map::new(),
    };
    let mut respondent = Respondent::of(limited(vec![quota]));
    respondent.send(&[("QID1", "1")]);
    assert_eq!(respondent.keys(), ["QID2"]);
    let SubmitOutcome::Ended(end) = respondent.send(&[("QID2_TEXT", "y")]) else { panic!("it is full") };
    assert_eq!(end.flag, "QuotaMet");
}

#[test]
fn a_condition_asks_what_device_it_is() {
    let branch = FlowElement::Branch {
        flow: "FL_8".into(),
        condition: Some(when("DeviceType", "mobile", "Is", "")),
        children: vec![shows("BL_1")],
    };
    let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
    let survey = survey(vec![single("QID1"), text("QID2")], blocks, vec![branch, shows("BL_2")]);
    let survey = PreparedSurvey::new(survey);
    for (agent, first) in [("Mozilla/5.0 (Linux; Android 14) Mobile", "QID1"), ("Mozilla/5.0 (X11)", "QID2")]
    {
        let state = start(&survey, 1, Vec::new(), Known::of_browser(agent), 0);
        assert_eq!(page(&survey, &state).unwrap().questions[0].key, first);
    }
}

/// Going back takes with it what was set on the way that is left.
#[test]
fn going_back_takes_back_what_the_abandoned_branch_has_set() {
    let branch = FlowElement::Branch {
        flow: "FL_8".into(),
        condition: Some(picked("QID1", "1")),
        children: vec![FlowElement::EmbeddedData {
            flow: "FL_9".into(),
            fields: vec![
                EmbeddedField { name: "segment".into(), value: Some("gold".into()) },
                EmbeddedField { name: "link".into(), value: Some("changed".into()) },
            ],
        }],
    };
    let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
    let survey =
        survey(vec![single("QID1"), text("QID2")], blocks, vec![shows("BL_1"), branch, shows("BL_2")]);
    let survey = PreparedSurvey::new(survey);
    let brought = vec![("link".to_owned(), "as it came".to_owned())];
    let state = start(&survey, 1, brought, Known::default(), 0);
    let mut respondent = Respondent { survey, state };
    let before = respondent.state.embedded.clone();
    respondent.send(&[("QID1", "1")]);
    assert_eq!(respondent.state.embedded["segment"], "gold");
    submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
    assert_eq!(respondent.state.embedded, before);
    respondent.send(&[("QID1", "2")]);
    assert_eq!(respondent.state.embedded, before);
}

/// Names of embedded data are compared without case.
#[test]
fn a_link_fills_a_field_whatever_the_case_of_its_name() {
    let flow = vec![
        FlowElement::EmbeddedData {
            flow: "FL_1".into(),
            fields: vec![EmbeddedField { name: "Source".into(), value: None }],
        },
        shows("BL_1"),
    ];
    let question = Question { text: "${e://Field/SOURCE} ${e://Field/Loose}".into(), ..single("QID1") };
    let survey = PreparedSurvey::new(survey(vec![question], vec![block("BL_1", &[&["QID1"]])], flow));
    let brought =
        [("source", "mail"), ("loose", "yes")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let state = start(&survey, 1, brought.to_vec(), Known::default(), 0);
    assert_eq!(state.embedded["Source"], "mail");
    assert_eq!(page(&survey, &state).unwrap().questions[0].text, "mail yes");
}

/// What each draw costs is bounded: the parts of further randomizers are drawn by chance, and that is told.
#[test]
fn no_more_randomizers_are_shared_out_than_a_page_can_pay_for() {
    let randomizer = |number: usize, parts: usize| FlowElement::Randomizer {
        flow: format!("FL_{number}"),
        subset: 1,
        even: true,
        children: (0..parts).map(|_| shows("BL_1")).collect(),
    };
    let flow = (0..EVEN_RANDOMIZERS + 5).map(|number| randomizer(number, 2)).collect();
    let blocks = vec![block("BL_1", &[])];
    let survey = PreparedSurvey::new(survey(vec![single("QID1")], blocks.clone(), flow));
    assert_eq!(survey.take_findings().len(), 5);
    let (mut known, mut draws) = (Known::default(), 0);
    while let Some(ask) = start(&survey, 1, Vec::new(), known.clone(), 0).ask {
        ask.answer_alone(&mut known);
        draws += 1;
    }
    assert_eq!(draws, EVEN_RANDOMIZERS);
    let wide = vec![randomizer(1, EVEN_PARTS + 1)];
    let survey = PreparedSurvey::new(super::survey(vec![single("QID1")], blocks, wide));
    assert_eq!(start(&survey, 1, Vec::new(), Known::default(), 0).ask, None);
}

const DAY_MS: i64 = 86_400_000;

#[test]
fn a_quota_with_a_schedule_counts_each_period_apart() {
    // From the second day of 1970 on, two periods of three days.
    let schedule = QuotaSchedule {
        start: jiff::civil::date(1970, 1, 2),
        zone: jiff::tz::TimeZone::UTC,
        days: 3,
        periods: 2,
    };
    let mut quota = quota("QO_1", 2, "1", QuotaAction::EndSurvey);
    quota.cells[0].schedule = Some(schedule);
    let survey = limited(vec![quota]);
    let counted = counts(&[("QO_1", 9), ("QO_1@0000000000", 2), ("QO_1@0000000001", 1)]);
    for (day, ends, key) in [
        (0, false, None),
        (1, true, None),
        (3, true, None),
        (4, false, Some("QO_1@0000000001")),
        (6, false, Some("QO_1@0000000001")),
        (7, false, None),
    ] {
        let mut respondent = Respondent::of(survey.clone());
        respondent.state.known.count(counted.clone(), day * DAY_MS);
        let outcome = respondent.send(&[("QID1", "1")]);
        assert_eq!(matches!(outcome, SubmitOutcome::Ended(_)), ends, "day {day}");
        respondent.send(&[]);
        let keys: Vec<String> = super::counted(&respondent.survey, &respondent.state)
            .into_iter()
            .map(|count| count.key)
            .collect();
        assert_eq!(keys, key.map(str::to_owned).into_iter().collect::<Vec<_>>(), "day {day}");
    }
}

#[test]
fn a_full_quota_calls_its_web_service_once_for_each_who_belongs_to_it() {
    let service = WebService {
        url: "https://x.example/".into(),
        method: "GET".into(),
        parameters: vec![("what".into(), "${q://QID2/ChoiceTextEntryValue}".into())],
        ..WebService::default()
    };
    let survey = limited(vec![quota("QO_1", 2, "1", QuotaAction::CallWebService(Box::new(service)))]);
    for (choice, counted, calls) in [("1", 2, 1), ("1", 1, 0), ("2", 2, 0)] {
        let mut respondent = Respondent::of(survey.clone());
        respondent.state.known.count(counts(&[("QO_1", counted)]), 0);
        let mut made = Vec::new();
        for page in [&[("QID1", choice)][..], &[("QID2_TEXT", "so")]] {
            loop {
                let before = respondent.state.clone();
                let SubmitOutcome::Asks(Ask::Call(call)) = respondent.send(page) else { break };
                respondent.state = before;
                respondent.state.known.hear(&call, None);
                made.push(call.address);
            }
        }
        assert!(respondent.state.end.is_some(), "it stops nobody");
        assert_eq!(made.len(), calls, "{choice} at {counted}: {made:?}");
        assert!(made.iter().all(|address| address == "https://x.example/?what="), "{made:?}");
    }
}

#[test]
fn a_quota_by_embedded_data_calls_at_the_end() {
    let service =
        WebService { url: "https://x.example/".into(), method: "GET".into(), ..WebService::default() };
    let mut full = quota("QO_1", 0, "1", QuotaAction::CallWebService(Box::new(service)));
    full.cells[0].logic = Some(when("EmbeddedField", "group", "EqualTo", "a"));
    let mut survey = limited(vec![full]);
    let set = EmbeddedField { name: "group".into(), value: Some("a".into()) };
    survey.flow.push(FlowElement::EmbeddedData { flow: "FL_E".into(), fields: vec![set] });
    let mut respondent = Respondent::of(survey);
    assert_eq!(respondent.send(&[("QID1", "1")]), SubmitOutcome::Page);
    assert!(matches!(respondent.send(&[]), SubmitOutcome::Asks(Ask::Call(_))));
}
