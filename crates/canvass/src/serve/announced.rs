//! The files in which a running server says where it is: `serving.json` in the data folder, without any secret, and the
//! ready file, which holds the administrator's token for as long as it works.

use std::path::PathBuf;
use std::time::Duration;

use services::App;

use crate::ready::Ready;
use crate::{Failure, failure};

/// How long after a token was replaced it may still stand in the ready file.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(1);

/// The files of this server.
pub(super) struct Announced {
    ready: Ready,
    serving_file: PathBuf,
    ready_file: Option<PathBuf>,
}

impl Announced {
    /// Writes the files. A disk or a data folder that takes nothing keeps no server from serving: it is told in the log.
    ///
    /// # Errors
    /// When the ready file cannot be written for another reason than a full disk, such as a folder that is not there.
    pub(super) fn write(
        ready: Ready,
        serving_file: PathBuf,
        ready_file: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        if let Err(why) = ready.without_token().write(&serving_file) {
            tracing::warn!(%why, "{} could not be written: canvass run will not find this server by itself", serving_file.display());
        }
        if let Some(file) = &ready_file {
            match ready.write(file) {
                Err(why) if failure::takes_nothing(&why) => {
                    tracing::warn!(%why, "{} could not be written", file.display());
                }
                other => {
                    other.map_err(|why| {
                        Failure::failed(format!("{} cannot be written", file.display()), why)
                    })?;
                }
            }
        }
        Ok(Self { ready, serving_file, ready_file })
    }

    /// Keeps the ready file true for as long as it is waited for: never ends.
    pub(super) async fn keep_true(&mut self, app: &App) {
        loop {
            tokio::time::sleep(LOOKED_AT_EVERY).await;
            self.look(app).await;
        }
    }

    /// Takes the token out of the ready file when it does not work any more.
    async fn look(&mut self, app: &App) {
        let (Some(token), Some(file)) = (&self.ready.token, &self.ready_file) else { return };
        // While the store cannot be asked, it is not known that a token is void.
        if matches!(app.caller_by_token(token).await, Ok(None)) {
            let without = self.ready.without_token();
            match without.write(file) {
                Ok(()) => self.ready = without,
                Err(why) => tracing::warn!(%why, "a token that is void stands in {}", file.display()),
            }
        }
    }

    /// Takes the files away.
    pub(super) fn remove(self) {
        self.ready.remove(&self.serving_file);
        if let Some(file) = &self.ready_file {
            self.ready.remove(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use model::text::ApiToken;
    use services::seal::SecretKey;
    use services::{AppSettings, example};
    use store::Store;

    use super::*;

    #[tokio::test]
    async fn the_ready_file_holds_the_token_while_it_works_and_the_other_none() {
        let folder = tempfile::tempdir().unwrap();
        let (serving, given) = (folder.path().join(Ready::FILE_NAME), folder.path().join("ready.json"));
        let store = Store::open(&store::Settings::in_memory()).await.unwrap();
        let app = App::start(store, &SecretKey::generate().unwrap(), AppSettings::default()).await.unwrap();
        example::install_once(&app, None).await.unwrap();
        let token = example::token(&app).await.unwrap().unwrap();
        let ready = Ready {
            api: "http://127.0.0.1:1".to_owned(),
            tls: None,
            docs: "http://127.0.0.1:1/docs".to_owned(),
            ca: None,
            token: Some(ApiToken::stored(&*token)),
            pid: std::process::id(),
        };
        let mut announced = Announced::write(ready, serving.clone(), Some(given.clone())).unwrap();
        let holds = |file: &PathBuf| fs::read_to_string(file).unwrap().contains(&token);
        assert!(holds(&given) && !holds(&serving));

        announced.look(&app).await;
        assert!(holds(&given), "it works");

        // As after the user was given a new one.
        let void = "T0ken".repeat(8);
        announced.ready.token = Some(ApiToken::stored(&*void));
        announced.ready.write(&given).unwrap();
        announced.look(&app).await;
        let left = Ready::read(&given).unwrap();
        assert_eq!((left.token, left.api.as_str()), (None, "http://127.0.0.1:1"));
        announced.remove();
        assert!(!given.exists() && !serving.exists());
    }
}
