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
    (next.matches("a,button") ? next : next.querySelector("a,button") || next).focus();
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
  const dirty = new Set();
  const paper = () => document.getElementById("paper");
  document.addEventListener("input", (event) => { const form = event.target.form; if (form && form.method === "post") dirty.add(form.id === "paper" ? "paper" : form); });
  // A paper that is sent goes after what is on its way, and nothing of it goes after that.
  let asked = 0, next = null, leaving = false;
  const writes = (event) => { const sent = event.detail.requestConfig; return Boolean(sent) && sent.verb === "post" && sent.path.startsWith("/write/"); };
  const go = () => { const button = next; next = null; asked = 0; if (button) button.form.requestSubmit(button); };
  document.addEventListener("submit", (event) => {
    if (event.target.id === "paper" && asked) { event.preventDefault(); next = event.submitter; setTimeout(go, 5000); return; }
    dirty.clear();
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!writes(event)) return;
    if (leaving) { event.preventDefault(); return; }
    asked += 1;
    dirty.delete("paper");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!writes(event)) return;
    asked = Math.max(0, asked - 1);
    if (!asked) go();
  });
  document.addEventListener("htmx:sendError", () => { if (paper()) dirty.add("paper"); });
  addEventListener("beforeunload", (event) => { if ([...dirty].some((one) => one !== "paper" && one.isConnected && one.querySelector("textarea"))) event.preventDefault(); });
  addEventListener("pagehide", () => {
    const form = paper();
    if (form && dirty.delete("paper")) navigator.sendBeacon(form.getAttribute("action"), new URLSearchParams(new FormData(form)));
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-submits]")) event.target.form.requestSubmit(); });
})();
