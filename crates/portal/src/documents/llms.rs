//! The index for language models, and all pages as one text.

use contract::Category;

use super::markdown;
use crate::guides::{self, Guide, Section};
use crate::{Site, links};

/// The pages that belong to no category: title, address, what they are about.
fn pages() -> Vec<(String, String, String)> {
    let page =
        |title: &str, address: &str, about: &str| (title.to_owned(), address.to_owned(), about.to_owned());
    vec![
        page("The Canvass API", "/docs", "Base URL, authentication, a first request."),
        page("Guides", "/docs/guides", "All guides, by section."),
        page("Reference", "/docs/reference", "Every request that is served, by category."),
        page(
            "Compatibility",
            "/docs/compatibility",
            "Which operations of the original are served, and how exactly.",
        ),
        page("Changelog", "/docs/changelog", "What changed between versions, breaking changes marked."),
    ]
}

/// `/llms.txt`: every guide and every category with a line about it. A category's page lists its requests, so that this
/// index stays short however many there are.
pub(crate) fn index(site: &Site) -> String {
    let origin = &site.origin;
    let mut text = String::from(
        "# Canvass API\n\n> A self-hosted server, compatible with the Qualtrics REST API v3: surveys, responses and users \
         over HTTP and JSON. Every page of its documentation is Markdown at its address with `.md` behind it.\n\n## \
         Documentation\n\n",
    );
    for (title, address, about) in pages() {
        text.push_str(&format!("- [{title}]({origin}{address}.md): {about}\n"));
    }
    for section in Section::ALL {
        text.push_str(&format!("\n## {}\n\n", section.title()));
        for guide in guides::of_section(section) {
            text.push_str(&format!("- [{}]({origin}{}.md): {}\n", guide.title, guide.href(), guide.summary));
        }
    }
    text.push_str("\n## Requests\n\nEach of these pages lists the requests of its category.\n\n");
    for category in Category::ALL {
        let served = site.catalogue.of_category(category).count();
        if served > 0 {
            text.push_str(&format!(
                "- [{}]({origin}{}.md): {} Requests: {served}.\n",
                category.title(),
                links::of_category(category),
                category.description(),
            ));
        }
    }
    text.push_str(&format!(
        "\n## Optional\n\n- [All pages as one text]({origin}/llms-full.txt)\n- [OpenAPI 3.1]({origin}/openapi.json): the \
         whole reference for programs\n- [Postman collection]({origin}/postman.json)\n",
    ));
    text
}

/// `/llms-full.txt`: the Markdown of every page.
pub(crate) fn full(site: &Site) -> String {
    let fixed = pages().into_iter().map(|(_, address, _)| address);
    let guides = guides::ALL.iter().map(Guide::href);
    let categories = Category::ALL.into_iter().map(links::of_category);
    let addresses =
        fixed.chain(guides).chain(categories).chain(site.catalogue.all().iter().map(links::of_operation));
    let texts: Vec<String> = addresses.filter_map(|address| markdown::page(&address, site)).collect();
    texts.join("\n---\n\n")
}
