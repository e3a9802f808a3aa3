//! The system's package manager, where it may be used without asking anybody.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::system;

/// What the tests need from the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Chromium with its WebDriver.
    Browser,
    /// Node's package manager, which fetches the accessibility checker and the validators, with Node, in which
    /// these run.
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

/// Installs all that is wanted, or says in one sentence what to install.
pub fn install(wanted: &[Wanted]) -> Result<()> {
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
    fn packages(&self, wanted: &[Wanted]) -> Vec<&'static str> {
        let of = |wanted: &Wanted| match wanted {
            Wanted::Browser => self.browser,
            Wanted::Npm => self.npm,
            Wanted::Postgres => self.postgres,
            Wanted::Load => self.load,
        };
        wanted.iter().flat_map(of).copied().collect()
    }
}

/// What to put before the manager's name; none where it may not be used.
fn privilege(manager: &Manager) -> Option<&'static [&'static str]> {
    let may_sudo = || system::output(Command::new("sudo").args(["-n", "true"])).is_some();
    if !manager.privileged || system::is_root() {
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

fn sentence(wanted: &[Wanted], manager: Option<&Manager>) -> String {
    let what = listed(wanted);
    let how = match manager {
        Some(manager) => format!(
            "with `{}{} {} {}`",
            if manager.privileged { "sudo " } else { "" },
            manager.program,
            manager.install.join(" "),
            manager.packages(wanted).join(" ")
        ),
        None => "and put them on PATH".to_owned(),
    };
    let own = match manager {
        Some(Manager { program: "apt-get", .. }) if wanted.contains(&Wanted::Browser) => {
            "; on Ubuntu, where these packages only point to a snap, CHROMIUM and CHROMEDRIVER may name \
             other programs"
        }
        _ => "",
    };
    format!("the tests need {what}: install them {how}{own}")
}

/// What is wanted, as one says it.
fn listed(wanted: &[Wanted]) -> String {
    let names: Vec<&str> = wanted.iter().flat_map(|wanted| wanted.names()).copied().collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

impl Wanted {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Browser => &["Chromium", "chromedriver"],
            Self::Npm => &["npm"],
            Self::Postgres => &["PostgreSQL"],
            Self::Load => &["nginx", "wrk"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_can_be_pasted() {
        assert_eq!(
            sentence(&[Wanted::Browser], Some(&MANAGERS[1])),
            "the tests need Chromium and chromedriver: install them with \
             `sudo dnf install --assumeyes chromium chromedriver`"
        );
        assert!(sentence(&[Wanted::Npm], Some(&MANAGERS[3])).contains("`brew install node`"));
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let missing = [Wanted::Browser, Wanted::Npm, Wanted::Postgres];
        let sentence = sentence(&missing, Some(&MANAGERS[0]));
        let named =
            "the tests need Chromium, chromedriver, npm and PostgreSQL: install them with `sudo ";
        assert!(sentence.starts_with(named), "{sentence}");
        assert!(sentence.contains(" chromium chromium-driver npm postgresql`"), "{sentence}");
        assert!(
            sentence.ends_with("CHROMIUM and CHROMEDRIVER may name other programs"),
            "{sentence}"
        );
    }
}
