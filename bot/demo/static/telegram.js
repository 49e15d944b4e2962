// The left phone: Telegram, where one is the seller.

import { $, clock, el, formatted, icon, Log, post, room, typingArea } from "./dom.js";
import { t } from "./texts.js";

const log = new Log($("tg-messages"), $("tg-scroll"));
const setInput = typingArea($("tg-input"), $("tg-form"));
let seller = { commands: [] };
let shop = {};
let replyTo = null;
let lastForced = 0;
let keyboardShown = true;
let keyboardVersion = "";
let actionTimer = 0;
let openAvito = () => false;

/** Tell how a link to Avito is opened: on the other phone. `open(url)` is true when it did. */
export function whenAvitoOpens(open) {
  openAvito = open;
}

export function toast(text) {
  const node = el("div", { class: "toast" }, text);
  $("tg-toasts").replaceChildren(node);
  setTimeout(() => node.remove(), 3500);
}

const acts = {
  copy: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return setInput(text); // no clipboard here: at least into the input line
    }
    toast(t("copied", { text: text.length > 60 ? `${text.slice(0, 60)}…` : text }));
  },
  command: (text) => write(text),
  open: (url) => {
    if (!/^https?:\/\/([\w-]+\.)*avito\.ru(\/|$)/.test(url)) return false;
    const opened = openAvito(decodeURIComponent(url));
    toast(t(opened ? "onTheOtherSide" : url.includes("professionals") ? "keysAreHere" : "noRealAvito"));
    return true;
  },
};

async function write(text) {
  log.toEnd();
  const answered = replyTo;
  cancelReply();
  await post("seller/write", { text, ...(answered && { reply_to: answered }) });
}

// Messages

function drawMessage(message) {
  const bubble = el("div", { class: "bubble" }, ...contents(message), footer(message));
  const reply = el("button", { type: "button", class: "side", title: t("reply"), "aria-label": t("reply"), "data-testid": `reply-${message.message_id}`, onclick: () => startReply(message) }, icon("reply"));
  return el(
    "li",
    { class: `row ${message.own ? "own" : "their"}${message.reply_markup ? " with-keys" : ""}`, "data-testid": `message-${message.message_id}`, "data-id": message.message_id },
    el("div", { class: "pair" }, bubble, reply),
    message.reply_markup && inlineKeyboard(message),
  );
}

function contents(message) {
  const parts = [];
  if (message.reply_to_message) parts.push(quoted(message.reply_to_message));
  if (message.photo) parts.push(picture(message.photo.at(-1), message.caption));
  if (message.document) parts.push(file(message.document));
  if (message.sticker) parts.push(el("span", { class: "sticker" }, message.sticker.emoji));
  if (message.voice) parts.push(el("span", { class: "note" }, `🎤 ${t("voice")}, 0:0${message.voice.duration}`));
  if (message.contact) parts.push(el("span", { class: "note" }, `👤 ${t("contact")}`));
  if (message.location) parts.push(el("span", { class: "note" }, `📍 ${t("location")}`));
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  if (text) parts.push(el("div", { class: "text" }, formatted(text, entities, acts), room(meta(message))));
  return parts;
}

function quoted(reply) {
  const go = () => {
    const node = log.nodes.get(`tg:${reply.id}`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("pointed");
    requestAnimationFrame(() => node.classList.add("pointed"));
  };
  return el("button", { type: "button", class: "quoted", onclick: go }, el("b", {}, reply.own ? t("you") : seller.bot), el("span", {}, reply.text || "…"));
}

function picture(photo, caption) {
  const source = `/demo/file/${photo.file_id}`;
  const image = el("img", { src: source, alt: caption || t("photo"), width: photo.width, height: photo.height });
  return el("a", { class: "picture", href: source, target: "_blank" }, image);
}

function file(document) {
  const size = `${Math.max(1, Math.round(document.file_size / 1024))} KB`;
  return el("a", { class: "file", href: `/demo/file/${document.file_id}`, target: "_blank" }, el("span", { "aria-hidden": "true" }, "📄"), el("span", {}, el("b", {}, document.file_name), el("small", {}, size)));
}

const meta = (message) => `${message.reaction && `${message.reaction} `}${message.edit_date ? `${t("edited")} ` : ""}${clock(message.edit_date ?? message.date)}${message.own ? " ✓✓" : ""}`;

function footer(message) {
  return el("span", { class: "meta" }, meta(message));
}

// Buttons under a message

function inlineKeyboard(message) {
  const rows = message.reply_markup.inline_keyboard.map((row) => el("div", { class: "keys-row" }, row.map((button) => key(message, button))));
  return el("div", { class: "keys" }, rows);
}

function key(message, button) {
  const kind = `key ${button.style ?? ""}`;
  if (button.url) {
    const open = (event) => acts.open(button.url) && event.preventDefault();
    return el("a", { class: kind, href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: open }, el("span", {}, button.text), icon("open"));
  }
  if (button.copy_text) {
    return el("button", { type: "button", class: kind, onclick: () => acts.copy(button.copy_text.text) }, el("span", {}, button.text), icon("copy"));
  }
  const tap = (event) => tapped(event.currentTarget, message.message_id, button.callback_data);
  return el("button", { type: "button", class: kind, disabled: !button.callback_data, onclick: tap }, el("span", {}, button.text));
}

async function tapped(node, messageId, callbackData) {
  node.classList.add("busy");
  const answer = await post("seller/tap", { message_id: messageId, callback_data: callbackData });
  node.classList.remove("busy");
  if (answer?.silent) toast(t("silent"));
  else if (answer?.show_alert) {
    $("alert-text").textContent = answer.text;
    $("alert").showModal();
  } else if (answer?.text) toast(answer.text);
}

// Below the messages: the reply bar, the reply keyboard, the menu, what one can attach

function startReply(message) {
  replyTo = message.message_id;
  $("replying-text").textContent = (message.text ?? message.caption ?? "…").slice(0, 120);
  $("replying").hidden = false;
  $("tg-input").focus();
}

function cancelReply() {
  replyTo = null;
  $("replying").hidden = true;
}

/** A message may ask for an answer: open the reply to it once. */
function showForcedReply(message) {
  if (message && lastForced !== message.message_id) startReply(message);
  lastForced = message?.message_id ?? 0;
}

function showKeyboard() {
  const markup = seller.keyboard;
  const version = JSON.stringify(markup);
  if (version !== keyboardVersion) {
    keyboardVersion = version;
    keyboardShown = true;
    const rows = (markup?.keyboard ?? []).map((row) => el("div", { class: "keys-row" }, row.map(replyKey)));
    $("keyboard").replaceChildren(...rows);
  }
  $("keyboard-button").hidden = !markup;
  $("keyboard-button").setAttribute("aria-expanded", String(keyboardShown));
  $("keyboard").hidden = !markup || !keyboardShown;
  $("tg-input").placeholder = markup?.input_field_placeholder || t("message");
}

function replyKey(button) {
  return el("button", { type: "button", class: `key ${button.style ?? ""}`, onclick: () => write(button.text) }, el("span", {}, button.text));
}

function togglePopup(popup, button, fill, open = popup.hidden) {
  if (open) popup.replaceChildren(...fill());
  popup.hidden = !open || !popup.children.length;
  button.setAttribute("aria-expanded", String(!popup.hidden));
}

function menuItems(prefix = "") {
  return seller.commands
    .filter((one) => one.command.startsWith(prefix))
    .map((one) => {
      const choose = () => {
        closePopups();
        setInput("");
        write(`/${one.command}`);
      };
      return el("button", { type: "button", role: "menuitem", onclick: choose }, el("b", {}, `/${one.command}`), el("span", {}, one.description));
    });
}

const KINDS = [["photo", "🖼"], ["sticker", "👍"], ["voice", "🎤"], ["document", "📄"]];

function attachItems() {
  return KINDS.map(([kind, sign]) => {
    const send = () => {
      closePopups();
      if (kind === "document") chooseFile();
      else post("seller/send", { kind });
    };
    return el("button", { type: "button", role: "menuitem", onclick: send }, el("span", { "aria-hidden": "true" }, sign), t(kind));
  });
}

function chooseFile() {
  const input = el("input", { type: "file" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    const reader = new FileReader();
    reader.addEventListener("load", () => post("seller/file", { name: file.name, content: reader.result.split(",")[1] ?? "" }));
    if (file) reader.readAsDataURL(file);
  });
  input.click();
}

function closePopups() {
  togglePopup($("menu"), $("menu-button"), menuItems, false);
  togglePopup($("attach"), $("attach-button"), attachItems, false);
}

function showStatus() {
  const acting = Boolean(seller.action);
  $("bot-status").classList.toggle("acting", acting);
  $("bot-status").textContent = acting ? t(seller.action) : t("bot");
  clearTimeout(actionTimer);
  if (acting) {
    actionTimer = setTimeout(() => {
      seller = { ...seller, action: "" };
      showStatus();
    }, 5000);
  }
}

function showHints(messages) {
  const empty = messages.length === 0;
  $("tg-empty").hidden = !empty;
  const last = messages.findLast(([, message]) => !message.own)?.[1];
  const asks = /Client (ID|Secret)/i.test(last?.text ?? "");
  $("keys-hint").hidden = empty || !(asks || !shop.linked);
}

/** Draw the phone; gives how many messages of the bot's there are, for the badge of the tab. */
export function show(parts) {
  seller = parts.get("seller") ?? seller;
  shop = parts.get("shop") ?? shop;
  const messages = [...parts]
    .filter(([name]) => name.startsWith("tg:"))
    .map(([name, message]) => [name, message, message.date])
    .sort(([, one], [, other]) => one.message_id - other.message_id);
  $("bot-name").textContent = seller.bot ?? "";
  showHints(messages);
  showKeyboard();
  log.show(messages, drawMessage);
  $("tg-down").hidden = log.atEnd;
  showStatus();
  $("menu-button").hidden = !seller.commands.length;
  showForcedReply(parts.get(`tg:${seller.force_reply}`));
  return messages.filter(([, message]) => !message.own).length;
}

export function start() {
  for (const [id, name] of [["tg-send", "send"], ["attach-button", "clip"], ["keyboard-button", "keyboard"], ["replying-cancel", "close"], ["tg-down", "down"]]) $(id).append(icon(name));
  $("tg-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("tg-input").value.trim();
    closePopups();
    if (!text) return;
    setInput("");
    write(text);
  });
  $("tg-input").addEventListener("input", () => {
    const typed = /^\/([a-z0-9_]*)$/.exec($("tg-input").value);
    togglePopup($("menu"), $("menu-button"), () => menuItems(typed?.[1]), Boolean(typed));
  });
  $("telegram").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closePopups();
    cancelReply();
  });
  $("tg-start").addEventListener("click", () => write("/start"));
  $("menu-button").addEventListener("click", () => togglePopup($("menu"), $("menu-button"), menuItems));
  $("attach-button").addEventListener("click", () => togglePopup($("attach"), $("attach-button"), attachItems));
  $("tg-scroll").addEventListener("click", closePopups);
  $("keyboard-button").addEventListener("click", () => {
    keyboardShown = !keyboardShown;
    showKeyboard();
    log.toEnd();
  });
  $("replying-cancel").addEventListener("click", cancelReply);
  $("keys-insert").addEventListener("click", () => {
    setInput(shop.keys ?? "");
    $("tg-input").focus();
  });
  $("tg-scroll").addEventListener("scroll", () => ($("tg-down").hidden = log.left < 60), { passive: true });
  $("tg-down").addEventListener("click", () => log.toEnd("smooth"));
  document.addEventListener("demo-toast", (event) => toast(event.detail));
}

export const toEnd = () => log.toEnd();
