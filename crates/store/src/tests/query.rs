//! Lists put together from pieces, on both databases.

use super::{NOW, make_brand, new_survey, on_both, pieces, server, user};
use crate::lists::LISTS;
use crate::query::{Filter, List, Sort, Start};
use crate::{Param, Row, Transaction, surveys};

const OF_OWNER: Filter = Filter("owner = $1");
const NAMED_BETWEEN: Filter = Filter("name >= $1 AND name < $2");
const NAMED: Filter = Filter("name = $1 OR id = $1");
const BY_NO: Sort = Sort { order: "no", after: "no > $1" };
const BY_NAME_DOWN: Sort = Sort { order: "name DESC, no DESC", after: "(name, no) < ($1, $2)" };
static SURVEYS: List = List {
    base: "
    SELECT no,
           name,
           owner
    FROM survey
    WHERE brand = $1",
    filters: &[OF_OWNER, NAMED_BETWEEN, NAMED],
    sorts: &[BY_NO, BY_NAME_DOWN],
};
static COUNT: List = List {
    base: "
    SELECT COUNT(*)
    FROM survey
    WHERE brand = $1",
    filters: &[OF_OWNER],
    sorts: &[],
};

#[tokio::test]
async fn both_databases_understand_every_piece_of_every_list() {
    on_both(async |store| {
        let own = [("surveys", &SURVEYS), ("count", &COUNT)];
        for (name, list) in LISTS.iter().copied().chain(own) {
            for text in texts(list) {
                let mut tx = store.begin().await.unwrap();
                if let Err(error) = tx.prepare(&text).await {
                    panic!("{name}: {error}\n{text}");
                }
            }
        }
    })
    .await;
}

/// Without a filter, with each alone, and with all; in every order, from every kind of beginning.
fn texts(list: &'static List) -> Vec<String> {
    let alone = list.filters.iter().map(|filter| vec![*filter]);
    let chosen = [Vec::new(), list.filters.to_vec()].into_iter().chain(alone);
    let mut texts = Vec::new();
    for filters in chosen {
        let query = || {
            let mut query = list.query(&nulls(list.base));
            for filter in &filters {
                query = query.filter(*filter, &nulls(filter.0));
            }
            query
        };
        texts.push(query().whole().parts().unwrap().0.to_owned());
        for sort in list.sorts {
            for start in [Start::First, Start::After(nulls(sort.after)), Start::Offset(0)] {
                texts.push(query().page(*sort, start, 1).parts().unwrap().0.to_owned());
            }
        }
    }
    texts
}

/// As many parameters as a piece has.
fn nulls(piece: &str) -> Vec<Param<'static>> {
    (1..).take_while(|number| piece.contains(&format!("${number}"))).map(|_| Param::Null).collect()
}

/// A list that is not in [`LISTS`] would be prepared by no test.
#[test]
fn the_list_of_lists_is_complete() {
    let declared = super::sources().into_iter().map(|(_, text)| {
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        product.lines().filter(|line| !line.starts_with("//!") && line.contains(": List =")).count()
    });
    assert_eq!(declared.sum::<usize>(), LISTS.len());
}

#[tokio::test]
async fn a_list_is_narrowed_sorted_and_read_to_its_end_by_pages() {
    on_both(async |store| {
        let ada = make_brand(&store, "one").await;
        make_brand(&store, "two").await;
        let mut tx = store.begin().await.unwrap();
        let bob = user("one", "bob@one");
        tx.insert(&server(bob.clone())).await.unwrap();
        for number in 0..25 {
            let owner = if number % 3 == 0 { &bob } else { &ada };
            // Names repeat, so that the number has to decide.
            let mut survey = new_survey("one", &owner.id, &format!("S{}", number % 5));
            survey.created = NOW.plus(number);
            surveys::insert(&mut tx, server(survey), &pieces(&[]), None).await.unwrap();
        }
        surveys::insert(&mut tx, server(new_survey("two", &ada.id, "S1")), &pieces(&[]), None).await.unwrap();

        let all = pages(&mut tx, BY_NAME_DOWN, None, 4).await;
        assert_eq!(all.len(), 25);
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{all:?}");
        let of_bob = pages(&mut tx, BY_NAME_DOWN, Some(bob.id.as_str()), 2).await;
        assert_eq!(of_bob.len(), 9);
        assert!(of_bob.iter().all(|row| all.contains(row)));
        let mut by_no = pages(&mut tx, BY_NO, Some(bob.id.as_str()), 9).await;
        assert!(by_no.windows(2).all(|pair| pair[0].1 < pair[1].1));
        by_no.sort();
        by_no.reverse();
        assert_eq!(by_no, of_bob);

        let brand = [Param::Text("one")];
        let by_offset = SURVEYS.query(&brand).page(BY_NAME_DOWN, Start::Offset(20), 100);
        assert_eq!(named(tx.list(&by_offset).await.unwrap()), all[20..]);
        let query = SURVEYS.query(&brand).filter(NAMED_BETWEEN, &["S1".into(), "S3".into()]);
        let query = query.filter(NAMED, &["S2".into()]).page(BY_NO, Start::First, 100);
        assert_eq!(tx.list(&query).await.unwrap().len(), 5);
        let count = COUNT.query(&brand).filter_if(OF_OWNER, Some(bob.id.as_str())).whole();
        assert_eq!(tx.list(&count).await.unwrap()[0].integer(0).unwrap(), 9);
    })
    .await;
}

/// Name and number of every row, read in pages of so many.
async fn pages(tx: &mut Transaction, sort: Sort, owner: Option<&str>, size: usize) -> Vec<(String, i64)> {
    let mut found: Vec<(String, i64)> = Vec::new();
    loop {
        let start = match found.last() {
            None => Start::First,
            Some((_, no)) if sort == BY_NO => Start::After(vec![Param::Integer(*no)]),
            Some((name, no)) => Start::After(vec![name.as_str().into(), Param::Integer(*no)]),
        };
        let query = SURVEYS.query(&["one".into()]).filter_if(OF_OWNER, owner);
        let page = named(tx.list(&query.page(sort, start, size as i64)).await.unwrap());
        let last = page.len() < size;
        found.extend(page);
        if last {
            return found;
        }
    }
}

fn named(rows: Vec<Row>) -> Vec<(String, i64)> {
    rows.into_iter().map(|mut row| (row.text(1).unwrap(), row.integer(0).unwrap())).collect()
}
