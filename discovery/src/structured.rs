//! What a page is, in the words of schema.org, written as JSON-LD.
//!
//! The properties are those that Google's guides to articles, breadcrumbs, carousels, profile pages
//! and site names ask for.

use broadsheet::config::Config;
use broadsheet::model::slug::encoded;
use broadsheet::model::{
    Article, AuthorPage, Block, Card, CardList, Contributor, Element, Live, Slug, Text, Timestamp,
};
use broadsheet::pages::Page;
use broadsheet::route::Route;
use serde_json::{Map, Value, json};

use crate::address;
use crate::head::About;
use crate::picture::Picture;
use crate::text::{cut, in_one_line, in_script, plain};

/// The longest headline that Google's guide to articles allows, in characters.
const LONGEST_HEADLINE: usize = 110;

/// The most blocks of a story told live that are named: the newest. Every reader fetches the data.
const MOST_UPDATES: usize = 20;
/// The longest text of a block, in characters.
const LONGEST_UPDATE: usize = 300;

/// The element of the page's structured data, nothing for a page that isn't worth finding. It may stand
/// anywhere in the page: at the end no reader waits for it. It is a block of data, which no policy takes for
/// a script.
pub fn structured(config: &Config, page: &Page, route: &Route) -> String {
    if !page.is_worth_finding() {
        return String::new();
    }
    let json = json_ld(&About::new(config, page, route));
    format!("<script type=\"application/ld+json\">{json}</script>")
}

/// What the page is, fit for a `<script>` element.
fn json_ld(about: &About<'_>) -> String {
    let graph = match about.page {
        Page::Front(_) => vec![site(about), organization(about.config)],
        Page::Listing(list) => vec![collection(about, list), trail(about, None)],
        Page::Article(article) => vec![story(about, article), trail(about, Some(article))],
        Page::Author(author) => vec![profile(about, author), trail(about, None)],
        Page::Loading | Page::NotFound | Page::Problem(_) => Vec::new(),
    };
    in_script(&json!({"@context": "https://schema.org", "@graph": graph}).to_string())
}

fn site(about: &About<'_>) -> Value {
    json!({
        "@type": "WebSite",
        "@id": identity(about.config, "site"),
        "name": in_one_line(&about.config.site.name),
        "url": address::of_page(about.config, &Route::Front),
        "inLanguage": about.language.as_str(),
        "publisher": {"@id": identity(about.config, "publisher")},
    })
}

/// The newsroom on its front page, where it is described in full.
fn organization(config: &Config) -> Value {
    let mut newsroom = publisher(config);
    newsroom["@type"] = json!("NewsMediaOrganization");
    newsroom
}

fn publisher(config: &Config) -> Value {
    let logo = Picture::logo(config);
    json!({
        "@type": "Organization",
        "@id": identity(config, "publisher"),
        "name": in_one_line(&config.site.name),
        "url": address::of_page(config, &Route::Front),
        "logo": image(&logo),
    })
}

/// What stands for a thing of the site wherever it is named.
fn identity(config: &Config, name: &str) -> String {
    address::of_path(config, &format!("/#{name}"))
}

fn story(about: &About<'_>, article: &Article) -> Value {
    let config = about.config;
    let shapes = article.main_photo.as_ref().map(|photo| Picture::shapes(config, photo));
    let images: Vec<_> = shapes.unwrap_or_default().iter().map(image).collect();
    let keywords: Vec<_> = article.tags.iter().map(|tag| in_one_line(&tag.name)).collect();
    let is_told_live = !article.blocks.is_empty();
    let kind = if is_told_live { "LiveBlogPosting" } else { "NewsArticle" };
    let mut story = Properties::of(kind);
    story.add("headline", cut(&article.headline, LONGEST_HEADLINE));
    story.add("description", about.description.as_str());
    story.add("url", about.canonical.as_str());
    story.add("mainEntityOfPage", json!({"@type": "WebPage", "@id": about.canonical}));
    story.add_some("datePublished", article.published_at.map(Timestamp::to_iso));
    let modified = article.updated_at.or(article.published_at);
    story.add_some("dateModified", modified.map(Timestamp::to_iso));
    story.add("author", authors(config, article));
    story.add("publisher", publisher(config));
    story.add_some("image", Some(images).filter(|images| !images.is_empty()));
    story.add("articleSection", in_one_line(&article.section.name));
    story.add_some("keywords", Some(keywords).filter(|keywords| !keywords.is_empty()));
    story.add("inLanguage", about.language.as_str());
    story.add("isAccessibleForFree", true);
    story.add_some("commentCount", article.comment_count);
    let told = article.blocks.iter().map(|block| words(&block.body)).sum::<usize>();
    story.add("wordCount", words(&article.body) + told);
    if is_told_live {
        coverage(&mut story, about, article);
    }
    story.into_value()
}

/// From when to when a story was told live, and its newest blocks.
fn coverage(story: &mut Properties, about: &About<'_>, article: &Article) {
    let times = || article.blocks.iter().filter_map(|block| block.at);
    let start = times().chain(article.published_at).min();
    let end = times().max().filter(|_| article.live == Some(Live::Closed));
    story.add_some("coverageStartTime", start.map(Timestamp::to_iso));
    story.add_some("coverageEndTime", end.map(Timestamp::to_iso));
    let updates = article.blocks.iter().filter_map(|block| update(about, block));
    story.add("liveBlogUpdate", updates.take(MOST_UPDATES).collect::<Vec<_>>());
}

/// A block; `None` for one without a word, which has no headline.
fn update(about: &About<'_>, block: &Block) -> Option<Value> {
    let headline = Some(cut(&block.name()?, LONGEST_HEADLINE)).filter(|name| !name.is_empty())?;
    let body: Vec<_> = block.body.iter().flat_map(texts).map(plain).collect();
    let body = cut(&body.join(" "), LONGEST_UPDATE);
    let mut update = Properties::of("BlogPosting");
    update.add("headline", headline);
    let page = address::of_page(about.config, about.route);
    update.add("url", format!("{page}#block-{}", encoded(&block.id)));
    update.add_some("datePublished", block.at.map(Timestamp::to_iso));
    update.add_some("articleBody", Some(body).filter(|body| !body.is_empty()));
    Some(update.into_value())
}

/// Who wrote a story: its contributors, else whoever its byline names, else the newsroom.
fn authors(config: &Config, article: &Article) -> Vec<Value> {
    if !article.contributors.is_empty() {
        return article.contributors.iter().map(|who| author(config, who)).collect();
    }
    match &article.byline {
        Some(byline) => vec![json!({"@type": "Person", "name": in_one_line(byline)})],
        None => vec![publisher(config)],
    }
}

fn author(config: &Config, who: &Contributor) -> Value {
    let is_desk = is_desk(who);
    let mut author = Properties::of(if is_desk { "Organization" } else { "Person" });
    author.add("name", in_one_line(&who.name));
    author.add("url", address::of_page(config, &Route::Author(who.slug.clone())));
    // Only people have a job.
    author.add_some("jobTitle", who.role.as_deref().filter(|_| !is_desk).map(in_one_line));
    author.into_value()
}

/// Whether a contributor is a desk rather than a person: one part of the slug is `desk`, or the role
/// ends in it. A "Desk editor" is a person.
fn is_desk(who: &Contributor) -> bool {
    let is_desk = |word: &str| word.eq_ignore_ascii_case("desk");
    let role = who.role.as_deref().unwrap_or_default();
    who.slug.as_str().split('-').any(is_desk)
        || role.split_whitespace().next_back().is_some_and(is_desk)
}

fn collection(about: &About<'_>, list: &CardList) -> Value {
    let mut page = Properties::of("CollectionPage");
    page.add("name", in_one_line(&about.title));
    page.add("description", about.description.as_str());
    page.add("url", about.canonical.as_str());
    page.add("inLanguage", about.language.as_str());
    page.add("isPartOf", json!({"@id": identity(about.config, "site")}));
    page.add("mainEntity", items(about.config, &list.cards));
    page.into_value()
}

fn profile(about: &About<'_>, author: &AuthorPage) -> Value {
    let mut page = Properties::of("ProfilePage");
    page.add("name", in_one_line(&about.title));
    page.add("url", about.canonical.as_str());
    page.add("inLanguage", about.language.as_str());
    page.add("isPartOf", json!({"@id": identity(about.config, "site")}));
    page.add("mainEntity", described(about, &author.contributor));
    page.into_value()
}

/// A contributor on their own page, where they are described in full.
fn described(about: &About<'_>, who: &Contributor) -> Value {
    let mut person = author(about.config, who);
    let own = &about.config.site.url;
    let elsewhere = who.links.iter().map(|link| link.href.as_str());
    let elsewhere = elsewhere.filter(|href| !href.starts_with('/') && !href.starts_with(own));
    let elsewhere: Vec<_> =
        elsewhere.filter_map(|href| address::absolute(about.config, href)).collect();
    let avatar = who.avatar.as_ref().and_then(|photo| Picture::of(about.config, photo));
    let fields = [
        ("description", who.bio.as_deref().map(|bio| json!(in_one_line(bio)))),
        ("image", avatar.as_ref().map(image)),
        ("sameAs", (!elsewhere.is_empty()).then(|| json!(elsewhere))),
        ("worksFor", (!is_desk(who)).then(|| publisher(about.config))),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            person[name] = value;
        }
    }
    person
}

/// The way to a page from the front page on, the page itself at its end.
fn trail(about: &About<'_>, article: Option<&Article>) -> Value {
    let mut steps = vec![(about.config.site.name.clone(), Route::Front)];
    if let Some(article) = article {
        let section = article.section.slug.clone();
        steps.push((article.section.name.clone(), Route::Section(section)));
    }
    steps.push((about.title.clone(), about.route.clone()));
    let step = |(at, (name, route)): (usize, (String, Route))| {
        json!({
            "@type": "ListItem",
            "position": at + 1,
            "name": in_one_line(&name),
            "item": address::of_page(about.config, &route),
        })
    };
    let steps: Vec<_> = steps.into_iter().enumerate().map(step).collect();
    json!({"@type": "BreadcrumbList", "itemListElement": steps})
}

/// The stories of a list.
fn items(config: &Config, cards: &[Card]) -> Value {
    let url = |slug: &Slug| address::of_page(config, &Route::Article(slug.clone()));
    let item = |(at, card): (usize, &Card)| {
        json!({
            "@type": "ListItem",
            "position": at + 1,
            "url": url(&card.slug),
            "name": in_one_line(&card.headline),
        })
    };
    let elements: Vec<_> = cards.iter().enumerate().map(item).collect();
    json!({"@type": "ItemList", "numberOfItems": cards.len(), "itemListElement": elements})
}

fn image(picture: &Picture) -> Value {
    let mut image = Properties::of("ImageObject");
    image.add("url", picture.url.as_str());
    // A distance is a number and its unit (schema.org): of a number alone it is not said what it counts.
    image.add("width", format!("{} px", picture.width));
    image.add("height", format!("{} px", picture.height));
    image.add_some("creditText", picture.credit.as_deref());
    image.into_value()
}

/// How many words a body has; captions are read with the pictures and not counted.
fn words(body: &[Element]) -> usize {
    let count = |text: &Text| plain(text).split(' ').filter(|word| !word.is_empty()).count();
    let of_element = |element: &Element| match element {
        Element::Code(text) => text.split_whitespace().count(),
        element => texts(element).into_iter().map(count).sum(),
    };
    body.iter().map(of_element).sum()
}

/// The texts of an element, in the order in which they are read.
fn texts(element: &Element) -> Vec<&Text> {
    match element {
        Element::Paragraph(text) | Element::Heading(_, text) => vec![text],
        Element::List { items, .. } => items.iter().collect(),
        Element::Quote { text, cite } | Element::Pullquote { text, cite } => {
            [text].into_iter().chain(cite).collect()
        }
        Element::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).collect(),
        Element::Code(_)
        | Element::Photo(_)
        | Element::Gallery(_)
        | Element::Embed(_)
        | Element::Divider => Vec::new(),
    }
}

/// A thing with its properties; one that isn't known is left out.
struct Properties(Map<String, Value>);

impl Properties {
    fn of(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), kind.into())]))
    }

    fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn add_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}
