// The page: one stream of changes in, requests out; knobs, tabs and the language.

import * as avito from "./avito.js";
import { $, icon, post } from "./dom.js";
import * as telegram from "./telegram.js";
import { language, speak } from "./texts.js";

const parts = new Map();
const counts = { telegram: 0, avito: 0 };
const looked = { telegram: 0, avito: 0 };
let drawn = false;

function receive(event) {
  const { set, gone } = JSON.parse(event.data);
  for (const name of gone) parts.delete(name);
  for (const [name, part] of Object.entries(set)) parts.set(name, part);
  if (speak(parts.get("seller")?.language)) avito.translate();
  draw();
}

function draw() {
  counts.telegram = telegram.show(parts);
  counts.avito = avito.show(parts);
  showKnobs(parts.get("page")?.knobs ?? {});
  showLanguage();
  if (!drawn) Object.assign(looked, counts);
  showBadges();
  if (drawn) return;
  drawn = true;
  telegram.toEnd();
  // From now on new messages may move in; the first screen just stands there.
  requestAnimationFrame(() => requestAnimationFrame(() => document.body.classList.add("live")));
}

function connect() {
  const stream = new EventSource("/demo/events");
  stream.addEventListener("open", () => {
    parts.clear(); // a new stream begins with everything
    $("offline").hidden = true;
  });
  stream.addEventListener("message", receive);
  stream.addEventListener("error", () => {
    $("offline").hidden = false;
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, 2000);
  });
}

// Knobs

function showKnobs(knobs) {
  let any = false;
  for (const node of document.querySelectorAll('[role="switch"][data-knob]')) {
    const on = Boolean(knobs[node.dataset.knob]);
    node.setAttribute("aria-checked", String(on));
    any ||= on;
  }
  $("knobs-toggle").classList.toggle("alarm", any);
}

async function turn(event) {
  const node = event.currentTarget;
  const on = node.getAttribute("aria-checked") === "false";
  node.disabled = true;
  await post("knob", { name: node.dataset.knob, on });
  node.disabled = false;
}

function toggleKnobs() {
  const open = $("top").classList.toggle("open");
  $("knobs-toggle").setAttribute("aria-expanded", String(open));
}

// Tabs, on a narrow screen

function showTab(side) {
  $("stage").dataset.side = side;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const on = tab.dataset.tab === side;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  looked[side] = counts[side];
  showBadges();
  ({ telegram, avito })[side].toEnd();
}

function showBadges() {
  const side = $("stage").dataset.side;
  looked[side] = counts[side];
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const name = tab.dataset.tab;
    const news = Math.max(0, counts[name] - looked[name]);
    const badge = tab.querySelector(".badge");
    badge.hidden = news === 0;
    badge.textContent = String(news);
  }
}

function arrows(event) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = $("stage").dataset.side === "telegram" ? "avito" : "telegram";
  showTab(other);
  $(`tab-${other}`).focus();
}

// Language: the seller's, so that the bot speaks it too

function showLanguage() {
  const other = language() === "en" ? "ru" : "en";
  $("language").textContent = other.toUpperCase();
  $("language").setAttribute("aria-label", other === "en" ? "English" : "По-русски");
}

telegram.start();
avito.start();
telegram.whenAvitoOpens((url) => {
  const opened = avito.openByLink(url);
  if (opened) showTab("avito");
  return opened;
});
$("knobs-toggle").append(icon("knobs"));
$("knobs-toggle").addEventListener("click", toggleKnobs);
$("language").addEventListener("click", () => post("seller/language", { language: language() === "en" ? "ru" : "en" }));
for (const knob of document.querySelectorAll("[data-knob]")) knob.addEventListener("click", turn);
for (const tab of document.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => showTab(tab.dataset.tab));
  tab.addEventListener("keydown", arrows);
}
connect();
