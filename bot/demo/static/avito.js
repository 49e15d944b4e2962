// The right phone: Avito, where one is any of the buyers, or the seller by hand.

import { $, clock, el, icon, Log, moment, post, price, room, typingArea } from "./dom.js";
import { t } from "./texts.js";

const log = new Log($("av-messages"), $("av-scroll"));
const setInput = typingArea($("av-input"), $("av-form"));
const chatNodes = new Map();
const seen = new Map();
let chats = [];
let messages = new Map();
let shop = { listings: [] };
let page = { knobs: {}, today: 0 };
let chosen = null;
let namesUsed = 0;

const wide = matchMedia("(min-width: 1120px)"); // both panes, as in phones.css
const tabbed = matchMedia("(max-width: 899px)");
const asShop = () => document.querySelector('input[name="as"]:checked').value === "shop";
const answers = (chatId) => (messages.get(chatId) ?? []).filter((one) => one.who === "bot" || one.who === "seller").length;

// The list

function showList() {
  $("chats-empty").hidden = chats.length > 0;
  const list = $("chat-list");
  chats.forEach((chat, index) => {
    const version = JSON.stringify([chat, last(chat), chosen === chat.id, fresh(chat), t("waiting"), page.today]);
    let node = chatNodes.get(chat.id);
    if (node?.dataset.version !== version) {
      const focused = node?.contains(document.activeElement);
      const drawn = drawChat(chat);
      drawn.dataset.version = version;
      if (node) node.replaceWith(drawn);
      else drawn.classList.add("fresh");
      chatNodes.set(chat.id, drawn);
      node = drawn;
      if (focused) drawn.firstChild.focus({ preventScroll: true });
    }
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

const last = (chat) => (messages.get(chat.id) ?? []).at(-1);
const fresh = (chat) => (chosen === chat.id && isOpen() ? 0 : Math.max(0, answers(chat.id) - (seen.get(chat.id) ?? 0)));
const isSeen = () => !tabbed.matches || $("stage").dataset.side === "avito";
const isOpen = () => wide.matches || ($("avito").dataset.view === "talk" && isSeen());

function drawChat(chat) {
  const final = last(chat);
  const waits = final?.who === "buyer";
  const news = fresh(chat);
  const line = el("span", { class: "last" }, final?.who === "bot" && "🤖 ", final ? words(final) : "");
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "chat", "data-testid": `chat-${chat.id}`, "aria-current": chosen === chat.id ? "true" : null, onclick: () => choose(chat.id) },
      face(chat.buyer),
      el("span", { class: "chat-lines" }, el("span", { class: "first" }, el("b", {}, chat.buyer), el("time", {}, final ? moment(final.at, page.today) : "")), el("span", { class: "title" }, chat.title), el("span", { class: "third" }, line, news > 0 ? el("b", { class: "badge" }, String(news)) : waits && el("span", { class: "waits" }, t("waiting")))),
    ),
  );
}

function face(name) {
  const hue = [...name].reduce((sum, letter) => sum * 31 + letter.codePointAt(0), 7) % 6;
  return el("span", { class: `face hue-${hue}`, "aria-hidden": "true" }, name.trim()[0]?.toUpperCase() ?? "?");
}

function words(message) {
  if (message.type === "deleted") return t("deleted");
  return message.text || t("other", { type: message.type });
}

// The conversation

export function choose(chatId, { focus = !tabbed.matches } = {}) {
  if (chosen !== chatId) log.clear();
  chosen = chatId;
  $("avito").dataset.view = "talk";
  showTalk();
  log.toEnd();
  if (focus) $("av-input").focus();
}

function showTalk() {
  const chat = chats.find((one) => one.id === chosen);
  $("talk").hidden = !chat;
  $("talk-empty").hidden = Boolean(chat);
  if (chat) {
    if (isOpen()) seen.set(chat.id, answers(chat.id));
    const shown = face(chat.buyer);
    $("talk-face").className = shown.className;
    $("talk-face").textContent = shown.textContent;
    $("talk-buyer").textContent = chat.buyer;
    $("talk-listing").textContent = chat.title ? `${chat.title} · ${price(chat.price_rub)}` : "";
    $("as-buyer").textContent = chat.buyer;
    showRole();
    log.show((messages.get(chat.id) ?? []).map((one) => [one.id, one, one.at]), drawMessage);
  }
  showList();
}

function showRole() {
  const shopSide = asShop();
  $("av-input").placeholder = t(shopSide ? "shopPlaceholder" : "buyerPlaceholder");
  document.querySelector("#talk .role").textContent = t(shopSide ? "youShop" : "youBuyer");
  $("chips").hidden = shopSide;
}

function drawMessage(message) {
  const head = { "data-testid": `message-${message.id}`, "data-who": message.who };
  if (message.who === "system") return el("li", { class: "row system", ...head }, el("div", { class: "bubble" }, message.text));
  const own = message.who === "buyer";
  const deleted = message.type === "deleted";
  const sign = message.who === "bot" ? el("span", { class: "by bot" }, `🤖 ${t("byBot")}`) : message.who === "seller" && el("span", { class: "by" }, `✋ ${t("byHand")}`);
  const bubble = el("div", { class: `bubble${deleted ? " deleted" : ""}` }, el("div", { class: "text" }, words(message), room(`${sign ? sign.textContent : ""} ${clock(message.at)}`)), el("span", { class: "meta" }, sign, clock(message.at)));
  return el("li", { class: `row ${own ? "own" : "their"} ${message.who}`, ...head }, el("div", { class: "pair" }, bubble));
}

async function write(text) {
  if (!chosen) return;
  log.toEnd();
  await post(asShop() ? "shop/write" : "buyer/write", { chat_id: chosen, text });
}

function showChips() {
  const chips = t("questions").map((text) => el("button", { type: "button", class: "chip", onclick: () => write(text) }, text));
  $("chips").replaceChildren(...chips);
}

// A new buyer

function openDialog() {
  const names = t("names");
  $("new-name").value = names[namesUsed++ % names.length];
  $("new-text").value = t("questions")[0];
  const options = shop.listings.map((one) => el("option", { value: one.id }, `${one.title} · ${price(one.price_rub)}`));
  $("new-listing").replaceChildren(...options);
  $("new-dialog").showModal();
  $("new-text").select();
}

async function startChat(event) {
  event.preventDefault();
  const asked = { buyer: $("new-name").value.trim(), listing_id: $("new-listing").value, text: $("new-text").value.trim() };
  if (!asked.buyer || !asked.text) return;
  $("new-dialog").close();
  const opened = await post("buyer/open", asked);
  if (opened) choose(opened.chat_id);
}

// What the stream brings

function sortParts(parts) {
  chats = [];
  messages = new Map();
  for (const [name, part] of parts) {
    if (name.startsWith("chat:")) chats.push(part);
    if (!name.startsWith("av:")) continue;
    if (!messages.has(part.chat)) messages.set(part.chat, []);
    messages.get(part.chat).push(part);
  }
  for (const list of messages.values()) list.sort((one, other) => one.order - other.order);
  chats.sort((one, other) => other.updated - one.updated || (one.id < other.id ? -1 : 1));
}

function showTrouble(knobs) {
  const trouble = knobs["avito-down"] ? "troubleAvito" : knobs.tariff ? "troubleTariff" : "";
  $("trouble").hidden = !trouble;
  $("trouble").textContent = trouble && t(trouble);
}

/** Draw the phone; gives how many answers the buyers got, for the badge of the tab. */
export function show(parts) {
  shop = parts.get("shop") ?? shop;
  page = parts.get("page") ?? page;
  const first = messages.size === 0;
  sortParts(parts);
  if (first) for (const chat of chats) seen.set(chat.id, answers(chat.id));
  else if (!chosen && wide.matches) chosen = chats.find((chat) => !chatNodes.has(chat.id))?.id ?? null;
  $("shop-name").textContent = shop.name ?? "";
  $("next-buyer").hidden = !page.script;
  showTrouble(page.knobs);
  showTalk();
  return chats.reduce((sum, chat) => sum + answers(chat.id), 0);
}

/** Open the chat that a link to Avito names, or the last one of its listing; true if there is one. */
export function openByLink(url) {
  const listing = shop.listings.find((one) => url.includes(one.id));
  const chat = chats.find((one) => url.includes(one.id)) ?? chats.find((one) => listing && one.title === listing.title);
  if (chat) choose(chat.id, { focus: false });
  return Boolean(chat);
}

export function translate() {
  showChips();
  showTalk();
}

export function toEnd() {
  showTalk();
  log.toEnd();
}

export function start() {
  for (const [id, name] of [["av-send", "send"], ["new-chat", "plus"], ["back", "back"]]) $(id).append(icon(name));
  showChips();
  $("av-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("av-input").value.trim();
    if (!text) return;
    setInput("");
    write(text);
  });
  for (const choice of document.querySelectorAll('input[name="as"]')) choice.addEventListener("change", showRole);
  $("system").addEventListener("click", () => post("shop/system", { chat_id: chosen }));
  $("back").addEventListener("click", () => {
    $("avito").dataset.view = "list";
    showList();
  });
  $("new-chat").addEventListener("click", openDialog);
  $("new-cancel").addEventListener("click", () => $("new-dialog").close());
  $("new-form").addEventListener("submit", startChat);
  $("next-buyer").addEventListener("click", () => post("buyer/next", {}));
  wide.addEventListener("change", showTalk);
}
