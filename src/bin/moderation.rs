//! The entry of the moderators' page: a program of its own, so that no reader pays for it.

fn main() {
    broadsheet::ending::report_panics();
    broadsheet::moderation::start();
}
