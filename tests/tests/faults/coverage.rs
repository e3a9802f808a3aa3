//! Every fault of the public matrix, and where it is shown what comes of it.
//!
//! The matrix is `fault-matrix.json` in the folder that `BROADSHEET_CORPORA` names. A fault that is new
//! there and not here, a test that was renamed, and an answer that went out of the [`table`] all show.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Context;
use journeys::hostile::{public_corpora, read};
use journeys::{Backend, Result};
use serde::Deserialize;

use super::table;

/// A fault of the matrix.
#[derive(Deserialize)]
struct Listed {
    id: String,
    stimulus: String,
}

const ANSWERS: &str = "tests/tests/faults/answers.rs";
const TABLE: &str = "at_a_first_visit_on_a_phone";
const STREAM: &str = "tests/tests/faults/stream.rs";
const FAULTS: &str = "a_thousand_events_across_fifty_faults_come_once_each";
const SERVER: &str = "server/tests/live/bad_input.rs";
const CROWD: &str = "server/tests/program/crowd.rs";

/// Where a fault is shown: its name, the answers of the table, and tests by file and name.
type Shown = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const SHOWN: [Shown; 55] = [
    ("f01", &["400"], &[(ANSWERS, TABLE)]),
    ("f02", &["401"], &[(ANSWERS, TABLE)]),
    ("f03", &["403"], &[(ANSWERS, TABLE)]),
    ("f04", &["408"], &[(ANSWERS, TABLE)]),
    ("f05", &["500"], &[(ANSWERS, TABLE)]),
    ("f06", &["502"], &[(ANSWERS, TABLE)]),
    ("f07", &["504"], &[(ANSWERS, TABLE)]),
    ("f08", &[], &[("tests/tests/faults/states.rs", "on_the_way_to_a_page_on_a_desktop")]),
    ("f09", &[], &[(ANSWERS, "what_was_taken_down_stays_down")]),
    (
        "f10",
        &["429 without a time"],
        &[("tests/tests/faults/waits.rs", "a_time_to_come_back_is_kept")],
    ),
    (
        "f11",
        &["503 without a time"],
        &[("src/backend/error.rs", "retry_after_is_honoured_within_reason")],
    ),
    ("f12", &[], &[("src/backend/error.rs", "retry_after_is_honoured_within_reason")]),
    ("f13", &["an empty body", "204", "304 out of the blue"], &[(ANSWERS, TABLE)]),
    ("f14", &["a reset"], &[(ANSWERS, "nobody_listens")]),
    ("f15", &[], &[("tests/tests/faults/silence.rs", "whoever_is_silent_is_given_up")]),
    (
        "f16",
        &[],
        &[
            ("tests/tests/faults/silence.rs", "whoever_is_silent_is_given_up"),
            ("tests/tests/faults/silence.rs", "a_reader_who_moves_on_waits_for_nothing"),
        ],
    ),
    (
        "f17",
        &["a length that lies", "chunks that end too early"],
        &[(ANSWERS, "a_compressed_answer_that_is_cut")],
    ),
    (
        "f18",
        &[
            "a redirect in circles",
            "a redirect to a script",
            "a redirect to data",
            "a redirect to a file",
        ],
        &[(ANSWERS, TABLE), ("tests/tests/faults/https.rs", "a_redirect_from_https_to_http")],
    ),
    (
        "f19",
        &["no word on who may read it", "readable for another site", "readable for nobody"],
        &[(ANSWERS, TABLE)],
    ),
    (
        "f20",
        &["50 MB"],
        &[("tests/tests/faults/silence.rs", "what_never_ends_is_refused_while_it_streams")],
    ),
    ("f21", &["50 MB in 50 kB"], &[(ANSWERS, TABLE)]),
    (
        "f22",
        &[],
        &[
            ("tests/tests/faults/offline.rs", "while_reading_and_back_again"),
            ("tests/tests/faults/offline.rs", "before_the_app_has_come"),
        ],
    ),
    ("f23", &["a page to log in", "UTF-16"], &[(ANSWERS, "what_is_odd_but_right_is_accepted")]),
    ("f24", &["half of the JSON"], &[("tests/tests/corpora.rs", "bad_json_at_every_address")]),
    ("f25", &["a list", "null"], &[("tests/tests/corpora.rs", "bad_json_at_every_address")]),
    ("f26", &[], &[("tests/tests/corpora.rs", "bad_json_as_the_front_page")]),
    (
        "f27",
        &["100,000 brackets"],
        &[
            ("tests/tests/faults/amounts.rs", "far_too_much"),
            ("src/model/discussion/tests.rs", "ten_thousand_levels_neither_hang_nor_overflow"),
        ],
    ),
    (
        "f28",
        &["no headline", "no body", "a number for a headline"],
        &[
            ("tests/tests/faults/content.rs", "one_field_at_a_time"),
            ("src/backend/wire/tests/damaged.rs", "one_damaged_value_is_left_out_or_named"),
        ],
    ),
    ("f29", &[], &[("tests/tests/faults/content.rs", "what_this_client_does_not_know_is_skipped")]),
    ("f30", &[], &[("tests/tests/faults/content.rs", "twins_stand_once")]),
    ("f31", &[], &[("src/model/discussion/tests.rs", "circles_orphans_and_twins_stand_once")]),
    ("f32", &[], &[("tests/tests/faults/dates.rs", "dates_that_are_none")]),
    ("f33", &[], &[("tests/tests/faults/dates.rs", "a_clock_that_is_wrong")]),
    ("f34", &[], &[("tests/tests/corpora.rs", "naughty_strings_come_back")]),
    ("f35", &[], &[("tests/tests/hostile/documents.rs", "in_every_list_of_every_document")]),
    ("f36", &[], &[("tests/tests/hostile/documents.rs", "in_every_field_that_stands_once")]),
    (
        "f37",
        &[],
        &[
            ("tests/tests/pages.rs", "right_to_left_on_a_phone"),
            ("tests/tests/faults/right_to_left.rs", "in_every_language_that_runs_so"),
        ],
    ),
    ("f38", &[], &[("tests/tests/corpora.rs", "scripts_by_themselves")]),
    ("f39", &[], &[("tests/tests/startup/files.rs", "the_page_says_so_where_a_file_is_bad")]),
    ("f40", &[], &[("tests/tests/startup/files.rs", "the_app_starts_all_the_same")]),
    (
        "f41",
        &[],
        &[
            ("tests/tests/startup/unable.rs", "a_browser_without_webassembly"),
            ("tests/tests/startup/unable.rs", "a_browser_without_javascript"),
        ],
    ),
    (
        "f42",
        &[],
        &[
            ("tests/tests/startup/deploy.rs", "a_page_from_before_a_deploy_reloads_once"),
            ("tests/tests/startup/deploy.rs", "a_deploy_that_stays_broken_is_no_loop"),
            ("tests/tests/startup/deploy.rs", "going_back_over_a_deploy"),
        ],
    ),
    (
        "f43",
        &[],
        &[
            ("tests/tests/panic.rs", "the_story_stays_and_the_app_is_left_alone"),
            ("tests/tests/panic.rs", "nothing_stirs_for_a_minute"),
        ],
    ),
    (
        "f44",
        &[],
        &[("tests/tests/live/broken.rs", "a_crash_and_a_deploy_in_mid_discussion_lose_nothing")],
    ),
    ("f45", &[], &[(STREAM, FAULTS)]),
    (
        "f46",
        &[],
        &[
            (
                "src/model/discussion/tests/in_step.rs",
                "the_reader_ends_up_with_what_the_server_has",
            ),
            ("tests/tests/live/broken.rs", "another_history_is_noticed"),
        ],
    ),
    ("f47", &[], &[(STREAM, FAULTS)]),
    (
        "f48",
        &[],
        &[(STREAM, "a_line_that_has_gone_dead_is_noticed_after_three_beats_and_no_earlier")],
    ),
    (
        "f49",
        &[],
        &[
            (
                "tests/tests/live/many.rs",
                "five_thousand_comments_arrive_while_the_reader_reads_and_types",
            ),
            (STREAM, "an_event_of_five_megabytes_is_left_out"),
            (STREAM, FAULTS),
        ],
    ),
    ("f50", &[], &[(STREAM, "twelve_tabs_load_each_and_give_the_stream_up_when_nobody_looks")]),
    (
        "f51",
        &[],
        &[
            (STREAM, "twelve_tabs_load_each_and_give_the_stream_up_when_nobody_looks"),
            (STREAM, "a_tab_that_was_frozen_is_live_again_and_tells_of_all_at_once"),
            (STREAM, "a_laptop_that_slept_is_live_again_and_tells_of_all_at_once"),
        ],
    ),
    ("f52", &[], &[("tests/tests/soak.rs", "five_hundred_pages_leave_nothing_behind")]),
    ("f53", &[], &[(STREAM, "who_spares_data_is_asked_before_a_stream_is_opened")]),
    (
        "f54",
        &[],
        &[
            ("server/tests/live/streaming.rs", "a_slow_reader_is_reset_and_nobody_else_notices"),
            ("server/tests/live/streaming.rs", "who_does_not_finish_a_request_is_hung_up_on"),
            (CROWD, "ten_thousand_who_wait_cost_little_whether_they_vanish_or_stay"),
            (CROWD, "a_thousand_who_dribble_are_hung_up_on_and_nobody_else_notices"),
            (CROWD, "a_thousand_who_read_no_more_are_dropped_and_nobody_else_notices"),
        ],
    ),
    (
        "f55",
        &[],
        &[
            (SERVER, "bodies_that_are_no_post_are_refused"),
            (SERVER, "bytes_that_are_no_text_are_refused"),
            (
                "server/tests/live/posting.rs",
                "the_same_submission_is_one_comment_however_often_it_is_sent",
            ),
            ("server/tests/live/limits.rs", "a_flood_is_refused_with_the_time_to_wait"),
        ],
    ),
];

#[tokio::test]
async fn every_fault_of_the_matrix_is_shown_somewhere() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let article = Backend::open().await?.document(super::stage::LEAD_JSON)?;
    let answers: BTreeSet<&str> = table::faults(&article)?.iter().map(|fault| fault.name).collect();
    let mut wrong = Vec::new();
    let mut sources: BTreeMap<&str, String> = BTreeMap::new();
    for (id, names, tests) in SHOWN {
        let gone = names.iter().filter(|name| !answers.contains(**name));
        wrong.extend(gone.map(|name| format!("{id}: the table has no answer {name:?}")));
        for &(file, test) in tests {
            if !sources.contains_key(file) {
                let text = fs::read_to_string(root.join(file)).with_context(|| file.to_owned())?;
                sources.insert(file, text);
            }
            if !sources[file].contains(&format!("fn {test}(")) {
                wrong.push(format!("{id}: {file} has no test {test}"));
            }
        }
    }
    let shown: BTreeSet<&str> = SHOWN.iter().map(|(id, ..)| *id).collect();
    match public_corpora() {
        None => println!("skipped: BROADSHEET_CORPORA names no folder"),
        Some(folder) => {
            let listed: Vec<Listed> = read(&folder.join("fault-matrix.json"))?;
            for Listed { id, stimulus } in &listed {
                if !shown.contains(id.as_str()) {
                    wrong.push(format!("{id}, {stimulus}: shown nowhere"));
                }
            }
            let known: BTreeSet<&str> = listed.iter().map(|fault| fault.id.as_str()).collect();
            let unknown = shown.iter().filter(|id| !known.contains(*id));
            wrong.extend(unknown.map(|id| format!("{id} is not in the matrix")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
