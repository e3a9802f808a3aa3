//! The comments protocol against a server in this process: over SQLite, over PostgreSQL, and over
//! two replicas of one PostgreSQL.

mod bad_input;
mod client;
mod corpora;
mod figures;
mod floods;
mod limits;
mod moderation;
mod packing;
mod posting;
mod privacy;
mod reading;
mod replicas;
mod seeding;
mod server;
mod streaming;
mod wire;
