// What must hold on a page of the site that shows hostile text. Each check answers with what is wrong.
globalThis.hostile ??= (() => {
  const SAFE = ["http:", "https:", "mailto:"];
  const FORBIDDEN =
    "script, iframe, frame, frameset, object, embed, applet, form, base, meta, link, style, template, math, " +
    "marquee, video, audio, dialog";
  const ADDRESSES = ["href", "src", "action", "formaction", "poster", "data", "cite", "background", "ping", "xlink:href"];
  // What a page that came with its story has at its end, once.
  const OURS = ["body > link[rel=stylesheet][href^='/later-'][integrity]", "body > script#broadsheet-data[type='application/json']",
    "body > script#broadsheet-comments[type='application/json']", "body > script#broadsheet-data ~ script[type='application/ld+json']"];
  // A link in one of these leads to a page of its kind, whatever its slug says.
  const KINDS = [
    [".story-card .headline a, .most-read a, .top-strip a", "/article/"],
    ["ul.tags a", "/tag/"],
    [".author-card a[rel=author]", "/author/"],
    [".section-nav li + li a, .footer-sections a", "/section/"],
  ];
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const short = (text) => JSON.stringify(text.length > 90 ? text.slice(0, 90) + "…" : text);
  const named = (element) => short(element.outerHTML);

  const protocol = (address) => {
    try {
      return new URL(address, document.baseURI).protocol;
    } catch {
      // What the browser can't read leads nowhere.
      return "https:";
    }
  };

  const structure = (page = document) => {
    const wrong = [];
    for (const element of page.querySelectorAll("body, body *")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) wrong.push(`a handler: ${named(element)}`);
        if (/^(style|srcdoc)$/i.test(name)) wrong.push(`${name}: ${named(element)}`);
        if (ADDRESSES.includes(name) && !SAFE.includes(protocol(value))) wrong.push(`an address: ${named(element)}`);
        if (name === "srcset") {
          const addresses = value.split(",").map((candidate) => candidate.trim().split(/\s+/)[0]);
          if (!addresses.every((address) => SAFE.includes(protocol(address)))) wrong.push(`srcset: ${named(element)}`);
        }
      }
    }
    const ours = OURS.map((css) => page.querySelector(css));
    for (const element of page.body.querySelectorAll(FORBIDDEN)) {
      if (!ours.includes(element)) wrong.push(`an element: ${named(element)}`);
    }
    const canonical = page.querySelector("link[rel=canonical]");
    if (canonical && !SAFE.includes(protocol(canonical.getAttribute("href")))) wrong.push(`canonical: ${named(canonical)}`);
    for (const [css, path] of KINDS) {
      for (const link of page.querySelectorAll(css)) {
        if (link.origin !== location.origin || !link.pathname.startsWith(path)) wrong.push(`not below ${path}: ${named(link)}`);
      }
    }
    const ids = [...page.querySelectorAll("[id]")].map((element) => element.id);
    const twins = ids.filter((id, place) => ids.indexOf(id) !== place);
    if (twins.length) wrong.push(`ids that stand twice: ${short(twins.join())}`);
    return wrong;
  };

  const alive = () => {
    const wrong = journeyRan.map((what) => `ran: ${what}`);
    journeyRan.length = 0;
    if (document.querySelector(".panic-overlay")) wrong.push("the panic overlay");
    if (document.documentElement.dataset.app !== "started") wrong.push(`the app: ${document.documentElement.dataset.app}`);
    return wrong;
  };

  const layout = () => {
    const wrong = [];
    const [room, whole] = [document.documentElement.clientWidth, document.documentElement.scrollWidth];
    const clips = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== "visible" || clips(e.parentElement));
    if (whole > room) {
      const over = [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > room + 1 || box.left < -1) && !clips(element.parentElement);
      });
      wrong.push(`scrolls sideways, ${whole} in ${room}: ` + over.slice(0, 3).map(named).join(", "));
    }
    let above = -Infinity;
    for (const css of [".masthead", ".section-nav", "main", ".site-footer"]) {
      const parts = document.querySelectorAll(css);
      const box = parts[0]?.getBoundingClientRect();
      if (parts.length !== 1 || !(box.width > 0 && box.height > 0)) wrong.push(`${parts.length} × ${css}`);
      else if (box.top < above - 1) wrong.push(`${css} stands over what is above it`);
      above = box?.bottom ?? above;
    }
    if (!document.querySelector("main h1")?.textContent) wrong.push("no heading");
    if (!document.querySelector("main").innerText.trim()) wrong.push("a blank page");
    return wrong;
  };

  // Our own words beside hostile ones run as they were written: no override reaches out of its element.
  const order = () => {
    const wrong = [];
    const beside = "main time, .comment-count, .comment-edited, .live-mark, .credit.is-safe, .comment-likes, .reading-time";
    const safe = [...document.querySelectorAll(".credit")].filter((credit) => credit.textContent === "Beside");
    for (const element of [...document.querySelectorAll(beside), ...safe]) {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
      if (!text || text.length < 2 || !element.getClientRects().length) continue;
      const at = (place) => {
        const range = document.createRange();
        range.setStart(text, place);
        range.setEnd(text, place + 1);
        return range.getBoundingClientRect();
      };
      const [first, second] = [at(0), at(1)];
      if (first.top === second.top && second.left < first.left) {
        wrong.push(`turned round by its neighbour: ${named(element)} in ${named(element.parentElement)}`);
      }
    }
    return wrong;
  };

  // Each of `texts` is [css, attribute or null, [what must be there unchanged]].
  const texts = (expected, page = document) => {
    const wrong = [];
    for (const [css, attribute, wanted] of expected) {
      const found = new Set([...page.querySelectorAll(css)].map((element) =>
        attribute ? element.getAttribute(attribute) : element.textContent));
      const missing = wanted.filter((text) => !found.has(text));
      wrong.push(...missing.slice(0, 3).map((text) => `${css} ${attribute ?? ""} is not ${short(text)}`));
      if (missing.length > 3) wrong.push(`${css}: and ${missing.length - 3} more`);
    }
    return wrong;
  };

  const until = async (patience, condition) => {
    const end = performance.now() + patience;
    while (!condition()) {
      if (performance.now() > end) return false;
      await pause(4);
    }
    return true;
  };
  const isHere = () => {
    const main = document.querySelector("main");
    return main?.querySelector("h1") && !main.hasAttribute("aria-busy") && !main.querySelector(".skeletons");
  };

  // Follows a link within the app; answers how long that took in milliseconds, -1 for in vain.
  const follow = async (path, patience = 15000) => {
    // Each arrival is an entry of the history with a number of its own.
    const before = history.state;
    const began = performance.now();
    const link = document.createElement("a");
    link.href = path;
    document.querySelector("main").append(link);
    link.click();
    const is = await until(patience, () => history.state !== before && isHere());
    const took = performance.now() - began;
    await frame();
    await frame();
    return is ? took : -1;
  };

  // The discussion is fetched when the reader comes near.
  const comments = async () => {
    const section = document.querySelector("#comments");
    if (!section) return true;
    section.scrollIntoView();
    // One that came with its page is taken up when the reader is there.
    if (document.documentElement.hasAttribute("data-rendered")) await pause(300);
    await until(15000, () => !section.matches(".is-far"));
    const came = await until(15000, () => document.querySelector(".comment-list, .comments .problem") !== null);
    scrollTo(0, 0);
    await frame();
    return came;
  };

  const judged = (expected) => [...alive(), ...structure(), ...texts(expected), ...layout(), ...order()];

  // Judges a page as it was sent, before any program has touched it.
  const sent = async (path, expected) => {
    const page = await new Promise((done, failed) => {
      const ask = new XMLHttpRequest();
      ask.open("GET", path);
      ask.responseType = "document";
      ask.addEventListener("load", () => done(ask.responseXML));
      ask.addEventListener("error", failed);
      ask.send();
    });
    if (!page?.documentElement.hasAttribute("data-rendered")) return ["did not come with its story"];
    // HTML can't carry a null.
    const carried = (text) => text.replaceAll("\0", "\uFFFD");
    const possible = expected.map(([css, attribute, wanted]) => [css, attribute, wanted.map(carried)]);
    return [...structure(page), ...texts(possible, page)];
  };

  // Touches everything, and looks whether that did anything but what the page's own controls do.
  const touch = async () => {
    const [address, main] = [location.href, document.querySelector("main h1")];
    const folds = [...document.querySelectorAll(".comment-collapse")].slice(0, 2);
    journeyTouch(document.body, (element) => element.matches(".comment-collapse"));
    // Folded away and unfolded again.
    for (const fold of folds.flatMap((fold) => [fold, fold])) {
      fold.click();
      await frame();
    }
    await pause(60);
    await until(5000, isHere);
    // The page has a button for that.
    const printed = journeyRan.indexOf("print()");
    if (printed >= 0 && document.querySelector(".article-tools")) journeyRan.splice(printed, 1);
    const wrong = [...alive(), ...structure().map((line) => `after touching: ${line}`)];
    const isSame = location.href.split("#")[0] === address.split("#")[0];
    if (!isSame) wrong.push(`went to ${location.href}`);
    if (document.querySelector("main h1") !== main) wrong.push("the page has been replaced");
    return wrong;
  };

  // What must stand where a document can't be shown: words, and another try.
  const problem = (css) => {
    const wrong = alive();
    const section = document.querySelector(css);
    const seen = section?.checkVisibility() && section.innerText.trim();
    if (!seen) wrong.push("no problem is to be seen");
    const again = [...(section?.querySelectorAll("button") ?? [])].some((button) => button.innerText.trim() === "Try again");
    if (!again) wrong.push("no other try is offered");
    if (!document.querySelector("main h1")?.textContent.trim()) wrong.push("a blank page");
    return wrong;
  };

  // Follows a link to a document that can't be shown.
  const broken = async (path, css) => {
    const began = performance.now();
    const came = await follow(path);
    const inner = css.includes(".comments") ? await until(15000, () => document.querySelector(css)) : true;
    return { took: came < 0 || !inner ? -1 : performance.now() - began, wrong: problem(css) };
  };

  // Presses "Try again", and waits until there is another answer.
  const again = async () => {
    const button = () => document.querySelector("main > .problem button:not([aria-disabled])");
    const isReady = await until(5000, () => button() && isHere());
    if (!isReady) return { took: -1, wrong: [`no other try: ${short(document.body.innerText)}`] };
    const began = performance.now();
    const problemNow = () => document.querySelector("main > .problem");
    const before = problemNow();
    const answered = new Promise((done) => {
      let wasBusy = false;
      const watch = new MutationObserver(() => {
        // An answer that is there at once makes nobody wait.
        wasBusy ||= !isHere() || problemNow() !== before;
        if (!wasBusy || !isHere()) return;
        watch.disconnect();
        done(true);
      });
      watch.observe(document.body, { attributes: true, childList: true, subtree: true });
    });
    button().click();
    const came = await Promise.race([answered, pause(30000)]);
    const took = came ? performance.now() - began : -1;
    await frame();
    return { took, wrong: problem("main > .problem") };
  };

  return { follow, broken, again, comments, judged, sent, touch, alive, layout, texts };
})();
0;
