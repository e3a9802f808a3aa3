// What must work when the app doesn't: the start, one reload after a deploy, the guard on markup, and
// the end after a panic. It runs before the app, shares nothing with it, and is never bundled into it.
(() => {
  "use strict";

  const RELOADED = "broadsheet-reloaded";
  const REDEPLOYED_WITHIN = 60_000;
  const WAITS_FOR_PICTURES = 4_000;
  const WAITS_FOR_PRELOAD = 10_000;
  const WAITS_TO_KNOW = 4_000;

  // Nothing here ever parses markup or makes a script of a text, neither of a story nor of the app's
  // own. So the default policy refuses all of it, and stands in the place of any other.
  window.trustedTypes?.createPolicy?.("default", {
    createHTML: () => null,
    createScript: () => null,
    createScriptURL: () => null,
  });

  const root = document.documentElement;
  // A page that came with its story: it can be read whatever becomes of the program.
  const isRendered = root.hasAttribute("data-rendered");

  if ("share" in navigator) root.dataset.share = "";

  // The theme before the first paint, or a dark page flashes white.
  try {
    for (const name of ["data-theme", "data-text-size"]) {
      const chosen = localStorage.getItem(name);
      if (chosen) root.setAttribute(name, chosen);
    }
  } catch {
    // A private window may refuse to tell: the device's own theme is used.
  }

  const show = (id) => {
    const element = document.getElementById(id);
    if (!element) return;
    element.hidden = false;
    element.classList.add("is-shown");
  };

  // A page from before a deploy asks for files that are gone. One reload brings the new page; a second
  // failure within a minute is another fault, and the reader decides.
  const reloadOnce = () => {
    try {
      const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
      if (Date.now() - last < REDEPLOYED_WITHIN) return false;
      sessionStorage.setItem(RELOADED, String(Date.now()));
    } catch {
      return false;
    }
    location.reload();
    return true;
  };

  // A file that a deploy has taken away is answered as absent, or with the page that some hosts send in
  // its stead. A line that broke is none: the page would be given up for one that doesn't come.
  const isGone = async (file) => {
    try {
      const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(WAITS_TO_KNOW) };
      const { ok, status, headers } = await fetch(file, asked);
      const isPage = () => headers.get("content-type")?.startsWith("text/html") ?? false;
      return ok ? isPage() : status === 404 || status === 410;
    } catch {
      return false;
    }
  };
  const isOneGone = async (files) => (await Promise.all(files.map(isGone))).includes(true);

  let started = false;
  let ended = false;

  const fail = async (error, files) => {
    console.error("Broadsheet could not start:", error);
    // A file that isn't there is a TypeError; a policy or a broken program is not mended by a reload.
    const isRedeployed = error instanceof TypeError && (await isOneGone(files));
    if (ended) return;
    // Who reads a story already, or writes, isn't torn from it.
    if (isRedeployed && !(isRendered && isInUse()) && reloadOnce()) return;
    if (isRendered) root.dataset.app = "absent";
    else show("boot-late");
  };

  // What the reader does with a rendered page before its program has taken it up, in order: done again
  // then. The discussion has a program of its own, which comes when somebody wants it.
  const CONTROLS = ["click", "input", "change"];
  let done = [];
  let isTakenUp = false;
  const isOfDiscussion = (control) => control.closest(".discussion") !== null;
  const isInUse = () =>
    done.length > 0 ||
    window.scrollY > 0 ||
    document.getSelection()?.isCollapsed === false ||
    document.querySelector("details[open]") !== null;
  const remember = (event) => {
    if (!(event.target instanceof Element)) return;
    const control = event.target.closest(event.type === "click" ? "button, [data-act]" : "input, textarea, select");
    if (!control || (isTakenUp && !isOfDiscussion(control))) return;
    // The form has no other address than the program.
    if (event.type === "click") event.preventDefault();
    done.push([event.type, control]);
    // Whoever writes keeps it before them, whatever comes or does not.
    if (event.type === "input") control.closest(".composer")?.setAttribute("data-written", "");
    // Not on half a page: what the program takes up stands at its end.
    whenRead(begin);
    if (isOfDiscussion(control) && discussion === "absent") whenRead(() => startDiscussionOf(control));
  };
  const doAgain = (isDue) => {
    const due = done.filter(([, control]) => isDue(control));
    done = done.filter(([, control]) => !isDue(control));
    const told = new Map();
    setTimeout(() => {
      for (const [type, control] of due) {
        if (!control.isConnected) continue;
        if (type === "click") {
          control.click();
          continue;
        }
        // Its value says all that was typed: once each, and a choice is told by the second of them.
        const types = told.get(control) ?? [];
        if (types.includes(type)) continue;
        told.set(control, [...types, type]);
        control.dispatchEvent(new Event(type, { bubbles: true }));
      }
    }, 0);
  };
  const takenUp = () => {
    isTakenUp = true;
    doAgain((control) => !isOfDiscussion(control));
  };
  const discussionTakenUp = () => {
    for (const name of CONTROLS) window.removeEventListener(name, remember, true);
    window.removeEventListener("pagehide", keepDraft);
    doAgain(isOfDiscussion);
  };
  // Whoever leaves before the program has come finds what they wrote when they are back; and may leave again.
  let draftBefore;
  const keepDraft = () => {
    const field = done.map(([, control]) => control).find((control) => control.matches(".discussion .composer textarea"));
    if (!field?.value) return;
    const key = `broadsheet-draft:${field.closest(".discussion").dataset.slug}:`;
    try {
      draftBefore ??= sessionStorage.getItem(key) || localStorage.getItem(key) || "";
      const whole = draftBefore ? `${draftBefore}\n\n${field.value}` : field.value;
      // For any tab, and for this one before any other, as the program does.
      localStorage.setItem(key, whole);
      sessionStorage.setItem(key, whole);
    } catch {
      // A private window may refuse to keep anything.
    }
  };

  // The moderators' page is a program of its own, with styles of its own: no reader fetches them.
  const isModeration = /^\/moderation\/?$/.test(location.pathname);

  // The browser holds a script to its hash where it is preloaded, but an import after that fails takes
  // whatever is there now: so the preload, which the import needs anyway, is waited for.
  const isAsBuilt = (script, known) => new Promise((resolve, reject) => {
    const ahead = document.createElement("link");
    const preloads = [...document.querySelectorAll("link[rel=modulepreload]")];
    const integrity = known ?? preloads.find(({ href }) => href === script)?.integrity;
    if (!integrity || !ahead.relList.supports("modulepreload")) return resolve();
    Object.assign(ahead, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href: script });
    ahead.onload = resolve;
    ahead.onerror = () => reject(new TypeError(`${script} is not there, or not what was built`));
    // Where no event comes, the import waits for the preload by itself.
    setTimeout(resolve, WAITS_FOR_PRELOAD);
    document.head.append(ahead);
  });

  const start = async () => {
    const app = document.getElementById("broadsheet-app");
    if (!app) return fail("the page names no app", []);
    let [script, program] = [app.href, app.dataset.wasm];
    if (isModeration) {
      // The page has announced the site's program: it is taken for the stories that moderators go on to.
      fetch(program).catch(() => {});
      [script, program] = ["/moderation.js", "/moderation_bg.wasm"];
      const styles = document.createElement("link");
      styles.rel = "stylesheet";
      styles.href = "/moderation.css";
      document.head.append(styles);
    }
    if (typeof WebAssembly !== "object" || !("noModule" in HTMLScriptElement.prototype)) {
      if (isRendered) return (root.dataset.app = "absent");
      document.getElementById("boot")?.classList.add("is-unable");
      return show("boot-unable");
    }
    try {
      // Both at once: the program is the larger one.
      const file = app.dataset.integrity ? fetch(program) : program;
      await isAsBuilt(script, isModeration ? "" : app.dataset.integrity);
      const { default: init } = await import(script);
      await init({ module_or_path: file });
      started = true;
      // The site's program draws itself in several tasks, and says when the last one is done.
      if (isModeration) root.dataset.app = "started";
    } catch (error) {
      if (started || ended) return;
      await fail(error, [script, program]);
    }
  };

  // After a panic the app is not dead but deaf and dangerous: later events would run on broken state.
  // So every event is kept from it, every timer and frame is ended, and links work as the browser's
  // own. The gate is put up before the app listens: what is fired at the window itself goes to its
  // listeners in the order in which they came.
  const EVENTS = [
    "click", "input", "change", "keydown", "keyup", "focusin", "focusout", "pointerover", "touchstart", "toggle",
    "scroll", "resize", "popstate", "hashchange", "online", "offline", "pagehide", "visibilitychange",
  ];
  for (const name of EVENTS) {
    window.addEventListener(name, (event) => ended && event.stopImmediatePropagation(), { capture: true, passive: true });
  }

  const end = () => {
    if (ended) return;
    ended = true;
    const lastTimer = setTimeout(() => {}, 0);
    for (let id = 0; id <= lastTimer; id++) {
      clearTimeout(id);
      clearInterval(id);
    }
    const lastFrame = requestAnimationFrame(() => {});
    for (let id = 0; id <= lastFrame; id++) cancelAnimationFrame(id);
    root.dataset.app = "ended";
    // What the app holds of the browser, the stream and its place among the tabs, it has left here to be
    // let go of.
    window.dispatchEvent(new Event("broadsheet-ended"));
    // Nothing more is on its way: what stands is not dimmed any longer.
    for (const busy of document.querySelectorAll(".is-busy")) busy.classList.remove("is-busy");
    for (const busy of document.querySelectorAll("main[aria-busy]")) busy.removeAttribute("aria-busy");
    overlay();
  };

  const overlay = () => {
    const made = (tag, attributes, ...children) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.append(...children);
      return element;
    };
    // A link, not a button: it needs no listener.
    const reload = made("a", { class: "pill primary", href: location.pathname + location.search }, "Reload the page");
    document.body.append(
      made(
        "div",
        { class: "panic-overlay", lang: "en", dir: "ltr", role: "alertdialog", "aria-labelledby": "panic-title", "aria-describedby": "panic-detail" },
        made("p", { class: "panic-title", id: "panic-title" }, "Part of this page has stopped working"),
        made("p", { class: "panic-detail", id: "panic-detail" },
          "What is on the screen can still be read. Reload the page to get the rest back."),
        made("p", { class: "panic-actions" }, reload),
      ),
    );
    reload.focus({ preventScroll: true });
  };

  // A panic dispatches the event; a trap or an exception thrown through the app arrives as an error.
  const isOurs = (error) =>
    error instanceof Error && (error instanceof (window.WebAssembly?.RuntimeError ?? Error) || /wasm/.test(error.stack ?? ""));
  // Reported once: what the app's last tasks still throw is its death, not news.
  const fault = (event, error) => {
    if (!isOurs(error)) return;
    if (ended) event.preventDefault();
    else if (started) end();
  };
  window.addEventListener("broadsheet-panic", end);
  window.addEventListener("error", (event) => fault(event, event.error));
  window.addEventListener("unhandledrejection", (event) => fault(event, event.reason));

  // The discussion's program, fetched when it is wanted: by a place that the site's program keeps for it,
  // or by what a reader wrote and the server has not taken yet.
  let discussion = "absent";
  const startDiscussion = async () => {
    if (discussion === "here") return;
    const isSecondTry = discussion === "failed";
    discussion = "here";
    const files = document.getElementById("broadsheet-app").dataset;
    const [script, program] = [files.discussion ?? "/discussion.js", files.discussionWasm ?? "/discussion_bg.wasm"];
    const file = fetch(program);
    // Whoever waits for it first hears of its failure.
    file.catch(() => {});
    try {
      const { default: init } = await import(script);
      await init({ module_or_path: file });
    } catch (error) {
      if (ended) return;
      console.error("Broadsheet's discussion could not start:", error);
      discussion = "failed";
      // A deploy has taken it away: whoever asks again gets the new page.
      if (isSecondTry && (await isOneGone([script, program])) && reloadOnce()) return;
      window.dispatchEvent(new CustomEvent("broadsheet-discussion-absent"));
    }
  };
  const startDiscussionOf = (control) => {
    control.closest(".discussion").setAttribute("data-wanted", "");
    startDiscussion();
  };
  const OUTBOX = "broadsheet-outbox:";
  const SENT_ELSEWHERE_WITHIN = 30_000;
  const sendWhatWaits = () => {
    try {
      // What the server would not have waits for its writer, who finds it below its story.
      const waits = ([name, text]) => name.startsWith(OUTBOX) && !text.includes('"refused":"');
      if (Object.entries(localStorage).some(waits)) startDiscussion();
    } catch {
      // Then nothing was kept.
    }
  };
  window.addEventListener("broadsheet-discussion-wanted", startDiscussion);
  window.addEventListener("broadsheet-taken-up", () => {
    root.dataset.app = "started";
    // Wanted by a click and lost before anybody could be told.
    if (discussion === "failed") setTimeout(() => window.dispatchEvent(new CustomEvent("broadsheet-discussion-absent")), 0);
    sendWhatWaits();
  });
  // Another tab has written something, and sends it. Where it is closed before that, this one does.
  window.addEventListener("storage", (event) => {
    if (event.key?.startsWith(OUTBOX) && event.newValue) setTimeout(sendWhatWaits, SENT_ELSEWHERE_WITHIN);
  });

  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    start();
  };
  const whenRead = (run) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
    else run();
  };
  // On a fast line all files are there before the phone has laid out the page.
  const whenFirstPainted = (run) => {
    if (!window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) return run();
    const painted = (list, observer) => {
      if (list.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      run();
    };
    new PerformanceObserver(painted).observe({ type: "paint", buffered: true });
  };
  if (isRendered && !isModeration) {
    // The story and its picture first: on a poor network the program would hold them up. Whoever wants to
    // do something has it at once.
    for (const name of CONTROLS) window.addEventListener(name, remember, true);
    window.addEventListener("broadsheet-taken-up", takenUp, { once: true });
    window.addEventListener("broadsheet-discussion-taken-up", discussionTakenUp, { once: true });
    window.addEventListener("pagehide", keepDraft);
    whenRead(() => {
      const whenPainted = () => whenFirstPainted(begin);
      if (document.readyState === "complete") whenPainted();
      else window.addEventListener("load", whenPainted, { once: true });
      setTimeout(begin, WAITS_FOR_PICTURES);
    });
  } else {
    whenRead(begin);
  }
})();
