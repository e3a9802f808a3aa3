//! The entry of the discussion's program, which is fetched when a reader comes near the comments.

fn main() {
    broadsheet::ending::report_panics();
    broadsheet::discussion::start();
}
