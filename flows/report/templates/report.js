"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (what, within = document) => Array.from(within.querySelectorAll(what));
  const make = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const { role, run, desk } = document.body.dataset;
  const rows = all(".people tbody tr");
  const row = new Map(rows.map((one) => [one.dataset.id, one]));

  // Pages: one section is shown at a time, named by the address after #.
  const pages = all(".page");
  function show(focus) {
    const wanted = $(decodeURIComponent(location.hash.slice(1))) || $("list");
    const page = wanted.closest(".page") || $("list");
    for (const one of pages) one.hidden = one !== page;
    if (page.matches(".person")) controls(page);
    for (const one of all("[data-nav]")) {
      const here = one.dataset.nav === page.id || (one.dataset.nav === "list" && page.matches(".person"));
      here ? one.setAttribute("aria-current", "page") : one.removeAttribute("aria-current");
    }
    if (page.id === "compare") compare();
    if (focus) {
      window.scrollTo(0, 0);
      page.querySelector("h2").focus({ preventScroll: true });
    }
  }
  window.addEventListener("hashchange", () => show(location.hash !== "#main"));

  // Answers: kept here, and by the browser where it keeps anything for a file.
  const key = `sourcing-feedback ${role} ${run}`;
  const answers = new Map();
  let saved = true;
  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "{}");
      for (const [id, one] of Object.entries(kept.answers || {})) if (row.has(id)) answers.set(id, { answer: String(one.answer), comment: String(one.comment) });
      $("by").value = String(kept.by || "");
    } catch { /* nothing is kept for files here */ }
  }
  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ by: $("by").value, answers: Object.fromEntries(answers) }));
    } catch { /* the map has them until the page is closed */ }
  }
  function mark() {
    for (const one of all("[data-mark]")) one.textContent = answers.get(one.dataset.mark)?.answer || "";
    const given = [...answers.values()].filter((one) => one.answer).length;
    if (!desk) $("said").textContent = given ? `${given} answered, ${rows.length - given} to go${saved ? "" : "; not saved to a file yet"}` : "No answers yet";
  }
  function fill(form) {
    const held = answers.get(form.dataset.say);
    for (const one of all("input", form)) one.checked = held?.answer === one.value;
    form.querySelector("textarea").value = held?.comment || "";
  }
  // What one answers with stands on a page from the first time that it is shown.
  function controls(page) {
    const place = page.querySelector(".controls");
    if (place.firstChild) return;
    place.append($("controls").content.cloneNode(true));
    for (const form of all("[data-say]", place)) {
      form.dataset.say = page.id;
      fill(form);
      form.addEventListener("input", () => answered(form));
    }
    for (const form of all("form.decide", place)) {
      const said = form.elements;
      if (said.stage) said.stage.value = row.get(page.id).dataset.stage;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const told = said.stage ? { stage: said.stage.value, reason: said.reason.value, until: said.until.value } : { text: said.text.value };
        send(form, said.stage ? "/decide" : "/note", { person: page.id, ...told });
      });
    }
  }
  function answered(form) {
    const answer = form.querySelector("input:checked")?.value || "";
    const comment = form.querySelector("textarea").value;
    answer || comment ? answers.set(form.dataset.say, { answer, comment }) : answers.delete(form.dataset.say);
    saved = false;
    keep();
    mark();
    sift();
  }
  // As a spreadsheet reads it: quoted, and nothing that it would take for a formula.
  const cell = (text) => `"${(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  function save() {
    const by = $("by").value.trim();
    if (!by) {
      $("said").textContent = "Write your name first: a decision names who made it";
      $("by").focus();
      return;
    }
    const lines = [["role", "person_id", "answer", "comment", "by"]];
    for (const one of rows) {
      const held = answers.get(one.dataset.id);
      if (held) lines.push([role, one.dataset.id, held.answer, held.comment, by]);
    }
    const text = "\uFEFF" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    make("a", "", { href: address, download: "feedback.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    saved = true;
    mark();
    $("said").textContent = `feedback.csv has ${lines.length - 1} answers; send it back to whoever gave you this file`;
  }

  // The list: filters, search in all that is said of a person, order.
  const words = new Map();
  const wordsOf = (id) => words.get(id) || words.set(id, $(id).textContent.toLowerCase()).get(id);
  function fits(one) {
    for (const pick of all("[data-filter]")) if (pick.value && one.dataset[pick.dataset.filter] !== pick.value) return false;
    if ($("skill").value && !one.dataset.skills.includes(` ${$("skill").value} `)) return false;
    const wanted = $("answer").value;
    if (wanted === "new" && !("new" in one.dataset)) return false;
    const said = answers.get(one.dataset.id)?.answer || "none";
    if (wanted && wanted !== "new" && said !== wanted) return false;
    return $("q").value.toLowerCase().split(/\s+/).every((word) => !word || wordsOf(one.dataset.id).includes(word));
  }
  const number = (one, name) => Number(one.dataset[name]);
  const orders = {
    rank: (a, b) => number(a, "rank") - number(b, "rank"),
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
    seen: (a, b) => number(b, "seen") - number(a, "seen"),
    active: (a, b) => b.dataset.active.localeCompare(a.dataset.active),
    must: (a, b) => number(b, "must") - number(a, "must"),
  };
  function sift() {
    let shown = 0;
    for (const one of rows) {
      one.hidden = !fits(one);
      shown += one.hidden ? 0 : 1;
    }
    $("count").textContent = shown === rows.length ? `${shown} people` : `${shown} of ${rows.length} people`;
  }
  function order() {
    const by = orders[$("sort").value];
    document.querySelector(".people tbody").append(...[...rows].sort((a, b) => by(a, b) || orders.rank(a, b)));
  }

  // Two people side by side.
  let chosen = [];
  function choose(box) {
    const id = box.closest("tr").dataset.id;
    chosen = box.checked ? [...chosen, id].slice(-2) : chosen.filter((one) => one !== id);
    for (const one of all(".choose")) one.checked = chosen.includes(one.closest("tr").dataset.id);
    $("set").hidden = chosen.length !== 2;
    $("set").textContent = chosen.length === 2 ? `Compare ${chosen.map((one) => row.get(one).dataset.name).join(" with ")}` : "Compare";
    if (chosen.length === 2) [$("first").value, $("second").value] = chosen;
  }
  const headOf = (tr) => tr.querySelector("th").textContent;
  function inside(td) {
    const span = make("span");
    span.append(...td.cloneNode(true).childNodes);
    return span;
  }
  const facts = (id) => document.querySelector(`[data-facts="${CSS.escape(id)}"]`);
  function line(head, cells, more = -1) {
    const tr = make("tr");
    tr.append(make("th", head, { scope: "row" }));
    cells.forEach((one, place) => {
      const td = make("td", "", { className: place === more ? "more" : "" });
      td.append(one);
      tr.append(td);
    });
    return tr;
  }
  function group(head) {
    const tr = make("tr");
    tr.append(make("th", head, { scope: "colgroup", colSpan: 3 }));
    return tr;
  }
  function apart(pair) {
    const [a, b] = pair.map((id) => facts(id).dataset);
    const points = Math.abs(a.score - b.score).toFixed(1);
    if (!a.margin || !b.margin) return `${points} points apart; no margin is kept so far down the list, so nothing says how sure this is.`;
    const tie = Math.abs(a.score - b.score) < Math.hypot(a.margin, b.margin);
    return tie ? `${points} points apart, a tie: less than the margins can tell apart.` : `${points} points apart: more than the margins explain.`;
  }
  function compare() {
    const pair = [$("first").value, $("second").value];
    const place = $("pair");
    place.replaceChildren();
    if (!pair[0] || !pair[1] || pair[0] === pair[1]) {
      place.append(make("p", "Choose two people."));
      return;
    }
    const table = make("table", "", { className: "pair" });
    const head = make("tr");
    head.append(make("td"));
    for (const id of pair) {
      const th = make("th", "", { scope: "col" });
      th.append(make("a", row.get(id).dataset.name, { href: `#${id}` }));
      head.append(th);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    const copy = (what) => pair.map((id) => row.get(id).querySelector(what)?.cloneNode(true) ?? "");
    body.append(line("Strongest evidence", copy("th .why")), line("Level of evidence", copy(".badge")));
    body.append(line("How much we could see", pair.map((id) => `${Math.round(100 * row.get(id).dataset.seen)} %`)));
    body.append(line("Stage", pair.map((id) => row.get(id).dataset.stage)), group("Skills asked for"));
    const [left, right] = pair.map((id) => all("[data-skill]", $(id)));
    left.forEach((one, at) => {
      const two = [one, right[at]];
      const by = two[0].dataset.skill - two[1].dataset.skill;
      body.append(line(headOf(one), two.map((each) => inside(each.lastElementChild)), by > 0.05 ? 0 : by < -0.05 ? 1 : -1));
    });
    body.append(group("Score breakdown"));
    const [parts, others] = pair.map((id) => all("[data-part]", $(id)));
    parts.forEach((one, at) => {
      const points = [one, others[at]].map((each) => Number(each.dataset.part));
      body.append(line(headOf(one), points.map((each) => each.toFixed(1)), points[0] - points[1] > 0.05 ? 0 : points[1] - points[0] > 0.05 ? 1 : -1));
    });
    body.append(line("Score", copy("td:nth-last-child(2) .num")));
    const contested = copy(".contested");
    if (contested.some(Boolean)) body.append(line("Disputed, corrected", contested));
    table.append(top, body);
    place.append(make("p", apart(pair)), table);
  }

  // The desk: what is decided goes to the one writer on this machine.
  async function send(form, path, body) {
    const place = form.querySelector(".done");
    const button = form.querySelector("button");
    const fail = (text) => { place.className = "done bad"; place.textContent = text; };
    if (!$("by").value.trim()) { fail("Write your name below first: a decision names who made it"); $("by").focus(); return; }
    button.disabled = true;
    place.className = "done";
    place.textContent = "Saving …";
    try {
      const told = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Token": desk }, body: JSON.stringify({ ...body, role, by: $("by").value.trim() }) });
      const said = await told.json();
      if (!told.ok) { fail(said.error); return; }
      place.textContent = said.done;
      if (said.stage) {
        for (const one of all(`[data-stage-of="${CSS.escape(body.person)}"]`)) one.textContent = said.stage;
        row.get(body.person).dataset.stage = said.stage;
        if (!all("#stage option").some((one) => one.value === said.stage)) $("stage").append(make("option", said.stage));
      } else form.reset();
    } catch {
      fail("The desk does not answer: is `sourcing desk` still running?");
    } finally {
      button.disabled = false;
    }
  }

  for (const one of all(".print")) one.addEventListener("click", () => window.print());
  let opened = [];
  window.addEventListener("beforeprint", () => { opened = all("details:not([open])", pages.find((one) => !one.hidden)); for (const one of opened) one.open = true; });
  window.addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
  window.addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
  $("filters").addEventListener("input", (event) => { event.target.id === "sort" ? order() : sift(); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => { order(); sift(); }));
  for (const one of all(".choose")) one.addEventListener("change", () => choose(one));
  $("set").addEventListener("click", () => { location.hash = "#compare"; });
  $("second").append(...all("option", $("first")).map((one) => one.cloneNode(true)));
  if (rows.length > 1) $("second").selectedIndex = 1;
  for (const id of ["first", "second"]) $(id).addEventListener("change", compare);
  $("by").addEventListener("input", keep);
  $("save")?.addEventListener("click", save);
  recall();
  mark();
  show(false);
  document.documentElement.dataset.ready = "yes";
})();
