//! The index for language models, and all pages as one text.

use std::sync::LazyLock;

use contract::{Category, catalogue};

use super::{ORIGIN, markdown};
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

/// `/llms.txt`: every page with a line about it.
pub(crate) fn index(origin: &str) -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut text = String::from(
            "# Canvass API\n\n> A self-hosted server, compatible with the Qualtrics REST API v3: surveys, responses and \
             users over HTTP and JSON. Every page of its documentation is Markdown at its address with `.md` behind \
             it.\n\n## Documentation\n\n",
        );
        for (title, address, about) in pages() {
            text.push_str(&format!("- [{title}]({ORIGIN}{address}.md): {about}\n"));
        }
        for section in Section::ALL {
            text.push_str(&format!("\n## {}\n\n", section.title()));
            for guide in guides::of_section(section) {
                text.push_str(&format!(
                    "- [{}]({ORIGIN}{}.md): {}\n",
                    guide.title,
                    guide.href(),
                    guide.summary
                ));
            }
        }
        for category in Category::ALL {
            let mut operations = links::operations(category).peekable();
            if operations.peek().is_none() {
                continue;
            }
            text.push_str(&format!(
                "\n## {title}\n\n- [{title}]({ORIGIN}{}.md): {}\n",
                links::of_category(category),
                category.description(),
                title = category.title()
            ));
            for description in operations {
                text.push_str(&format!(
                    "- [{}]({ORIGIN}{}.md): {}\n",
                    description.operation.name,
                    links::of_operation(description),
                    description.operation.description
                ));
            }
        }
        text.push_str(&format!(
            "\n## Optional\n\n- [All pages as one text]({ORIGIN}/llms-full.txt)\n- [OpenAPI 3.1]({ORIGIN}/openapi.json): \
             the whole reference for programs\n- [Postman collection]({ORIGIN}/postman.json)\n",
        ));
        text
    });
    TEXT.replace(ORIGIN, origin)
}

/// `/llms-full.txt`: the Markdown of every page.
pub(crate) fn full(site: &Site) -> String {
    let fixed = pages().into_iter().map(|(_, address, _)| address);
    let guides = guides::ALL.iter().map(Guide::href);
    let categories = Category::ALL.into_iter().map(links::of_category);
    let addresses = fixed.chain(guides).chain(categories).chain(catalogue().iter().map(links::of_operation));
    let texts: Vec<String> = addresses.filter_map(|address| markdown::page(&address, site)).collect();
    texts.join("\n---\n\n")
}
