//! Reading: what the reader chooses, what their device asks for, what can be done with a story.
//!
//! | room | what |
//! | --- | --- |
//! | [`choices`] | theme, text size, the line that grows, large text on a small screen |
//! | [`media`] | colours of the device's own, as little motion as possible, paper |
//! | [`tools`] | share, copy, mail, print, back to the top, a newer edition, ages that tick |

mod choices;
mod media;
mod tools;
