// The list of comments as a careful hand would write it, for the benchmark to compare with: the same
// elements, classes and words as the site's, made with the DOM's own calls and put in at once.
(async () => {
  const answer = await fetch(document.body.dataset.url);
  const { comments } = await answer.json();
  const below = new Map(comments.map((comment) => [comment.id, []]));
  for (const comment of comments) below.get(comment.parent_id)?.push(comment);
  const threads = comments.filter((comment) => comment.parent_id === null);
  threads.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));

  const moments = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
  const ages = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto", style: "long" });
  const age = (at) => {
    const minutes = Math.round((at - Date.now()) / 60_000);
    if (minutes > -60) return ages.format(minutes, "minute");
    if (minutes > -1440) return ages.format(Math.round(minutes / 60), "hour");
    return ages.format(Math.round(minutes / 1440), "day");
  };
  const made = (tag, name, ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  };
  const list = document.createDocumentFragment();
  let position = 0;
  const draw = (list, comment, depth, parent) => {
    const item = made("li", "comment");
    item.id = `comment-${comment.id}`;
    item.tabIndex = -1;
    item.dataset.depth = depth;
    item.dataset.position = position++;
    const at = new Date(comment.created_at);
    const time = made("time", "age", age(at));
    time.dateTime = comment.created_at;
    time.title = moments.format(at);
    const link = made("a", "comment-time", time);
    link.href = `#comment-${encodeURIComponent(comment.id)}`;
    const author = made("span", "comment-author", made("bdi", "", comment.author.name));
    item.append(made("p", "comment-head", author, " ", link, " "));
    if (parent && depth > 0) {
      const above = made("a", "", made("bdi", "", `in reply to ${parent.author.name}`));
      above.href = `#comment-${encodeURIComponent(parent.id)}`;
      item.append(made("p", "comment-parent", above));
    }
    const text = made("div", "comment-text");
    for (const paragraph of comment.text.split("\n\n")) {
      const said = made("p", "", paragraph);
      said.dir = "auto";
      text.append(said);
    }
    const likes = made("span", "comment-likes", comment.likes === 1 ? "1 like" : `${comment.likes} likes`);
    const foot = made("p", "comment-foot", likes, " ");
    const answers = below.get(comment.id);
    const count = (comments) => comments.reduce((sum, one) => sum + 1 + count(below.get(one.id)), 0);
    if (answers.length > 0) {
      const all = count(answers);
      const fold = made("button", "comment-collapse text-button", all === 1 ? "Hide 1 reply" : `Hide ${all} replies`);
      fold.type = "button";
      fold.dataset.act = "fold";
      fold.setAttribute("aria-expanded", "true");
      foot.append(fold);
    }
    item.append(text, foot);
    list.append(item);
    for (const answer of answers) draw(list, answer, depth + 1, comment);
  };
  for (const thread of threads) {
    const lines = made("ol", "thread-lines");
    draw(lines, thread, 0, null);
    list.append(made("li", "thread", lines));
  }
  document.querySelector(".comment-list").append(list);
})();
