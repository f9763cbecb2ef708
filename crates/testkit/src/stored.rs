//! What the store keeps of a survey, for tests that look behind the API.

use model::field::FieldList;

use crate::server::TestServer;

impl TestServer {
    /// What each version of a survey's field list adds, the oldest first.
    #[expect(clippy::expect_used, reason = "a test cannot go on without them")]
    pub async fn field_lists(&self, survey: &str) -> Vec<FieldList> {
        let mut read = self.store.read();
        let id = survey.parse().expect("the id of a survey");
        let row = store::surveys::get_for_respondent(&mut read, &id).await.expect("the store answers");
        let no = row.expect("the survey is there").no;
        let mut lists = Vec::new();
        let read = store::field_lists::after(&mut read, no, 0, |list| lists.push(list)).await;
        read.expect("the store answers");
        lists
    }

    /// Whether the first brand has this file.
    #[expect(clippy::expect_used, reason = "a test cannot go on without an answer")]
    pub async fn has_file(&self, folder: &str, name: &str) -> bool {
        let brand = model::BrandId::parse("acme").expect("the first brand");
        let key = store::FileKey::of_brand(&brand, folder, name);
        self.store.files().get(&key).await.expect("the files answer").is_some()
    }
}
