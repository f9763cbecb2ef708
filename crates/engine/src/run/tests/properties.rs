//! What holds of every survey and every respondent, tried on many that are made at random.

use proptest::prelude::*;

use super::*;

/// A question of a made-up survey: its kind, whether its choices are mixed, and which earlier answer it hangs on.
type Made = (u8, bool, Option<(u8, u8, bool)>);

/// A survey of these questions, in blocks that a randomizer and a loop show, with texts and embedded data that pipe and
/// compute.
fn survey_of(made: &[Made], seed: u64) -> (PreparedSurvey, RunState) {
    let id = |place: usize| format!("QID{}", place + 1);
    let question = |(place, (kind, is_mixed, depends)): (usize, &Made)| {
        let mut question = match kind % 3 {
            0 => single(&id(place)),
            1 => text(&id(place)),
            _ => super::question(&id(place), QuestionType::MultipleChoice, "MAVR"),
        };
        let before = place.saturating_sub(1);
        question.text = format!(
            "${{q://{0}/ChoiceTextEntryValue}} ${{q://{0}/ChoiceGroup/SelectedChoices}} $e{{ q://{0}/SelectedChoicesRecode * 2 }} \
             ${{lm://CurrentLoopNumber}} ${{rand://int/1:9}}",
            id(before)
        );
        if *is_mixed {
            question.raw = object(json!({"Randomization": {"Type": "All"}}));
        }
        if let Some((on, choice, is_not)) = depends {
            let operator = if *is_not { "NotSelected" } else { "Selected" };
            let left = format!("q://{}/SelectableChoice/{}", id(*on as usize % (place + 1)), choice % 3 + 1);
            question.display = Some(when("Question", &left, operator, ""));
        }
        question
    };
    let questions: Vec<Question> = made.iter().enumerate().map(question).collect();
    let ids: Vec<String> = (0..made.len()).map(id).collect();
    let pages: Vec<[&str; 1]> = ids.iter().map(|id| [id.as_str()]).collect();
    let (first, rest) = pages.split_at(made.len() / 2);
    let of = |name: &str, pages: &[[&str; 1]]| {
        let pages: Vec<&[&str]> = pages.iter().map(<[&str; 1]>::as_slice).collect();
        block(name, &pages)
    };
    let mut looped = of("BL_2", rest);
    looped.loop_rows = vec![("1".into(), Map::new()), ("2".into(), Map::new())];
    let randomizer = FlowElement::Randomizer {
        flow: "FL_5".into(),
        subset: 2,
        even: false,
        children: vec![shows("BL_1"), shows("BL_2")],
    };
    let survey = survey(questions, vec![of("BL_1", first), looped], vec![randomizer]);
    let survey = PreparedSurvey::new(survey);
    let state = start(&survey, seed, Vec::new(), Known::default(), 0);
    (survey, state)
}

/// Answers every page by these numbers; gives the pages and the state at the end.
fn walked(made: &[Made], seed: u64, numbers: &[u8]) -> (PreparedSurvey, RunState, Vec<PageView>) {
    let (survey, mut state) = survey_of(made, seed);
    let mut pages = Vec::new();
    for number in numbers.iter().cycle().take(100) {
        let Some(page) = page(&survey, &state) else { break };
        let sent = page.questions.iter().flat_map(|question| {
            let name = match &question.input {
                Input::Entry(entry) => entry.name.clone(),
                _ => question.key.clone(),
            };
            [(name.clone(), (number % 4).to_string()), (name, (number / 4 % 4).to_string())]
        });
        let sent: Vec<(String, String)> = sent.collect();
        pages.push(page);
        let back = if number % 7 == 6 { Direction::Back } else { Direction::Next };
        submit(&survey, &mut state, &sent, back, i64::from(*number));
    }
    (survey, state, pages)
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    prop::collection::vec((any::<u8>(), any::<bool>(), any::<Option<(u8, u8, bool)>>()), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_survey_seed_and_answers_give_the_same_pages(
        made in made(), seed in any::<u64>(), numbers in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let (survey, state, pages) = walked(&made, seed, &numbers);
        let (_, again, same) = walked(&made, seed, &numbers);
        prop_assert_eq!(&state, &again);
        prop_assert_eq!(pages, same);
        prop_assert_eq!(recorded(&survey, &state, 9), recorded(&survey, &again, 9));
    }

    #[test]
    fn what_was_not_shown_has_no_value(
        made in made(), seed in any::<u64>(), numbers in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let (survey, mut state, _) = walked(&made, seed, &numbers);
        // Even answers that lie there from another way do not count.
        for place in 1..=made.len() {
            for key in [format!("QID{place}"), format!("2_QID{place}")] {
                state.answers.entry(key.clone()).or_insert_with(|| vec!["1".into()]);
                state.answers.entry(format!("{key}_TEXT")).or_insert_with(|| vec!["left over".into()]);
            }
        }
        let answers = recorded(&survey, &state, 9).answers;
        let work = crate::run::work::Work::of_a_page();
        let scope = flow::scope(&survey, &state, &work, None);
        for place in 1..=made.len() {
            for key in [format!("QID{place}"), format!("1_QID{place}"), format!("2_QID{place}")] {
                if state.visits.have_shown(&key) {
                    continue;
                }
                let typed = format!("{key}_TEXT");
                prop_assert!(!answers.contains_key(&key) && !answers.contains_key(&typed));
                for piped in ["ChoiceTextEntryValue", "ChoiceGroup/SelectedChoices", "SelectedChoicesRecode"] {
                    let text = logic::text(scope, &format!("${{q://{key}/{piped}}}"), logic::Usage::Text, "");
                    prop_assert_eq!(text, "");
                }
                let filled = when("Question", &format!("q://{key}/ChoiceTextEntryValue"), "NotEmpty", "");
                let selected = when("Question", &format!("q://{key}/SelectableChoice/1"), "Selected", "");
                prop_assert!(!logic::holds(scope, &filled) && !logic::holds(scope, &selected));
            }
        }
    }
}
