//! Examples as programs: one call, or the whole job it belongs to, in each language, from the contract and from what was
//! typed.

mod card;
mod curl;
mod escape;
mod host;
mod java;
mod javascript;
mod job;
mod literal;
mod python;
mod qualtrics;
mod r;
mod step;

use contract::Description;

use crate::Site;
use crate::highlight;
use crate::values::Values;
use host::Host;
use job::Job;
use step::Step;

pub(crate) use card::card;

/// A language that examples are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their titles say it.
pub(crate) enum Language {
    Curl,
    Python,
    Java,
    R,
    JavaScript,
    /// R by the package qualtRics, where it has a function for the request.
    QualtRics,
}

impl Language {
    /// All of them, in the order of the tabs.
    pub(crate) const ALL: [Self; 6] =
        [Self::Curl, Self::Python, Self::Java, Self::R, Self::JavaScript, Self::QualtRics];

    /// The name for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Curl => "cURL",
            Self::Python => "Python",
            Self::Java => "Java",
            Self::R => "R",
            Self::JavaScript => "JavaScript",
            Self::QualtRics => "R (qualtRics)",
        }
    }

    /// The name in addresses, ids and classes.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Python => "python",
            Self::Java => "java",
            Self::R => "r",
            Self::JavaScript => "javascript",
            Self::QualtRics => "qualtrics",
        }
    }

    /// What its code is coloured as.
    pub(crate) fn code(self) -> highlight::Language {
        match self {
            Self::Curl => highlight::Language::Shell,
            Self::Python => highlight::Language::Python,
            Self::Java => highlight::Language::Java,
            Self::R | Self::QualtRics => highlight::Language::R,
            Self::JavaScript => highlight::Language::JavaScript,
        }
    }
}

/// How much of a job an example does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The one request.
    Request,
    /// All pages of a list; a job from its start to its file.
    Job,
}

impl Scope {
    /// The name for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Request => "This request",
            Self::Job => "Whole job",
        }
    }

    /// The name in addresses, ids and classes.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Job => "job",
        }
    }
}

/// One example, written.
pub(crate) struct Snippet {
    /// Its language.
    pub(crate) language: Language,
    /// How much it does.
    pub(crate) scope: Scope,
    /// The program.
    pub(crate) text: String,
}

/// Every example there is for an operation.
pub(crate) fn all(description: &Description, values: &Values, site: &Site) -> Vec<Snippet> {
    let scopes = [Scope::Request, Scope::Job];
    let kinds = Language::ALL.into_iter().flat_map(|language| scopes.map(|scope| (language, scope)));
    kinds
        .filter_map(|(language, scope)| {
            let text = write(language, scope, description, values, site)?;
            Some(Snippet { language, scope, text })
        })
        .collect()
}

/// Writes one example; `None` where there is none: a request that belongs to no job, a function that a package does not
/// have.
pub(crate) fn write(
    language: Language,
    scope: Scope,
    description: &Description,
    values: &Values,
    site: &Site,
) -> Option<String> {
    let host = Host::of(&site.origin);
    if language == Language::QualtRics {
        return (scope == Scope::Request).then(|| qualtrics::request(description, values, &host))?;
    }
    if scope == Scope::Request {
        let step = Step::of(description, values);
        return Some(match language {
            Language::Curl => curl::request(&step, &host),
            Language::Python => python::request(&step, &host),
            Language::Java => java::request(&step, &host),
            Language::JavaScript => javascript::request(&step, &host),
            Language::R | Language::QualtRics => r::request(&step, &host),
        });
    }
    Some(match (Job::of(description, site.catalogue)?, language) {
        (Job::Pages, Language::Curl) => curl::pages(&Step::of(description, values), &host),
        (Job::Pages, Language::Python) => python::pages(&Step::of(description, values), &host),
        (Job::Pages, Language::Java) => java::pages(&Step::of(description, values), &host),
        (Job::Pages, Language::JavaScript) => javascript::pages(&Step::of(description, values), &host),
        (Job::Pages, Language::R | Language::QualtRics) => r::pages(&Step::of(description, values), &host),
        (Job::Chain(chain), language) => {
            let steps = chain.steps(description, values);
            match language {
                Language::Curl => curl::chain(&steps, &host),
                Language::Python => python::chain(&steps, &host),
                Language::Java => java::chain(&steps, &host),
                Language::JavaScript => javascript::chain(&steps, &host),
                Language::R | Language::QualtRics => r::chain(&steps, &host),
            }
        }
    })
}

#[cfg(test)]
mod tests;
