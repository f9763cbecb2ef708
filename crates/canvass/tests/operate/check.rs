//! `check`, beside a server and on what is damaged.

use std::fs;

use crate::program::Place;

#[test]
fn what_is_sound_is_said_to_be_while_it_is_served_and_afterwards() {
    for place in Place::each() {
        let server = place.serve(&["serve"]);
        for arguments in [&["check"][..], &["check", "--all"]] {
            let said = place.done(arguments);
            // The example's own import adds one as soon as it is run.
            let all =
                said.contains("responses: 30 of 30 read\n") || said.contains("responses: 31 of 31 read\n");
            assert!(all && said.contains("surveys: 1 read\n"), "{said}");
            assert!(said.ends_with("no problem was found"), "{said}");
        }
        server.stop();
        assert!(place.done(&["check", "--all"]).ends_with("no problem was found"));
    }
}

#[test]
fn what_is_damaged_is_told_and_nothing_is_changed() {
    let place = Place::embedded();
    let none = place.run(&["check"]);
    assert!(none.code == 1 && none.err.contains("there is no database"), "{none:?}");
    assert!(!place.data().exists(), "nothing was made");
    place.serve(&["serve"]).stop();
    let file = place.data().join("canvass.db");
    let good = fs::read(&file).unwrap();
    let mut pages = good.clone();
    let middle = good.len() / 2;
    pages[middle..middle + 8192].fill(0x5a);
    for (what, bytes) in
        [("pages", &pages[..]), ("half", &good[..middle]), ("none", b"this is no database at all")]
    {
        fs::write(&file, bytes).unwrap();
        let told = place.run(&["check"]);
        assert!(told.code == 1 && told.out.contains("problem: "), "{what}: {told:?}");
        assert!(told.out.trim_end().ends_with("problems were found"), "{what}: {told:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes, "{what}");
    }
    fs::write(&file, &good).unwrap();
    place.done(&["check"]);
    fs::write(place.data().join("files/server/installation"), "another\n").unwrap();
    let told = place.run(&["check"]);
    assert!(told.code == 1 && told.out.contains("the file store is not that of the database"), "{told:?}");
}
