// What the benchmark learns from inside a page, of the site and of the hand-written one alike. It runs
// before the page's own scripts and stands still once it has what it waits for.
(() => {
  const CLICK = "bench-click";
  const bench = (globalThis.bench = { readable: null, largest: 0, first: Infinity, tasks: [], arrived: null });
  performance.setResourceTimingBufferSize(10_000);

  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => (bench.largest = entry.startTime));
  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") bench.first = entry.startTime;
  });
  observe("longtask", ({ startTime, duration }) => bench.tasks.push([startTime, startTime + duration]));
  // What exceeds 50 ms of each long task's part between two moments.
  const blocking = (from, to) =>
    bench.tasks.reduce((sum, [began, ended]) => sum + Math.max(0, Math.min(ended, to) - Math.max(began, from) - 50), 0);
  // As Lighthouse counts total blocking time: before anything is painted nobody taps on it.
  bench.blocked = () => blocking(bench.first, Infinity);
  bench.blockedBefore = () => blocking(0, bench.first);

  // The second frame after a change begins when the first one, which draws it, is done.
  const drawn = (then) => requestAnimationFrame(() => requestAnimationFrame(() => then(performance.now())));

  const whenThere = (find, then) => {
    const look = () => {
      if (!find()) return false;
      changes.disconnect();
      drawn(then);
      return true;
    };
    const changes = new MutationObserver(look);
    if (!look()) changes.observe(document, { childList: true, subtree: true, characterData: true });
  };

  const heading = () => document.querySelector("main h1")?.textContent.trim() ?? "";
  const awaitHeading = ({ at, left }) =>
    whenThere(
      () => heading() !== "" && heading() !== left,
      (now) => {
        sessionStorage.removeItem(CLICK);
        bench.arrived = performance.timeOrigin + now - at;
      },
    );

  whenThere(
    () => document.querySelector(".story-body > p")?.textContent.trim(),
    (now) => (bench.readable = now),
  );

  // A page without a network origin of its own keeps nothing, and nobody clicks there.
  if (!location.protocol.startsWith("http")) return;
  const pending = sessionStorage.getItem(CLICK);
  if (pending) awaitHeading(JSON.parse(pending));
  addEventListener(
    "click",
    (event) => {
      const click = { at: performance.timeOrigin + event.timeStamp, left: heading() };
      sessionStorage.setItem(CLICK, JSON.stringify(click));
      awaitHeading(click);
    },
    { capture: true },
  );
})();
