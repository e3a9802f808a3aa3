// Runs in every document, frames included, before its own scripts: what a hostile text would do first
// is recorded instead of done, and time can be moved forward.
(() => {
  const tell = (what) => {
    if (window === window.top) (window.journeyRan ??= []).push(what);
    else window.top.postMessage({ journeyRan: what }, "*");
  };
  if (window === window.top) {
    window.journeyRan = [];
    window.journeyLater = 0;
    const now = Date.now;
    Date.now = () => now() + window.journeyLater;
  }
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = (...said) => {
      tell(`${name}(${said.map(String).join().slice(0, 80)})`);
      return null;
    };
  }
  const dialog = window.HTMLDialogElement?.prototype;
  for (const name of dialog ? ["show", "showModal"] : []) dialog[name] = () => tell(`dialog.${name}()`);
  for (const name of ["write", "writeln"]) document[name] = () => tell(`document.${name}()`);

  // While everything is touched a link or a form may run script, but not lead away.
  let isTouching = false;
  const isScript = (address) => /^javascript:/i.test(address);
  addEventListener("click", (event) => {
    if (!isTouching) return;
    const link = event.target?.closest?.("a[href], area[href]");
    if (link && !isScript(String(link.href?.baseVal ?? link.href).trim())) event.preventDefault();
  }, true);
  addEventListener("submit", (event) => isScript(event.target.action) || event.preventDefault(), true);

  // Focus, pointer, click on everything below a root, as a reader would who tries it all.
  window.journeyTouch = (root, isKept = () => false) => {
    const fire = (element, kind, name) =>
      element.dispatchEvent(new window[kind](name, { bubbles: true, cancelable: true, composed: true, view: window }));
    const all = [...root.querySelectorAll("*")];
    isTouching = true;
    for (const element of all) {
      for (const name of ["pointerover", "pointerenter", "pointermove"]) fire(element, "PointerEvent", name);
      for (const name of ["mouseover", "mouseenter", "mousemove", "mouseout"]) fire(element, "MouseEvent", name);
    }
    // What else a reader can do is done only where somebody listens: copy, scroll, drag, type.
    const OTHERS = /^on(copy|cut|paste|contextmenu|dblclick|auxclick|wheel|mouseup|mousedown|keyup|keypress|input|beforeinput|change|select|drag.*|drop|pointer.*|touch.*|focus|focusin)$/;
    for (const element of all) {
      // A form's field may be called attributes.
      const names = Element.prototype.getAttributeNames.call(element);
      for (const name of names) if (OTHERS.test(name)) fire(element, "Event", name.slice(2));
    }
    const isReached = "a, area, button, summary, select, input, textarea, label, [tabindex], [onclick], [onfocus], [contenteditable]";
    for (const element of all.filter((element) => element.matches(isReached) && !isKept(element))) {
      element.focus?.({ preventScroll: true });
      fire(element, "PointerEvent", "pointerdown");
      fire(element, "MouseEvent", "mousedown");
      fire(element, "MouseEvent", "mouseup");
      if (element.click) element.click();
      else fire(element, "MouseEvent", "click");
      fire(element, "KeyboardEvent", "keydown");
      element.blur?.();
    }
    for (const form of root.querySelectorAll("form")) HTMLFormElement.prototype.requestSubmit.call(form);
    isTouching = false;
    return all.length;
  };
})();
