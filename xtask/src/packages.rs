//! The system's package manager, where it may be used without asking anybody.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::system;

/// What the tests need from the system.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// Chromium with its WebDriver.
    Browser,
    /// Node's package manager, which fetches the accessibility checker.
    Npm,
    /// PostgreSQL's programs, from which the comments' tests start a cluster of their own.
    Postgres,
    /// nginx, to compare with, and wrk, which asks both it and our server.
    Load,
}

struct Manager {
    program: &'static str,
    /// Whether only the superuser may install.
    privileged: bool,
    install: &'static [&'static str],
    browser: &'static [&'static str],
    npm: &'static [&'static str],
    postgres: &'static [&'static str],
    load: &'static [&'static str],
}

const MANAGERS: [Manager; 4] = [
    Manager {
        program: "apt-get",
        privileged: true,
        install: &["install", "--yes", "--no-install-recommends"],
        browser: &["chromium", "chromium-driver"],
        npm: &["npm"],
        postgres: &["postgresql"],
        load: &["nginx-light", "wrk"],
    },
    Manager {
        program: "dnf",
        privileged: true,
        install: &["install", "--assumeyes"],
        browser: &["chromium", "chromedriver"],
        npm: &["npm"],
        postgres: &["postgresql-server"],
        load: &["nginx", "wrk"],
    },
    Manager {
        program: "pacman",
        privileged: true,
        install: &["--sync", "--noconfirm", "--needed"],
        browser: &["chromium"],
        npm: &["npm"],
        postgres: &["postgresql"],
        load: &["nginx", "wrk"],
    },
    Manager {
        program: "brew",
        privileged: false,
        install: &["install"],
        browser: &["chromium", "chromedriver"],
        npm: &["node"],
        postgres: &["postgresql"],
        load: &["nginx", "wrk"],
    },
];

/// Installs what is wanted, or says in one sentence what to install.
pub fn install(wanted: Wanted) -> Result<()> {
    let Some(manager) = MANAGERS.iter().find(|manager| system::find(manager.program).is_some())
    else {
        bail!("{}", sentence(wanted, None));
    };
    let Some(prefix) = privilege(manager) else {
        bail!("{}", sentence(wanted, Some(manager)));
    };
    let packages = manager.packages(wanted);
    eprintln!("Installing {} with {} (a minute or two).", packages.join(" "), manager.program);
    // Where it may be used and fails, as without a network, it is the reader's turn as well.
    let theirs = || sentence(wanted, Some(manager));
    if manager.program == "apt-get" {
        system::run(command(prefix, manager).arg("update")).with_context(theirs)?;
    }
    let mut installing = command(prefix, manager);
    installing.args(manager.install).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    system::run(&mut installing).with_context(theirs)
}

impl Manager {
    fn packages(&self, wanted: Wanted) -> &'static [&'static str] {
        match wanted {
            Wanted::Browser => self.browser,
            Wanted::Npm => self.npm,
            Wanted::Postgres => self.postgres,
            Wanted::Load => self.load,
        }
    }
}

/// What to put before the manager's name; none where it may not be used.
fn privilege(manager: &Manager) -> Option<&'static [&'static str]> {
    let is_root =
        || system::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let may_sudo = || system::output(Command::new("sudo").args(["-n", "true"])).is_some();
    if !manager.privileged || is_root() {
        Some(&[])
    } else if may_sudo() {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}

fn command(prefix: &[&str], manager: &Manager) -> Command {
    let mut words = prefix.iter().copied().chain([manager.program]);
    let mut command = Command::new(words.next().unwrap_or(manager.program));
    command.args(words);
    command
}

fn sentence(wanted: Wanted, manager: Option<&Manager>) -> String {
    let what = match wanted {
        Wanted::Browser => "Chromium and chromedriver",
        Wanted::Npm => "npm",
        Wanted::Postgres => "PostgreSQL",
        Wanted::Load => "nginx and wrk",
    };
    match manager {
        Some(manager) => format!(
            "the tests need {what}: install them with `{}{} {} {}`",
            if manager.privileged { "sudo " } else { "" },
            manager.program,
            manager.install.join(" "),
            manager.packages(wanted).join(" ")
        ),
        None => format!("the tests need {what}: install them and put them on PATH"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_can_be_pasted() {
        assert_eq!(
            sentence(Wanted::Browser, Some(&MANAGERS[1])),
            "the tests need Chromium and chromedriver: install them with \
             `sudo dnf install --assumeyes chromium chromedriver`"
        );
        assert!(sentence(Wanted::Npm, Some(&MANAGERS[3])).contains("`brew install node`"));
    }
}
