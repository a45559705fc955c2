// Builds the tree that dom.py sends. Text becomes text nodes: markup in data stays text.
const SVG = new Set(["svg", "path", "line", "circle", "rect"]);
const HTML = new Set([
  "div", "span", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "b", "em", "small",
  "table", "caption", "thead", "tbody", "tr", "th", "td", "button", "code", "pre", "section",
]);
const ATTRIBUTES = new Set([
  "class", "title", "role", "tabindex", "scope", "colspan", "lang", "disabled", "data-do",
  "data-key", "data-done", "viewBox", "preserveAspectRatio", "d", "x", "y", "x1", "x2", "y1", "y2",
  "cx", "cy", "r", "width", "height",
]);

function build(spec) {
  if (typeof spec === "string") return document.createTextNode(spec);
  const [tag, attributes, children] = spec;
  const node = SVG.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(HTML.has(tag) ? tag : "span");
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("var-")) node.style.setProperty("--" + name.slice(4), value);
    else if (ATTRIBUTES.has(name) || name.startsWith("aria-")) node.setAttribute(name, value);
  }
  node.append(...children.map(build));
  return node;
}

async function copyLink(button) {
  const link = window.location.href;
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    // Without https a browser offers no clipboard to scripts, only to a selection.
    const box = document.createElement("textarea");
    box.value = link;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  const [before, done] = [button.textContent, button.dataset.done];
  if (before === done) return;  // clicked again before it was over
  button.textContent = done;
  setTimeout(() => { button.textContent = before; }, 1500);
}

// Plotly draws in pixels of the screen. On paper a chart takes the width that there is; a box of
// its own size around it lets the browser do that, and is gone when the screen is back.
const charts = () => document.querySelectorAll(".js-plotly-plot .main-svg");

function toPaper() {
  for (const svg of charts()) {
    const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.parentElement.style.setProperty("--shape", `${width} / ${height}`);
  }
  const ground = getComputedStyle(document.querySelector(".stApp")).getPropertyValue("color-scheme");
  document.documentElement.classList.toggle("dark-on-paper", ground === "dark");
}

if (!window.andonPrints) {
  window.andonPrints = true;
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", () => charts().forEach((n) => n.removeAttribute("viewBox")));
}

function focusPath(root) {
  const node = root.getRootNode().activeElement;
  return node?.dataset?.do ? [node.dataset.do, node.dataset.key] : null;
}

export default function ({ parentElement, data, setTriggerValue }) {
  let root = [...parentElement.children].find((node) => node.classList.contains("andon"));
  if (!root) {
    root = document.createElement("div");
    root.className = "andon";
    parentElement.append(root);
  }
  const said = JSON.stringify(data);
  if (root.said !== said) {
    const focus = focusPath(root);
    const scrolled = [...root.querySelectorAll(".scroll")].map((node) => node.scrollLeft);
    root.replaceChildren(...data.map(build));
    [...root.querySelectorAll(".scroll")].forEach((n, i) => { n.scrollLeft = scrolled[i] ?? 0; });
    if (focus) {
      const same = [...root.querySelectorAll("button[data-do]")];
      same.find((n) => n.dataset.do === focus[0] && n.dataset.key === focus[1])?.focus();
    }
    root.said = said;
  }
  root.onclick = (event) => {
    const target = event.target.closest("[data-do]");
    if (!target || target.hasAttribute("disabled")) return;
    if (window.getSelection()?.toString() && target.tagName === "TR") return;
    const action = target.dataset.do;
    if (action === "copy-link") copyLink(target);
    else if (action === "print") window.print();
    else setTriggerValue("event", { do: action, key: target.dataset.key ?? "" });
  };
}
