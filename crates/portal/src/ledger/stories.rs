//! The stories that the server's tests tell, as the build script found them.

use contract::Description;

use super::original::nameless;

/// A test function of the server.
#[derive(Debug)]
pub(crate) struct Story {
    /// The file it stands in.
    pub(crate) file: &'static str,
    /// Its name: `a_deleted_survey_is_gone`.
    pub(crate) name: &'static str,
    /// The verbs it asks with.
    verbs: &'static [&'static str],
    /// The addresses it asks, without query; a value put in is in braces.
    paths: &'static [&'static str],
    /// What its comments say.
    comments: &'static str,
}

impl Story {
    /// The name as a sentence.
    pub(crate) fn sentence(&self) -> String {
        let words = self.name.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Whether it calls the operation, or names it.
    fn tells_of(&self, description: &Description) -> bool {
        let operation = &description.operation;
        let path = operation.path.strip_prefix("/API/v3").unwrap_or(operation.path);
        let calls =
            self.verbs.contains(&operation.verb.as_str()) && self.paths.iter().any(|asked| fits(path, asked));
        calls || self.comments.contains(operation.name)
    }
}

const STORIES: &[Story] = include!(concat!(env!("OUT_DIR"), "/stories.rs"));

/// The stories that tell of an operation.
pub(super) fn of(description: &Description) -> Vec<&'static Story> {
    STORIES.iter().filter(|story| story.tells_of(description)).collect()
}

/// Whether an address is one of the path's: the same words, anything for an id.
fn fits(path: &str, asked: &str) -> bool {
    let mut asked = asked.split('/');
    nameless(path).all(|part| asked.next().is_some_and(|given| part == "{}" || part == given))
        && asked.next().is_none()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_fits_its_path_alone() {
        assert!(super::fits("/surveys/{surveyId}/responses", "/surveys/{id}/responses"));
        assert!(super::fits("/surveys/{surveyId}", "/surveys/SV_012345678901234"));
        assert!(!super::fits("/surveys/{surveyId}", "/surveys"));
        assert!(!super::fits("/surveys", "/surveys/{id}"));
        assert!(!super::fits("/users/{userId}", "/surveys/{id}"));
    }

    #[test]
    fn the_build_script_found_the_stories() {
        assert!(super::STORIES.len() > 50, "{}", super::STORIES.len());
        assert!(super::STORIES.iter().all(|story| !story.name.is_empty() && story.file != "every_operation"));
        let known = super::STORIES
            .iter()
            .find(|story| story.name == "a_survey_is_read_back_as_the_file_it_came_from");
        assert!(known.is_some_and(|story| story.paths.contains(&"/survey-definitions/{id}")));
    }
}
