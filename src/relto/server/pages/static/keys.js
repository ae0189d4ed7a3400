// Keys beside the mouse. Nothing here sends anything: a key moves the focus or opens a page; a release always takes a button.
"use strict";
(() => {
  sessionStorage.removeItem("htmx-current-path-for-history"); // htmx writes it as it loads, whatever its configuration says of history
  const rooms = { d: "/", w: "/write", h: "/holdings", r: "/releases", c: "/consents", a: "/agreements", n: "/network", k: "/calendar", i: "/whatif", l: "/log" };
  let waiting = false;
  const typing = (one) => one.isContentEditable || /^(input|textarea|select)$/i.test(one.tagName);
  const lines = () => [...document.querySelectorAll("[data-line]")];
  const step = (by) => {
    const all = lines();
    if (!all.length) return;
    const here = all.indexOf(document.activeElement.closest("[data-line]"));
    const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
    const inside = [...next.querySelectorAll("a,button")].find((one) => !one.checkVisibility || one.checkVisibility());
    const one = next.matches("a,button") ? next : inside || next;
    if (one === next && one.tabIndex < 0) one.tabIndex = -1; // a line with nothing to open takes the focus itself
    one.focus();
  };
  const press = (selector) => { const one = document.querySelector(selector); if (one) { one.focus(); one.click(); } };
  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off") return;
    if (event.ctrlKey && event.shiftKey && /^Digit[1-9]$/.test(event.code)) {
      const mark = document.querySelectorAll("[data-quick-mark]")[Number(event.code.slice(5)) - 1];
      const row = document.activeElement.closest(".portion");
      const field = row && row.querySelector(".marking");
      if (mark && field) {
        field.value = mark.dataset.quickMark;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        event.preventDefault();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting) {
      waiting = false;
      const room = document.querySelector(`.rooms a[href="${rooms[event.key] || "#"}"]`);
      if (room) { event.preventDefault(); room.click(); }
      return;
    }
    switch (event.key) {
      case "g": waiting = true; setTimeout(() => { waiting = false; }, 1500); break;
      case "?": event.preventDefault(); location.assign("/keys"); break;
      case "/": { const search = document.querySelector("input[type=search]"); if (search) { event.preventDefault(); search.focus(); } break; }
      case "j": step(1); break;
      case "k": step(-1); break;
      case "[": press("[data-previous]"); break;
      case "]": press("[data-next]"); break;
      default:
    }
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-quick-mark]");
    if (!mark) return;
    const row = document.querySelector(".portion.last-used") || document.querySelector(".portion");
    const field = row && row.querySelector(".marking");
    if (field) { field.value = mark.dataset.quickMark; field.dispatchEvent(new Event("input", { bubbles: true })); field.focus(); }
  });
  // A cell of the matrix opens beside it; without scripts, and with a modifier key, it is a link like any other.
  document.addEventListener("click", (event) => {
    const cell = event.target.closest(".matrix tbody td a");
    if (!cell || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    document.querySelectorAll(".matrix a[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    cell.setAttribute("aria-current", "true");
    htmx.ajax("GET", cell.href, { target: "#cell", swap: "innerHTML" });
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(".portion");
    if (!row) return;
    document.querySelectorAll(".portion.last-used").forEach((one) => one.classList.remove("last-used"));
    row.classList.add("last-used");
  });
  // Nothing typed is lost by a tab that is closed: a paper sends its last words as the page goes, any other form asks first.
  // A page that goes may send little: of a long paper only what changed since it was kept, and what is too much for that asks too.
  const MOST = 60000;
  const dirty = new Set();
  const paper = () => document.getElementById("paper");
  const textOf = (form) => { // as the node puts a paper together (blocks.py)
    const [fronts, marks, texts, tights] = ["front", "mark", "text", "tight"].map((name) => [...form.querySelectorAll(`[name="${name}"]`)].map((one) => one.value));
    return fronts.reduce((text, front, at) => {
      const bare = marks[at].trim().split(/\s+/).join(" ");
      const mark = bare && !/^[(（]/.test(bare) ? `(${bare})` : bare;
      const said = texts[at].replace(/^\n+|\n+$/g, "");
      const whole = `${front}${mark}${mark && said ? " " : ""}${said}`;
      if (!whole.trim()) return text;
      return text + (text ? (tights[at] === "1" && front.trim() === "-" ? "\n" : "\n\n") : "") + whole;
    }, "");
  };
  let kept = null, under = null; // the text that the node has, where it is known for sure; the one that is on its way
  const settle = (text) => { const form = paper(); kept = form && [...text].length === Number(form.elements.size.value) ? text : null; };
  if (paper()) settle(textOf(paper()));
  const lastWords = () => {
    const form = paper(), action = form.getAttribute("action");
    if (!asked && kept !== null) {
      const was = [...kept], is = [...textOf(form)], least = Math.min(was.length, is.length);
      let from = 0, end = 0;
      while (from < least && was[from] === is[from]) from += 1;
      while (end < least - from && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
      const part = new URLSearchParams({ version: form.elements.version.value, from, to: was.length - end, with: is.slice(from, is.length - end).join("") });
      if (part.toString().length < MOST) return [`${action}/last`, part];
    }
    const whole = new URLSearchParams(new FormData(form));
    return whole.toString().length < MOST ? [action, whole] : null;
  };
  const unkept = () => Boolean(paper()) && !leaving && (dirty.has("paper") || asked > 0);
  const sendLast = () => { const words = unkept() ? lastWords() : null; if (words) { navigator.sendBeacon(...words); dirty.delete("paper"); } };
  document.addEventListener("input", (event) => { const form = event.target.form; if (form && form.method === "post") dirty.add(form.id === "paper" ? "paper" : form); });
  // A paper that is sent goes after what is on its way, and nothing of it goes after that.
  let asked = 0, next = null, leaving = false;
  const writes = (event) => { const sent = event.detail.requestConfig; return Boolean(sent) && sent.verb === "post" && sent.path.startsWith("/write/"); };
  const go = () => { const button = next; next = null; asked = 0; if (button) button.form.requestSubmit(button); };
  document.addEventListener("submit", (event) => {
    if (event.target.id === "paper" && asked) { event.preventDefault(); next = event.submitter; setTimeout(go, 5000); return; }
    if (event.target.id !== "paper") sendLast();
    dirty.clear();
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving) { event.preventDefault(); return; } // nor is anything asked of a paper that may be gone by then
    if (!writes(event)) return;
    asked += 1;
    under = paper() && textOf(paper());
    dirty.delete("paper");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!writes(event)) return;
    asked = Math.max(0, asked - 1);
    if (event.detail.successful && paper()) settle(event.detail.target.id === "whole" ? textOf(paper()) : under);
    else if (paper()) dirty.add("paper");
    if (!asked) go();
  });
  addEventListener("beforeunload", (event) => { if (unkept() && lastWords() === null) event.preventDefault(); });
  addEventListener("beforeunload", (event) => { if ([...dirty].some((one) => one !== "paper" && one.isConnected && one.querySelector("textarea"))) event.preventDefault(); });
  addEventListener("pagehide", sendLast);
  document.addEventListener("change", (event) => { if (event.target.matches("[data-submits]")) event.target.form.requestSubmit(); });
})();
