//! What the pages cost once three hundred operations are served: seen today, with copies of those that there are.

use std::io::Write as _;

use contract::{Category, Description, Lead, catalogue};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Catalogue, Site, guides, links, respond};

const ORIGIN: &str = "http://localhost:8080";
/// How many operations the catalogue of the tests has.
const MANY: usize = 300;
/// How many of them are of the category Surveys: more than the 71 of the largest category that the original has.
const OF_SURVEYS: usize = 72;

/// The catalogue with copies of its operations under other names, ids and paths, until there are three hundred. Every
/// category has some, Surveys the most.
fn many() -> Site {
    let copies = catalogue().iter().cycle().enumerate().skip(catalogue().len());
    let copies = copies.take(MANY - catalogue().len()).map(|(number, original)| copy(number, original));
    let mut operations: Vec<Description> = catalogue().iter().cloned().chain(copies).collect();
    let of_surveys = |one: &&mut Description| one.operation.category == Category::Surveys;
    for one in operations.iter_mut().filter(of_surveys).skip(OF_SURVEYS) {
        one.operation.category = Category::XmDirectory;
    }
    let catalogue: &'static Catalogue = Box::leak(Box::new(Catalogue::of(operations.leak())));
    Site { catalogue, ..Site::at(ORIGIN) }
}

fn copy(number: usize, original: &Description) -> Description {
    let round = number / catalogue().len();
    let leak = |text: String| -> &'static str { text.leak() };
    let mut copy = original.clone();
    let operation = &mut copy.operation;
    operation.id = leak(format!("{}Number{round}", operation.id));
    operation.name = leak(format!("{} Number {round}", operation.name));
    operation.path = leak(operation.path.replace("/API/v3/", &format!("/API/v3/number-{round}/")));
    operation.calls_per_minute = [3000, 1000, 300, 100, 60][round % 5];
    let leads =
        operation.leads.iter().map(|lead| Lead { to: leak(format!("{}Number{round}", lead.to)), ..*lead });
    operation.leads = leads.collect::<Vec<_>>().leak();
    // One category grows beyond any that the original has; half of the other copies stay where they are.
    if number.is_multiple_of(5) {
        operation.category = Category::Surveys;
    } else if round.is_multiple_of(2) {
        operation.category = Category::ALL[number % Category::ALL.len()];
    }
    copy
}

fn body(path: &str, site: &Site) -> Vec<u8> {
    respond(path, None, site).unwrap_or_else(|| panic!("{path} is no page")).body.to_vec()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Elements and pieces of text, as a browser counts the nodes of a page.
fn nodes(html: &str) -> usize {
    let tags = html.split('<').skip(1);
    let of_one = |piece: &str| {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        usize::from(!tag.starts_with(['/', '!'])) + usize::from(!text.is_empty())
    };
    tags.map(of_one).sum()
}

/// A page with the style sheets and modules that it names, as it comes when nothing is kept yet.
fn everything(path: &str, site: &Site) -> usize {
    let page = body(path, site);
    let html = String::from_utf8(page.clone()).unwrap();
    let head = html.split("</head>").next().unwrap();
    let named = |from: &'_ str| -> Vec<String> {
        let places = from.split("\"/docs/assets/").skip(1);
        places.map(|rest| format!("/docs/assets/{}", rest.split('"').next().unwrap())).collect()
    };
    let scripts =
        html.split("<script").skip(1).flat_map(|script| named(script.split("</script>").next().unwrap()));
    let mut assets: Vec<String> = named(head).into_iter().chain(scripts).collect();
    assets.sort();
    assets.dedup();
    compressed(&page) + assets.iter().map(|asset| compressed(&body(asset, site))).sum::<usize>()
}

#[test]
fn list_surveys_stays_small_among_three_hundred_operations() {
    let site = many();
    assert_eq!(site.catalogue.all().len(), MANY);
    assert_eq!(site.catalogue.of_category(Category::Surveys).count(), OF_SURVEYS);
    let path = "/docs/reference/surveys/list-surveys";
    let bytes = everything(path, &site);
    assert!(bytes <= 20_000, "{bytes} bytes with all that the page names");
    let nodes = nodes(&String::from_utf8(body(path, &site)).unwrap());
    assert!(nodes <= 2_500, "{nodes} nodes");
}

#[test]
fn no_page_grows_beyond_its_bound_with_three_hundred_operations() {
    let site = many();
    let fixed = [
        "/docs",
        "/docs/guides",
        "/docs/snippets",
        "/docs/reference",
        "/docs/search",
        "/docs/compatibility",
        "/docs/changelog",
        "/docs/history",
        "/docs/admin",
        "/docs/feedback",
        "/llms.txt",
    ];
    let fixed = fixed.into_iter().map(str::to_owned);
    let guides = guides::ALL.iter().map(guides::Guide::href);
    let categories = Category::ALL.into_iter().map(links::of_category);
    let operations = site.catalogue.all().iter().map(links::of_operation);
    let mut seen = 0;
    for path in fixed.chain(guides).chain(categories).chain(operations) {
        let bytes = compressed(&body(&path, &site));
        assert!(bytes <= 40_000, "{path}: {bytes} bytes");
        seen += 1;
    }
    assert!(seen > MANY + 30);
    let index = String::from_utf8(body("/llms.txt", &site)).unwrap();
    assert!(
        index.len() <= 10_000,
        "{} bytes: the index grows with categories, not with requests",
        index.len()
    );
}

#[test]
fn the_sidebar_opens_one_category_and_reaches_every_other_in_one_step() {
    let site = many();
    for description in site.catalogue.all().iter().step_by(7) {
        let own = description.operation.category;
        let html = String::from_utf8(body(&links::of_operation(description), &site)).unwrap();
        let side = html.split("<nav class=\"side\"").nth(1).unwrap().split("</nav>").next().unwrap();
        for category in Category::ALL {
            assert!(
                side.contains(&format!("href=\"{}\"", links::of_category(category))),
                "{}",
                category.title()
            );
            for other in site.catalogue.of_category(category) {
                let link = format!("href=\"{}\"", links::of_operation(other));
                assert_eq!(side.contains(&link), category == own, "{}", other.operation.id);
            }
        }
    }
}
