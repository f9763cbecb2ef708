//! The steps of a survey keep their numbers: kept sessions name them. They are held beside the plain list that they were before
//! pages were told apart when they are asked for.

use model::limits::surveys::WAY_QUESTIONS;
use proptest::prelude::*;

use super::*;
use crate::run::chance::Chance;
use crate::run::flow::FlowStep;
use crate::run::known::Draw;

/// What a step is, in words.
fn told(step: FlowStep<'_>) -> String {
    match step {
        FlowStep::Page(page) => {
            let row = page.row.map_or_else(String::new, |row| format!(" in {}({})", row.key, row.place));
            let items = page.items().map(|item| format!(" {}{}", item.id, "*".repeat(item.skip.len())));
            format!("{}{row}:{} |{}", page.block.id, items.collect::<String>(), page.block_end)
        }
        FlowStep::Set(flow, _) => format!("set {flow}"),
        FlowStep::Unless(_, otherwise) => format!("unless {otherwise}"),
        FlowStep::Draw(flow, children, count) => format!("draw {flow} {count} of {}", children.len()),
        FlowStep::Call(flow, _) => format!("call {flow}"),
        FlowStep::Authenticate(flow, _, behind) => format!("ask {flow} {behind}"),
        FlowStep::End(_) => "end".to_owned(),
    }
}

fn listed(survey: &PreparedSurvey, state: &RunState) -> Vec<String> {
    let steps = flow::steps(survey, state);
    assert!(steps.at(steps.len()).is_none());
    (0..steps.len()).map(|step| told(steps.at(step).expect("each number below the end has a step"))).collect()
}

/// The plain list: every page of every round written down.
struct Plain<'a> {
    survey: &'a Survey,
    state: &'a RunState,
    list: Vec<String>,
    questions: usize,
}

impl Plain<'_> {
    fn add(&mut self, elements: &[&FlowElement]) {
        for element in elements {
            let children: Vec<&FlowElement> = element.children().iter().collect();
            match element {
                FlowElement::Block { block, .. } => self.add_block(block),
                FlowElement::EmbeddedData { flow, .. } => self.list.push(format!("set {flow}")),
                FlowElement::Branch { .. } => {
                    let place = self.list.len();
                    self.list.push(String::new());
                    self.add(&children);
                    self.list[place] = format!("unless {}", self.list.len());
                }
                FlowElement::Authenticator { flow, .. } => {
                    let place = self.list.len();
                    self.list.push(String::new());
                    self.add(&children);
                    self.list[place] = format!("ask {flow} {}", self.list.len());
                }
                FlowElement::Randomizer { flow, subset, .. } => match flow::picked(self.state, element) {
                    Some(picked) => self.add(&picked),
                    None => self.list.push(format!("draw {flow} {subset} of {}", children.len())),
                },
                FlowElement::Group { .. } | FlowElement::Other { .. } => self.add(&children),
                FlowElement::WebService { flow, .. } => self.list.push(format!("call {flow}")),
                FlowElement::EndSurvey { .. } => self.list.push("end".to_owned()),
            }
        }
    }

    fn add_block(&mut self, id: &str) {
        let Some(block) = self.survey.blocks.get(id).filter(|block| block.kind != BlockKind::Trash) else {
            return;
        };
        if self.questions > WAY_QUESTIONS {
            return;
        }
        let looping = |name: &str| block.raw.get("Options")?.get("LoopingOptions")?.get(name)?.as_str();
        let mut rows: Vec<Option<usize>> = (0..block.loop_rows.len()).map(Some).collect();
        let way = looping("Randomization");
        if matches!(way, Some("All" | "Subset")) {
            Chance::at(self.state.seed, &format!("{id} loop")).shuffle(&mut rows);
        }
        if way == Some("Subset")
            && let Some(size) = looping("TotalRandSubset")
        {
            rows.truncate(size.parse().unwrap());
        }
        self.questions += block.loop_rows.len();
        if rows.is_empty() {
            rows.push(None);
        }
        let pages = self.pages(block);
        for row in rows {
            self.questions += block.elements.len();
            if self.questions > WAY_QUESTIONS {
                return;
            }
            let end = self.list.len() + pages.len();
            let row = row.map_or_else(String::new, |row| format!(" in {}({row})", block.loop_rows[row].0));
            self.list.extend(pages.iter().map(|page| format!("{id}{row}: {} |{end}", page.join(" "))));
        }
    }

    /// The questions of a block on their pages, each with a star for every skip behind it.
    fn pages(&self, block: &Block) -> Vec<Vec<String>> {
        let slots: Vec<Option<(String, usize)>> = block
            .elements
            .iter()
            .map(|element| match element {
                BlockElement::Question { id, skip } => Some((id.to_string(), skip.len())),
                BlockElement::PageBreak => None,
            })
            .collect();
        let options = block.raw.get("Options").cloned().unwrap_or_default();
        let advanced = options["Randomization"]["Advanced"].clone();
        let size = |name: &str| advanced[name].as_u64().filter(|size| *size > 0).map(|size| size as usize);
        let ids = |name: &str| -> Vec<String> {
            let ids = advanced[name].as_array().into_iter().flatten();
            ids.filter_map(|id| Some(id.as_str()?.to_owned())).collect()
        };
        let mut chance = Chance::at(self.state.seed, &block.id);
        let all = |slots: &[Option<(String, usize)>]| slots.iter().flatten().cloned().collect::<Vec<_>>();
        let (slots, own) = match options["RandomizeQuestions"].as_str() {
            Some("RandomizeAll") => {
                let mut questions = all(&slots);
                chance.shuffle(&mut questions);
                let mut questions = questions.into_iter();
                (slots.iter().map(|slot| slot.as_ref().and_then(|_| questions.next())).collect(), None)
            }
            Some(way @ ("RandomWithXPerPage" | "RandomWithOnlyX")) => {
                let mut questions = all(&slots);
                chance.shuffle(&mut questions);
                if way == "RandomWithOnlyX" {
                    questions.truncate(size("TotalRandSubset").unwrap_or(questions.len()));
                }
                (questions.into_iter().map(Some).collect(), size("QuestionsPerPage"))
            }
            Some("Advanced") if advanced.is_object() => {
                let left_out = ids("Undisplayed");
                let is_left = |slot: &Option<(String, usize)>| {
                    slot.as_ref().is_none_or(|(id, _)| !left_out.contains(id))
                };
                let (order, mut mixed, mut some) =
                    (ids("FixedOrder"), ids("RandomizeAll"), ids("RandomSubSet"));
                if order.is_empty() {
                    (slots.into_iter().filter(is_left).collect(), size("QuestionsPerPage"))
                } else {
                    chance.shuffle(&mut mixed);
                    chance.shuffle(&mut some);
                    some.truncate(size("TotalRandSubset").unwrap_or(some.len()));
                    let (mut mixed, mut some) = (mixed.into_iter(), some.into_iter());
                    let mut left: Vec<_> = slots.into_iter().filter(is_left).flatten().collect();
                    let mut laid = Vec::new();
                    for name in order {
                        let wanted = match name.as_str() {
                            "{~Randomized~}" => mixed.next(),
                            "{~SubSet~}" => some.next(),
                            _ => Some(name),
                        };
                        let place = wanted.and_then(|wanted| left.iter().position(|(id, _)| *id == wanted));
                        laid.extend(place.map(|place| Some(left.remove(place))));
                    }
                    (laid, size("QuestionsPerPage"))
                }
            }
            _ => (slots, None),
        };
        let per_page = self.survey.option("QuestionsPerPage").and_then(|size| size.parse().ok()).unwrap_or(0);
        let per_page = own.unwrap_or(per_page);
        let mut pages = vec![Vec::new()];
        for slot in slots {
            let is_full = |page: &Vec<String>| per_page > 0 && page.len() >= per_page;
            let ends = match slot {
                Some((id, skips)) => {
                    let page = pages.last_mut().unwrap();
                    page.push(format!("{id}{}", "*".repeat(skips)));
                    skips > 0 || is_full(page)
                }
                None => true,
            };
            if ends {
                pages.push(Vec::new());
            }
        }
        pages.retain(|page| !page.is_empty());
        pages
    }
}

/// A block by numbers: its elements (a question, with or without a skip, or a page break), how its questions are mixed, how many
/// rows it loops over and how they are mixed.
type MadeBlock = (Vec<(u8, bool)>, u8, u8, u8, u8);

fn made_block(name: usize, (elements, way, size, rows, mixed): &MadeBlock) -> Block {
    let skip =
        || object(json!({"SkipToDestination": "ENDOFBLOCK", "ChoiceLocator": "q://QID1/SelectableChoice/1"}));
    let element = |(number, skips): &(u8, bool)| match number % 5 {
        0 => BlockElement::PageBreak,
        number => BlockElement::Question {
            id: QuestionId::parse(&format!("QID{number}")).unwrap(),
            skip: if *skips { vec![skip()] } else { Vec::new() },
        },
    };
    let ways = ["", "RandomizeAll", "RandomWithXPerPage", "RandomWithOnlyX", "Advanced", "Advanced"];
    let way = usize::from(*way) % ways.len();
    let order: Value =
        if way == 5 { json!(["{~Randomized~}", "QID2", "{~SubSet~}", "{~Randomized~}"]) } else { json!([]) };
    let advanced = json!({
        "QuestionsPerPage": size % 3, "TotalRandSubset": size / 3 % 3, "FixedOrder": order,
        "RandomizeAll": ["QID1", "QID3"], "RandomSubSet": ["QID4", "QID1"], "Undisplayed": ["QID3"],
    });
    let mixed = ["None", "All", "Subset"][usize::from(*mixed) % 3];
    let options = json!({"Options": {
        "RandomizeQuestions": ways[way], "Randomization": {"Advanced": advanced},
        "LoopingOptions": {"Randomization": mixed, "TotalRandSubset": "2"},
    }});
    Block {
        id: format!("BL_{name}"),
        description: String::new(),
        kind: if name == 3 { BlockKind::Trash } else { BlockKind::Standard },
        elements: elements.iter().map(element).collect(),
        loop_rows: (0..rows % 4).map(|row| (row.to_string(), Map::new())).collect(),
        raw: object(options),
    }
}

fn made_flow() -> impl Strategy<Value = FlowElement> {
    let flow = "FL_[1-9]";
    let leaf = prop_oneof![
        4 => (0_usize..5).prop_map(|block| shows(&format!("BL_{block}"))),
        1 => flow.prop_map(|flow| FlowElement::EmbeddedData { flow, fields: Vec::new() }),
        1 => flow.prop_map(|flow| FlowElement::EndSurvey { flow, options: Map::new() }),
    ];
    leaf.prop_recursive(3, 24, 5, move |inner| {
        let children = prop::collection::vec(inner, 0..5);
        (0_u8..5, flow, 0_usize..4, any::<bool>(), children).prop_map(
            |(kind, flow, subset, even, children)| match kind {
                0 => FlowElement::Branch { flow, condition: None, children },
                1 => FlowElement::Group { flow, children },
                2 => FlowElement::Other { flow, kind: "Unknown".into(), children },
                3 => FlowElement::Authenticator {
                    flow,
                    authenticator: Box::new(contacts::by_email()),
                    children,
                },
                _ => FlowElement::Randomizer { flow, subset, even, children },
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_step_is_what_the_plain_list_has_at_its_number(
        blocks in prop::collection::vec((prop::collection::vec(any::<(u8, bool)>(), 0..9), any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>()), 4),
        flow in prop::collection::vec(made_flow(), 0..6),
        per_page in 0_u8..3,
        seed in any::<u64>(),
        drawn in any::<bool>(),
    ) {
        let questions = ["QID1", "QID2", "QID3", "QID4"].map(single).to_vec();
        let blocks = blocks.iter().enumerate().map(|(name, block)| made_block(name, block)).collect();
        let mut survey = survey(questions, blocks, flow);
        survey.options.insert("QuestionsPerPage".into(), json!(per_page));
        let survey = PreparedSurvey::new(survey);
        let mut state = RunState { seed, ..bare() };
        if drawn {
            for flow in (1..10).map(|number| format!("FL_{number}")) {
                let draw = Draw { list: flow, items: Vec::new(), count: 2, order: Vec::new() };
                state.known.learn(&draw, vec![1, 0]);
            }
        }
        let mut plain = Plain { survey: &survey, state: &state, list: Vec::new(), questions: 0 };
        plain.add(&survey.flow.iter().collect::<Vec<_>>());
        prop_assert_eq!(&listed(&survey, &state), &plain.list);

        let is_page = |step: &&String| step.contains(':');
        let all = plain.list.iter().filter(is_page).count().max(1);
        let steps = flow::steps(&survey, &state);
        for step in 0..plain.list.len() + 2 {
            let passed = plain.list.iter().take(step).filter(is_page).count();
            prop_assert_eq!(usize::from(steps.progress(step)), passed * 100 / all);
        }
    }
}

#[test]
fn kept_sessions_find_their_page_by_its_number() {
    let mut looped = block("BL_2", &[&["QID2"], &["QID3"]]);
    looped.loop_rows = vec![("1".into(), Map::new()), ("2".into(), Map::new())];
    let branch = FlowElement::Branch {
        flow: "FL_2".into(),
        condition: Some(picked("QID1", "1")),
        children: vec![shows("BL_2")],
    };
    let set = FlowElement::EmbeddedData { flow: "FL_1".into(), fields: Vec::new() };
    let questions = ["QID1", "QID2", "QID3", "QID4"].map(single).to_vec();
    let blocks = vec![block("BL_1", &[&["QID1", "QID4"]]), looped];
    let survey =
        PreparedSurvey::new(survey(questions, blocks, vec![set, shows("BL_1"), branch, shows("BL_1")]));
    let pages = [
        "set FL_1",
        "BL_1: QID1 QID4 |2",
        "unless 7",
        "BL_2 in 1(0): QID2 |5",
        "BL_2 in 1(0): QID3 |5",
        "BL_2 in 2(1): QID2 |7",
        "BL_2 in 2(1): QID3 |7",
        "BL_1: QID1 QID4 |8",
    ];
    assert_eq!(listed(&survey, &bare()), pages);
    // As an earlier build kept it: the way stands at the second page of the first round.
    let state = json!({
        "seed": 1, "started_ms": 0, "page_ms": 0, "language": "EN", "embedded": {}, "answers": {"QID1": ["1"]}, "problems": [],
        "end": null, "visits": [
            {"step": 1, "from": 0, "shown": ["QID1", "QID4"], "asked": false},
            {"step": 3, "from": 0, "shown": ["1_QID2"], "asked": false},
            {"step": 4, "from": 0, "shown": ["1_QID3"], "asked": false},
        ],
    });
    let mut respondent = Respondent { survey, state: serde_json::from_value(state).unwrap() };
    assert_eq!(respondent.keys(), ["1_QID3"]);
    for expected in [["2_QID2"], ["2_QID3"]] {
        respondent.send(&[]);
        assert_eq!(respondent.keys(), expected);
    }
}
