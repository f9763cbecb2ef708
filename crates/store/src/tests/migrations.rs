//! Steps of the schema: what is written down of them, and what is done to the rows between two texts.

use std::sync::Arc;

use super::Databases;
use super::upgrade::make_0_2_0;
use crate::database::Database;
use crate::migrations::{MIGRATIONS, Migration, run, text};
use crate::{Error, Param, Transaction};

const BRANDS: &str = "INSERT INTO brand VALUES ('acme', 'Acme', 1), ('globex', 'Globex', 1)";

async fn on_each(test: impl AsyncFn(&Arc<Database>)) {
    for made in Databases::make().await.0 {
        let database = Arc::new(Database::open(&made.url, false).await.unwrap());
        test(&database).await;
        database.close().await.unwrap();
        drop(database);
        made.remove().await;
    }
}

fn steps(last: Migration) -> Vec<Migration> {
    let known = MIGRATIONS.iter().map(|step| Migration { text: step.text, then: step.then });
    known.chain([last]).collect()
}

#[tokio::test]
async fn a_step_changes_rows_once_between_two_texts() {
    on_each(async |database| {
        make_0_2_0(database, BRANDS).await;
        let with_rows = || {
            steps(Migration {
                text: "CREATE TABLE shouted (name {text} PRIMARY KEY)",
                then: Some(|tx| {
                    Box::pin(async move {
                        for mut row in tx.rows("SELECT name FROM brand ORDER BY id", &[]).await? {
                            let name = row.text(0)?.to_uppercase();
                            let params: [Param<'_>; 1] = [name.as_str().into()];
                            tx.execute("INSERT INTO shouted (name) VALUES ($1)", &params).await?;
                        }
                        Ok(())
                    })
                }),
            })
        };
        for _ in 0..2 {
            run(database, &with_rows()).await.unwrap();
        }
        let mut tx = Transaction::reading(Arc::clone(database));
        let rows = tx.rows("SELECT name FROM shouted ORDER BY name", &[]).await.unwrap();
        let names: Vec<_> = rows.into_iter().map(|mut row| row.text(0).unwrap()).collect();
        assert_eq!(names, ["ACME", "GLOBEX"]);
    })
    .await;
}

#[tokio::test]
async fn a_step_that_was_changed_since_it_was_run_is_refused() {
    on_each(async |database| {
        make_0_2_0(database, BRANDS).await;
        run(database, &steps(text("CREATE TABLE one (a BIGINT)"))).await.unwrap();
        let told = run(database, &steps(text("CREATE TABLE one (b BIGINT)"))).await.unwrap_err().to_string();
        assert!(told.contains(&format!("step {} of the schema", MIGRATIONS.len() + 1)), "{told}");
        // Also one of those that were run before checksums were written down: they are, at the first start after.
        let mut known = steps(text("CREATE TABLE one (a BIGINT)"));
        known[1].text = "CREATE TABLE other (a BIGINT)";
        let told = run(database, &known).await.unwrap_err().to_string();
        assert!(told.contains("step 2 of the schema"), "{told}");
        assert!(matches!(run(database, MIGRATIONS).await, Err(Error::TooNew { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_start_that_misses_nothing_writes_nothing() {
    on_each(async |database| {
        run(database, MIGRATIONS).await.unwrap();
        let mut tx = Transaction::begin(database, crate::database::Isolation::Serializable).await.unwrap();
        // Whoever writes now waits for this transaction, for longer than a test may take.
        tx.batch("UPDATE schema_version SET applied = 2").await.unwrap();
        run(database, MIGRATIONS).await.unwrap();
        drop(tx);
    })
    .await;
}
