// The rows where nobody takes care: each in a frame of its own, through innerHTML and as a bare address.
globalThis.careless = async (rows, patience) => {
  const frames = await Promise.all(rows.map(() => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.addEventListener("load", () => done(frame), { once: true });
    frame.src = location.href.replace(/[^/]*$/, "blank.html");
    document.body.append(frame);
  })));
  const ran = new Set();
  const hear = ({ data, source }) => {
    if (!data?.journeyRan) return;
    let within = source;
    while (within && within.parent !== window) within = within.parent;
    const place = frames.findIndex((frame) => frame.contentWindow === within);
    if (place >= 0) ran.add(place);
  };
  addEventListener("message", hear);
  const tried = (action) => {
    try {
      action();
    } catch {
      // The row has broken its own page.
    }
  };
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const coming = [];
  rows.forEach(({ kind, value }, place) => tried(() => {
    const page = frames[place].contentDocument;
    if (kind === "url") {
      const [link, inner] = [page.createElement("a"), page.createElement("iframe")];
      link.setAttribute("href", value);
      page.body.append(link, inner);
      coming.push(new Promise((done) => inner.addEventListener("load", done, { once: true })));
      inner.setAttribute("src", value);
    } else if (kind === "attr") {
      page.body.innerHTML = `<p title="${value}" tabindex="0">x</p><p title='${value}' tabindex='0'>x</p>`;
    } else {
      page.body.innerHTML = value;
    }
  }));
  await pause(50);
  // An address that is a document of its own takes its time, and one that is none never comes.
  await Promise.race([Promise.all(coming), pause(5000)]);
  // A row may call something else the body.
  for (const frame of frames) tried(() => frame.contentWindow.journeyTouch(frame.contentDocument.documentElement));
  // On a loaded machine one runs after the other: until none has for a while.
  for (let before = -1; before < ran.size;) {
    before = ran.size;
    await pause(patience);
  }
  removeEventListener("message", hear);
  for (const frame of frames) frame.remove();
  return [...ran];
};
0;
