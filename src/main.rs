//! The browser's entry.

fn main() {
    broadsheet::ending::report_panics();
    broadsheet::app::start();
}
