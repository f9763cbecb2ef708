//! The list of guides: the only place where one is named.

/// A guide.
#[derive(Debug)]
pub(crate) struct Guide {
    /// The last part of its address.
    pub(crate) slug: &'static str,
    /// The section it stands in.
    pub(crate) section: Section,
    /// Its title.
    pub(crate) title: &'static str,
    /// What it tells, in one line.
    pub(crate) summary: &'static str,
    /// Its text as it is written, in Markdown.
    pub(crate) text: &'static str,
}

/// The sections of the guides, in the order of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// What holds for every request.
    Api,
    /// Whole programs for common jobs.
    Using,
    /// What one looks up.
    Tables,
}

impl Section {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Api, Self::Using, Self::Tables];

    /// The title.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Api => "API",
            Self::Using => "Using the APIs",
            Self::Tables => "Reference tables",
        }
    }

    /// The first part of the addresses of its guides.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Using => "/docs/snippets",
            Self::Api | Self::Tables => "/docs/guides",
        }
    }
}

impl Guide {
    /// The address of its page.
    pub(crate) fn href(&self) -> String {
        format!("{}/{}", self.section.folder(), self.slug)
    }
}

/// The guide with this slug.
pub(crate) fn named(slug: &str) -> Option<&'static Guide> {
    ALL.iter().find(|guide| guide.slug == slug)
}

/// The guides of a section, in their order.
pub(crate) fn of_section(section: Section) -> impl Iterator<Item = &'static Guide> {
    ALL.iter().filter(move |guide| guide.section == section)
}

/// The guides that lead to an operation.
pub(crate) fn mentioning(operation: &str) -> impl Iterator<Item = &'static Guide> {
    let link = format!("](operation:{operation})");
    ALL.iter().filter(move |guide| guide.text.contains(&link))
}

/// Every guide.
pub(crate) const ALL: &[Guide] = &[
    Guide {
        slug: "overview",
        section: Section::Api,
        title: "Overview",
        summary: "What the API is, how a request and its answer look, and how lists come in pages.",
        text: include_str!("../../guides/overview.md"),
    },
    Guide {
        slug: "base-url",
        section: Section::Api,
        title: "Base URL and datacenter IDs",
        summary: "Where requests go, what a datacenter id is, and how programs written for the original get here.",
        text: include_str!("../../guides/base-url.md"),
    },
    Guide {
        slug: "finding-ids",
        section: Section::Api,
        title: "Finding your IDs",
        summary: "Every kind of id: how it looks, and which request tells it.",
        text: include_str!("../../guides/finding-ids.md"),
    },
    Guide {
        slug: "survey-pages",
        section: Section::Api,
        title: "Survey pages",
        summary: "How respondents get to a survey, how they come back, who is let in, previews and embedding.",
        text: include_str!("../../guides/survey-pages.md"),
    },
    Guide {
        slug: "authentication",
        section: Section::Api,
        title: "Authentication",
        summary: "How a request says who is calling, how a token is made, and how to keep it safe.",
        text: include_str!("../../guides/authentication.md"),
    },
    Guide {
        slug: "parameters",
        section: Section::Api,
        title: "Parameters",
        summary: "How parameters travel with GET, POST, PUT, PATCH and DELETE, and what null means.",
        text: include_str!("../../guides/parameters.md"),
    },
    Guide {
        slug: "responses",
        section: Section::Api,
        title: "Responses",
        summary: "The shape of every answer, every status code, and the reasons behind each.",
        text: include_str!("../../guides/responses.md"),
    },
    Guide {
        slug: "upgrading",
        section: Section::Api,
        title: "Upgrading from previous versions",
        summary: "What scripts for older versions of the API meet here, and how to go from one Canvass to the next.",
        text: include_str!("../../guides/upgrading.md"),
    },
    Guide {
        slug: "running-a-server",
        section: Section::Api,
        title: "Running a server",
        summary: "Organizations, people and tokens from the shell; backup, restore, check and upgrades.",
        text: include_str!("../../guides/running-a-server.md"),
    },
    Guide {
        slug: "managing-surveys",
        section: Section::Using,
        title: "Managing surveys",
        summary: "Bring a survey in, find it, rename and open it, record an answer, and remove it.",
        text: include_str!("../../guides/managing-surveys.md"),
    },
    Guide {
        slug: "managing-users",
        section: Section::Using,
        title: "Managing users",
        summary: "Make a user with a token, change the account, close it and delete it.",
        text: include_str!("../../guides/managing-users.md"),
    },
    Guide {
        slug: "getting-survey-results",
        section: Section::Using,
        title: "Getting survey results",
        summary: "List all surveys, export the responses of one, and read the rows.",
        text: include_str!("../../guides/getting-survey-results.md"),
    },
    Guide {
        slug: "dates-and-times",
        section: Section::Tables,
        title: "Dates and times",
        summary: "The forms in which moments are read and written, and time zones.",
        text: include_str!("../../guides/dates-and-times.md"),
    },
    Guide {
        slug: "language-codes",
        section: Section::Tables,
        title: "Language codes",
        summary: "The codes by which surveys, users and answers name a language.",
        text: include_str!("../../guides/language-codes.md"),
    },
    Guide {
        slug: "survey-files",
        section: Section::Tables,
        title: "Survey files",
        summary: "How a survey file may be written (QSF, TXT, DOCX), the tags of texts, and what is not run.",
        text: include_str!("../../guides/survey-files.md"),
    },
    Guide {
        slug: "request-limits",
        section: Section::Tables,
        title: "Request limits",
        summary: "Rate limits, sizes and times: how often, how much and how long, request by request.",
        text: include_str!("../../guides/request-limits.md"),
    },
    Guide {
        slug: "outgoing-addresses",
        section: Section::Tables,
        title: "Addresses this server sends from",
        summary: "Which connections the server opens by itself, for whoever keeps a firewall.",
        text: include_str!("../../guides/outgoing-addresses.md"),
    },
];
