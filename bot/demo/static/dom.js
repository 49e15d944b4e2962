// Small tools of the page: elements, icons, formatted text, times, requests.

import { language, t } from "./texts.js";

export const $ = (id) => document.getElementById(id);

/** Make an element; attributes that are false or null are left out, `on…` are listeners. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

const PATHS = {
  send: "M3.4 20.4 21 12 3.4 3.6 3.4 10.2 15 12 3.4 13.8Z",
  clip: "M16.5 6.5v9.2a4.5 4.5 0 0 1-9 0V5.8a3 3 0 0 1 6 0v9.3a1.5 1.5 0 0 1-3 0V6.5",
  keyboard: "M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm3 4h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
  reply: "M10 5 4 11l6 6M4.5 11H14a6 6 0 0 1 6 6v1.5",
  plus: "M12 5v14M5 12h14",
  back: "M14.5 5 8 12l6.5 7",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9.5 6 6 6-6",
  knobs: "M5 7h9M18.5 7H19M5 17h1.5M11 17h8M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8.5 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  open: "M8 16 17 7M9.5 7H17v7.5",
  copy: "M9 9h9v10H9zM6 15V5h9",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Sellers of the demo live in Moscow, wherever the browser is: the bot's cards say the same time. */
const ZONE = "Europe/Moscow";
const formats = new Map();

function format(kind, options) {
  const key = language() + kind;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "ru-RU", { timeZone: ZONE, ...options }));
  }
  return formats.get(key);
}

export const clock = (unix) => format("t", { hour: "2-digit", minute: "2-digit" }).format(unix * 1000);
export const day = (unix) => format("d", { day: "numeric", month: "long" }).format(unix * 1000);

/** The time for today, the date for any other day; the demo's clock says what today is. */
export const moment = (unix, today) => (day(unix) === day(today) ? clock(unix) : format("s", { day: "numeric", month: "short" }).format(unix * 1000));

/** Empty room at the end of the last line, for the time that stands in the corner of a bubble. */
export function room(text) {
  const node = el("span", { class: "room" });
  node.style.width = `${text.length * 6.6 + 14}px`;
  return node;
}

export function price(rub) {
  if (rub == null) return t("noPrice");
  return `${String(rub).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0")}\u00a0₽`;
}

/** Send JSON to the program; give its answer, or null after telling the person that it failed. */
export async function post(path, body) {
  try {
    const response = await fetch(`/demo/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  document.dispatchEvent(new CustomEvent("demo-toast", { detail: t("failed") }));
  return null;
}

const LINK = /(https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]])|((?<![\p{L}\d/])\/[a-z][a-z0-9_]{1,31}(?![\p{L}\d/]))/gu;

function plain(text, acts) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(at, found.index));
    parts.push(found[1] ? link(found[1], [found[1]], acts) : command(found[2], acts));
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

function link(url, children, acts) {
  const open = (event) => acts.open(url) && event.preventDefault();
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: open }, children);
}

function command(text, acts) {
  return el("button", { type: "button", class: "command", onclick: () => acts.command(text) }, text);
}

function wrapped(entity, children, acts) {
  const simple = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", pre: "pre", blockquote: "blockquote" };
  if (simple[entity.type]) return el(simple[entity.type], {}, children);
  if (entity.type === "text_link") return link(entity.url, children, acts);
  if (entity.type === "expandable_blockquote") return expandable(children);
  if (entity.type === "code") {
    const copy = (event) => acts.copy(event.currentTarget.textContent);
    return el("code", { class: "tap", tabindex: 0, role: "button", onclick: copy, onkeydown: (event) => event.key === "Enter" && copy(event) }, children);
  }
  if (entity.type === "spoiler") {
    const show = (event) => event.currentTarget.classList.add("shown");
    return el("span", { class: "spoiler", tabindex: 0, role: "button", onclick: show, onkeydown: (event) => event.key === "Enter" && show(event) }, children);
  }
  return el("span", {}, children);
}

function expandable(children) {
  const quote = el("blockquote", { class: "expandable" }, el("div", { class: "inner" }, children));
  const toggle = el("button", { type: "button", class: "fold", "aria-expanded": "false" }, t("showMore"));
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = t(open ? "showLess" : "showMore");
  });
  quote.append(toggle);
  // Whether it is long can be seen only when it stands in the page.
  requestAnimationFrame(() => {
    const inner = quote.firstChild;
    if (inner.scrollHeight <= inner.clientHeight + 2) toggle.hidden = true;
  });
  return quote;
}

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** Telegram's text with entities (offsets in UTF-16 units, as strings here have) as DOM nodes. */
export function formatted(text, entities, acts) {
  const build = (from, to, list) => {
    const nodes = [];
    let at = from;
    let afterBlock = false;
    const between = (end, beforeBlock) => {
      let piece = text.slice(at, end);
      if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
      if (beforeBlock && piece.endsWith("\n")) piece = piece.slice(0, -1);
      nodes.push(...plain(piece, acts));
    };
    while (list.length) {
      const [first, ...rest] = list;
      const end = Math.min(first.offset + first.length, to);
      between(first.offset, BLOCKS.has(first.type));
      nodes.push(wrapped(first, build(first.offset, end, rest.filter((one) => one.offset < end)), acts));
      list = rest.filter((one) => one.offset >= end);
      afterBlock = BLOCKS.has(first.type);
      at = end;
    }
    between(to, false);
    return nodes;
  };
  return build(0, text.length, (entities ?? []).filter((one) => one.type !== "bot_command"));
}

/** Grow with the text; Enter sends, Shift+Enter makes a line. */
export function typingArea(area, form) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 140)}px`;
  };
  area.addEventListener("input", fit);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return (text) => {
    area.value = text;
    fit();
  };
}

/** A scrolling list that stays at its end unless the person has scrolled up. */
export class Log {
  constructor(list, scroll) {
    this.list = list;
    this.scroll = scroll;
    this.nodes = new Map();
    this.versions = new Map();
    this.atEnd = true;
    // Only the person's own scrolling leaves the end; a keyboard that opens below does not.
    scroll.addEventListener("scroll", () => (this.atEnd = this.left < 60), { passive: true });
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(scroll);
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(list);
  }

  get left() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
  }

  toEnd(behavior = "auto") {
    this.atEnd = true;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
  }

  /** Show these [key, item] in order; `draw(item)` is called only for new and changed ones. */
  show(items, draw) {
    const kept = new Set(items.map(([key]) => key));
    for (const [key, node] of this.nodes) {
      if (kept.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
      this.versions.delete(key);
    }
    let lastDay = "";
    items.forEach(([key, item, unix], index) => {
      const node = this.node(key, item, draw);
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
      const date = day(unix);
      if (date === lastDay) delete node.dataset.day;
      else node.dataset.day = date;
      lastDay = date;
    });
    if (this.atEnd) this.toEnd();
  }

  node(key, item, draw) {
    const version = JSON.stringify(item);
    const old = this.nodes.get(key);
    const same = old && this.versions.get(key) === version;
    if (same && old.dataset.drawn === language()) return old;
    const node = draw(item);
    node.dataset.drawn = language();
    if (!same) node.classList.add(old ? "redrawn" : "fresh");
    if (old) {
      const focused = [...old.querySelectorAll("button")].indexOf(document.activeElement);
      old.replaceWith(node);
      if (focused >= 0) (node.querySelectorAll("button")[focused] ?? this.scroll).focus({ preventScroll: true });
    }
    this.nodes.set(key, node);
    this.versions.set(key, version);
    return node;
  }

  clear() {
    this.list.replaceChildren();
    this.nodes.clear();
    this.versions.clear();
  }
}
